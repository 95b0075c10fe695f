#!/usr/bin/env bash
# A 512 MiB JSON body with one base64 attachment: check against `wc -l`, five pairs, the median ratio.
set -euo pipefail
file=build/bench.http
bytes=$((512 << 20))
[ -s "$file" ] || {
	printf 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{"content":"' $((bytes + 14))
	base64 -w0 /dev/urandom 2>/dev/null | head -c "$bytes" || true
	printf '"}'
} > "$file"
seconds() { local t=$EPOCHREALTIME; "$@" > /dev/null || true; awk "BEGIN { print $EPOCHREALTIME - $t }"; }
cat "$file" > /dev/null
for _ in 1 2 3 4 5; do
	awk "BEGIN { printf \"%.2f\\n\", $(seconds build/plimsoll check -q "$file") / $(seconds wc -l "$file") }"
done | sort -n | awk '{ r[NR] = $1 } END { print "512 MiB JSON, wall time over wc -l: median " r[3] ", min " r[1] ", max " r[5] }'
awk '/VmHWM/ { print "resident memory, 50 ms in: " $2 " KiB" }' <(build/plimsoll check -q - < "$file" > /dev/null & pid=$!; sleep 0.05; cat /proc/$pid/status; wait $pid || true)
