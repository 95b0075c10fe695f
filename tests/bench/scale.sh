#!/usr/bin/env bash
# usage: scale.sh PLIMSOLL     how time and memory grow with the number of requests (lines of JSON), by 1 and by 2 processes, and what -j
# makes of many small files and of one large HAR: the tables of docs/scale.md. The best of three runs.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd) plimsoll=$(realpath "$1") folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# Seconds and peak KiB of one process of the command.
best() {
	for _ in 1 2 3; do
		/usr/bin/env time -f '%e %M' -o spent bash -c "$1" >/dev/null 2>&1
		cat spent
	done | sort -n | head -1
}
row() {
	local seconds kib
	read -r seconds kib < <(best "$2")
	first=${first:-$seconds}
	awk -v what="$1" -v seconds="$seconds" -v first="$first" -v kib="$kib" \
		'BEGIN { printf "| %-42s | %8.1f | %7.1f MiB |\n", what, seconds / first, kib / 1024 }'
}
check="$plimsoll check --exit-zero --format ndjson"
printf '| %-42s | %8s | %11s |\n| --- | ---: | ---: |\n' 'requests' 'time' 'memory'
for n in 1000 10000 100000; do
	awk -v n=$n -f "$here/requests.awk" >lines
	row "$n lines, 1 process" "$check --input ndjson - <lines"
	split -n l/2 lines part.
	row "$n lines, 2 processes" "$check --input ndjson - <part.aa & $check --input ndjson - <part.ab & wait"
done
first= n=10000
mkdir files
awk -v n=$n -f "$here/requests.awk" | split -l 1 -a 4 - files/
row "10000 files, -j 1" "printf '%s\n' files/* | $check --files-from - --input ndjson"
row "10000 files, -j 2" "printf '%s\n' files/* | $check --files-from - --input ndjson -j 2"
first=
{ printf '{"log":{"entries":['; awk -v n=60 'BEGIN { pad = "AAAAAAAA"; while (length(pad) < 5000000) pad = pad substr(pad, 1, 5000000 - length(pad))
	for (i = 0; i < n; i++) printf "%s{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com/v1/%d\",\"headers\":[{\"name\":\"Host\",\"value\":\"api.example.com\"},{\"name\":\"Content-Type\",\"value\":\"application/json\"}],\"postData\":{\"text\":\"{\\\"a\\\":\\\"%s\\\"}\"}}}", i ? "," : "", i, pad }'; printf ']}}'; } >large.har
row "HAR of 300 MB, 60 entries, -j 1" "$check large.har"
row "HAR of 300 MB, 60 entries, -j 2" "$check -j 2 large.har"
