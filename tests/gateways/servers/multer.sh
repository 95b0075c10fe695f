# multer refuses a file of a multipart body once it has read more of it than limits.fileSize; it has no limit of its own.
needs node "$node_modules/multer"
way=whole
options='--shape multipart --dimension file'

serve() {
	NODE_PATH=$node_modules run node "$here/apps/multer.js" "$port" "${limit/none/}"
	up "$port" /
}
