#!/usr/bin/env bash
# usage: run.sh PLIMSOLL CORPORA     each public suite of CORPORA in one run of the program
# A case that is `ok` must raise no error of its suite's matter, one that is a `defect` must raise a rule that says what the
# suite calls its kind (or be refused as no request), and one that is left open must be read to its end. differences.tsv names the cases judged
# otherwise on purpose, each with the heading of docs/differences.md that says why; one that no longer differs is a
# failure too.
set -u
plimsoll=$(realpath "$1") corpora=$2 here=$(dirname "$(realpath "$0")")
if [ ! -d "$corpora" ]; then
	echo "the public suites are not at $corpora: nothing was run (say where with CORPORA=DIR)"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# SUITE MATTER: MATTER is a pattern of the rules that judge what this suite is about. The suites of heads and framings are
# not about what a body is, so a body without Content-Type is none of theirs.
suite() {
	local folder=$corpora/$1 status
	(cd "$folder" && "$plimsoll" check --input raw --persona pedantic --format ndjson ./*.http) >"$work/out" 2>"$work/err"
	status=$?
	[ "$status" -le 3 ] || { echo "$1: the program ended with status $status"; cat "$work/err"; }
	awk -F '\t' -v suite="$1" -v matter="$2" -v status="$status" -f "$here/judge.awk" \
		"$here/differences.tsv" "$folder/expectations.tsv" "$work/err" "$work/out" | tee -a "$work/log"
}

framing='^([abd-z]|c[a-np-z]|content-[^t]|content-type-[^m]|co[^n]|con[^t])'
suite jsontestsuite '^(json|charset|bom|utf)'
suite llhttp "$framing"
suite picohttpparser "$framing"
suite go-stdlib "$framing"
suite python-multipart '^(multipart|content-type)'
suite busboy '^(multipart|content-type|form)'
suite rack-multipart '^(multipart|content-type|charset)'

# A request as far as it says the same: the head's lines in any order, names in any case, and without what tells curl's
# version and build.
plain() {
	LC_ALL=C awk 'BEGIN { in_head = 1; sort = "sort" } { sub(/\r$/, "") } NR == 1 { print; fflush(); next }
		in_head && $0 == "" { in_head = 0; close(sort); print; next }
		in_head { name = tolower(substr($0, 1, index($0, ":") - 1)); value = substr($0, index($0, ":") + 1); sub(/^ +/, "", value)
			if (name != "user-agent" && name != "accept-encoding") print name ": " value | sort; next }
		{ print }' "$1"
}

# Curl commands: none may bring the program down, and each with a known request must be shown as that.
commands() {
	local folder=$corpora/curlconverter passed=0 failed=0 differ=0 file name is_listed
	for file in "$folder"/*.curl; do
		name=$(basename "$file") is_listed=0
		grep -q "^curlconverter	$name	" "$here/differences.tsv" && is_listed=1
		"$plimsoll" check --input curl -q "$file" >/dev/null 2>&1
		if [ $? -gt 3 ]; then
			failed=$((failed + 1)); echo "curlconverter/$name: the program came down"
			continue
		fi
		if [ -f "${file%.curl}.expect.http" ]; then
			plain "${file%.curl}.expect.http" >"$work/expected"
			"$plimsoll" show --input curl "$file" >"$work/raw" 2>/dev/null
			plain "$work/raw" >"$work/shown"
			if cmp -s "$work/expected" "$work/shown"; then
				[ $is_listed = 1 ] && { failed=$((failed + 1)); echo "curlconverter/$name: is right now: take it out"; continue; }
			elif [ $is_listed = 1 ]; then
				differ=$((differ + 1))
			else
				failed=$((failed + 1)); echo "curlconverter/$name: is shown otherwise"
				continue
			fi
		fi
		passed=$((passed + 1))
	done
	echo "curlconverter: $passed passed, $failed failed, $differ of them otherwise on purpose" | tee -a "$work/log"
}
commands

awk '/^[a-z-]+: [0-9]+ passed, / { passed += $2; failed += $4 }
     END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$work/log"
