# Judges a suite: differences.tsv (reason `open`: not judged yet, and not counted as passed), expectations.tsv, what the
# program said on standard error, its ndjson.
BEGIN {
	# The rules that say what a suite calls by this kind.
	says["http.bare-cr"] = "^(header-(bare-lf|control-chars|name-invalid|no-colon)|head-incomplete|content-length-syntax)"
	says["http.bare-lf"] = "^(header-(bare-lf|obs-fold)|chunk-terminators)"
	says["http.header-name"] = "^header-(name-invalid|no-colon|leading-whitespace|space-before-colon)"
	says["http.header-space-before-colon"] = "^header-space-before-colon"
	says["http.header-value"] = "^(header-(control-chars|bare-lf|non-ascii)|chunk-terminators)"
	says["http.obs-fold"] = "^header-(obs-fold|leading-whitespace)"
	says["http.host-missing"] = "^host-missing"
	says["http.host-multiple"] = "^host-duplicate"
	says["http.host-invalid"] = "^host-syntax"
	says["http.method"] = "^(method-token-invalid|request-line)"
	says["http.nul"] = "^(header-(control-chars|name-invalid)|method-token-invalid)"
	says["http.request-line"] = "^(request-line|version-syntax|target-|header-bare-lf)"
	says["http.version"] = "^version-syntax"
	says["http.target"] = "^(target-|request-line)"
	says["http.truncated"] = "^(head-incomplete|content-length-too-big|chunk-terminators)"
	says["framing.chunk-size"] = says["framing.chunk-ext"] = says["framing.chunk-data"] = says["framing.chunk-truncated"] = "^chunk-"
	says["framing.cl-and-te"] = "^content-length-and-te"
	says["framing.cl-conflict"] = "^content-length-conflict"
	says["framing.cl-invalid"] = "^content-length-(syntax|overflow)"
	says["framing.te-invalid"] = says["framing.te-not-final-chunked"] = "^te-"
	says["framing.extra-data"] = "^(content-length-too-small|bytes-after|extra-|request-after|body-without-framing|body-after)"
	says["framing.cl-mismatch"] = "^content-length-too-(big|small)"
	says["ctype.malformed"] = says["ctype.duplicate-param"] = says["ctype.boundary-invalid"] = "^(content-type|multipart-(boundary|param))"
	says["json.syntax"] = says["json.empty"] = "^json-"
	says["json.encoding"] = "^(json-|utf8-invalid|bom|charset)"
	says["multipart.empty"] = says["multipart.truncated"] = says["multipart.part-header"] = "^multipart-"
	says["multipart.no-boundary-in-body"] = says["multipart.boundary-garbage"] = says["multipart.data-before"] = "^multipart-"
}
# Does the rule say what one of these kinds, joined by commas, is about?
function is_of(rule, kinds,    names, count, i) {
	count = split(kinds, names, ",")
	for (i = 1; i <= count; i++)
		if ((names[i] in says) && rule ~ says[names[i]]) return 1
	return 0
}
function in_vain(rule, note) {
	return match(note, /ignore=[^ ;]+/) && is_of(rule, substr(note, RSTART + 7, RLENGTH - 7))
}
FILENAME ~ /differences\.tsv$/ { if ($1 == suite) why[$2] = $3; next }
FILENAME ~ /expectations\.tsv$/ { if (FNR > 1) { cases[++n] = $1; expected[$1] = $2; kind[$1] = $3; note[$1] = $4 }; next }
FILENAME ~ /err$/ {
	if (match($0, /\.\/[^:]+: /)) refused[substr($0, RSTART + 2, RLENGTH - 4)] = 1
	next
}
{
	match($0, /"file": "\.\/[^"]*"/)
	file = substr($0, RSTART + 11, RLENGTH - 12)
	read[file] = 1
	rest = $0
	while (match(rest, /"rule": "[^"]*", "severity": "[^"]*"/)) {
		split(substr(rest, RSTART, RLENGTH), part, "\"")
		rest = substr(rest, RSTART + RLENGTH)
		rule = part[4]
		if (is_of(rule, kind[file])) found[file] = found[file] " " rule
		if (part[8] == "error" && rule ~ matter && !in_vain(rule, note[file])) errors[file] = errors[file] " " rule
	}
}
END {
	for (i = 1; i <= n; i++) {
		c = cases[i]
		wrong = ""
		if (status > 3 || !(c in read || c in refused)) wrong = "was not read to its end"
		else if (expected[c] == "ok" && c in refused) wrong = "is fine and was refused as no request"
		else if (expected[c] == "ok" && c in errors) wrong = "is fine and raised" errors[c]
		else if (expected[c] == "defect" && !(c in found || c in refused)) wrong = "has " kind[c] " and raised nothing of it"
		if (why[c] == "open") { if (wrong != "") open++; else { passed++; print suite "/" c " is right now: take it out of differences.tsv" } }
		else if (wrong != "" && why[c] != "") { differs++; passed++ }
		else if (wrong != "") { failed++; print suite "/" c " " wrong " (" note[c] ")" }
		else if (why[c] != "") { failed++; print suite "/" c " is in differences.tsv and does not differ" }
		else passed++
	}
	printf "%s: %d passed, %d failed; %d of those passed are judged otherwise on purpose, %d are open\n", suite, passed, failed, differs, open
}
