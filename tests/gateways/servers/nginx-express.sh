# nginx in front of Express, each with its limit: nginx's hides the one behind it, which only --deeper finds.
needs nginx node "$node_modules/express"
default=102400
way=whole
options='--shape json --deeper'

serve() {
	local front=1048576
	[ "$limit" = "$default" ] || front=2345678
	app=$(free_port)
	NODE_PATH=$node_modules run node "$here/apps/express.js" "$app" "$limit"
	up "$app" /
	nginx_server="client_max_body_size $front;"
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
