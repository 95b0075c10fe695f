# nginx refuses by the header: client_max_body_size, 1m where it is not set.
needs nginx node
default=1048576

serve() {
	start_app
	[ "$limit" = "$default" ] || nginx_server="client_max_body_size $limit;"
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
