# Caddy over TLS with HTTP/2, a certificate that only SSL_CERT_FILE vouches for.
needs caddy node openssl
way=counting
options=--http2

serve() {
	start_app
	make_certificate
	cat >Caddyfile <<-END
	{
		admin off
		auto_https off
	}
	https://127.0.0.1:$port {
		tls $PWD/cert.pem $PWD/key.pem
		$([ "$limit" = none ] || printf 'request_body {\n\t\tmax_size %s\n\t}' "$limit")
		reverse_proxy 127.0.0.1:$app
	}
	END
	HOME=$PWD XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD run caddy run --config Caddyfile --adapter caddyfile
	up "$port"
}
