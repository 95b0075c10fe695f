# HAProxy has no limit of its own; a rule on Content-Length refuses by the header.
needs haproxy node

serve() {
	start_app
	cat >haproxy.cfg <<-END
	defaults
		mode http
		timeout connect 5s
		timeout client 50s
		timeout server 50s
	frontend front
		bind 127.0.0.1:$port
		$([ "$limit" = none ] || echo "http-request deny deny_status 413 if { req.hdr_val(content-length) gt $limit }")
		default_backend app
	backend app
		server app 127.0.0.1:$app
	END
	run haproxy -db -f haproxy.cfg
	up "$port" /
}
