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

awk '/^[a-z-]+: [0-9]+ passed, / { passed += $2; failed += $4 }
     END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$work/log"
