# nginx refuses a header line that fills one of its large buffers: large_client_header_buffers, 8k where it is not set.
needs nginx node
default=8192 odd_limit=5678
way=head
options='--dimension header'

serve() {
	start_app
	[ "$limit" = "$default" ] || nginx_server="large_client_header_buffers 4 $limit;"
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
