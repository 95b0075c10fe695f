# Varnish with std.cache_req_body closes the connection at a header over the limit, without an answer.
needs varnishd node
default=-

serve() {
	start_app
	cat >default.vcl <<-END
	vcl 4.1;
	import std;
	backend app { .host = "127.0.0.1"; .port = "$app"; }
	sub vcl_recv {
		if (!std.cache_req_body(${limit}B)) { return (synth(413)); }
		return (pass);
	}
	END
	run varnishd -F -j none -n "$PWD/work" -f "$PWD/default.vcl" -a "127.0.0.1:$port" -s malloc,32M
	up "$port" /
}
