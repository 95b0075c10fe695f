#!/usr/bin/env bash
# Runs what it is given: NAME=COMMAND or a cmocka program, as many at a time as there are processors. A line a program, in
# the order given, its whole output where something failed, and a closing line for all of it.
set -u
passed=0 failed=0
outputs=$(mktemp -d)
trap 'rm -rf "$outputs"' EXIT

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

# What program number I printed stands in $outputs/I, and once it is over its exit status in $outputs/I.status.
run() {
	bash -c "$2" 2>&1 | tr -d '\000' >"$outputs/$1"
	echo "${PIPESTATUS[0]}" >"$outputs/$1.ended" && mv "$outputs/$1.ended" "$outputs/$1.status"
}

# Tells of the programs that are over, up to the first one that is not.
told=0
tell() {
	while [ -e "$outputs/$told.status" ]; do
		count "${names[told]}" "$(<"$outputs/$told")" "$(<"$outputs/$told.status")"
		told=$((told + 1))
	done
}

names=() running=0 processors=$(nproc)
for program in "$@"; do
	case $program in
	*=*) name=${program%%=*} command=${program#*=} ;;
	*) name=${program##*/} command=$program ;;
	esac
	if [ "$running" -ge "$processors" ]; then
		wait -n
		running=$((running - 1))
	fi
	run ${#names[@]} "$command" &
	names+=("$name") running=$((running + 1))
	tell
done
wait
tell
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
