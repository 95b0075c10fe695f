# Express refuses what body-parser has read to its end: 100kb where it is not set.
needs node "$node_modules/express"
default=102400
way=whole
options='--shape json'

serve() {
	NODE_PATH=$node_modules run node "$here/apps/express.js" "$port" "$([ "$limit" = "$default" ] || echo "$limit")"
	up "$port" /
}
