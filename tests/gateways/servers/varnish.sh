# Varnish has no limit of its own; a rule on Content-Length answers 413 once it has read the body to its end.
needs varnishd node
way=whole

serve() {
	start_app
	cat >default.vcl <<-END
	vcl 4.1;
	import std;
	backend app { .host = "127.0.0.1"; .port = "$app"; }
	sub vcl_recv {
		$([ "$limit" = none ] || echo "if (std.integer(req.http.Content-Length, 0) > $limit) { return (synth(413)); }")
		return (pass);
	}
	END
	run varnishd -F -j none -n "$PWD/work" -f "$PWD/default.vcl" -a "127.0.0.1:$port" -s malloc,32M
	up "$port" /
}
