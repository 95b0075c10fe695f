#!/usr/bin/env python3
"""usage: multipart_peer.py email|scan FILE     FILE is a raw request with a multipart body; prints its parts and their bytes.
email: Python's email.parser, which holds the message. scan: a reader that looks for the next delimiter block by block, as werkzeug's
form parser does, and holds no more than a block and a delimiter."""
import email.parser, email.policy, re, sys

BLOCK = 64 << 10


def read_email(file):
    file.readline()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parse(file)
    return [len(part.get_payload(decode=True)) for part in message.iter_parts()]


class Blocks:
    """A file by the block, behind what is still held of the one before."""

    def __init__(self, file):
        self.file, self.held = file, b""

    def more(self):
        block = self.file.read(BLOCK)
        if not block:
            raise ValueError("ends within a part")
        self.held += block

    def through(self, pattern):
        """Everything up to the first match, and the match."""
        while not (found := pattern.search(self.held)):
            self.more()
        text, self.held = self.held[:found.end()], self.held[found.end():]
        return text


def read_scan(file):
    blocks, lengths = Blocks(file), []
    head_end = re.compile(rb"\r\n\r\n")
    delimiter = b"\r\n--" + re.search(rb'boundary="?([^";\r\n]+)', blocks.through(head_end)).group(1)
    end_of_part = re.compile(re.escape(delimiter) + rb"(--|[ \t]*\r\n)")
    blocks.held = b"\r\n" + blocks.held
    last = end_of_part.search(blocks.through(end_of_part)).group(1)
    while last != b"--":
        blocks.through(head_end)
        length = 0
        while not (found := end_of_part.search(blocks.held)):
            # A delimiter may have begun in the last bytes; one with more padding than this is not looked for.
            kept = len(delimiter) + 64
            length += max(len(blocks.held) - kept, 0)
            blocks.held = blocks.held[-kept:]
            blocks.more()
        lengths.append(length + found.start())
        last, blocks.held = found.group(1), blocks.held[found.end():]
    return lengths


with open(sys.argv[2], "rb") as file:
    lengths = {"email": read_email, "scan": read_scan}[sys.argv[1]](file)
print(len(lengths), "parts:", *lengths)
