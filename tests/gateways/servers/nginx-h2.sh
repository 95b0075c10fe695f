# nginx over TLS with HTTP/2, a certificate that only SSL_CERT_FILE vouches for.
needs nginx node openssl
default=1048576
options=--http2

serve() {
	start_app
	make_certificate
	nginx_server="ssl_certificate cert.pem; ssl_certificate_key key.pem;"
	[ "$limit" = "$default" ] || nginx_server+=" client_max_body_size $limit;"
	nginx_location="proxy_pass http://127.0.0.1:$app;"
	start_nginx
}
