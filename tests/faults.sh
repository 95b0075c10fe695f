#!/usr/bin/env bash
# usage: faults.sh PROGRAM [all]     what is endless, enormous, nested or not a file: each input with 256 MiB of address space and 20 s of a
# processor, an exit status that says so, a word about it, and the other inputs of the run reported all the same. `all` adds the
# very large ones (make faults).
set -u
program=$(realpath "$1")
large=${2:-}
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0

# bounded STATUS PATTERN ARGUMENT…: standard input is passed on; the exit status is that, and what is printed fits the pattern.
bounded() {
	local wanted=$1 pattern=$2 status
	shift 2
	(
		ulimit -v 262144 -t 20
		exec timeout -k 1 60 "$program" "$@" >out 2>err
	)
	status=$?
	if [ "$status" != "$wanted" ]; then
		failed=$((failed + 1))
		echo "FAILED $*: status $status, not $wanted: $(head -c 300 err)"
	elif ! cat out err | grep -qaE -- "$pattern"; then
		failed=$((failed + 1))
		echo "FAILED $*: no '$pattern' in: $(head -c 300 out) $(head -c 300 err)"
	else
		passed=$((passed + 1))
	fi
}
# shows PATTERN: so does the output of the last run.
shows() {
	if grep -qaE -- "$1" out; then passed=$((passed + 1)); else
		failed=$((failed + 1))
		echo "FAILED no '$1' in: $(head -c 300 out)"
	fi
}
# head_of TYPE LENGTH: the head of a request.
head_of() { printf 'POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: %s\r\nContent-Length: %s\r\n\r\n' "$1" "$2"; }

printf 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n' >ok.http
other='^ok.http: GET'

# Not a file of the usual kind, alone and between others.
mkdir folder
ln -s loop-a loop-b
ln -s loop-b loop-a
mkfifo pipe
bounded 3 'loop-a: cannot be read: Too many levels of symbolic links' check loop-a ok.http
shows "$other"
bounded 3 'folder: is a directory' check folder ok.http
shows "$other"
bounded 3 '/dev/zero: is no request' check /dev/zero ok.http
shows "$other"
bounded 3 '/dev/zero' explain /dev/zero
bounded 2 'is larger than' check --config /dev/zero ok.http
bounded 2 'larger than' check --baseline /dev/zero ok.http
bounded 2 'less than 32 MiB' check --openapi /dev/zero ok.http
bounded 3 'over the 4 MiB' gateways --config-of /dev/zero
printf 'POST http://a.example/ HTTP/1.1\nX: {{a}}\n\n' >template.rest
bounded 1 'unresolved-placeholder' check --env /dev/zero template.rest
printf 'curl http://a.example/ -H @/dev/zero\n' >head.curl
bounded 0 'a.example' check --fail-on never head.curl
printf 'curl http://a.example/ -d @/dev/zero -d @loop-a -T folder\n' >data.curl
bounded 0 'a.example' check --fail-on never data.curl
(cat ok.http >pipe) &
bounded 0 '^pipe: GET' check pipe
wait

# Folders of rules.
mkdir -p nonsense/gateways nonsense/deep/deeper nonsense/errors
{ printf '\377' && head -c 100000 /dev/urandom; } >nonsense/noise.json # Its first byte is none that JSON begins with.
bounded 2 'noise.json:1:1' check --rules nonsense ok.http
rm nonsense/noise.json
mkfifo nonsense/pipe.json nonsense/gateways/pipe.json nonsense/errors/pipe.json
ln -s /dev/zero nonsense/zero.json
ln -s loop nonsense/loop
ln -s . nonsense/self
printf '{}' >nonsense/README
bounded 0 "$other" check --rules nonsense --via nginx ok.http
bounded 2 'pipe.json: cannot be read' explain --rules nonsense --status 413
rm nonsense/errors/pipe.json
ln -s /dev/zero nonsense/gateways/zero.json
bounded 0 nginx gateways --rules nonsense
bounded 2 'nonsense/deep/deeper/x' check --rules nonsense/deep/deeper/x ok.http

# Files that shrink and grow while they are read, beside one that does not.
head_of application/json 33554436 >moving
head -c 32M /dev/zero | tr '\0' 1 >>moving
cp moving whole
(for _ in $(seq 30); do truncate -s 1000 moving; cat whole >moving; done) &
for _ in 1 2 3 4 5; do
	(ulimit -v 262144 -t 20; exec timeout 60 "$program" check --fail-on never moving ok.http >out 2>err)
	[ $? -le 3 ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "FAILED a file that moves: $(cat err)"; }
	shows "$other"
done
wait
rm moving whole

# Many of everything.
{ printf 'POST / HTTP/1.1\r\nHost: a.example\r\n'; yes $'X-A: b\r' | head -n 1000000; printf '\r\n'; } >headers
bounded 1 'in 4,096 header lines' check headers ok.http
shows "$other"
rm headers
n=1000000
part=$'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r'
{ head_of 'multipart/form-data; boundary=x' $((n * 52 + 7)); yes -- "$part" | head -n $((n * 4)); printf -- '--x--\r\n'; } >parts
bounded 0 'body: 52,000,007 bytes' check --fail-on never parts
rm parts
yes '"k": 1,' | head -n 10000000 >keys
{ head_of application/json $(($(stat -c %s keys) + 9)); printf '{'; cat keys; printf '"z": 1}\n'; } | bounded 0 'body: ' check --fail-on never -
rm keys
yes $'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\nX-A : 1\r\n\r' | head -n $((6 * 333334)) |
	bounded 1 '^333334 requests: |333,334 requests: ' check -

# A boundary that almost matches, again and again; what decodes to more and more.
boundary=$(printf 'a%.0s' {1..69})
yes $'\r\n--'"$boundary" | head -c 67108864 >almost
{ head_of "multipart/form-data; boundary=${boundary}b" 67108864; cat almost; } | bounded 1 'multipart' check -
rm almost
head -c 256M /dev/zero | gzip -1 | gzip -9 >bomb
{ printf 'POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: text/plain\r\nContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n' "$(stat -c %s bomb)"
	cat bomb; } >bomb.http
bounded 0 'bomb.http' check --fail-on never --max-decoded 16m bomb.http
bounded 0 'bomb.http' check --fail-on never bomb.http
printf '[%.0s' {1..100000} >deep
{ head_of application/json 100000; cat deep; } | bounded 1 'json' check -
{ printf 'HTTP/1.1 413 X\r\nContent-Type: application/json\r\n\r\n'; cat deep; } >answer
bounded 0 . explain answer
for format in har postman; do
	bounded 3 '^plimsoll: deep' check --input "$format" deep
done

if [ "$large" = all ]; then
	head -c 1G /dev/zero | tr '\0' '[' | { head_of application/json 1073741824; cat; } | bounded 1 'json' check -
	head -c 4G /dev/zero | { head_of application/octet-stream 4294967296; cat; } | bounded 0 'body: ' check -
	head -c 1G /dev/zero | tr '\0' '[' | bounded 3 . check --input har -
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
