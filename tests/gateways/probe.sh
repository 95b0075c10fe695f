#!/usr/bin/env bash
# plimsoll probe against every real server that is installed, with its default limit and with an odd one: the limit found has to
# be the one that was set, to the byte, and its price within what the way it decides allows.
# usage: probe.sh PLIMSOLL [all|bench]     all: a server that is not installed fails; bench: beside other searches
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plimsoll=$(realpath "$1") mode=${2:-} passed=0 failed=0 skipped=()
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# The value of a key of the JSON report; where it stands twice, that of the limit behind the first one.
value() {
	grep -oE "\"$1\": *(\"[^\"]*|[a-z0-9.]+)" "$out" | tail -n 1 | sed 's/^[^:]*: *"\{0,1\}//'
}

# Inside of serve.sh.
if [ -n "${GATEWAY_URL:-}" ]; then
	# shellcheck disable=SC2086
	"$plimsoll" probe -q --format json $GATEWAY_OPTIONS "$GATEWAY_URL"
	status=$?
	echo
	echo "{\"status\": $status, \"asked\": \"$GATEWAY_LIMIT\", \"way\": \"$GATEWAY_WAY\"}"
	[ "$mode" != bench ] || { printf '{"bisection": "'; "$here/bisect.sh" | tr -d '\n'; echo '"}'; }
	exit 0
fi

reference() {
	awk -F '\t' -v name="$1" -v which="$2" '$1 == name && $2 == which { print $3, $4; found = 1 } END { if (!found) print "- -" }' \
		"$here/reference.tsv"
}

# What the way a server decides allows, by requests and bytes; 0: anything.
allowance() {
	local name=$1 which=$2 limit=$3 way=$4 reference_bytes
	case $way-$which in
	headers-default) echo 8 2048 ;;
	headers-odd) echo 33 8192 ;;
	counting-*) echo 0 $((limit * 301 / 100 + 4096)) ;; # two uploads and a third to be sure, each with its head
	whole-default) echo 0 $((limit * 65 / 10 + 65536)) ;;
	*) echo 0 0 ;;
	esac
}

judge() {
	local name=$1 which=$2 asked way found requests bytes seconds most_requests most_bytes verdict=
	asked=$(value asked) way=$(value way) found=$(value largest_accepted) seconds=$(value seconds)
	read -r requests bytes < <(sed -n 's/.*"cost": {"requests": \([0-9]*\), "bytes_sent": \([0-9]*\).*/\1 \2/p' "$out")
	if [ "$asked" = none ]; then
		[ "$(value exact)" != true ] || verdict="a limit where there is none: $found"
	elif [ "$found" != "$asked" ] || [ "$(value exact)" != true ]; then
		verdict="found ${found:-nothing}, not exactly $asked"
	else
		read -r most_requests most_bytes < <(allowance "$name" "$which" "$asked" "$way")
		[ "$most_requests" = 0 ] || [ "$requests" -le "$most_requests" ] || verdict="$requests requests; $most_requests at most"
		[ "$most_bytes" = 0 ] || [ "$bytes" -le "$most_bytes" ] || verdict="$bytes bytes; $most_bytes at most"
	fi
	printf '%-14s %-8s %-8s %10s %4s requests %10s bytes %6.2f s' "$name" "$which" "$way" "$asked" "$requests" "$bytes" "${seconds:-0}"
	[ "$mode" != bench ] || printf '   reference %4s %9s   curl: %s' $(reference "$name" "$which") \
		"$(value bisection)"
	echo "${verdict:+   WRONG: $verdict}"
	if [ -n "$verdict" ]; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
}

for server in "$here"/servers/*.sh; do
	name=${server##*/} name=${name%.sh}
	for which in default odd; do
		"$here/serve.sh" "$name" "$which" "$0" "$plimsoll" "$mode" >"$out"
		case $? in
		77) skipped+=("$name"); break ;;
		78) ;;
		0) judge "$name" "$which" ;;
		*) echo "$name $which could not be started"; failed=$((failed + 1)) ;;
		esac
	done
done
[ ${#skipped[@]} = 0 ] || echo "not installed (make gateways): ${skipped[*]}"
[ "$mode" != all ] || failed=$((failed + ${#skipped[@]}))
[ "$mode" = bench ] || echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
