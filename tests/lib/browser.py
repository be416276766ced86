#!/usr/bin/env python3
"""tests/lib/browser.py PROFILE <COMMANDS - drives headless Chromium over its debugging pipe.

PROFILE is a new directory for the browser's files. A command is a line:

    size WIDTH HEIGHT        the size of the window, in CSS pixels
    scheme light|dark        what the page is told that the user prefers
    scripts on|off           whether pages may run scripts
    go URL                   opens the page and waits until it is loaded
    type SELECTOR TEXT       writes into a field; the selector has no blanks
    click SELECTOR           clicks
    submit SELECTOR          submits a form, and waits for the next page
    wait EXPRESSION          waits until it is true
    eval EXPRESSION          prints its value as JSON
    shot FILE                writes a PNG of the whole page
    view FILE                writes a PNG of the window

Prints what the console of the page says, and fails at the first command that fails.
"""
import base64
import json
import os
import shutil
import subprocess
import sys
import time

LIMIT = 60  # seconds for one command


class Browser:
    def __init__(self, profile):
        program = shutil.which("chromium") or "chromium"
        to_read, to_write = os.pipe(), os.pipe()
        self.process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" 3<&"$CT_IN" 4>&"$CT_OUT"', "sh", program, "--headless=new",
             "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-pipe", "--disable-background-networking",
             "--disable-component-update", "--hide-scrollbars", f"--user-data-dir={profile}",
             "about:blank"],
            env=os.environ | {"CT_IN": str(to_read[0]), "CT_OUT": str(to_write[1]),
                              "HOME": profile},
            pass_fds=(to_read[0], to_write[1]), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read[0])
        os.close(to_write[1])
        self.out, self.into, self.number, self.events = to_read[1], os.fdopen(to_write[0], "rb"), 0, []
        self.rest, self.session = b"", None
        page = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"],
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            piece = os.read(self.into.fileno(), 65536)
            if not piece:
                raise SystemExit("browser.py: Chromium has ended")
            self.rest += piece
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"browser.py: {method}: {answer['error']['message']}")
                return answer["result"]
            self.event(answer)

    def event(self, message):
        method, params = message.get("method"), message.get("params", {})
        self.events.append(method)
        if method == "Log.entryAdded":
            print("console:", params["entry"]["level"], params["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            print("console: exception", params["exceptionDetails"].get("text"))

    def until_loaded(self):
        while "Page.loadEventFired" not in self.events:
            self.event(self.message())

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"browser.py: {expression}: {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def shot(self, path, whole):
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as out:
            out.write(base64.b64decode(picture["data"]))

    def run(self, verb, rest):
        selector = rest.split(" ")[0] if verb == "type" else rest
        element = f"document.querySelector({json.dumps(selector)})"
        if verb == "size":
            width, height = map(int, rest.split())
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
        elif verb == "scheme":
            self.call("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": rest}])
        elif verb == "scripts":
            self.call("Emulation.setScriptExecutionDisabled", value=rest == "off")
        elif verb == "go":
            self.events = []
            self.call("Page.navigate", url=rest)
            self.until_loaded()
        elif verb == "type":
            self.value(f"{element}.value = {json.dumps(rest.partition(' ')[2])}")
        elif verb == "click":
            self.value(f"{element}.click()")
        elif verb == "submit":
            self.events = []
            self.value(f"{element}.requestSubmit()")
            self.until_loaded()
        elif verb == "wait":
            end = time.monotonic() + LIMIT
            while not self.value(rest):
                if time.monotonic() > end:
                    raise SystemExit(f"browser.py: never true: {rest}")
                time.sleep(0.05)
        elif verb == "eval":
            print(json.dumps(self.value(rest), ensure_ascii=False))
        elif verb in ("shot", "view"):
            self.shot(rest, verb == "shot")
        else:
            raise SystemExit(f"browser.py: no command {verb}")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (SystemExit, OSError):
            pass
        self.process.wait(LIMIT)


def main():
    browser = Browser(sys.argv[1])
    try:
        for line in sys.stdin:
            if line.strip():
                browser.run(*line.strip().partition(" ")[::2])
    finally:
        browser.close()


main()
