#!/usr/bin/env bash
# What a plain search with curl costs on the server that serve.sh runs: doubles the body until the status changes, then halves the
# bracket. Prints "LARGEST REQUESTS BYTES", or "- REQUESTS BYTES" where nothing up to 64 MiB changes the status.
set -u
body=$(mktemp) requests=0 bytes=0
trap 'rm -f "$body"' EXIT
type=application/octet-stream
case $GATEWAY_OPTIONS in
*form*) type=application/x-www-form-urlencoded ;;
*json*) type=application/json ;;
esac

try() {
	local sent
	truncate -s 0 "$body"
	truncate -s "$1" "$body"
	read -r status sent < <(curl -s -o /dev/null --noproxy '*' ${SSL_CERT_FILE:+--cacert "$SSL_CERT_FILE"} -H "Content-Type: $type" \
		-H Expect: -w '%{http_code} %{size_request} %{size_upload}\n' --data-binary "@$body" "$GATEWAY_URL" |
		awk '{ print $1, $2 + $3 }')
	requests=$((requests + 1)) bytes=$((bytes + sent))
}

try 16
small=$status low=16 high=
for ((size = 1024; size <= 64 << 20; size *= 2)); do
	try "$size"
	[ "$status" = "$small" ] || { high=$size; break; }
	low=$size
done
[ -n "$high" ] || { echo "- $requests $bytes"; exit; }
while [ $((high - low)) -gt 1 ]; do
	try $(((low + high) / 2))
	if [ "$status" = "$small" ]; then low=$(((low + high) / 2)); else high=$(((low + high) / 2)); fi
done
echo "$low $requests $bytes"
