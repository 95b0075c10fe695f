# Caddy, of a body without a length: Go reads on for 256 KiB before it answers.
. "$here/servers/caddy.sh"
default=-
options=--chunked
