#!/usr/bin/env bash
# plimsoll probe against the real servers that are installed: the limit it finds has to be the one that was set, to the byte.
# usage: probe.sh PLIMSOLL [all|bench [NAME…]]
# Without a mode every server that has a default limit has that. all: each an odd one too, and what is not installed fails. bench: one server at a
# time, what it cost beside what it may cost, a reference search (reference.tsv) and a plain one by curl (bisect.sh).
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plimsoll=$(realpath "$1") mode=${2:-} passed=0 failed=0 skipped=()
export no_proxy='*'

# Inside of serve.sh.
if [ -n "${GATEWAY_URL:-}" ]; then
	# shellcheck disable=SC2086
	"$plimsoll" probe -q --format json $GATEWAY_OPTIONS "$GATEWAY_URL" 2>&1
	printf '\n{"asked": "%s", "way": "%s"' "$GATEWAY_LIMIT" "$GATEWAY_WAY"
	[ "$mode" != bench ] || printf ', "bisection": "%s"' "$("$here/bisect.sh")"
	echo '}'
	exit 0
fi
shift $(($# < 2 ? $# : 2))
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The value of a key of the report $out; where it stands twice, that of the limit behind the first one.
value() {
	grep -oE "\"$1\": *(\"[^\"]*|[a-z0-9.]+)" "$out" | tail -n 1 | sed 's/^[^:]*: *"\{0,1\}//'
}

reference() {
	awk -F '\t' -v name="$1" -v which="$2" '$1 == name && $2 == which { print $3, $4; found = 1 } END { if (!found) print "- -" }' \
		"$here/reference.tsv"
}

# What it may cost: requests and bytes, or "- -". Where a whole body decides, an odd limit may take half the reference's bytes.
allowed() {
	case $3-$2-$4 in
	*-none) echo - - ;;
	headers-default-*) echo 8 2048 ;;
	headers-odd-*) echo 33 8192 ;;
	counting-*) echo - $((3 * $4)) ;;
	whole-default-*) echo - $((6 * $4)) ;;
	*) reference "$1" "$2" | awk '{ print "-", $2 == "-" ? "-" : int($2 / 2) }' ;;
	esac
}

judge() {
	local name=$1 which=$2 asked way found requests bytes seconds verdict= price= curl
	asked=$(value asked) way=$(value way) found=$(value largest_accepted) seconds=$(value seconds)
	read -r requests bytes < <(sed -n 's/.*"cost": {"requests": \([0-9]*\), "bytes_sent": \([0-9]*\).*/\1 \2/p' "$out")
	if [ "$asked" = none ]; then
		[ "$(value exact)" = false ] || verdict="a limit where there is none: $found"
	elif [ "$found" != "$asked" ] || [ "$(value exact)" != true ]; then
		verdict="found ${found:-nothing}, not exactly $asked"
	fi
	if [ "$mode" = bench ]; then
		read -r curl < <(value bisection)
		price=$(printf ' | %3s %9s | %3s %9s | %9s %3s %9s' $(allowed "$name" "$which" "$way" "$asked") \
			$(reference "$name" "$which") $curl)
	fi
	printf '%-14s %-8s %-8s %10s %3s %9s %6.2f s%s%s\n' "$name" "$which" "$way" "$asked" "${requests:--}" "${bytes:--}" \
		"${seconds:-0}" "$price" "${verdict:+  WRONG: $verdict}"
	if [ -n "$verdict" ]; then
		failed=$((failed + 1))
		sed 's/^/  /' "$out" | head -n 40
	else
		passed=$((passed + 1))
	fi
}

names=("$@")
[ ${#names[@]} != 0 ] || for server in "$here"/servers/*.sh; do
	name=${server##*/}
	names+=("${name%.sh}")
done
cases=(default odd) jobs=1
[ -n "$mode" ] || { cases=(default); export LIMITED_ONLY=1; }
[ "$mode" = bench ] || jobs=4
[ "$mode" != bench ] || printf '%-14s %-8s %-8s %10s %13s %8s | %13s | %13s | %23s\n' "" "" decides limit "cost, bytes" "" \
	"allowed" "reference" "curl: found, cost"

for name in "${names[@]}"; do
	for which in "${cases[@]}"; do
		while [ "$(jobs -rp | wc -l)" -ge $jobs ]; do wait -n; done
		{ "$here/serve.sh" "$name" "$which" "$0" "$plimsoll" "$mode" >"$folder/$name.$which"; echo $? >"$folder/$name.$which.status"; } &
		[ "$mode" != bench ] || { wait; out=$folder/$name.$which; [ "$(cat "$out.status")" != 0 ] || judge "$name" "$which"; }
	done
done
wait
for name in "${names[@]}"; do
	for which in "${cases[@]}"; do
		out=$folder/$name.$which
		case $(cat "$out.status") in
		77) [[ " ${skipped[*]} " == *" $name "* ]] || skipped+=("$name") ;;
		78) ;;
		0) [ "$mode" = bench ] || judge "$name" "$which" ;;
		*) echo "$name $which could not be started"; failed=$((failed + 1)) ;;
		esac
	done
done
[ ${#skipped[@]} = 0 ] || echo "not installed, so left out (make gateways installs them): ${skipped[*]}"
[ -n "$mode" ] || [ $((passed + failed)) != 0 ] || exit 77
[ "$mode" != all ] || failed=$((failed + ${#skipped[@]}))
[ "$mode" = bench ] || echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
