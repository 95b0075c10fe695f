#!/usr/bin/env bash
# Options of plimsoll probe that need a real server: the one behind it (--compare, --deeper, --via), whole bodies (--verify), time (--rate).
# usage: options.sh PLIMSOLL
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plimsoll=$(realpath "$1")
export no_proxy='*'

# Inside of serve.sh: says what was not so.
# says PATTERN OPTION…
says() {
	local pattern=$1 said
	shift
	said=$("$plimsoll" probe -q "$@" 2>&1)
	grep -qE -- "$pattern" <<<"$said" || printf 'probe %s does not say "%s":\n%s\n' "$*" "$pattern" "$said"
}

# whole SIZE…: a probe with --verify sends whole bodies of these sizes, and says so.
whole() {
	local said size
	said=$("$plimsoll" probe -q --format json --verify "$GATEWAY_URL" 2>&1)
	grep -q '"verified": true' <<<"$said" || echo "not verified: $said"
	for size in "$@"; do
		grep -q "\"bytes\": $size, \"strategy\": \"whole\"" <<<"$said" || echo "no whole body of $size bytes: $said"
	done
}

case ${GATEWAY_URL:+${2:-}} in
compare)
	says "^The second URL's limit is the lower: larger bodies pass the first one" --shape json --compare "$GATEWAY_ORIGIN" "$GATEWAY_URL"
	says '^The lower limit behind the first one is that of the second URL' --shape json --deeper --compare "$GATEWAY_ORIGIN" "$GATEWAY_URL"
	says 'as JSON that never closes is: a limit behind its parser stays hidden' --shape json --max 1k "$GATEWAY_ORIGIN"
	says '^1,048,576 = nginx.s default client_max_body_size' --shape json --via express --via nginx "$GATEWAY_URL"
	exit
	;;
before)
	says "^The first URL's limit is the lower: it is drawn before the second URL" --dimension header --max 9000 --compare "$GATEWAY_ORIGIN" \
		"$GATEWAY_URL"
	exit
	;;
verify)
	whole "$GATEWAY_LIMIT" $((GATEWAY_LIMIT + 1))
	exit
	;;
via)
	# The number is that of several products, and the answer is none's in particular.
	says '^1,048,576 = multer' --shape multipart --dimension field --via express,multer "$GATEWAY_URL"
	says '^1,048,576 = Starlette' --shape multipart --dimension field --via starlette "$GATEWAY_URL"
	exit
	;;
rate)
	begun=$(date +%s%N)
	says 'LimitRequestFieldSize' --dimension header --rate 10 "$GATEWAY_URL"
	# Five requests are four pauses.
	took=$((($(date +%s%N) - begun) / 1000000))
	[ $took -ge 400 ] || echo "--rate 10: five requests took $took ms"
	exit
	;;
esac

passed=0 failed=0 skipped=()
while read -r name test; do
	said=$("$here/serve.sh" "$name" default "$0" "$plimsoll" "$test" 2>&1 </dev/null)
	status=$?
	if [ $status = 77 ]; then
		skipped+=("$name")
	elif [ $status = 0 ] && [ -z "$said" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED %s, %s (status %s)\n%s\n' "$name" "$test" "$status" "$said"
	fi
done <<-'END'
	nginx-express compare
	nginx-header before
	nginx verify
	multer-field via
	apache-header rate
END
[ ${#skipped[@]} = 0 ] || echo "not installed, so left out (make gateways installs them): ${skipped[*]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ ${#skipped[@]} = 0 ]
