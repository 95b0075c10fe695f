# Django under gunicorn answers 400 when a view asks for the body: DATA_UPLOAD_MAX_MEMORY_SIZE, 2.5 MiB where it is not set.
needs gunicorn /usr/lib/python3/dist-packages/django
default=2621440

serve() {
	cp "$here/apps/django_app.py" .
	[ "$limit" = "$default" ] || export BODY_LIMIT=$limit
	run /usr/bin/python3 /usr/bin/gunicorn --bind "127.0.0.1:$port" --workers 2 --threads 8 --worker-tmp-dir "$PWD" django_app
	up "$port" /
}
