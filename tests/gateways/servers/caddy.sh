# Caddy has no limit of its own; request_body's max_size counts what passes.
needs caddy node
way=counting

serve() {
	start_app
	cat >Caddyfile <<-END
	{
		admin off
		auto_https off
	}
	http://127.0.0.1:$port {
		$([ "$limit" = none ] || printf 'request_body {\n\t\tmax_size %s\n\t}' "$limit")
		reverse_proxy 127.0.0.1:$app
	}
	END
	HOME=$PWD XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD run caddy run --config Caddyfile --adapter caddyfile
	up "$port" /
}
