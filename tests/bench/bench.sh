#!/usr/bin/env bash
# Wall time of check over that of another program on the same file, in turn, as often as its time allows, and check's peak resident memory.
# usage: bench.sh PLIMSOLL MEASURE [huge]; with `huge` only 10 GiB through standard input.
set -euo pipefail
plimsoll=$1 measure=$2 dir=build/bench
mib=${BENCH_MIB:-512}
bytes=$((mib << 20))
mkdir -p "$dir"

head_of() { printf 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n%s\r\n\r\n' "$1" "$2"; }
length() { printf 'Content-Length: %d' "$1"; }
base64_text() { base64 -w0 /dev/urandom 2>/dev/null | head -c "$1" || true; }
made() { [ -s "$1" ] || { "$2" > "$1.part"; mv "$1.part" "$1"; }; }

base64_json() { head_of application/json "$(length $((bytes + 14)))"; printf '{"content":"'; base64_text $bytes; printf '"}'; }
multipart() {
	local begin='--a.boundary.of.the.bench\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
	local around; around=$(printf -- "$begin\r\n--a.boundary.of.the.bench--\r\n." | wc -c)
	head_of 'multipart/form-data; boundary=a.boundary.of.the.bench' "$(length $((bytes + around - 1)))"
	printf -- "$begin"; head -c $bytes /dev/urandom; printf '\r\n--a.boundary.of.the.bench--\r\n'
}
chunked() {
	head_of application/octet-stream 'Transfer-Encoding: chunked'
	head -c $bytes /dev/urandom | "$(dirname "$measure")/chunked" "$1"
}
large_chunks() { chunked 65536; }
small_chunks() { chunked 1024; }
records() {
	[ -s "$dir/records.json" ] || LC_ALL=C awk 'BEGIN { printf "["; for (i = 0; i < 1000000; i++)
		printf "%s{\"id\":%d,\"name\":\"user number %d\",\"email\":\"user%d@example.com\",\"active\":%s,\"score\":%.1f," \
		       "\"tags\":[\"alpha\",\"item-%d\"],\"address\":{\"street\":\"%d Main Street\",\"city\":\"Springfield\"}}\n",
		       i ? "," : "", i, i, i, i % 3 ? "true" : "false", i / 7, i % 1000, i % 9999
		print "]" }' > "$dir/records.json"
	head_of application/json "$(length "$(wc -c < "$dir/records.json")")"; cat "$dir/records.json"
}
gzipped() {
	gzip -1c "$dir/records.json" > "$dir/records.gz"
	head_of application/json "$(printf 'Content-Encoding: gzip\r\n'; length "$(wc -c < "$dir/records.gz")")"; cat "$dir/records.gz"
}
small() {
	for ((i = 0; i < 10000; i++)); do
		head_of application/json 'Content-Length: 33'; printf '{"id":%5d,"name":"some person"}' "$i"
	done
}

# 20,000 entries of 15 KB, as Chrome writes them.
har() {
	LC_ALL=C awk 'BEGIN {
		for (i = 0; i < 168; i++)
			items = items sprintf("%s{\\\"id\\\":%d,\\\"name\\\":\\\"item number %d\\\",\\\"note\\\":\\\"a line of text\\\\nand another one\\\"}", i ? "," : "", i, i)
		printf "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"bench\",\"version\":\"1\"},\"entries\":["
		for (i = 0; i < 20000; i++)
			printf "%s{\"startedDateTime\":\"2026-01-01T00:00:00.000Z\",\"time\":1,\"request\":{\"method\":\"POST\"," \
			       "\"url\":\"https://api.example.com/items/%d\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[" \
			       "{\"name\":\"Host\",\"value\":\"api.example.com\"},{\"name\":\"Content-Type\",\"value\":\"application/json\"}]," \
			       "\"queryString\":[],\"cookies\":[],\"headersSize\":-1,\"bodySize\":-1," \
			       "\"postData\":{\"mimeType\":\"application/json\",\"text\":\"[%s]\"}},\"response\":{\"status\":200}," \
			       "\"cache\":{},\"timings\":{}}\n", i ? "," : "", i, items
		print "]}}" }'
}

# name, what it is compared with, the command whose time is the unit, plimsoll's arguments …; with REQUESTS their number a second
row() {
	local name=$1 other=$2 runs; shift 2
	read -ra unit <<< "$other"
	"$measure" "${unit[@]}" > /dev/null
	runs=$("$measure" "$plimsoll" "$@" | awk '{ print ($1 > 3 ? 3 : $1 > 0.1 ? 5 : 101) }')
	for _ in $(seq "$runs"); do
		echo "$("$measure" "${unit[@]}") $("$measure" "$plimsoll" "$@")"
	done | awk '{ print $3 / $1, $3, $4 }' | sort -n | awk -v name="$name" -v other="${unit[0]##*/}" -v requests="${REQUESTS:-0}" '
		{ r[NR] = $1; t[NR] = $2; if ($3 > peak) peak = $3 }
		END { m = int((NR + 1) / 2); printf "%-34s %6.2f (%.2f to %.2f) x %-5s %9.1f ms %7.1f MiB%s\n", name, r[m], r[1], r[NR], other, t[m] * 1000, peak / 1024,
		      requests ? sprintf(" %8d requests/s", requests / t[m]) : "" }'
}

# name, the JSON that jq parses, the file that plimsoll checks
against_jq() {
	if command -v jq > /dev/null; then row "$1" "jq empty $2" check -q "$3"; else echo "$1: jq is not installed"; fi
}

if [ "${3:-}" = huge ]; then
	size=$((10 << 30))
	{ head_of application/octet-stream "$(length $size)"; head -c $size /dev/zero; } | "$measure" "$plimsoll" check -q - |
		awk '{ printf "10 GiB on standard input: %.1f s, peak %.1f MiB\n", $1, $2 / 1024; exit $2 >= 24576 }'
	exit
fi

made $dir/base64.http base64_json
made $dir/multipart.http multipart
made $dir/chunked.http large_chunks
made $dir/chunked-1k.http small_chunks
made $dir/records.http records
made $dir/gzip.http gzipped
made $dir/small.http small
made $dir/log.har har
head_of application/json 'Content-Length: 2' > $dir/one.http; printf '{}' >> $dir/one.http

# A file that is not what it is meant to be would be fast for the wrong reason.
holds() {
	local last; last=$("$plimsoll" check "$2" | tail -n 1)
	[[ $last == "$1 request"*": 0 errors, 0 warnings,"* ]] || { echo "$2 is not what it is meant to be: $last"; exit 1; }
}
holds 1 $dir/base64.http; holds 1 $dir/multipart.http; holds 1 $dir/chunked.http; holds 1 $dir/chunked-1k.http
holds 1 $dir/one.http; holds 10000 $dir/small.http; holds 20000 $dir/log.har

printf '%-34s %-32s %12s %11s\n' "" "median (min to max)" "median time" "peak"
row "$mib MiB base64 in JSON" "wc -l $dir/base64.http" check -q $dir/base64.http
row "$mib MiB file part" "wc -l $dir/multipart.http" check -q $dir/multipart.http
row "$mib MiB in chunks of 64 KiB" "wc -l $dir/chunked.http" check -q $dir/chunked.http
row "$mib MiB in chunks of 1 KiB" "wc -l $dir/chunked-1k.http" check -q $dir/chunked-1k.http
row "JSON of small records" "wc -l $dir/records.http" check -q $dir/records.http
against_jq "JSON of small records" $dir/records.json $dir/records.http
row "the same with gzip" "gzip -dc $dir/records.gz" check -q $dir/gzip.http
REQUESTS=20000 row "20,000 entries of a HAR" "wc -l $dir/log.har" check -q $dir/log.har
REQUESTS=20000 against_jq "20,000 entries of a HAR" $dir/log.har $dir/log.har
REQUESTS=10000 row "10,000 requests in one file" "wc -l $dir/small.http" check -q $dir/small.http
row "one small request" /bin/true check -q $dir/one.http
