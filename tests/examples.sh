#!/usr/bin/env bash
# usage: examples.sh [--write] FILE…     runs each indented or fenced `$ command` of a document, and each in a display of a man page
# (.Bd to .Ed), and compares what it prints with what stands below it, byte for byte; --write puts the output there
# instead. Commands run in the project's folder, with plimsoll on the PATH.
set -u
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
write=0 passed=0 failed=0
[ "${1:-}" = --write ] && { write=1; shift; }
for file in "$@"; do
	fresh=$(mktemp)
	awk '
	function roff(text) {
		gsub(/\\/, "\\e", text)
		return text ~ /^[.\x27]/ ? "\\&" text : text
	}
	function run() {
		if (command == "") return
		command = command " 2>&1"
		while ((command | getline line) > 0) print line == "" ? "" : indent (is_roff ? roff(line) : line)
		close(command)
		command = ""
	}
	FNR == 1 { is_roff = /^\.Dd/ }
	/^```/ || (is_roff && /^\.[BE]d/) { run(); fenced = !fenced; print; next }
	(fenced && /^\$ /) || /^    \$ / {
		run()
		print
		indent = substr($0, 1, index($0, "$") - 1)
		command = substr($0, index($0, "$") + 2)
		if (is_roff) gsub(/\\e/, "\\", command)
		next
	}
	# The output goes on to the end of the fence, or of the indented block.
	command != "" && (fenced || /^    /) { next }
	{ run(); print }
	END { run() }' "$file" >"$fresh"
	if [ "$write" = 1 ]; then
		cat "$fresh" >"$file"
	elif diff -u --label "$file as it stands" --label "$file as it comes out" "$file" "$fresh"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$file: FAILED; if what comes out is right, make expect puts it there"
	fi
	rm -f "$fresh"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
