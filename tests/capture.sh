#!/usr/bin/env bash
# usage: capture.sh PROGRAM     plimsoll capture, with the clients that are installed: what it reports, answers, saves and ends with.
set -u
export LC_ALL=C.UTF-8 no_proxy='*'
unset NO_COLOR COLUMNS
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
clients=$here/clients samples=$here/../samples
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0 missing=()

pass() { passed=$((passed + 1)); }
fail() {
	failed=$((failed + 1))
	printf 'FAILED %s\n' "$*"
}

# captures STATUS OPTION… -- COMMAND…: the report to the file out, what is told to err.
captures() {
	local wanted=$1
	shift
	timeout 60 "$program" capture --no-config "$@" >out 2>err </dev/null
	local status=$?; [ -z "${TIMES:-}" ] || echo "$SECONDS $*" | cut -c1-80
	if [ "$status" = "$wanted" ]; then pass; else fail "capture $*: exit status $status, not $wanted: $(head -c 600 err out)"; fi
}

# holds PATTERN FILE, lacks PATTERN FILE
holds() { if grep -qaE -- "$1" "$2"; then pass; else fail "$2 has no '$1': $(head -c 400 "$2")"; fi; }
lacks() { if grep -qaE -- "$1" "$2"; then fail "$2 has '$1': $(head -c 400 "$2")"; else pass; fi; }

# A client in nothing but bash: sends standard input as it is and prints the answers. It gives up after 5 seconds.
cat >raw <<-'END'
	#!/usr/bin/env bash
	exec 3<>"/dev/tcp/127.0.0.1/${PLIMSOLL_URL##*:}"
	cat >&3
	[ "${1:-}" = leave ] || timeout "${1:-5}" cat <&3
END
chmod +x raw
raw() { # STATUS BYTES OPTION…
	local wanted=$1 bytes=$2
	shift 2
	printf "$bytes" >bytes
	captures "$wanted" "$@" -- sh -c './raw <bytes >answer'
}

# How it ends.
captures 7 -- sh -c 'exit 7'
holds 'sh ended with exit status 7' err
captures 3 -- true
holds 'no request came' err
captures 2 -- ./no-such-command
holds 'no-such-command cannot be run' err
captures 143 -- sh -c 'kill -TERM $$'
captures 2 --listen nonsense -- true
captures 2 --as squid -- true
holds 'nobody has measured' err
captures 2 --as haproxy -- true
holds '--limit SIZE' err
raw 0 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
holds '"request": 1, "received": 0' answer
holds 'request-0001: GET http://a/' out
captures 9 -- sh -c './raw <bytes >answer; exit 9'
raw 1 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"a":1,}' --format json
holds '"rule": "json-' out
holds '"file": "request-0001"' out
raw 0 "$(cat bytes)" --exit-zero
raw 0 "$(cat bytes)" --fail-on never --output sarif=out.sarif
holds '"version": "2.1.0"' out.sarif

# Pipelining, chunks and trailers, HTTP/1.0, Expect.
raw 0 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /3 HTTP/1.0\r\n\r\n'
[ "$(grep -c '^HTTP/1.1 200 OK' answer)" = 3 ] && pass || fail "three requests, answers: $(cat answer)"
holds '"request": 2, "received": 5' answer
raw 1 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n' --timeout 1
[ "$(grep -a '^HTTP' answer | tr -d '\r' | paste -sd,)" = 'HTTP/1.1 100 Continue,HTTP/1.1 408 Request Timeout' ] && pass ||
	fail "Expect and silence: $(cat answer)"
holds 'content-length-too-big' out

# What is no request, or a broken one.
raw 3 '\026\003\001\002'
holds 'speaks TLS' err
raw 3 'hello\r\n\r\n'
holds 'no HTTP request' err
raw 1 'GET / HTTP/1.1\r\n\r\n'
holds '400 Bad Request' answer
holds 'host-missing' out
raw 1 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'
holds '400 Bad Request' answer
captures 1 -- sh -c 'printf "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc" | ./raw leave'
holds 'content-length-too-big' out

# A whole answer of a file, and a body.
printf 'HTTP/1.1 503 Later\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n' >response
printf '{"id": 5}' >body
raw 0 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' --answer response
holds 'Retry-After: 7' answer
raw 0 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' --answer body
holds '^\{"id": 5\}' answer

# Both families; the URL in a file; an end behind so many requests, and at a signal.
captures 0 --listen '[::1]:0' --url-file url -- bash -c 'exec 3<>"/dev/tcp/::1/${PLIMSOLL_URL##*:}"; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3 >/dev/null'
holds '^http://\[::1\]:[0-9]+$' url
rm -f url
timeout 20 "$program" capture --no-config --url-file url --requests 2 >out 2>err &
server=$!
while [ ! -s url ]; do sleep 0.05; done
for _ in 1 2; do PLIMSOLL_URL=$(cat url) bash -c 'printf "GET / HTTP/1.0\r\n\r\n" | ./raw' >answer; done
wait $server && pass || fail "capture --requests 2 ended with $?"
holds '2 requests: 0 errors' out
rm -f url
"$program" capture --no-config --url-file url >out 2>err &
server=$!
while [ ! -s url ]; do sleep 0.05; done
kill -INT $server
wait $server && pass || fail "capture ended with $? at SIGINT"

# Every sample, sent as it is, is saved so that check finds in the file what capture found; secrets are not in it.
mapfile -t all < <(grep -lE '^(Authorization|Cookie|X-Api-Key|Proxy-Authorization):|[?&](sig|token|key|access_token)=' "$samples"/bad/*.http "$samples"/ok/*.http
	printf '%s\n' "$samples"/bad/json-*.http "$samples"/bad/multipart-*.http "$samples"/bad/chunk-*.http | head -n 45)
captures 1 --save saved --timeout 1 --format json --output report -- bash -c 'for file; do ./raw 2 <"$file" >/dev/null & done; wait' _ "${all[@]}"
findings() { grep -oE '"rule": "[^"]*"|"file": "[^"]*"' "$1" | awk '/"file"/ { file = $0 } /"rule"/ { print file, $0 }' | sort; }
"$program" check --no-config --format json saved/*.http >again 2>>err
findings report >found
findings again >found-again
[ "$(wc -l <found)" -gt 30 ] && cmp -s found found-again && pass || fail "saved requests: $(diff found found-again | head -5)"
captures 0 --save secret -- bash -c 'printf "GET /?token=hunter2 HTTP/1.0\r\nAuthorization: Bearer hunter2\r\nCookie: a=hunter2\r\n\r\n" | ./raw'
lacks hunter2 secret/0001.http
[ "$(stat -c %s secret/0001.http)" = 82 ] && pass || fail "the saved request has $(stat -c %s secret/0001.http) bytes"
captures 0 --save shown --show-secrets -- bash -c 'printf "GET / HTTP/1.0\r\nAuthorization: Bearer hunter2\r\n\r\n" | ./raw'
holds hunter2 shown/0001.http

# A gateway that is played is taken for that product by probe, with its limit to the byte.
plays() { # NAME LIMIT AS [PROBE-OPTION…]
	local name=$1 limit=$2 as=$3
	shift 3
	# shellcheck disable=SC2016,SC2086
	captures 0 --fail-on never --output report --as $as -- \
		sh -c 'program=$1; shift; exec "$program" probe --no-config -q --format json "$@" "$PLIMSOLL_URL"' _ "$program" "$@"
	holds "\"largest_accepted\": $limit, \"smallest_refused\": $((limit + 1)), \"exact\": true" out
	[ "$name" = - ] || holds "\"refusal\": \{[^}]*\"gateway\": \"$name\"" out
}
plays nginx 1048576 nginx
plays nginx 20971520 nginx:client_max_body_size=20m
plays apache 1073741824 apache
plays haproxy 1234567 'haproxy --limit 1234567'
plays caddy 123456 caddy:max_size=123456
plays varnish 123456 'varnish --limit 123456'
plays modsecurity 234567 modsecurity:SecRequestBodyLimit=234567
plays modsecurity2 134217728 modsecurity2
plays express 102400 express --shape json
plays django 2621440 django
plays - 2097152 tomcat --shape form --echo /received

# Passed on: another capture is the origin.
origin() { # OPTION…: sets server, and writes its URL into the file url
	rm -rf url origin
	timeout 60 "$program" capture --no-config --url-file url "$@" >origin.out 2>&1 &
	server=$!
	while [ ! -s url ]; do sleep 0.05; done
}
origin --requests 3 --save origin
raw 1 'POST /a%%20b?c HTTP/1.1\r\nHost: front\r\nConnection: X-Mine\r\nX-Mine: 1\r\nX-Yours: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET /d HTTP/1.1\r\nHost: front\r\nConnection: close\r\n\r\n' \
	--forward "$(cat url)/base"
[ "$(grep -ac '^Via: 1.1 plimsoll' answer)" = 2 ] && pass || fail "forwarded: $(cat answer)"
holds '"request": 1, "received": 3' answer
holds '"request": 2, "received": 0' answer
holds '^POST /base/a%20b\?c HTTP/1.1' origin/0001.http
holds '^X-Yours: 2' origin/0001.http
lacks '^(X-Mine|Host: front)' origin/0001.http
captures 0 --forward "$(cat url)" -- bash -c '{ printf "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 3000000\r\n\r\n"; head -c 3000000 /dev/zero | tr "\\0" x; } | ./raw 20 >answer'
holds '"request": 3, "received": 3000000' answer
wait $server
raw 0 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' --forward "$(cat url)"
holds '502 Bad Gateway' answer
captures 2 --forward ftp://a -- true
origin --answer body
captures 3 --forward "$(cat url)" --as nginx:client_max_body_size=10 -- sh -c 'printf "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\n" | ./raw >answer; exit 3'
holds '413 Request Entity' answer
lacks '"id"' answer
kill $server

# HTTP/2 without TLS: checked as what it would be in HTTP/1.1, or told that this plimsoll cannot.
printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' >bytes
timeout 20 "$program" capture --no-config -- sh -c './raw 1 <bytes >answer' >out 2>err
if grep -q 'built without nghttp2' err; then
	missing+=('HTTP/2 (nghttp2)')
elif ! curl --version 2>/dev/null | grep -q HTTP2; then
	missing+=('curl with HTTP/2')
else
	head -c 300000 /dev/zero | tr '\0' x >h2.bin
	captures 1 --format json --save two -- sh -c 'curl -sS --http2-prior-knowledge -H "Content-Type: application/json" -d "{\"a\":1,}" "$PLIMSOLL_URL/a" && curl -sS \
		--http2-prior-knowledge -T - -H "Content-Type: text/plain" "$PLIMSOLL_URL/b" <h2.bin >h2.out'
	holds '"rule": "json-' out
	holds '"body_bytes": 300000' out
	holds '"request": 2, "received": 300000' h2.out
	holds '^Transfer-Encoding: chunked' two/0002.http
	captures 0 --output report --as nginx:client_max_body_size=10k -- sh -c 'curl -sS -o /dev/null -w "%{http_code}" --http2-prior-knowledge \
		-H "Content-Type: text/plain" --data-binary @h2.bin "$PLIMSOLL_URL"'
	[ "$(cat out)" = 413 ] && pass || fail "413 over HTTP/2: $(cat out err)"

	# What is broken is told: a name in capitals, behind a preface and SETTINGS.
	printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\13\1\5\0\0\0\1\202\204\206\1\1a\0\1%s\1y' X >bytes
	captures 3 -- sh -c './raw 1 <bytes >answer; true'
	holds 'not HTTP/2: .*[Hh]eader' err
	printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\13\1\5\0\0\0\1\202\204\206\1\1a\0\1%s\1y' x >bytes
	captures 0 -- sh -c './raw 1 <bytes >answer; true'
	holds 'GET http://a/' out

	# Passed on, too: lengths and chunks, a cookie in one field, early answers, long ones, none.
	h2='curl -sS --max-time 20 --http2-prior-knowledge -H Content-Type:text/plain'
	origin --requests 2 --save origin
	captures 0 --forward "$(cat url)/base" -- sh -c "$h2 -H 'Cookie: a=1' -H 'Cookie: b=2' -H 'TE: trailers' -T - \$PLIMSOLL_URL/b?c <h2.bin >h2.out &&
		$h2 -d abc \$PLIMSOLL_URL/ >>h2.out"
	wait $server
	holds '"request": 1, "received": 300000' h2.out
	holds '"request": 2, "received": 3' h2.out
	holds '^PUT /base/b\?c HTTP/1.1' origin/0001.http
	holds '^cookie: a=x; b=x' origin/0001.http
	holds '^Transfer-Encoding: chunked' origin/0001.http
	holds '^Via: 2.0 plimsoll' origin/0001.http
	lacks '^te:' origin/0001.http
	holds '^Content-Length: 3' origin/0002.http
	captures 0 --forward "$(cat url)" -- sh -c "$h2 -o h2.out -w '%{http_code}' \$PLIMSOLL_URL >code"
	[ "$(cat code)" = 502 ] && pass || fail "no origin, over HTTP/2: $(cat code h2.out)"
	head -c 1000000 /dev/urandom >long
	origin --answer long
	captures 0 --forward "$(cat url)" -- sh -c "$h2 --limit-rate 2M -D head -o h2.out \$PLIMSOLL_URL && $h2 -I \$PLIMSOLL_URL >h2.head"
	kill $server
	cmp -s long h2.out && pass || fail "a long answer over HTTP/2 is not what the origin sent: $(cmp long h2.out 2>&1)"
	holds '^via: 1.1 plimsoll' head
	holds '^content-length: 1000000' h2.head
	origin --as nginx:client_max_body_size=10k
	captures 0 --forward "$(cat url)" -- sh -c "$h2 -o h2.out -w '%{http_code}' --data-binary @h2.bin \$PLIMSOLL_URL >code"
	kill $server
	[ "$(cat code)" = 413 ] && pass || fail "an early answer over HTTP/2: $(cat code err)"
	if command -v node >/dev/null; then
		origin
		captures 0 --fail-on never --forward "$(cat url)" -- sh -c 'node "$1" >h2.out' _ "$clients/http2_client.js"
		kill $server
		captures 0 --fail-on never --output report -- node "$clients/http2_large_head.js"
		[ "$(cat out)" = 431 ] && pass || fail "a large head over HTTP/2: $(cat out err)"
		holds 'head-incomplete|header-section-too-large' report
		[ "$(grep -oE '^/[0-9] 200 received": [0-9]+' h2.out | grep -oE '[0-9]+$' | paste -sd,)" = 100000,200000,300000,400000 ] && pass ||
			fail "streams at once: $(cat h2.out err)"
	else
		missing+=('http2 of Node')
	fi
fi

# The clients that are installed: what they send is whole, and they see the refusal of a gateway that does not read on.
client() { # NAME COMMAND…
	local name=$1
	shift
	captures 0 --format json --fail-on never -- "$@"
	mv out "$name"
	[ "$(grep -oE '"url": "[^"]*"' "$name" | sed 's|.*/||' | paste -sd' ')" = 'form" json" multipart" stream"' ] && pass || fail "$name: $(head -c 600 "$name")"
	[ "$(grep -oE '"body_bytes": [0-9]+' "$name" | grep -oE '[0-9]+' | awk 'NR == 1 { ok += $1 == 3 } NR == 2 { ok += $1 == 7 || $1 == 8 }
		NR == 3 { ok += $1 > 100000 } NR == 4 { ok += $1 == 100000 } END { print ok }')" = 4 ] && pass ||
		fail "$name: $(grep -o '"body_bytes": [0-9]*' "$name" | paste -sd,)"
	captures 0 --fail-on never --output report --as nginx:client_max_body_size=10k -- "$@" 9000
	[ "$(cat out)" = 200 ] && pass || fail "$name: $(cat out err)"
	captures 0 --fail-on never --output report --as nginx:client_max_body_size=10k -- "$@" 20000
	[ "$(cat out)" = 413 ] && pass || fail "$name of a 413: $(cat out err)"
}
node_modules=$here/../build/gateways/node_modules
command -v curl >/dev/null && client curl sh "$clients/curl_client.sh" || missing+=(curl)
python3 -c 'import requests' 2>/dev/null && client requests python3 "$clients/requests_client.py" || missing+=('Python requests')
node -e 'fetch' 2>/dev/null && client fetch node "$clients/fetch_client.js" || missing+=('fetch of Node')
command -v node >/dev/null && [ -d "$node_modules/axios" ] && NODE_PATH=$node_modules client axios node "$clients/axios_client.js" ||
	missing+=(axios)
if command -v go >/dev/null && HOME=$dir GOFLAGS=-mod=mod go build -o go-client "$clients/nethttp_client.go" 2>err; then
	client nethttp ./go-client
else
	missing+=("Go's net/http")
fi
[ ${#missing[@]} = 0 ] || echo "not installed, so left out: ${missing[*]}"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
