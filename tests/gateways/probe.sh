#!/usr/bin/env bash
# plimsoll probe against the real servers that are installed: the limit it finds has to be the one that was set, to the byte, and to cost no more
# requests and bytes than it may.
# usage: probe.sh PLIMSOLL [all|bench [NAME…]]
# Without a mode every server that has a default limit of bytes has that. all: each an odd one too, and what is not installed fails. bench: one server at a
# time, with the time it took, a reference search (reference.tsv) and a plain one by curl (bisect.sh) beside it.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plimsoll=$(realpath "$1") mode=${2:-} passed=0 failed=0 skipped=()
export no_proxy='*'

# Inside of serve.sh.
if [ -n "${GATEWAY_URL:-}" ]; then
	# shellcheck disable=SC2086
	"$plimsoll" probe -q --format json $GATEWAY_OPTIONS "$GATEWAY_URL" 2>&1
	printf '\n{"asked": "%s", "way": "%s", "named": "%s"' "$GATEWAY_LIMIT" "$GATEWAY_WAY" "$GATEWAY_NAMES"
	# curl has no other way than whole bodies.
	[ "$mode" != bench ] || [[ $GATEWAY_WAY == head || $GATEWAY_WAY == things || $GATEWAY_WAY == inflated ]] || printf ', "bisection": "%s"' "$("$here/bisect.sh")"
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

# What it may cost, requests and bytes: "allowed NAME CASE WAY LIMIT"; "-" is no bound. Heads, and what is on its way when a gateway that
# counts refuses it, take 6 KiB: it has to be refused once to know where, and twice to be sure; without a length and over HTTP/2 whole bodies
# show the edge, one more, and where it is a quarter of a megabyte lower than the ladders said that is three such and four bodies. Where a whole
# body decides, an odd limit may take half the reference's bytes if the server inflates, since a compressed body is then as good. Elsewhere each
# trial tells one bit and costs a body, so that nothing finds a limit of 21 bits for less than 22 bodies, the repeats with it; 4 more are for
# the way there. Where there is no limit up to 16 MiB, bodies of half as much again
# are sent, of twice as much where what is refused has to be sent whole.
allowed() {
	local bits=0
	if [ "$4" = none ]; then
		echo 20 $(($([ "$3" = whole ] && echo 4 || echo 3) * (8 << 20)))
		return
	fi
	while [ $(($4 >> bits)) != 0 ]; do bits=$((bits + 1)); done
	case $3-$2-$1 in
	headers-default-*) echo 8 2048 ;;
	headers-odd-*) echo 33 8192 ;;
	head-default-*) echo 8 - ;;
	head-odd-*) echo 33 - ;;
	things-default-*) echo 18 - ;;
	inflated-*) echo 33 $(($4 / 2)) ;;
	counting-odd-caddy-chunked) echo - $((8 * $4)) ;;
	counting-*-h2 | counting-*-chunked) echo - $((4 * $4 + 6144)) ;;
	counting-*) echo - $((3 * $4 + 6144)) ;;
	whole-default-*) echo - $((6 * $4)) ;;
	whole-odd-*express) reference express odd | awk '{ print "-", int($2 / 2) }' ;;
	whole-odd-*) echo - $(((bits + 5) * $4)) ;;
	esac
}

# "over ALLOWED COST": more than there may be.
over() {
	[ "$1" != - ] && [ "${2:-0}" -gt "$1" ]
}

# Is the report $out right, and did it cost too much? Sets $verdict, and $dear where only the cost is wrong.
hold() {
	local name=$1 which=$2
	named=$(value named) asked=$(value asked) way=$(value way) found=$(value largest_accepted) seconds=$(value seconds) verdict= dear=
	read -r requests bytes < <(sed -n 's/.*"cost": {"requests": \([0-9]*\), "bytes_sent": \([0-9]*\).*/\1 \2/p' "$out")
	read -r most_requests most_bytes < <(allowed "$name" "$which" "$way" "$asked")
	if [ "$asked" = none ]; then
		[ "$(value exact)" = false ] || verdict="a limit where there is none: $found"
	elif [ "$found" != "$asked" ] || [ "$(value exact)" != true ]; then
		verdict="found ${found:-nothing}, not exactly $asked"
	elif [ -n "$named" ] && [ "$which" = default ] && ! grep -q "\"refusal\": {.*\"gateway\": \"${named% *}\", \"setting\": \"${named#* }\"" "$out"; then
		verdict="not called ${named#* } of ${named% *}"
	fi
	if [ -z "$verdict" ] && { over "$most_requests" "$requests" || over "$most_bytes" "$bytes"; }; then
		dear=1 verdict="costs more than $most_requests requests and $most_bytes bytes"
	fi
}

judge() {
	local name=$1 which=$2 named asked way found requests bytes seconds most_requests most_bytes verdict dear price= curl
	hold "$name" "$which"
	# A machine that is busy answers late, and what comes late is asked again: once more, alone.
	if [ -n "$dear" ]; then
		echo "$name $which: $requests requests and $bytes bytes, once more"
		probe "$name" "$which"
		hold "$name" "$which"
	fi
	if [ "$mode" = bench ]; then
		read -r curl < <(value bisection)
		price=$(printf ' %6.2f s | %3s %9s | %3s %9s | %9s %3s %9s' "${seconds:-0}" "$most_requests" "$most_bytes" \
			$(reference "$name" "$which") $curl)
	fi
	printf '%-16s %-8s %-8s %10s %3s %9s%s%s\n' "$name" "$which" "$way" "$asked" "${requests:--}" "${bytes:--}" \
		"$price" "${verdict:+  WRONG: $verdict}"
	if [ -n "$verdict" ]; then
		failed=$((failed + 1))
		sed 's/^/  /' "$out" | head -n 60
	else
		passed=$((passed + 1))
	fi
}

# The report and the status of one server.
probe() {
	"$here/serve.sh" "$1" "$2" "$0" "$plimsoll" "$mode" >"$folder/$1.$2"
	echo $? >"$folder/$1.$2.status"
}

names=("$@")
[ ${#names[@]} != 0 ] || for server in "$here"/servers/*.sh; do
	name=${server##*/}
	names+=("${name%.sh}")
done
cases=(default odd) jobs=1
[ -n "$mode" ] || { cases=(default); export LIMITED_ONLY=1; }
[ "$mode" = bench ] || jobs=4
[ "$mode" != bench ] || printf '%-16s %-8s %-8s %10s %13s %8s | %13s | %13s | %23s\n' "" "" decides limit "cost, bytes" "" \
	"allowed" "reference" "curl: found, cost"

for name in "${names[@]}"; do
	for which in "${cases[@]}"; do
		while [ "$(jobs -rp | wc -l)" -ge $jobs ]; do wait -n; done
		probe "$name" "$which" &
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
