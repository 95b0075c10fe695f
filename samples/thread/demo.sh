#!/bin/sh
# The seed thread in one screen of 80 columns: $1 is the program, $2 the folder that make.sh filled.
set -eu
program=$1 dir=$2

# One answer of the thread: what was said ($1), and what the request it leads to says ($2, with further options).
answer() {
	said=$1 request=$2
	shift 2
	printf '\n%s\n' "$said"
	found=$("$program" check --format short --exit-zero --disable counterfactual "$@" "$dir/$request.http")
	printf '%s\n' "${found:-: nothing to say: this one goes through}" | sed 's/^[^ ]* //' | fold -s -w 75 | sed 's/^/   /; s/ *$//'
}

cat <<'END'
A pipeline pushes PDFs to a messaging API. 2 MB works; 4.5 MB gets an empty 413.
The API publishes no limit, so take 5 MiB. What does the failing request say?

END
"$program" check --exit-zero --disable counterfactual --limit 5MiB "$dir/base64-4500000.http" | sed '/^$/,$d'

answer '"send it as base64": it is base64 already, and 2 MB fit only because it is small' base64-2000000 --limit 5MiB
answer '"the multipart is malformed": no, it is declared as something else' multipart-as-json
answer '"the SDK miscounts Content-Length": were it so, this is what it would look like' length-in-characters
answer '"the endpoint takes only JSON": then a Buffer must not become numbers in it' node-buffer
answer '"raise client_max_body_size on your nginx": what you send does not pass it.
The file as multipart/form-data, below the same load line:' multipart --limit 5MiB
