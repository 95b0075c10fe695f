#!/bin/sh
# The seed thread in one screen: $1 is the program, $2 the folder that make.sh filled.
set -eu
program=$1 dir=$2

say() { printf '\n%s\n' "$1"; }
check() { "$program" check -q --exit-zero --limit 5MiB "$dir/$1.http" | grep -v '^ *|' | cut -c1-120; }

echo 'A pipeline sends PDFs as base64 in JSON. 2 MB works, 4.5 MB gets a 413. What do the requests say, if the limit is 5 MiB?'
say '2 MB as base64 in JSON'
check base64-2000000
say '4.5 MB as base64 in JSON ("send base64 and the 413 goes away")'
check base64-4500000
say '"convert the Buffer first": a Node Buffer in JSON'
check node-buffer
say '"the multipart is malformed": multipart under a JSON Content-Type'
check multipart-as-json
say '"the SDK miscounts Content-Length"'
check length-in-characters
say '"raise client_max_body_size on your nginx": it is not on the path of what you send'
say '4.5 MB as multipart/form-data'
check multipart
