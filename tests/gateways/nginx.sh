# Sourced by serve.sh: nginx with a configuration of its own, for all servers that it is part of.

# Further lines of the main part, of the server and of its location /.
nginx_main= nginx_server= nginx_location=

start_nginx() {
	cat >nginx.conf <<-END
	daemon off;
	pid nginx.pid;
	error_log stderr;
	$([ "$(id -u)" != 0 ] || echo 'user root;')
	$nginx_main
	events {}
	http {
		access_log off;
		client_body_temp_path body;
		proxy_temp_path proxy;
		fastcgi_temp_path fastcgi;
		uwsgi_temp_path uwsgi;
		scgi_temp_path scgi;
		server {
			listen 127.0.0.1:$port $([ -z "$tls" ] || echo ssl http2);
			$nginx_server
			location / {
				$nginx_location
			}
		}
	}
	END
	run nginx -p "$PWD" -e stderr -c nginx.conf
	if [ -n "$tls" ]; then up "$port"; else up "$port" /; fi
}
