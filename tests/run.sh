#!/usr/bin/env bash
# Runs what it is given: NAME=COMMAND or a cmocka program. A line a program, its whole output where something failed, and
# a closing line for all of it.
set -u
passed=0 failed=0

# Adds what a program says of itself: cmocka's verdicts, or its own closing "N passed, N failed".
count() {
	local name=$1 out=$2 status=$3 ok bad closing
	closing=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed' <<<"$out" | tail -1)
	if [ -n "$closing" ]; then
		ok=${closing%% passed*} bad=${closing##*, } bad=${bad%% failed*}
	else
		ok=$(grep -ac '^\[       OK \]' <<<"$out")
		bad=$(grep -aE '^\[  FAILED  \] [a-z]' <<<"$out" | sort -u | wc -l)
	fi
	if [ "$status" = 77 ]; then
		printf '%-28s left out: %s\n' "$name" "$out"
		return
	fi
	# A program that ends badly, or that ran nothing, has failed whatever it printed.
	if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ "$ok" = 0 ]; }; then
		bad=1
	fi
	passed=$((passed + ok)) failed=$((failed + bad))
	printf '%-28s %4d passed, %d failed\n' "$name" "$ok" "$bad"
	grep -a '^not installed' <<<"$out"
	if [ "$bad" != 0 ]; then
		grep -avE '^\[(       OK | RUN      |==========|  PASSED  )\]' <<<"$out"
		[ "$status" = 0 ] || echo "$name ended with status $status"
	fi
}

for program in "$@"; do
	case $program in
	*=*) name=${program%%=*} command=${program#*=} ;;
	*) name=${program##*/} command=$program ;;
	esac
	out=$(bash -c "$command" 2>&1 | tr -d '\000'; exit "${PIPESTATUS[0]}")
	count "$name" "$out" $?
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
