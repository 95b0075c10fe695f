#!/usr/bin/env python3
"""usage: differential.py PROGRAM     what plimsoll reads beside what Python's json and email, coreutils' base64, jq and Node's HTTP parser read,
over the samples and over seeds that are changed at random (the same ones each time). docs/differences.md has what differs on purpose."""
import base64, email.parser, email.policy, glob, json, os, random, re, shutil, subprocess, sys, tempfile

program = os.path.realpath(sys.argv[1])
root = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
chance = random.Random(7)
passed = failed = 0


def judge(name, good, why=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("FAILED %s: %s" % (name, str(why)[:400]))


def message(content_type, body):
    return b"POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (content_type, len(body)) + body


def read(messages):
    """What plimsoll says of each message, as its JSON report has it."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, text in enumerate(messages):
            names.append("%s/%05d" % (folder, i))
            with open(names[-1], "wb") as out:
                out.write(text)
        report = subprocess.run([program, "check", "--no-config", "--show-secrets", "--fail-on", "never", "--facts", "--format", "json",
                                 "--input", "raw"] + names, capture_output=True)
        said = {}
        for request in json.loads(report.stdout.decode("utf-8", "replace"), strict=False)["requests"]:
            said.setdefault(request["file"], request)
        return [said.get(name) for name in names]


def rows(request, key):
    return [row for row in request["rows"] if key in row]


def changed(seed, pieces):
    text = bytearray(seed)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text) + 1)
        if chance.randrange(2):
            text[at:at] = chance.choice(pieces)
        else:
            del text[at:at + 1 + chance.randrange(3)]
    return bytes(text)


# JSON: Python's reader with what RFC 8259 does not have switched off.
def refuse(name):
    raise ValueError(name)


def python_takes(text):
    try:
        json.loads(text.decode("utf-8"), parse_constant=refuse)
        return True
    except (ValueError, RecursionError):
        return False


seeds = [b'{"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "b": {"c": {}}}', b'["\\ud83d\\ude00", "\xc3\xbc", 0, -0, 1E+2]', b'{"k": "v", "k": 1}',
         b'[[[[]]]]', b'[1,]', b"{'a': 1}", b'[01]', b'[1.]', b'["a\tb"]', b'["\xff"]', b'[NaN]', b'17', b'"text"', b'[-Infinity]', b'[1]]']
pieces = [bytes([c]) for c in b'{}[],:"\\0123456789.eE+-tfn \t\x01\x7f\x80\xc3\xa9u']
texts = [text for text in (changed(chance.choice(seeds), pieces) for _ in range(1500)) if text.strip(b" \t\r\n")]
verdicts = []
for text, request in zip(texts, read([message(b"application/json", text) for text in texts])):
    content = rows(request, "content.bytes")[0]
    good = not any(content.get("content." + fact) for fact in ("json_error", "json_invalid_utf8", "json_control", "json_nan", "bom", "utf8_invalid"))
    verdicts.append(good)
    # What has no sign of JSON is called text, and not judged as JSON.
    if content["content.looks_like"] in ("json", "text") and "content.json_root" in content or not good:
        judge("JSON beside Python", good == python_takes(text), (text, good, content))
if shutil.which("jq"):
    # docs/differences.md: lone-surrogates.
    for text in [t for t, good in zip(texts, verdicts) if good and not re.search("[\ud800-\udfff]", json.dumps(json.loads(t), ensure_ascii=False))][:150]:
        judge("jq takes what plimsoll calls JSON", subprocess.run(["jq", "-e", "type"], input=text, capture_output=True).returncode in (0, 1), text)
else:
    print("skipped: jq is not installed")

# Multipart: the names and sizes of parts, wherever Python's reader finds no defect.
seeds = [b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n'
         b'Content-Type: text/plain\r\n\r\nab\r\ncd\r\n--x--\r\n', b'preamble\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n--xy\r\n--x--\r\nepilogue',
         b'--x \t\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--x--']
pieces = [b"\r\n", b"--x", b"--x\r\n", b"--x--", b"\r\n\r\n", b"-", b" ", b"x", b"a: b\r\n", b"\r\n--x\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n"]
texts = [changed(chance.choice(seeds), pieces) for _ in range(700)]


def python_parts(body):
    whole = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" + body)
    if whole.defects or not whole.is_multipart():
        return None
    parts = []
    for part in whole.get_payload():
        if part.defects or part.is_multipart() or part.get_content_type() == "message/rfc822" or not part.get_param("name", header="content-disposition"):
            return None
        parts.append((part.get_param("name", header="content-disposition"), len(part.get_payload().encode("utf-8", "surrogateescape"))))
    return parts


compared = 0
for text, request in zip(texts, read([message(b"multipart/form-data; boundary=x", text) for text in texts])):
    theirs = python_parts(text)
    if theirs is None or request is None or re.search(rb"(?<!\r)\n|\r(?!\n)", text):
        continue
    ours = [(row.get("part.name"), row.get("part.bytes")) for row in rows(request, "part.index")]
    if any(finding["severity"] == "error" for finding in request["findings"]):
        continue
    compared += 1
    judge("multipart beside Python's email", ours == theirs, (text, ours, theirs))
judge("some multipart bodies are compared", compared > 100, compared)

# base64: as many bytes as coreutils decodes.
for size in list(range(1000, 1024)) + [4097]:
    raw = bytes(chance.randrange(256) for _ in range(size))
    text = base64.b64encode(raw)
    theirs = len(subprocess.run(["base64", "-d"], input=text, capture_output=True).stdout)
    request = read([message(b"application/json", b'{"file": "' + text + b'"}')])[0]
    judge("base64 beside coreutils", request["weight"]["raw_bytes"] == theirs == size, (size, theirs, request["weight"]))

# Heads and chunks: what Node's server makes of every raw sample that plimsoll finds nothing wrong with.
NODE = r"""
const http = require('http'), net = require('net'), fs = require('fs');
const results = [];
let current;
const server = http.createServer({maxHeaderSize: 1 << 20, requireHostHeader: false}, (request, response) => {
  let length = 0;
  request.on('data', piece => { length += piece.length; });
  request.on('end', () => { if (!current.method) Object.assign(current, {method: request.method, url: request.url, length}); response.end(); });
});
server.on('checkContinue', (request, response) => server.emit('request', request, response));
server.on('checkExpectation', (request, response) => server.emit('request', request, response));
for (const event of ['connect', 'upgrade']) server.on(event, (request, socket) => { current.passed_on = true; socket.destroy(); });
server.on('clientError', (error, socket) => { current.error = error.code; socket.destroy(); });
server.listen(0, '127.0.0.1', async () => {
  for (const file of fs.readFileSync(0, 'utf8').trim().split('\n')) {
    current = {file};
    await new Promise(done => {
      const socket = net.connect(server.address().port, '127.0.0.1', () => socket.end(fs.readFileSync(file)));
      socket.on('data', () => {}); socket.on('close', done); socket.on('error', () => {}); socket.setTimeout(2000, () => socket.destroy());
    });
    results.push(current);
  }
  console.log(JSON.stringify(results));
  process.exit(0);
});
"""
node = shutil.which("node")
if node:
    files = sorted(glob.glob(os.path.join(root, "samples/ok/*.http")))
    theirs = json.loads(subprocess.run([node, "-e", NODE], input="\n".join(files).encode(), capture_output=True, timeout=120).stdout)
    for their, request in zip(theirs, read([open(file, "rb").read() for file in files])):
        name = os.path.basename(their["file"])
        if their.get("passed_on") or request is None or request["method"] == "CONNECT":
            continue
        facts = request["facts"]
        judge("%s in Node" % name, their.get("method") == request["method"] and their.get("url", "")[:1000] == facts["request.target"][:1000] and
              their.get("length") == facts.get("request.body_bytes", 0), (their, facts.get("request.target"), facts.get("request.body_bytes")))
else:
    print("skipped: node is not installed")

print("%d passed, %d failed" % (passed, failed))
sys.exit(failed > 0)
