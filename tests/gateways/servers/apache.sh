# Apache httpd refuses by the header, for files and CGI: LimitRequestBody, 1 GiB where it is not set.
needs apache2 /usr/lib/apache2/modules/mod_mpm_event.so
default=1073741824
path=/index.txt
names='apache LimitRequestBody'
limit_line=LimitRequestBody beyond=0

serve() {
	mkdir htdocs
	echo fine >htdocs/index.txt
	cat >apache.conf <<-END
	ServerName 127.0.0.1
	Listen 127.0.0.1:$port
	PidFile $PWD/apache.pid
	ErrorLog $PWD/log
	Mutex file:$PWD default
	LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
	LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
	LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
	$([ "$(id -u)" != 0 ] || printf 'User www-data\nGroup www-data')
	DocumentRoot $PWD/htdocs
	$([ "$limit" = "$default" ] || echo "$limit_line $((limit - beyond))")
	END
	run apache2 -d "$PWD" -f apache.conf -D FOREGROUND
	up "$port" $path
}
