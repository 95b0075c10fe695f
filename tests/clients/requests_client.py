"""A form, JSON, multipart and a stream by Python requests; with an argument, one upload of so many bytes, and the status of its answer."""
import os
import sys

import requests

url = os.environ["PLIMSOLL_URL"]
if len(sys.argv) > 1:
    answer = requests.post(url, data=b"x" * int(sys.argv[1]), headers={"Content-Type": "application/octet-stream"}, timeout=20)
    print(answer.status_code)
else:
    with requests.Session() as session:
        session.post(url + "/form", data={"a": "1"}, timeout=20)
        session.post(url + "/json", json={"a": 1}, timeout=20)
        session.post(url + "/multipart", files={"file": ("a.bin", b"x" * 100000)}, timeout=20)
        session.post(url + "/stream", data=(b"x" * 1000 for _ in range(100)), headers={"Content-Type": "text/plain"}, timeout=20)
