#!/usr/bin/env bash
# usage: probe.sh PROGRAM MISBEHAVE
# plimsoll probe against a server that misbehaves (tests/fixture/misbehave.c): each run ends in its time, with its exit status and
# one clear sentence.
set -u
program=$(realpath "$1") misbehave=$(realpath "$2")
export LC_ALL=C.UTF-8 no_proxy='*'
unset NO_COLOR COLUMNS PLIMSOLL_HEADERS SSL_CERT_FILE
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
runs=0

# judge STATUS WANTED PATTERN: nothing where the files out and err are as they should be, or what is wrong.
judge() {
	local pattern=${3#!}
	[ "$1" = "$2" ] || echo "exit status $1, not $2"
	if { cat out; sed 's/^plimsoll: //' err; } | grep -qE -- "$pattern"; then
		[ "$pattern" = "$3" ] || echo "there is '$pattern'"
	else
		[ "$pattern" != "$3" ] || echo "no '$pattern'"
	fi
	[ "$(wc -l <err)" -le 1 ] || echo 'more than a line on standard error'
	! LC_ALL=C grep -q $'[\001-\011\013-\037\177]' out err || echo 'control bytes'
}

probe() {
	local behaviour=$1 seconds=$2 wanted=$3 pattern=$4 url status
	shift 4
	coproc "$misbehave" "$behaviour"
	local server=$COPROC_PID
	read -r url <&"${COPROC[0]}"
	timeout -k 1 "$seconds" "$program" probe "$url" "$@" >out 2>err
	status=$?
	kill "$server"
	wait "$server" 2>/dev/null
	sed -i "s/${url//\//\\/}/URL/g; s/127.0.0.1:[0-9]*/HOST/g; /^plimsoll: plan: /d" err out
	judge "$status" "$wanted" "$pattern" >verdict
	[ ! -s verdict ] || { echo "FAILED $behaviour $*: $(head -n 1 verdict)"; sed 's/^/  /' out err | head -n 30; } >report
}

# meets BEHAVIOUR SECONDS STATUS PATTERN [OPTION…]: the probe ends within SECONDS with STATUS, and PATTERN (extended) is in the report
# or in what follows "plimsoll: " on standard error; or is not, where it begins with "!". They mostly wait, so some run at a time.
meets() {
	while [ "$(jobs -rp | wc -l)" -ge 12 ]; do wait -n; done
	runs=$((runs + 1))
	mkdir "$dir/$runs"
	(cd "$dir/$runs" && probe "$@") 2>/dev/null &
}

exact='^  exact: two neighbouring sizes'

# A good one, and one that takes everything.
meets well 20 0 '^  largest accepted  300,000 bytes'
meets accept-all 20 0 '^  no limit found up to 300,000 bytes .*\(--max\)$' --max 300000
meets accept-all 20 0 '^  no limit found up to 300,000 bytes' --max 300000 --expect-at-least 300000
meets accept-all 20 4 '^  no limit found up to 300,000 bytes' --max 300000 --expect-at-least 300001

# No answer, or none of HTTP.
meets silent 25 4 '^  no answer within 1 s, three times over; --timeout waits longer$' --timeout 1
meets silent 10 4 '^URL: --max-time has passed before the limit was found$' --max-time 3
meets drip-head 25 4 '^URL: HOST did not finish the head of its answer in time$'
meets close-at-once 10 4 '^URL: HOST (closed|reset) the connection without an answer$'
meets close 10 4 '^URL: HOST closed the connection without an answer$'
meets reset 10 4 '^URL: HOST reset the connection without an answer$'
meets garbage 10 4 '^URL: HOST does not speak HTTP/1.1; it answers .\\x8f'
meets ssh 10 4 "^URL: HOST does not speak HTTP/1.1; it answers 'SSH-2.0-OpenSSH"
meets http09 10 4 "^URL: HOST does not speak HTTP/1.1; it answers '<html><body>Hello, this is"
meets drip-body 15 4 '^  --max-time has passed before the limit was found$' --max-time 8

# An answer that is about something else than a size: what helps, and no verdict that CI would take for one.
not_decided='^  not decided: every size up to 65,536 bytes .* is answered as the smallest is:'
meets redirect 20 4 "$not_decided 308, to https://upload.example.net/elsewhere$" --max 64k
meets redirect 20 4 'a redirect, which is not followed; probe where it leads to$' --max 64k
meets redirect 20 4 '!token' --max 64k
meets 401 20 4 'not authorized: .* --header @FILE$' --max 64k
meets 404 20 4 "$not_decided 404" --max 64k --expect-at-least 1k
meets 404 20 4 'nothing answers at this path' --max 64k
meets 405 20 4 'the method is not allowed here; --method says another' --max 64k
meets 411 20 4 'wants a declared length; leave --chunked out' --max 64k --chunked
meets 415 20 4 'the media type is refused; --shape or --content-type says another' --max 64k

# Who is busy is waited for, as long as there is time.
meets retry-in-seconds 20 0 "$exact"
meets retry-at-date 20 0 "$exact"
meets retry-by-own-clock 20 0 "$exact"
meets retry-tomorrow 10 4 'asks to come back in 86[34][0-9][0-9] s \(Retry-After\)$'
meets retry-in-seconds 20 4 'asks to come back in 1 s \(Retry-After\)$' --max-time 1
meets flap 30 0 "$exact"
meets busy 10 4 '^  the server is busy: 503 to the same request three times over$'

# What proxies make of 100-continue.
meets continue-variously 20 0 '^  largest accepted  300,000 bytes'
meets expect-nothing 20 0 '^  largest accepted  300,000 bytes'
meets hundred-and-413 20 0 '^  largest accepted  300,000 bytes'
meets answer-first 20 0 '^  largest accepted  300,000 bytes'

# What a server states is tried first, and never believed.
meets upload-limit 10 0 '"requests": 7,' --format json
meets tus 10 0 '^  the server itself states a limit of 300,000 bytes'
meets states-too-much 20 0 '^  largest accepted  300,000 bytes'
meets states-too-much 20 0 'the server itself states a limit of 104,857,600 bytes .*, which is not the one found$'
meets states-nonsense 20 0 '^  largest accepted  300,000 bytes'
meets states-nonsense 20 0 '!itself states'

wait
passed=$(find . -name verdict -empty | wc -l)
cat ./*/report 2>/dev/null
echo "$passed passed, $((runs - passed)) failed"
[ "$passed" = "$runs" ]
