# Caddy again, with a body whose length is not declared: 413 instead of 502.
. "$here/servers/caddy.sh"
options=--chunked
