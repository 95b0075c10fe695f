#!/usr/bin/env bash
# usage: reports.sh PROGRAM     every report over the samples: the same exit status, well formed, what a schema asks, hostile names.
# The published schemas are looked for in ${SCHEMAS:-../shared/schemas}; what is not there is named and left out.
set -u
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
schemas=$(realpath -m "${SCHEMAS:-$root/../shared/schemas}")
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# check NAME COMMAND…: the command succeeds.
check() {
	local name=$1
	shift
	if "$@" >"$dir/said" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $name"
		head -c 2000 "$dir/said"
	fi
}
skip() { echo "skipped: $1"; }

cp "$root"/samples/bad/*.http "$root"/samples/bad/*.curl "$dir"
cd "$dir" || exit 1
# A name and bytes that every format has to escape.
odd=$'a & b <"\'>,:%\té.http'
printf 'POST /%s HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc' '"]]><x>&amp;::error::' >"$odd"
formats="sarif junit github gitlab checkstyle json ndjson short html"
outputs=()
for format in $formats; do outputs+=(--output "$format=out.$format"); done
"$program" check --no-config --limit 1m ./*.http ./*.curl "${outputs[@]}" >human 2>said
check 'findings end with 1, whatever is written' test $? = 1
for format in $formats; do
	"$program" check --no-config --limit 1m --format "$format" ./*.http ./*.curl >alone 2>>said
	check "$format ends with 1 as well" test $? = 1
	check "$format is the same alone and beside others" cmp alone "out.$format"
	"$program" check --no-config --format "$format" "$root"/samples/ok/graphql.http >none 2>>said
	check "$format ends with 0 when nothing is found" test $? = 0
	"$program" check --no-config --format "$format" not-there "$root"/samples/ok/graphql.http >part 2>>said
	check "$format ends with 3 when an input cannot be read" test $? = 3
	[ "$format" = sarif ] && check 'sarif says that the run was not whole' grep -q '"executionSuccessful": false' part
	[ "$format" = junit ] && check 'junit counts it as an error' grep -q 'errors="1"' part
done
check 'people are told what --fix mends' grep -qE '^[0-9]+ can be fixed by --fix$' human
check 'github shows ten annotations and a closing line' test "$(grep -c '^::' out.github),$(wc -l <out.github)" = 10,11
check 'no annotation begins inside of a text' test "$(grep -c '::error::' out.github)" = 0

printf '{"ignore": [{"rule": "content-length-conflict", "reason": "asked for by the test"}]}' >.plimsoll.json
"$program" check "./$odd" --config .plimsoll.json --write-baseline base.json >said 2>&1
"$program" check "./$odd" --config .plimsoll.json --baseline base.json --format sarif >suppressed.sarif 2>said
check 'an ignored finding is suppressed with its reason' grep -q '"suppressions": \[{"kind": "external", "justification": "asked for by the test"}\]' suppressed.sarif

if command -v python3 >/dev/null; then
	cat >check.py <<'PY'
import json, sys
for name in ("out.sarif", "out.gitlab", "out.json", "suppressed.sarif"):
    json.load(open(name, encoding="utf-8"))
for line in open("out.ndjson", encoding="utf-8"):
    json.loads(line)
run = json.load(open("out.sarif"))["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
assert len(set(rules)) == len(rules), "a rule stands twice"
for result in run["results"]:
    if "ruleIndex" in result:
        assert rules[result["ruleIndex"]] == result["ruleId"], result
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            path = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            from urllib.parse import unquote
            data = open(unquote(path), "rb").read()
            at = region["byteOffset"]
            assert at + region["byteLength"] <= len(data), result
            if "startLine" in region:
                line = data.count(b"\n", 0, at) + 1
                column = at - (data.rfind(b"\n", 0, at) + 1) + 1
                assert (line, column) == (region["startLine"], region["startColumn"]), result
# A fix of SARIF, made as it says, is one: its rule has nothing more to say of the file.
import subprocess
fixed = 0
for result in run["results"]:
    for change in [change for fix in result.get("fixes", []) for change in fix["artifactChanges"]]:
        name = unquote(change["artifactLocation"]["uri"])
        data = open(name, "rb").read()
        for replacement in change["replacements"]:
            at, length = replacement["deletedRegion"]["byteOffset"], replacement["deletedRegion"]["byteLength"]
            assert at + length <= len(data), result
            data = data[:at] + replacement.get("insertedContent", {}).get("text", "").encode() + data[at + length:]
        open("fixed.http", "wb").write(data)
        found = subprocess.run([sys.argv[1], "check", "--no-config", "--format", "short", "fixed.http"], capture_output=True, text=True).stdout
        assert "[" + result["ruleId"] + "]" not in found, (name, result["ruleId"], found)
        assert result["properties"]["fixable"] in ("safe", "unsafe"), result
        fixed += 1
assert fixed >= 5, fixed
fixable = [finding for request in json.load(open("out.json"))["requests"] for finding in request["findings"] if "fixable" in finding]
assert len(fixable) == sum("fixable" in result.get("properties", {}) for result in run["results"]), len(fixable)
prints = [finding["fingerprint"] + finding["location"]["path"] for finding in json.load(open("out.gitlab"))]
assert len(set(prints)) == len(prints), "two findings with one fingerprint"
import xml.etree.ElementTree as tree
for name in ("out.junit", "out.checkstyle"):
    tree.parse(name)
suite = tree.parse("out.junit").getroot()[0]
assert int(suite.get("tests")) == len(suite.findall("testcase"))
assert int(suite.get("failures")) == len([1 for case in suite if case.find("failure") is not None])
PY
	check 'json and xml are well formed, counts and places are right' python3 check.py "$program"
	if [ -e "$schemas/sarif-schema-2.1.0.json" ] && python3 -c 'import jsonschema' 2>/dev/null; then
		cat >schema.py <<'PY'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validators.validator_for(schema)(schema).validate(json.load(open(name)))
PY
		check 'sarif is valid by the published schema' python3 schema.py "$schemas/sarif-schema-2.1.0.json" out.sarif suppressed.sarif
		# What show writes of every sample, and HTTP Archive's schema, one file an object.
		mkdir har
		for sample in "$root"/samples/ok/* "$root"/samples/bad/*; do
			[ ! -f "$sample" ] || "$program" show --as har "$sample" >"har/${sample##*/}" 2>said || rm "har/${sample##*/}"
		done
		cat >har.py <<'PY'
import json, os, sys, warnings
warnings.simplefilter("ignore")
import jsonschema
schemas = [json.load(open(os.path.join(sys.argv[1], name))) for name in os.listdir(sys.argv[1])]
root = next(schema for schema in schemas if schema["$id"] == "har.json#")
resolver = jsonschema.RefResolver(root["$id"], root, {schema["$id"].rstrip("#"): schema for schema in schemas})
validator = jsonschema.validators.validator_for(root)(root, resolver=resolver)
for name in sys.argv[2:]:
    validator.validate(json.load(open(name)))
assert len(sys.argv) > 400, len(sys.argv)
try:
    validator.validate({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [{}]}})
except jsonschema.ValidationError:
    sys.exit(0)
sys.exit("an entry of nothing is valid: the schema is not looked at")
PY
		check 'har is valid by the published schema' python3 har.py "$schemas/har-schema" har/*
	else
		skip "the schemas of SARIF and HAR (in $schemas) or python3-jsonschema is not there"
	fi
else
	skip 'python3 is not there: reports are not parsed'
fi
# Pages: hostile bytes stay text, drawings are to scale, and many requests take no more memory than few.
hostile='</script><script>planted=1</script><img/src=x/onerror="planted=1">'\'']]>--><!--'
{
	printf 'POST /?q=%s\xff\xfe\xe2\x80\xae\x1b[31m HTTP/1.1\r\nHost: a.example\r\nX-<svg/onload=planted=1>: 1\r\n' "$hostile"
	printf 'Content-Type: application/json\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n{"%s": "\x00"}' "$hostile"
} >"<b>$(printf '\xff\xe2\x80\xae')\".http"
deep=$(printf '%0200d' 0 | tr 0 x) && mkdir "$deep"
{ printf 'POST /' && head -c 1000000 /dev/zero | tr '\0' u && printf ' HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n'; } >"$deep/long.http"
{
	printf -- '--X\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a": "'
	head -c 30000 /dev/urandom | base64 -w0
	printf '", "b": "'
	head -c 9000 /dev/zero | tr '\0' b
	printf '"}\r\n--X\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
	head -c 50000 /dev/urandom
	printf '\r\n--X--\r\n'
} >body
{ printf 'POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: %d\r\n\r\n' "$(wc -c <body)" && cat body; } >parts.http
{
	printf 'POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n'
	{ printf '{"a": "' && head -c 200000 /dev/zero | tr '\0' a && printf '"}'; } | gzip -n >body
	printf '%x\r\n' "$(wc -c <body)" && cat body && printf '\r\n0\r\n\r\n'
} >gzip.http
"$program" check --no-config --via modsecurity,nginx:client_max_body_size=100k,express --facts --format html \
	'<b>'*.http "$deep/long.http" parts.http gzip.http "$odd" >hostile.html 2>said
check 'a page of hostile requests ends with 1' test $? = 1
check 'a path that is cut in the list of requests says so' grep -q '">…x*/long\.http' hostile.html
check 'a URL of a megabyte does not swell the page' test "$(wc -c <hostile.html)" -lt 200000
printf 'POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\n%s' abc >one
for _ in $(seq 2500); do cat one; done >many.http
"$program" check --no-config --format html many.http >many.html 2>said
check 'a page says what it does not draw' grep -q '<p class="more">[0-9,]* requests more are counted here' many.html
check 'and draws what it says' test "$(grep -c '<section class="request"' many.html)" -le 1000
# The other commands that have a page: beside what they print, or in its place, with the same exit status.
"$program" weigh --size 2m --via nginx:client_max_body_size=3m --output html=weigh.html >printed
check 'weigh prints as ever beside a page' test "$?,$(grep -c multipart printed)" = 0,1
"$program" weigh --size 2m --via nginx:client_max_body_size=3m --format html | cmp - weigh.html >said 2>&1
check 'weigh writes the same page in its place' test "${PIPESTATUS[0]},${PIPESTATUS[1]}" = 0,0
"$program" explain --passed 2MB --failed 4.5MB --encoding base64-json --status 413 --format html >explain.html
check 'explain has a page' grep -q 'id="summary"' explain.html
"$program" explain --header "Server: $hostile" --error "$hostile" --status 413 --sent 5m --format html >evil.html
check 'explain has a page of hostile texts' grep -q 'id="summary"' evil.html
"$program" probe --replay "$root/samples/probe/nginx.jsonl" --format html >probe.html
check 'probe has a page' grep -q 'The load line is at 1,048,576 bytes' probe.html
"$program" weigh --size 2m --output sarif=weigh.sarif >said 2>&1
check 'weigh has no other report' test "$?,$(grep -c 'takes html' said)" = 2,1
"$program" weigh --size 2m --format html --output html=weigh.html >said 2>&1
check 'a command writes one page' test $? = 2
if command -v python3 >/dev/null; then
	check 'pages are well formed, inert and to scale' python3 "$root/tests/page.py" out.html hostile.html many.html weigh.html explain.html evil.html probe.html
else
	skip 'python3 is not there: pages are not looked into'
fi
if command -v python3 >/dev/null && { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then
	check 'pages fit a browser at three widths, light and dark, and run nothing' timeout 300 python3 "$root/tests/browser.py" hostile.html weigh.html explain.html probe.html
else
	skip 'chromium is not there: pages are not looked at in a browser'
fi
if [ -e "$schemas/junit-10.xsd" ] && command -v xmllint >/dev/null; then
	check 'junit is valid by the published schema' xmllint --noout --schema "$schemas/junit-10.xsd" out.junit
else
	skip "the JUnit schema (in $schemas) or xmllint is not there"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
