#!/usr/bin/env bash
# usage: cli.sh PROGRAM     runs the program as a user would and holds it to its exit status and to one line on standard error that
# says what, where and what to do.
set -u
program=$(realpath "$1")
samples=$(realpath "$(dirname "$0")/../samples")
rules=$(realpath "$(dirname "$0")/../rules")
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0

fail() {
	failed=$((failed + 1))
	printf 'FAILED %s\n' "$*"
}

# judge NAME WANTED-STATUS STATUS PATTERN: the file err is one line that PATTERN (extended, whole line) fits; none when it is empty.
judge() {
	local name=$1 wanted=$2 status=$3 pattern=$4
	if [ "$status" != "$wanted" ]; then
		fail "$name: exit status $status, not $wanted: $(head -c 300 err)"
	elif [ -z "$pattern" ] && [ -s err ]; then
		fail "$name: says something: $(head -c 300 err)"
	elif [ -n "$pattern" ] && [ "$(wc -l <err)" != 1 ]; then
		fail "$name: $(wc -l <err) lines, not one: $(head -c 300 err)"
	elif [ -n "$pattern" ] && ! grep -qxE -- "plimsoll: $pattern" err; then
		fail "$name: '$(cat err)' is not '$pattern'"
	elif LC_ALL=C grep -q $'[\001-\011\013-\037\177]' err; then
		fail "$name: control bytes on standard error"
	else
		passed=$((passed + 1))
	fi
}

# says STATUS PATTERN ARGUMENT…: standard output to the file out.
says() {
	local wanted=$1 pattern=$2
	shift 2
	timeout 20 "$program" "$@" >out 2>err </dev/null
	judge "$*" "$wanted" $? "$pattern"
}

# holds TEXT-PATTERN FILE: the last run left that.
holds() {
	if grep -qE -- "$1" "$2"; then passed=$((passed + 1)); else fail "$2 has no '$1': $(head -c 300 "$2")"; fi
}

cp "$samples/ok/http10-get.http" ok.http
cp "$samples/bad/json-bom.http" bad.http
printf 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' >response
printf '\x8f\x03\xe1\x00\xff\x91\x7f\x02\xb4\xfe\x80\x00\x10' >random
: >empty
mkdir folder
mkdir -p own/topic
printf '{"rule": "mine",\n "severity": "eror"}\n' >own/topic/mine.json

# What is read.
says 0 '' check ok.http
says 1 '' check bad.http
says 3 'missing: cannot be read: No such file or directory' check missing
says 3 'folder: is a directory; name the files in it' check folder
says 3 'empty: is empty; a request is due: .*' check empty
says 3 'response: is an HTTP response, not a request; .*' check response
says 3 'random: is no request in a format that plimsoll reads: .* --input FORMAT names .*' check random
says 3 'standard input: is empty; .*' check -
says 3 '/proc/self/mem: cannot be read further: Input/output error' check /proc/self/mem
if [ "$(id -u)" != 0 ]; then
	cp ok.http locked
	chmod 0 locked
	says 3 'locked: cannot be read: Permission denied' check locked
fi
mkfifo pipe
cat bad.http >pipe &
says 1 '' check pipe
"$program" check - <bad.http >out 2>err
judge 'check - <bad.http' 1 $? ''
says 3 'missing: cannot be read: .*' check missing bad.http
holds 'bad.http: GET|bad.http: POST' out
timeout 20 "$program" check missing bad.http response ok.http >out 2>err
judge_status=$?
[ "$judge_status" = 3 ] && [ "$(wc -l <err)" = 2 ] && grep -q '^plimsoll: response: ' err && grep -q '^bad.http: ' out &&
	grep -q '^ok.http: ' out && passed=$((passed + 1)) || fail "bad inputs among others: $judge_status $(cat err)"
says 3 'ok.http: there is no request 7; there is 1, counted from 0' check --entry 7 ok.http
says 3 "ok.http: no URL matches 'zz'; requests: 1" check --match zz ok.http
says 3 'a\\x1b\[31m\\x0ab: cannot be read: No such file or directory' check $'a\e[31m\nb'

# Mistakes of usage.
says 2 'a command is due, .*--help.*'
says 2 "there is no command 'chek'; did you mean 'check'\?" chek
says 2 "there is no command 'xyzzy'; .plimsoll --help. lists them" xyzzy
says 2 "there is no command '\\\\x1b\[31m'; .*" $'\e[31m'
says 2 "there is no option '--limt'; did you mean '--limit'\?" check --limt 5 ok.http
says 2 "there is no option '--xyzzy-zyx'; .plimsoll check --help. lists them" check --xyzzy-zyx
says 2 "there is no format 'jsn'; did you mean 'json'\?" check --format jsn ok.http
says 2 "there is no input format 'harr'; did you mean 'har'\?" check --input harr ok.http
says 2 "there is no input format 'harr'; did you mean 'har'\?" check --input harr empty
says 2 "there is no input format '\\\\x1b\[31mxyz'; .*" check --input $'\e[31mxyz' ok.http
says 2 "there is no rule 'xyzzy'; .plimsoll rules. lists them" rules xyzzy
says 2 "there is no rule 'json-bim'; did you mean 'json-bom'\?" rules json-bim
says 2 "there is no rule 'json-bim'; did you mean 'json-bom'\?" check --disable json-bim ok.http
says 2 "there is no fact 'request.metod'; did you mean 'request.method'\?" facts request.metod
says 2 "there is no gateway 'ngnix'; did you mean 'nginx'\?" check --via ngnix ok.http
says 2 "there is no gateway 'ngnix'; did you mean 'nginx'\?" gateways ngnix
says 3 'none.conf: cannot be read: No such file or directory' gateways --config-of none.conf
says 2 "nginx has no setting 'xyzzy' .*" check --via nginx:xyzzy=3 ok.http
says 2 "--limit takes a size such as 10485760, 20m or 4.5MB, not '5q'" check --limit 5q ok.http
says 2 "--limit takes a size such as .*, not '0'" check --limit=0 ok.http
says 2 "--limit takes a size such as .*, not '99999999999999999999'" check --limit 99999999999999999999 ok.http
says 2 '--limit needs a value, SIZE; .plimsoll check --help. says which' check ok.http --limit
says 2 "--exit-zero takes no value, not 'x'" check --exit-zero=x ok.http
says 2 "--persona takes default, strict or pedantic, not 'loud'" check --persona loud ok.http
says 2 "--fail-on takes note, warning, error or never, not 'x'" check --fail-on x ok.http
says 2 "--color takes auto, always or never, not 'x'" check --color x ok.http
says 2 "--entry takes a number, not 'x'" check --entry x ok.http
says 2 "--as takes raw, curl or har, not 'x'" show --as x ok.http
says 2 "facts --format takes human or json, not 'ndjson'" facts --format ndjson
says 2 'check needs a file, or - for standard input' check
says 2 'show needs one file, or - for standard input' show ok.http bad.http
says 2 'an argument is empty; a file or a name is due' check ''
says 2 'standard input \(-\) is named twice and can be read once' check - ok.http -
says 2 '--headers is half of a request: --body FILE is due as well' check --headers ok.http
says 2 'own/topic/mine.json:2:15: .* note, warning, error.*' check --rules own ok.http
says 2 'nowhere: cannot be read as a folder of rules: .*' check --rules nowhere ok.http

# Where it goes.
says 0 '' check --output report ok.http
holds '^ok.http: ' report
[ -s out ] && fail '--output writes to standard output as well' || passed=$((passed + 1))
says 2 'nowhere/report: cannot be written: No such file or directory' check --output nowhere/report ok.http
cp bad.http kept.http
says 2 './kept.http: is an input, which --output would overwrite; name another file' check kept.http --output ./kept.http
cmp -s bad.http kept.http && passed=$((passed + 1)) || fail '--output emptied its input'
says 3 '/dev/full: cannot be written.*' check --output /dev/full ok.http
for words in 'check ok.http' 'check --facts ok.http ok.http ok.http ok.http ok.http' 'show ok.http' rules facts gateways --help --version 'check --help'; do
	# shellcheck disable=SC2086
	"$program" $words >/dev/full 2>err
	judge "$words >/dev/full" 3 $? 'standard output: cannot be written.*'
	# shellcheck disable=SC2086
	"$program" $words 2>err >&-
	judge "$words >&-" 3 $? 'standard output: cannot be written.*'
done
# A reader that leaves ends the program as it ends others: by the signal, without a word.
for i in $(seq 400); do echo ok.http; done | xargs "$program" check --facts 2>err | head -n 1 >/dev/null
status=${PIPESTATUS[1]}
[ "$status" = 125 ] || [ "$status" = 141 ] && [ "$(grep -vc '^xargs: ' err)" = 0 ] && passed=$((passed + 1)) ||
	fail "a closed pipe: $status $(cat err)"
(trap '' PIPE; "$program" check $(yes ok.http 2>/dev/null | head -n 400) 2>err | true; exit "${PIPESTATUS[0]}")
judge 'a closed pipe with SIGPIPE ignored' 3 $? 'standard output: cannot be written.*'

# What is mended.
cp "$samples/bad/content-length-list.http" mend.http
says 0 '' check --diff mend.http
cmp -s "$samples/bad/content-length-list.http" mend.http && passed=$((passed + 1)) || fail '--diff changed its input'
cp mend.http patched.http
patch -s -p0 --binary patched.http out && passed=$((passed + 1)) || fail 'patch does not take what --diff prints'
says 0 'mend.http: 1 finding mended' check --fix mend.http
cmp -s patched.http mend.http && passed=$((passed + 1)) || fail '--fix and --diff differ'
says 0 '' check --fix --fail-on warning mend.http
ln -s mend.http link.http
says 3 'link.http: is a symbolic link: .*' check --fix link.http
says 2 '--fix needs a file: .*' check --fix -
says 2 '--diff goes with a file that holds the whole message, not with --headers' check --diff --headers ok.http --body random
printf 'GET http://a/\n\n###\nPOST http://a/\nContent-Type: application/json\nContent-Length: 99\n\n{"a": 1}\n' >two.http
says 1 'two.http: .*only these are mended; `plimsoll show --entry 1 two.http >request.http` writes one' check --fix two.http
says 0 '' show --entry 1 two.http
cp out request.http
says 0 'request.http: 1 finding mended' check --fix request.http
says 0 '' check --fail-on note request.http
says 0 '.*chrome.har: holds no raw message and no curl command, and only these are mended' check --fix "$samples/ok/chrome.har"
says 0 '.*mended in the command that is printed; the file is as it was' check --fail-on never --fix "$samples/bad/curl-header-fights-form.curl"
cp out mended.curl
says 0 '' check --fail-on note mended.curl
says 1 '.*--fix prints with --format human alone.*' check --format json --fix "$samples/bad/curl-header-fights-form.curl"
says 3 'folder: .*' check --fix folder

# What is asked of itself.
says 0 '' --version
holds '^plimsoll [0-9]+\.[0-9]+\.[0-9]+$' out
for command in '' check show rules facts gateways explain; do
	# shellcheck disable=SC2086
	says 0 '' $command --help
	holds '^usage: plimsoll ' out
	[ "$(wc -L <out)" -le 80 ] && passed=$((passed + 1)) || fail "$command --help is $(wc -L <out) columns wide"
done
says 0 '' check -h

# The sandbox: what the kernel says of a check that waits for its input, and that inputs which need temporary files are read in it.
if "$program" --version | grep -q seccomp; then
	for words in 'check=2' 'explain=2' 'show=2' 'check --no-sandbox=0'; do
		# shellcheck disable=SC2086
		"$program" ${words%=*} pipe >out 2>err &
		exec 3>pipe # Waits until the program has opened it.
		for _ in $(seq 1000); do
			grep -q 'State:.*S' /proc/$!/status && grep -q "Seccomp:.*${words#*=}" /proc/$!/status && break
			sleep 0.01
		done
		holds "Seccomp:.*${words#*=}" /proc/$!/status
		cat ok.http >&3
		exec 3>&-
		wait $!
		judge "${words%=*} pipe" 0 $? ''
	done
else
	holds '^sandbox: ' <("$program" --version)
fi
for words in 'check --format json' 'check --format junit' 'show --entry 0' explain; do
	cat "$samples/ok/chrome.har" >pipe &
	# shellcheck disable=SC2086
	TMPDIR=$dir/folder "$program" $words pipe >out 2>err
	judge "$words pipe, a HAR" 0 $? ''
	[ -s out ] && passed=$((passed + 1)) || fail "$words of a HAR in a pipe prints nothing"
done
says 0 '' check --write-baseline folder/known bad.http
says 0 '' check --write-baseline folder/known bad.http
says 0 '' check --baseline folder/known --write-baseline /dev/null bad.http
says 3 '/dev/full: cannot be written: .*' check --format json --output junit=/dev/full bad.http
says 1 '' check --output sarif=out.sarif --output junit=out.xml --output out.txt bad.http
holds 'testsuite' out.xml

# What explain is given.
says 2 'explain needs something to explain: .*' explain
says 2 "--passed takes a size such as .*, not 'much'" explain --passed much
says 2 '--status takes a status code from 100 to 599, not 42' explain --status 42
says 2 "--header takes a line such as 'Server: nginx', not 'nginx'" explain --header nginx
says 2 "there is no encoding 'base64-jsom'; did you mean 'base64-json'\\?" explain --failed 1m --encoding base64-jsom
says 2 'explain --format takes human, json or html, not .*' explain --status 413 --format sarif
says 3 'missing: cannot be read: .*' explain missing
says 3 'random: is none of what explain reads: .*' explain random
says 3 'log.har: there is no entry 9; there are 0, counted from 0' explain --entry 9 "$(echo '{"log":{"entries":[]}}' >log.har; echo log.har)"
says 0 '' explain log.har
holds 'none of its 0 entries' out
says 0 '' explain --list
holds '^wire-growth +the body is bigger' out
says 0 '' explain ok.http response
says 0 '' explain --passed 2MB --failed 4.5MB --encoding base64-json --status 413 --format json
holds '"at_least": 2666668, "below": 6000000' out
holds '"id": "wire-growth".*"confidence": "likely"' out
"$program" explain - <response >out 2>err
judge 'explain - <response' 0 $? ''
holds 'accepted' out
# probe: where it may go, and what is no record. Nothing listens on port 1.
says 2 "'nonsense' is not a URL to probe: http://HOST/PATH or https://HOST/PATH is due" probe nonsense
says 2 "'ftp://127.0.0.1/' is not a URL to probe: .*" probe ftp://127.0.0.1/
says 2 "'…' is not a URL to probe: a user name in it .*--header @FILE" probe http://me:secret@127.0.0.1/
says 2 'host.invalid is not this machine: --allow-host host.invalid says that you may probe it' probe http://host.invalid/
says 2 '127.0.0.1.invalid is not this machine: .*' probe http://127.0.0.1.invalid/
says 2 "--header 'authorization: …' on a command line .*" probe http://127.0.0.1:1/ --header 'authorization: Bearer 1'
says 2 "--header takes 'Name: value', .*" probe http://127.0.0.1:1/ --header 'no colon'
says 2 'probe needs one URL' probe
says 2 'probe --replay reads a record and takes no URL' probe --replay record http://127.0.0.1/
says 0 'plan: POST http://127.0.0.1:1/, body up to 16 MiB; at most [0-9]+ requests and .*' probe --dry-run http://127.0.0.1:1/
says 0 'plan: PUT https://\[::1\]/, body .* at most 5 requests and 1 KiB; .*' probe --dry-run --method PUT --max-requests 5 --max-bytes 1k 'https://[::1]/?key=1'
echo '{"allow_hosts": ["host.invalid"]}' >allow.json
says 0 'plan: POST http://host.invalid/, .*' probe --dry-run --config allow.json http://host.invalid/
"$program" probe http://127.0.0.1:1/ >out 2>err
[ "$?" = 4 ] && grep -q 'takes no connection: Connection refused' err && passed=$((passed + 1)) || fail "a refused connection: $(cat err)"
: >empty.jsonl
says 3 'empty.jsonl: the record is empty' probe --replay empty.jsonl
echo '{"record": 2}' >odd.jsonl
says 3 'odd.jsonl:1:[0-9]+: not a record of plimsoll probe' probe --replay odd.jsonl
says 0 '' probe --replay "$samples/probe/nginx.jsonl"
says 1 '' probe --replay "$samples/probe/nginx.jsonl" --expect-at-least 2m
says 0 '' probe --replay "$samples/probe/nginx.jsonl" --expect-at-least 1m

# Inputs of a list, several at once, and lines of JSON.
printf 'ok.http\n\nmissing\n' >list
says 3 'missing: cannot be read: No such file or directory' check --files-from list -j 3
says 3 'none: cannot be read: No such file or directory' check --files-from none
says 2 '--null goes with --files-from' check --null ok.http
says 2 'standard input \(-\) is the list of --files-from, and cannot be an input as well' check --files-from - -
says 2 '--fix needs the files on the command line: .*' check --fix --files-from list
says 2 '-j takes a number up to 256' check -j 257 ok.http
says 2 "-j takes a number, not 'x'" check -j x ok.http
says 1 '' check --input ndjson --format short "$samples/scale/requests.ndjson"
holds ':3:1: error: the entry cannot be checked: line 3 is no JSON object' out

# What a shell puts in is not judged.
printf 'curl https://api.example.com/x -H "Content-Type: $TYPE" -d "{}"\n' >type.curl
says 0 '' check --format short type.curl
grep -q 'content-type-syntax' out && ! grep -q 'error:' out && passed=$((passed + 1)) || fail "a type from a shell variable: $(cat out)"

# explain holds a configuration against what failed.
printf 'http {\n\tclient_max_body_size 20m;\n\tserver { client_max_body_size 1m; }\n}\n' >nginx.conf
says 0 '' explain --passed 2MB --failed 4.5MB --encoding base64-json --status 413 --config-of nginx.conf
grep -q 'nginx.conf:2: client_max_body_size 20m (http) allows 20,971,520 bytes' out && grep -q 'Nothing in the answer shows nginx on the path' out &&
	passed=$((passed + 1)) || fail "explain --config-of: $(tail -9 out)"
says 0 '' explain --passed 2MB --failed 4.5MB --encoding base64-json --status 413 --config-of nginx.conf --format json
grep -q '"line": 2, .*"bytes": 20971520, "verdict": "lets-it-pass", "on_path": null.*"line": 3, .*"verdict": "passed-more"' out &&
	passed=$((passed + 1)) || fail "explain --config-of as json: $(tail -1 out)"
says 3 'none.conf: cannot be read: No such file or directory' explain --status 413 --config-of none.conf

# Completion: each shell that is there takes its script, and bash's gives the words.
says 2 "--completion takes bash, zsh or fish, not 'ksh'" --completion ksh
for shell in bash zsh fish; do
	says 0 '' --completion "$shell"
	command -v "$shell" >/dev/null || continue
	"$shell" -n out 2>err && passed=$((passed + 1)) || fail "$shell does not take its completion: $(head -3 err)"
done
# completes EXPECTED WORD…: the last word is the one that is being typed.
completes() {
	local expected=$1 got
	shift
	got=$(COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); source ./bash.complete; _plimsoll; echo "${COMPREPLY[*]}")
	[ "$got" = "$expected" ] && passed=$((passed + 1)) || fail "completion of $*: '$got', not '$expected'"
}
"$program" --completion bash >bash.complete
completes check plimsoll chec
completes '--persona' plimsoll check --pers
completes 'pedantic' plimsoll check --persona p
completes 'short sarif' plimsoll check --format s
completes '' plimsoll check --limit 1
completes '' plimsoll weigh --persona

# The rules that the build compiled judge as their files do, and are documented as their files say.
mapfile -t all < <(find "$samples/ok" "$samples/bad" -type f | sort)
for options in '--persona pedantic --format json' '--via nginx,cloudflare --facts'; do
	# shellcheck disable=SC2086
	"$program" check $options "${all[@]}" >built-in 2>&1
	# shellcheck disable=SC2086
	"$program" check $options --rules "$rules" "${all[@]}" >files 2>&1
	holds rule built-in
	cmp -s built-in files && passed=$((passed + 1)) || fail "check $options differs from --rules: $(diff built-in files | head -3)"
done
"$program" rules --format json >built-in
"$program" rules --format json --rules "$rules" >files
holds '"bad"' built-in
cmp -s built-in files && passed=$((passed + 1)) || fail "rules differs from --rules: $(diff built-in files | head -3)"

# Colours.
says 1 '' check --color always bad.http
grep -q $'\e' out && passed=$((passed + 1)) || fail '--color always has no colour'
says 1 '' check bad.http
grep -q $'\e' out && fail 'colour where there is no terminal' || passed=$((passed + 1))

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
