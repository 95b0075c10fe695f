# A form, JSON, multipart and a stream by curl; with an argument, one upload of so many bytes, and the status of its answer.
if [ -n "${1:-}" ]; then
	head -c "$1" /dev/zero | tr '\0' x |
		curl -sS -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/octet-stream' --data-binary @- "$PLIMSOLL_URL"
	exit
fi
head -c 100000 /dev/zero | tr '\0' x >curl.bin
curl -sS -d a=1 "$PLIMSOLL_URL/form" --next -sS -H 'Content-Type: application/json' -d '{"a":1}' "$PLIMSOLL_URL/json" \
	--next -sS -F file=@curl.bin "$PLIMSOLL_URL/multipart" \
	--next -sS -H 'Content-Type: text/plain' -H 'Transfer-Encoding: chunked' --data-binary @curl.bin "$PLIMSOLL_URL/stream" >/dev/null
