#!/usr/bin/env python3
"""usage: curl_wire.py PLIMSOLL    What `show` says of a curl command against what the curl that is installed sends to a socket of
127.0.0.1. Neither is told of the other; only what is random or names a version is made the same before they are compared."""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

FILES = {"a.txt": b"line 1\r\nline 2\n", "b.bin": bytes(range(256)), "c.json": b'{"a":1}', "d.pdf": b"%PDF-1.4\n", "e": b""}
# Each is run by bash in a folder with FILES; http://h/ stands for the socket.
COMMANDS = r"""
curl http://h/
curl 'http://h/a/../b/./c?x=/../y#z'
curl --path-as-is http://h/a/../b
curl http:///h/three
curl -I http://h/
curl -X DELETE http://h/x -H 'Accept:' -H 'X-Empty;' -H 'X-Mine: 1'
curl -A me -e http://from/ -b 'a=1; b=2' http://h/
curl -b 'a=1' -b 'b=2' http://h/
curl -u user:pa:ss http://h/
curl http://user:p%40ss@h/
curl --oauth2-bearer abc http://h/
curl -r 0-99 http://h/
curl -d a=1 http://h/
curl -d a=1 -d b=2 http://h/?q
curl -d @a.txt http://h/
curl --data-binary @b.bin http://h/
curl --data-raw @a.txt http://h/
curl --data-urlencode 'a=b c&d' --data-urlencode 'x@a.txt' --data-urlencode '=e f' http://h/
curl -G -d a=1 --data-urlencode 'b=c d' 'http://h/p?x=1'
curl -G -I -d a=1 http://h/
curl --json '{"a":1}' http://h/
curl --json @c.json -H 'Accept: text/plain' http://h/
curl -d '' http://h/
curl -d a -H 'Content-Type: text/plain' http://h/
curl -d a -H 'Content-Type:' http://h/
curl -X PUT --data-binary @c.json http://h/
curl -T c.json http://h/
curl -T c.json http://h/up/
curl -T a.txt http://h/name
curl -0 -d a=1 http://h/
curl --url-query 'a=b c' http://h/?x
curl -F a=1 http://h/
curl -F 'a=@a.txt' http://h/
curl -F 'a=@a.txt;type=text/x;filename=n.x' -F b=2 http://h/
curl -F 'a=<c.json' -F 'b=<c.json;type=application/json' http://h/
curl -F 'a=@b.bin' -F 'c=@d.pdf' -F 'e=@e' http://h/
curl -F 'a=1;type=text/html' -F 'b="x;y";type=text/plain' http://h/
curl -F 'a=<c.json;filename=x' -F 'b=1;filename=x' http://h/
curl -F 'a=1;type=text/html; charset=x;foo=y' -F 'b=  pad  ' -F 'c= x ;type=text/x' http://h/
curl -F 'x=(' -F 'y=(;type=multipart/form-data' -F a=1 -F '=b' http://h/
curl -F '=(' -F '=)' http://h/
curl -F 'a=@"a.txt",c.json' -F 'b=x,y' http://h/
curl --form-string 'a=@x;type=y' http://h/
curl -F 'a"b=1' -F 'c=@a.txt;filename="q\"uote.txt"' http://h/
curl --form-escape -F 'a"b=1' http://h/
curl -F 'a=1;headers="X-Part: yes"' http://h/
curl -F 'a=@b.bin;encoder=base64' http://h/
curl -F 'a=@a.txt,c.json' http://h/
curl -F 'a=@a.txt,c.json,d.pdf;type=text/x' -F b=1 http://h/
curl -F 'a=@a.txt;type=text/x,c.json' http://h/
curl -F 'a=@a.txt;filename=n,c.json;filename=m' http://h/
curl -F '=(;type=multipart/alternative' -F '=plain text' -F '=<c.json;type=text/html' -F '=)' -F 'f=@a.txt' http://h/
curl -F 'x=(' -F 'a=1' -F 'b=@a.txt,e' -F '=)' http://h/
curl -F '=(' -F '=(;type=multipart/related' -F a=1 -F '=)' -F b=2 -F '=)' http://h/
curl -F '=(' -F a=1 http://h/
curl -F a=1 -H 'Content-Type: multipart/mixed' http://h/
curl -F a=1 -H 'Content-Type: multipart/form-data; boundary=mine' http://h/
curl -F a=1 -X PATCH -H 'X: 1' http://h/
""".strip().split("\n")


def receive(server):
	"""The bytes of one request, told apart by its framing."""
	connection, _ = server.accept()
	connection.settimeout(10)
	with connection:
		data = b""
		while b"\r\n\r\n" not in data:
			data += connection.recv(65536) or sys.exit("the connection ended within a head")
		head, _, body = data.partition(b"\r\n\r\n")
		if re.search(rb"(?i)\r\nexpect:", head):
			connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
		length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
		is_chunked = re.search(rb"(?i)\r\ntransfer-encoding:.*chunked", head)
		while len(body) < int(length[1]) if length else is_chunked and not body.endswith(b"0\r\n\r\n"):
			body += connection.recv(65536) or sys.exit("the connection ended within a body")
		connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	return head + b"\r\n\r\n" + body


def alike(request):
	"""Boundaries by number, no version, and a Content-Length that is right told apart from one that is not."""
	head, _, body = request.partition(b"\r\n\r\n")
	length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
	if length and int(length[1]) == len(body):
		head = head[:length.start(1)] + b"RIGHT" + head[length.end(1):]
	request = head + b"\r\n\r\n" + body
	for number, boundary in enumerate(dict.fromkeys(re.findall(rb"boundary=(-{20,}\w+)", request))):
		request = request.replace(boundary, b"BOUNDARY-%d" % number)
	# An older curl asks for a 100 before any PUT, a later one only before one of above a MiB.
	if request.startswith(b"PUT ") and len(body) <= 1 << 20:
		request = request.replace(b"\r\nExpect: 100-continue", b"", 1)
	return re.sub(rb"curl/[\d.]+", b"curl/VERSION", request)


def main():
	version = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout if shutil.which("curl") else "curl 0.0"
	if [int(n) for n in version.split()[1].split(".")[:2]] < [7, 87]:
		print("curl 7.87 or newer is not installed")
		return 77
	plimsoll = os.path.realpath(sys.argv[1])
	failed = 0
	with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
		port = server.getsockname()[1]
		os.chdir(folder)
		for name, content in FILES.items():
			with open(name, "wb") as file:
				file.write(content)
		environment = {"PATH": os.environ["PATH"], "HOME": folder, "NO_PROXY": "*"}
		for command in COMMANDS:
			real = command + f" -sS -o reply --max-time 10 --connect-to ::127.0.0.1:{port}"
			child = subprocess.Popen(["bash", "-c", real], env=environment, stderr=subprocess.PIPE)
			server.settimeout(10)
			try:
				sent = receive(server)
			except TimeoutError:
				sent = b""
			trouble = child.communicate()[1]
			shown = subprocess.run([plimsoll, "show", "--input", "curl", "-"], input=command.encode(), capture_output=True)
			if alike(sent) == alike(shown.stdout) and sent:
				continue
			failed += 1
			print(f"FAILED {command}\n  curl sent  {alike(sent)!r} {trouble.decode()}\n  show wrote {alike(shown.stdout)!r} {shown.stderr.decode()}")
	print(f"{len(COMMANDS) - failed} passed, {failed} failed")
	return failed > 0


sys.exit(main())
