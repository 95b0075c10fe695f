#!/usr/bin/env bash
# usage: instructions.sh PROGRAM FILE [write]     the instructions that five fixed runs take, by callgrind, held against those that FILE keeps:
# one that has grown by more than 3 % fails. With `write` FILE is made anew. They are of one compiler and one libc, which FILE names.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
program=$1 kept=$2 write=${3:-}
dir=build/bench/fixed
tab=$'\t'
mkdir -p "$dir"

message() { printf 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' "$1" "$(wc -c <"$2")" && cat "$2"; }
# Bytes that are the same everywhere, of no pattern: $1 of them.
noise() { awk -v n="$1" 'BEGIN { x = 1; while (n-- > 0) { x = (x * 16807) % 2147483647; printf "%c", 33 + x % 90 } }'; }
made() { [ "$dir/$1" -nt "$0" ] && [ "$dir/$1" -nt "$here/har.awk" ] || { "make_$1" >"$dir/part"; mv "$dir/part" "$dir/$1"; }; }

make_base64() {
	{ printf '{"name":"a.bin","content":"'; noise 1500000 | base64 -w0; printf '"}'; } >"$dir/body"
	message application/json "$dir/body"
}
make_multipart() {
	{ printf -- '--XYZ\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
	  noise 2000000; printf '\r\n--XYZ--\r\n'; } >"$dir/body"
	message 'multipart/form-data; boundary=XYZ' "$dir/body"
}
make_records() {
	awk 'BEGIN { printf "["; for (i = 0; i < 10000; i++)
		printf "%s{\"id\":%d,\"name\":\"user number %d\",\"email\":\"user%d@example.com\",\"active\":%s,\"score\":%.1f,\"tags\":[\"alpha\",\"item-%d\"]}\n",
		       i ? "," : "", i, i, i, i % 3 ? "true" : "false", i / 7, i % 1000
		print "]" }' >"$dir/body"
	message application/json "$dir/body"
}
make_log() { awk -v entries=200 -v items=60 -f "$here/har.awk"; }

# The instructions of plimsoll with these arguments.
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" 2>"$dir/said" >/dev/null || [ $? = 1 ] ||
		{ cat "$dir/said" >&2; exit 1; }
	awk '/Collected/ { print $NF }' "$dir/said"
}

for input in base64 multipart records log; do made $input; done
toolchain="$(${CC:-cc} --version | head -n 1), $(getconf GNU_LIBC_VERSION 2>/dev/null || echo 'another libc')"
runs() {
	local input
	for input in base64 multipart records; do printf '%s\t%s\n' $input "$(count check -q --no-config --no-sandbox "$dir/$input")"; done
	printf 'har\t%s\n' "$(count check -q --no-config --no-sandbox --input har "$dir/log")"
	printf 'explain\t%s\n' "$(count explain --no-sandbox --passed 2MB --failed 4.5MB --encoding base64-json --status 413)"
}

if [ "$write" = write ]; then
	{ echo "# $toolchain"; runs; } | tee "$kept.new"
	mv "$kept.new" "$kept"
	exit
fi
grep -qxF "# $toolchain" "$kept" || echo "of another toolchain than $kept keeps: $toolchain"
runs | awk -F"$tab" -v kept="$kept" '
BEGIN { while ((getline line < kept) > 0) if (line !~ /^#/) { split(line, f, FS); before[f[1]] = f[2] } }
{
	growth = before[$1] ? ($2 / before[$1] - 1) * 100 : 100
	is_good = growth <= 3
	printf "%-10s %14d instructions, %14d before: %+.1f %%%s\n", $1, $2, before[$1], growth, is_good ? "" : ", more than 3 % slower"
	is_good ? passed++ : failed++
}
END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed != 5 }'
