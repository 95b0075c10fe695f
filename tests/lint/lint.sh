#!/usr/bin/env bash
# What no compiler says: which room includes which, how long a function and a file are, which functions and headers are
# not used, no path of a machine. Each check prints file:line: what is wrong; the closing line counts them.
set -u
cd "$(dirname "$0")/../.."
mapfile -t sources < <(git ls-files 'analyzer/*.c' 'analyzer/*.h' 'tests/*.c' 'tests/*.h' 'tools/*.c')
found=$(mktemp) failed=0 passed=0
trap 'rm -f "$found"' EXIT

# NAME: one check is over; what it found stands in $found.
verdict() {
	if [ -s "$found" ]; then
		cat "$found"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
	printf '%-48s %s\n' "$1" "$([ -s "$found" ] && echo failed || echo fine)"
	: >"$found"
}

# docs/architecture.md: a room includes itself and rooms named before it. check.c, present.c and show.c are the library's
# own top, and report/ sees the public header and base/ alone.
awk '
BEGIN { n = split("base parse fact source extract rule gateway fix explain probe capture config report cli", order, " ")
        for (i = 1; i <= n; i++) rank[order[i]] = i }
FNR == 1 { split(FILENAME, path, "/"); room = path[3] == "" ? "" : path[2] }
room != "" && match($0, /^#include "[a-z]+\//) {
	other = substr($0, 11, RLENGTH - 11)
	if (!(other in rank)) next
	if (rank[other] > rank[room] || (room == "report" && other != "report" && other != "base"))
		printf "%s:%d: %s/ may not include %s/\n", FILENAME, FNR, room, other
}' $(printf '%s\n' "${sources[@]}" | grep '^analyzer/.*/') >"$found"
verdict 'rooms include only rooms named before them'

awk '
function only(header, where) {
	if (index($0, "<" header) && FILENAME !~ where) printf "%s:%d: %s belongs in %s\n", FILENAME, FNR, header, where
}
/^#include </ {
	only("magic.h", "^analyzer/extract/sniff.c$"); only("expat.h", "^analyzer/extract/")
	only("zlib.h", "^(analyzer/extract|tests)/"); only("brotli/", "^analyzer/extract/"); only("zstd.h", "^analyzer/extract/")
	only("nettle/", "^analyzer/extract/"); only("yaml.h", "^analyzer/source/yaml_tree.c$"); only("curl/", "^analyzer/(probe|source|capture)/"); only("nghttp2/", "^analyzer/capture/http2(_stream|_answer|_forward)?\.[ch]$"); only("cmocka.h", "^tests/"); only("cJSON.h", "^tests/")
}' "${sources[@]}" >"$found"
verdict 'a library is known to one room'

# From the brace in column 0 that opens a function to the one that closes it.
awk '
FNR == 1 { start = 0 }
/^\{/ { start = FNR }
/^\}/ && start { if (FNR - start - 1 > 60) printf "%s:%d: a function of %d lines; 60 at most\n", FILENAME, start, FNR - start - 1
                 start = 0 }' "${sources[@]}" >"$found"
verdict 'a function has at most 60 lines'

# tests/lint/long-files: files that are longer for now, each with its number of lines, which may only shrink.
for file in "${sources[@]}"; do
	lines=$(wc -l <"$file")
	most=$(awk -v file="$file" '$2 == file { print $1 }' tests/lint/long-files)
	[ "$lines" -le "${most:-400}" ] || echo "$file:1: $lines lines; ${most:-400} at most"
done >"$found"
verdict 'a file has at most 400 lines'

grep -nE '(^|[^A-Za-z_0-9>.])(strcpy|strcat|strncpy|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|system|popen|alloca|tmpnam|mktemp|setlocale)\(' \
	"${sources[@]}" | grep -vE '^[^:]*:[0-9]+:\s*(/?\*|//)' >"$found"
verdict 'no function that cannot be used safely'

git ls-files | xargs grep -nIE '(^|[^A-Za-z0-9_.)/}-])/(work|tmp/wt|root)/' 2>/dev/null | grep -v '^samples/\|^tests/lint/lint.sh' >"$found"
verdict 'no path of a machine'

build/plimsoll --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | while read -r command; do
	[ -f "man/plimsoll-$command.1.in" ] || echo "man/:1: there is no plimsoll-$command.1.in"
done >"$found"
verdict 'every command has a man page'

if command -v mandoc >/dev/null; then
	mandoc -T lint -W warning build/man/*.[1357] 2>&1 | grep -v 'mandoc.db' >"$found"
	verdict 'mandoc has nothing to say of the man pages'
else
	echo 'mandoc is not installed: its check was left out'
fi

if command -v cppcheck >/dev/null; then
	cppcheck --quiet --std=c11 -j2 --enable=warning,portability --error-exitcode=0 --inline-suppr \
		--suppress=missingIncludeSystem --suppress=internalAstError -D_GNU_SOURCE -Ianalyzer --template='{file}:{line}: {severity}: {message} [{id}]' \
		analyzer 2>"$found"
	verdict 'cppcheck has nothing to say'
else
	echo 'cppcheck is not installed: its check was left out'
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
