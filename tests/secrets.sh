#!/usr/bin/env bash
# usage: secrets.sh PROGRAM     plants a secret wherever inputs keep one, and looks for all of them in everything that every command prints
# and writes. `show`, the file that --fix mends and the command that it prints are requests themselves, and are left out.
set -u
program=$(realpath "$1")
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
dir=$(mktemp -d)
trap 'rm -rf "$dir"; [ -z "${server:-}" ] || kill "$server" 2>/dev/null' EXIT
cd "$dir" || exit 1
passed=0 failed=0 runs=0 count=0

# plant: a secret of its own in $secret; the part that all have in common is what is looked for. Beside it what base64 makes of it.
plant() {
	count=$((count + 1))
	secret=vLt7$(printf %03d "$count")Kx9Qw2Zr
	basic=$(printf 'user:%s' "$secret" | base64 -w0)
	printf '%s\n%s\n' "$secret" "${basic:6:16}" >>planted
}
# put FILE: standard input with each @@ a secret of its own, each @B the credentials of Basic, each line ended by CR LF where @@ has one.
put() {
	local line
	while IFS= read -r line; do
		while [[ $line == *@@* || $line == *@B@* ]]; do
			plant
			if [[ $line == *@@* ]]; then line=${line/@@/$secret}; else line=${line/@B@/$basic}; fi
		done
		printf '%s\n' "$line"
	done >"$1"
}
# message FILE: a head and, behind a line of ----, a body; Content-Length is added.
message() {
	put text
	sed '/^----$/,$d; s/$/\r/' text >"$1"
	sed '1,/^----$/d' text | head -c -1 >body
	printf 'Content-Length: %d\r\n\r\n' "$(stat -c %s body)" >>"$1"
	cat body >>"$1"
}

message json.http <<'END'
POST /a?access_token=@@&sig=@@&X-Amz-Signature=@@&key=@@&api_key=@@ HTTP/1.1
Host: api.example
Authorization: Bearer @@
Proxy-Authorization: Basic @B@
Cookie: sid=@@; theme=@@
Cookie: other=@@
X-API-Key: @@
X-Auth-Token: @@
Content-Type: application/json; charset=latin1
----
{"password": "@@", "password": "@@", "nested": {"client_secret": "@@", "list": [{"apiKey": "@@"}]},
 "refresh_token": "@@", "credentials": {"user": "me", "value": "x"}, "amount": 0012, "text": "password=@@", "accessKey": "@@",}
END
message form.http <<'END'
POST /token HTTP/1.1
Host: api.example
Authorization : Basic @B@
Content-Type: application/x-www-form-urlencoded
----
grant_type=password&username=me&password=@@&client_secret=@@&code=@@&refresh_token=@@&password=@@%zz&client_assertion=@@
END
message multipart.http <<'END'
POST /upload HTTP/1.1
Host: api.example
Authorization: Digest username="me", response="@@"
Content-Type: multipart/form-data; boundary=xyz
----
--xyz
Content-Disposition: form-data; name="password"

@@
--xyz
Content-Disposition: form-data; name="api_key"; filename="key.txt"
Content-Type: application/json

{"secret": "@@"
--xyz
Content-Disposition: form-data; name="document"
Content-Type: application/json

{"token": "@@", "token": "@@"}
--xyz--
END
message faults.http <<'END'
POST /a#access_token=@@ HTTP/1.1
Host: me:@@@api.example
Authorization: Bearer @@ and more
Authorization: Token token="@@"
X-Api-Key:@@
 folded @@
Cookie: sid="@@
X-Amz-Security-Token: @@
Content-Type: text/plain
----
-----BEGIN PRIVATE KEY-----
password: @@
END
printf 'GET http://me:%s@api.example/?token=%s HTTP/1.0\r\nAuthorization: Bearer %s\001\r\nX-Api-Key: \xff%s\r\n\r\n' \
	"$(plant; echo "$secret")" "$(plant; echo "$secret")" "$(plant; echo "$secret")" "$(plant; echo "$secret")" >bytes.http
put command.curl <<'END'
curl 'https://me:@@@api.example/a?access_token=@@' -u 'user:@@' -H 'Authorization: Bearer @@' -H "X-Api-Key: @@" \
  --oauth2-bearer @@ -b 'sid=@@' --proxy-user me:@@ -d '{"password": "@@", "password": "@@",}' -H 'Content-Length: 3'
curl https://api.example/b --user=me:@@ --cookie "a=@@" -F password=@@ -F 'document={"secret":"@@"};type=application/json'
curl "https://api.example/c?sig=@@" --data-urlencode "client_secret=@@" -H 'Cookie: a=@@' -H 'content-type: application/json'
END
put log.har <<'END'
{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [
{"request": {"method": "POST", "url": "https://api.example/a?access_token=@@", "httpVersion": "HTTP/1.1",
 "headers": [{"name": "Host", "value": "api.example"}, {"name": "Authorization", "value": "Bearer @@"}, {"name": "Cookie", "value": "sid=@@"},
  {"name": "Content-Type", "value": "application/json"}, {"name": "X-Api-Key", "value": "@@"}],
 "cookies": [{"name": "sid", "value": "@@"}], "queryString": [{"name": "access_token", "value": "@@"}],
 "postData": {"mimeType": "application/json", "text": "{\"password\": \"@@\", \"password\": \"@@\",}"}, "headersSize": -1, "bodySize": 30},
 "response": {"status": 413, "statusText": "Payload Too Large", "httpVersion": "HTTP/1.1",
  "headers": [{"name": "Set-Cookie", "value": "sid=@@; Path=/"}, {"name": "Server", "value": "nginx"}, {"name": "Location", "value": "/?token=@@"}],
  "cookies": [{"name": "sid", "value": "@@"}], "content": {"size": 20, "mimeType": "application/json",
  "text": "{\"error\": \"request entity too large\", \"access_token\": \"@@\"}"}, "redirectURL": "https://api.example/?token=@@"}},
{"request": {"method": "POST", "url": "https://api.example/b", "httpVersion": "HTTP/1.1", "headers": [{"name": "Content-Type",
 "value": "application/x-www-form-urlencoded"}], "postData": {"mimeType": "application/x-www-form-urlencoded",
 "params": [{"name": "password", "value": "@@"}, {"name": "next", "value": "/"}]}, "headersSize": -1, "bodySize": 35},
 "response": {"status": 200, "headers": []}}]}}
END
put client.rest <<'END'
@token = @@
@password=@@
POST https://api.example/a?access_token={{token}}
Authorization: Bearer {{token}}
X-Api-Key: {{fromEnv}}
Content-Type: application/json

{"password": "{{password}}", "password": "@@",}

### second
GET https://api.example/b?key=@@
Authorization: Basic user @@
Cookie: sid=@@
END
put http-client.env.json <<'END'
{"dev": {"fromEnv": "@@", "other": "@@"}}
END
put collection.json <<'END'
{"info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
 "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "@@", "type": "string"}]},
 "variable": [{"key": "key", "value": "@@"}],
 "item": [{"name": "a", "request": {"method": "POST", "url": {"raw": "https://api.example/a?api_key={{key}}", "protocol": "https", "host": ["api", "example"],
  "path": ["a"], "query": [{"key": "api_key", "value": "{{key}}"}]}, "header": [{"key": "X-Api-Key", "value": "@@"}, {"key": "Content-Type", "value": "application/json"}],
  "body": {"mode": "raw", "raw": "{\"password\": \"@@\", \"password\": \"@@\",}"}}},
 {"name": "b", "request": {"auth": {"type": "basic", "basic": [{"key": "username", "value": "user"}, {"key": "password", "value": "@@"}]},
  "method": "GET", "url": "https://api.example/b?token=@@"}}]}
END
put session.hurl <<'END'
POST https://api.example/a?access_token=@@
Authorization: Bearer @@
Content-Type: application/json
[Cookies]
sid: @@
[Options]
user: me:@@
{"password": "@@", "password": "@@",}

POST https://api.example/b
[BasicAuth]
me: @@
[Form]
password: @@
client_secret: @@
END
put curl.log <<'END'
* Connected to api.example (192.0.2.1) port 443
* Server auth using Basic with user 'user'
> POST /a?access_token=@@ HTTP/1.1
> Host: api.example
> Authorization: Basic @B@
> Cookie: sid=@@
> X-Api-Key: @@
> Content-Type: application/json
> Content-Length: 20971520
>
} [65536 bytes data]
< HTTP/1.1 413 Request Entity Too Large
< Server: nginx/1.25.3
< Set-Cookie: sid=@@; HttpOnly
< Location: https://api.example/?token=@@
<
{"error": "request entity too large", "access_token": "@@"}
END
put server.log <<'END'
2026/11/25 09:14:03 [error] 7#7: *1 client intended to send too large body: 20971520 bytes, client: 192.0.2.1, server: api.example, request: "POST /a?access_token=@@ HTTP/1.1", host: "api.example", referrer: "https://me:@@@api.example/?sig=@@"
PayloadTooLargeError: request entity too large { authorization: 'Bearer @@', cookie: 'sid=@@', password: "@@" }
Authorization: Bearer @@
END
put answer <<'END'
HTTP/1.1 413 Payload Too Large
Server: nginx
Set-Cookie: sid=@@; HttpOnly
Location: https://api.example/login?token=@@
WWW-Authenticate: Bearer error="invalid_token", access_token="@@"
Content-Type: application/json

{"error": "request entity too large", "access_token": "@@", "detail": "password=@@"}
END
sed -i 's/$/\r/' answer
put nginx.conf <<'END'
http { client_max_body_size 1m; proxy_set_header Authorization "Bearer @@"; server { client_max_body_size 20m; set $api_key @@; } }
END
put bad-config.json <<'END'
{"persona": "strict", "token": "@@"}
END
put bad-env.json <<'END'
{"dev": {"token": "@@", }}
END

# clean NAME FILE…: no secret in them.
clean() {
	local name=$1
	shift
	runs=$((runs + 1))
	if grep -aiFf planted -- "$@" >leak; then
		failed=$((failed + 1))
		echo "FAILED $name: $(grep -aoiFf planted leak | sort -u | head -3 | tr '\n' ' ')"
		head -c 1200 leak
	else
		passed=$((passed + 1))
	fi
}
# run ARGUMENT…: nothing that it prints holds a secret, and it prints something.
run() {
	timeout 60 "$program" "$@" >out 2>err </dev/null
	local status=$?
	if [ "$status" -gt 4 ] || [ ! -s out ] && [ ! -s err ]; then
		failed=$((failed + 1))
		echo "FAILED $*: status $status, and nothing to look at"
	fi
	clean "$*" out err
}

grep -q 'Kx9Qw2Zr' json.http && grep -qFf planted json.http || { echo 'nothing was planted'; exit 1; }
formats=$("$program" check --help | sed -n '/^Reports:/,$s/^  \([a-z]*\) .*/\1/p')
inputs=(json.http form.http multipart.http faults.http bytes.http command.curl log.har client.rest collection.json session.hurl)
for format in $formats; do
	for options in '' '-v --facts --persona pedantic --via nginx,modsecurity,express --limit 10' '--env http-client.env.json:dev --facts --color always' '--diff --unsafe-fixes'; do
		# shellcheck disable=SC2086
		run check --no-config --format "$format" $options "${inputs[@]}"
	done
done
"$program" check --show-secrets json.http >out 2>err
grep -qFf planted out && passed=$((passed + 1)) || { failed=$((failed + 1)); echo 'FAILED --show-secrets shows none, so this looks in the wrong place'; }
for input in "${inputs[@]}"; do
	"$program" check --no-config --persona pedantic --write-baseline baseline "$input" >out 2>err
	clean "--write-baseline $input" baseline out err
	"$program" check --no-config --fix --format json "$input" >out 2>err
	clean "--fix --format json $input, beside the file" out err
	for format in raw har curl hurl http-file postman; do
		run check --no-config --facts --input "$format" "$input"
	done
	run weigh "$input"
	run explain "$input" answer
	run explain --format json "$input" answer server.log
done
for evidence in curl.log server.log answer log.har; do
	for format in human json; do
		run explain --format "$format" "$evidence"
	done
done
plant
run explain --status 413 --header "Set-Cookie: sid=$secret" --error "413 for https://api.example/?access_token=$secret with Authorization: Bearer $secret"
run explain --status 413 --config-of nginx.conf --failed 2m
run gateways --config-of nginx.conf
run gateways --config-of nginx.conf --format json
run check --config bad-config.json json.http
run check --env bad-env.json client.rest
run check --rules . json.http
run check --openapi bad-env.json json.http
plant
run check "https://me:$secret@api.example/?access_token=$secret"
run probe "https://me:$secret@127.0.0.1:1/?access_token=$secret"
plant
printf 'Authorization: Bearer %s\nX-Own: %s\n' "$secret" "$secret" >header
run probe --dry-run --header @header "http://127.0.0.1:1/?access_token=$secret"
run probe --header "authorization: Bearer $secret" "http://127.0.0.1:1/"

# A server that says in its answers all that it was sent: what probe prints and keeps of them.
if command -v python3 >/dev/null; then
	python3 - >port <<'PY' &
import http.server
class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = ("refused: %s %s\n" % (self.path, self.headers)).encode()
        self.close_connection = True
        self.send_response(413)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "sid=" + self.headers.get("X-Own", "none"))
        self.send_header("X-Echo", self.headers.get("Authorization", "none"))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Echo)
print(server.server_port, flush=True)
server.serve_forever()
PY
	server=$!
	for _ in $(seq 100); do [ -s port ] && break; sleep 0.05; done
	url="http://127.0.0.1:$(cat port)/a?access_token=$secret"
	for format in human json; do
		run probe --header @header --format "$format" --max-requests 3 --record "record.$format" "$url"
		[ -s "record.$format" ] || { failed=$((failed + 1)); echo 'FAILED probe kept no record'; }
		clean "probe --record, $format" "record.$format"
		run probe --format "$format" --replay "record.$format"
	done
else
	echo 'skipped: probe against a server that echoes; python3 is not installed'
fi

# capture: what is printed of a request that it receives, and the copy that is kept of it.
for format in human json; do
	rm -rf url saved
	mkdir saved
	timeout 60 "$program" capture --requests 2 --url-file url --save saved --format "$format" --facts >out 2>err </dev/null &
	for _ in $(seq 200); do [ -s url ] && break; sleep 0.05; done
	port=$(sed 's/.*:\([0-9]*\).*/\1/' url)
	for request in json.http form.http; do
		exec 3<>"/dev/tcp/127.0.0.1/$port"
		cat "$request" >&3
		timeout 10 head -c 12 <&3 >answered
		exec 3<&-
	done
	wait $!
	grep -q HTTP answered || { failed=$((failed + 1)); echo "FAILED capture does not answer: $(cat err)"; }
	clean "capture --format $format" out err
	for saved in saved/*; do
		sed '/^\r$/q' "$saved" >head
		clean "capture --save, the head of $saved" head
	done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
