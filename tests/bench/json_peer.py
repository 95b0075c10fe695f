#!/usr/bin/env python3
"""usage: json_peer.py FILE [har]     Python's json reads the file, which may be of gzip; with `har` the body of each request as well."""
import gzip, json, sys

with open(sys.argv[1], "rb") as file:
    compressed = file.read(2) == b"\x1f\x8b"
with (gzip.open if compressed else open)(sys.argv[1], "rb") as file:
    document = json.load(file)
if sys.argv[2:] == ["har"]:
    for entry in document["log"]["entries"]:
        json.loads(entry["request"]["postData"]["text"])
