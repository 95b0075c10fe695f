# The server of Node that counts, of a body without a length.
. "$here/servers/counting.sh"
default=-
options=--chunked
