#!/bin/sh
# The requests of the seed thread in their true sizes, made into the folder $1: a PDF of 2,000,000 bytes that passes and one of
# 4,500,000 that gets a 413, and what the five answers would have sent in its place. To host $2 and path $3, where they are given.
set -eu
export LC_ALL=C
dir=$1 host=${2:-api.example.com} path=${3:-/api/v2/messages}
mkdir -p "$dir"

# A PDF of $1 bytes: its first and last lines are a PDF's, the rest is drawing operators.
pdf() {
	printf '%%PDF-1.7\n%%\342\343\317\323\n'
	yes '72 720 m 540 720 l S' | head -c $(($1 - 21))
	printf '\n%%%%EOF'
}

# A request: Content-Type $1, the body in file $2, declared to have $3 bytes.
request() {
	printf 'POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' "$path" "$host" "$1" "$3"
	cat "$2"
}

bytes() { wc -c < "$1"; }

for size in 2000000 4500000; do
	pdf $size > "$dir/$size.pdf"
	{
		printf '{"text":"here you are","attachments":[{"name":"report.pdf","contentType":"application/pdf","content":"'
		base64 -w0 < "$dir/$size.pdf"
		printf '"}]}'
	} > "$dir/body"
	request application/json "$dir/body" "$(bytes "$dir/body")" > "$dir/base64-$size.http"
done

{
	printf -- '--7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name="file"; filename="report.pdf"\r\n'
	printf 'Content-Type: application/pdf\r\n\r\n'
	cat "$dir/4500000.pdf"
	printf '\r\n--7MA4YWxkTrZu0gW--\r\n'
} > "$dir/body"
request application/json "$dir/body" "$(bytes "$dir/body")" > "$dir/multipart-as-json.http"
request 'multipart/form-data; boundary=7MA4YWxkTrZu0gW' "$dir/body" "$(bytes "$dir/body")" > "$dir/multipart.http"

{
	printf '{"name":"report.pdf","content":{"type":"Buffer","data":['
	od -An -v -tu1 < "$dir/4500000.pdf" | tr -s ' \n' ',,' | sed 's/^,//; s/,$//'
	printf ']}}'
} > "$dir/body"
request application/json "$dir/body" "$(bytes "$dir/body")" > "$dir/node-buffer.http"

{
	printf '{"text":"der Bericht f\303\274r M\303\244rz","attachments":[{"name":"report.pdf","content":"'
	base64 -w0 < "$dir/2000000.pdf"
	printf '"}]}'
} > "$dir/body"
request application/json "$dir/body" $(($(bytes "$dir/body") - 2)) > "$dir/length-in-characters.http"
rm "$dir/body" "$dir"/*.pdf
