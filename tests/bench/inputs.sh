# The inputs of the scoreboard, each made once into $dir: NAME.json is what parsers of JSON read, NAME.http the message around it.
# Sourced by bench.sh.

head_of() { printf 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n%s\r\n\r\n' "$1" "$2"; }
length() { printf 'Content-Length: %d' "$1"; }
length_of() { length "$(wc -c <"$1")"; }
# made FILE FUNCTION: the file, unless it is there
made() { [ -s "$dir/$1" ] || { "$2" >"$dir/$1.part"; mv "$dir/$1.part" "$dir/$1"; }; }
json_message() { head_of application/json "$(length_of "$1")"; cat "$1"; }

base64_json() { printf '{"content":"'; base64 -w0 /dev/urandom 2>/dev/null | head -c "$bytes" || true; printf '"}'; }
base64_message() { json_message "$dir/base64.json"; }

multipart() {
	local boundary=a.boundary.of.the.bench begin around
	begin="--$boundary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n"
	around=$(printf -- "$begin\r\n--$boundary--\r\n" | wc -c)
	head_of "multipart/form-data; boundary=$boundary" "$(length $((bytes + around)))"
	printf -- "$begin"; head -c "$bytes" /dev/urandom; printf '\r\n--%s--\r\n' "$boundary"
}

chunked() {
	head_of application/octet-stream 'Transfer-Encoding: chunked'
	head -c "$bytes" /dev/urandom | "$tools/chunked" "$1"
}
large_chunks() { chunked 65536; }
small_chunks() { chunked 1024; }

records() {
	LC_ALL=C awk 'BEGIN { printf "["; for (i = 0; i < 1000000; i++)
		printf "%s{\"id\":%d,\"name\":\"user number %d\",\"email\":\"user%d@example.com\",\"active\":%s,\"score\":%.1f," \
		       "\"tags\":[\"alpha\",\"item-%d\"],\"address\":{\"street\":\"%d Main Street\",\"city\":\"Springfield\"}}\n",
		       i ? "," : "", i, i, i, i % 3 ? "true" : "false", i / 7, i % 1000, i % 9999
		print "]" }'
}
records_message() { json_message "$dir/records.json"; }
records_gzip() { gzip -1c "$dir/records.json"; }
gzip_message() {
	head_of application/json "$(printf 'Content-Encoding: gzip\r\n'; length_of "$dir/records.gz")"; cat "$dir/records.gz"
}

# 20,000 entries of 15 KB.
har() { awk -v entries=20000 -v items=168 -f "$here/har.awk"; }

small_messages() {
	local i
	for ((i = 0; i < 10000; i++)); do
		head_of application/json 'Content-Length: 33'; printf '{"id":%5d,"name":"some person"}' "$i"
	done
}
one_json() { printf '{}'; }
one_message() { json_message "$dir/one.json"; }
