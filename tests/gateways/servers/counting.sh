# A server of Node that counts the body while it comes.
needs node
default=1048576
way=counting

serve() {
	run node "$here/apps/counting.js" "$port" "$limit"
	up "$port" /
}
