#!/usr/bin/env python3
# usage: browser.py [--shots FOLDER] PAGE...     pages in headless Chromium, at three widths, light and dark, and printed: nothing is wider
# than the window, nothing is asked of anyone else, the console stays silent, and no script stands in the page. With --shots, pictures.
import base64, json, os, shutil, subprocess, sys, tempfile

LOOKS = ((360, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))


class Browser:
    """Chromium behind a pair of pipes: messages of the DevTools protocol, each ended by NUL."""

    def __init__(self, program, profile):
        to_child, self.to = os.pipe()
        self.back, from_child = os.pipe()

        def hand_over():
            # 3 and 4 may be what is to be moved: by way of numbers that nothing else has.
            os.dup2(to_child, 60), os.dup2(from_child, 61)
            os.dup2(60, 3), os.dup2(61, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--user-data-dir=" + profile, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child), os.close(from_child)
        self.number, self.buffer, self.events = 0, b"", []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    session = None

    def message(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.back, 1 << 20)
            if not piece:
                raise SystemExit("the browser ended")
            self.buffer += piece
        one, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(one)

    def ask(self, method, **params):
        self.number += 1
        call = {"id": self.number, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        os.write(self.to, json.dumps(call).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(method + ": " + answer["error"]["message"])
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait(self, method):
        while not any(event["method"] == method for event in self.events):
            event = self.message()
            if "method" in event:
                self.events.append(event)

    def value(self, expression):
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


OVERFLOW = """(() => {
    const wide = [...document.querySelectorAll('body *')].filter(e => !e.closest('pre') && !e.closest('svg') &&
        getComputedStyle(e).position !== 'absolute' && e.getBoundingClientRect().right > innerWidth + 0.5);
    return [document.documentElement.scrollWidth > innerWidth ? 'the page' : '',
            ...wide.map(e => e.tagName + '.' + e.className)].filter(Boolean).slice(0, 5).join(', ');
})()"""


def look(browser, page, width, scheme, shots):
    wrong = []
    browser.events.clear()
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.ask("Page.navigate", url="file://" + os.path.realpath(page))
    browser.wait("Page.loadEventFired")
    over = browser.value(OVERFLOW)
    if over:
        wrong.append("wider than the window: " + over)
    if browser.value("document.querySelectorAll('script, iframe, object, embed, link, img, base, [onload], [onerror], [onclick]').length"):
        wrong.append("there is an element that may do something")
    if browser.value("typeof planted") != "undefined":
        wrong.append("a planted script ran")
    dark = browser.value("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0] < 128")
    if dark != (scheme == "dark"):
        wrong.append("the colours are not those of " + scheme)
    for event in browser.events:
        if event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            wrong.append("the console says " + json.dumps(event["params"])[:300])
        if event["method"] == "Network.requestWillBeSent" and not event["params"]["request"]["url"].startswith("file:"):
            wrong.append("asks for " + event["params"]["request"]["url"][:200])
    if shots:
        name = os.path.join(shots, "%s-%d-%s.png" % (os.path.basename(page).split(".")[0], width, scheme))
        for _ in range(2):
            height = browser.value("document.documentElement.scrollHeight")
            browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        picture = browser.ask("Page.captureScreenshot")
        open(name, "wb").write(base64.b64decode(picture["data"]))
    return ["%s, %d px, %s: %s" % (page, width, scheme, text) for text in wrong]


def printed(browser, page, shots):
    pdf = base64.b64decode(browser.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
    if shots:
        open(os.path.join(shots, os.path.basename(page).split(".")[0] + ".pdf"), "wb").write(pdf)
    return [] if pdf.startswith(b"%PDF") and len(pdf) > 5000 else [page + ": cannot be printed"]


def main(arguments):
    shots = None
    if arguments[:1] == ["--shots"]:
        shots, arguments = arguments[1], arguments[2:]
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            wrong = []
            for page in arguments:
                for width, scheme in LOOKS:
                    wrong += look(browser, page, width, scheme, shots)
                wrong += printed(browser, page, shots)
        finally:
            browser.process.kill()
            browser.process.wait()
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
