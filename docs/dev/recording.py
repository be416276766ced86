#!/usr/bin/env python3
"""docs/dev/recording.py OUT.svg - runs the demo on a terminal and draws what it shows.

`make recording` draws docs/start.svg with it. Lines, colours and times are those of a real run of
`make run`: when all services are ready the page is fetched, nginx is killed, and when it is back,
^C ends the demo. Only the path of the checkout is shown as /src/ctinit. PORT is the port, or 8080.
"""
import fcntl
import html
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

COLUMNS = 120
WIDTH, HEIGHT, LEFT, TOP = 7.2, 16, 58, 26  # of a character and a line; where the text begins
LIMIT = 60  # seconds until the next expected line
PAUSE = 1  # seconds before each step, for the people who watch
COLOURS = {31: "#f87171", 32: "#4ade80", 33: "#facc15", 34: "#60a5fa", 35: "#e879f9",
           36: "#22d3ee"}
STYLE = """text { font: 12px monospace; fill: #d4d4d8; white-space: pre }
.time { fill: #71717a } .bold { font-weight: bold; fill: #ffffff } .typed { fill: #fde68a }
.page { fill: #18181b } .head { font: bold 19px sans-serif } .small { fill: #52525b }
g { animation: show 0.05s linear both } @keyframes show { from { opacity: 0 } to { opacity: 1 } }
@media (prefers-reduced-motion: reduce) { g { animation: none } }"""
CHECKOUT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))


class Demo:
    """`make run` on a terminal. Lines are (seconds, text with escapes, is it typed)."""

    def __init__(self, port):
        self.lines, self.rest, self.begin = [], "", time.monotonic()
        self.add("$ make run", True)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(PORT=port, TERM="xterm", CI="yes")  # CI: no live list
            for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # as if no make ran this
                os.environ.pop(name, None)
            os.execvp("make", ["make", "-C", CHECKOUT, "--no-print-directory", "run"])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("4H", 40, COLUMNS, 0, 0))

    def add(self, text, typed=False):
        self.lines.append((time.monotonic() - self.begin, text, typed))

    def read(self, wait):
        """Takes what has come. Returns False at the end."""
        if not select.select([self.fd], [], [], wait)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: no process has the terminal any more
            data = b""
        *whole, self.rest = (self.rest + data.decode(errors="replace")).split("\r\n")
        for line in whole:
            self.add(line.replace(CHECKOUT, "/src/ctinit"))
        return bool(data)

    def wait(self, pattern, count=1):
        end = time.monotonic() + LIMIT
        while sum(bool(re.search(pattern, plain(text))) for _, text, _ in self.lines) < count:
            if time.monotonic() > end or not self.read(0.1):
                self.end()
                sys.exit("recording: no line like %s in:\n%s" % (
                    pattern, "\n".join(plain(text) for _, text, _ in self.lines)))

    def pause(self):
        end = time.monotonic() + PAUSE
        while time.monotonic() < end:
            self.read(max(0, end - time.monotonic()))

    def end(self):
        os.write(self.fd, b"\x03")
        while self.read(LIMIT):
            pass
        os.waitpid(self.pid, 0)  # make fails, because ^C has ended its recipe


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def below(pid):
    """The processes below this one."""
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        for child in file.read().split():
            yield int(child)
            yield from below(int(child))


def nginx_of(pid):
    for process in below(pid):
        with open("/proc/%d/cmdline" % process, encoding="utf-8") as file:
            if file.read().startswith("nginx: master"):
                return process
    sys.exit("recording: nginx does not run")


def record(port):
    """The lines of a run, the page, and the time when it was there."""
    demo = Demo(port)
    demo.wait(r"^ticker \| tick")
    demo.pause()
    url = "http://127.0.0.1:%s/" % port
    demo.add("$ curl %s        # in another terminal" % url, True)
    page = subprocess.run(["curl", "-s", url], check=True, capture_output=True, text=True).stdout
    at = time.monotonic() - demo.begin
    demo.wait(r'^web +\| .*"GET /')
    demo.pause()
    master = nginx_of(demo.pid)
    demo.add("$ kill -9 %d        # nginx, in another terminal" % master, True)
    os.kill(master, 9)
    demo.wait(r"^ctinit \| web: ready after", 2)
    demo.pause()
    demo.end()
    demo.wait(r"^ctinit \| SIGINT; container exit code 0$")
    return demo.lines, page, at


def parts(text):
    """(first column, class, colour, text) of each part of a line with one style."""
    column, name, colour = 0, "", ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", text):
        if piece.startswith("\x1b["):
            codes = [int(code or 0) for code in piece[2:-1].split(";")]
            name = "bold" if 1 in codes else ""
            colour = next((COLOURS[code] for code in codes if code in COLOURS), "")
        elif piece:
            yield column, name, colour, piece
            column += len(piece)


def rows_of(text):
    """The rows that a terminal makes of a line."""
    if len(plain(text)) <= COLUMNS:
        return [text]
    return [plain(text)[i:i + COLUMNS] for i in range(0, len(plain(text)), COLUMNS)]


def draw_row(y, text, typed):
    """One row, each part as wide as in every other monospaced font."""
    out = []
    for column, name, colour, words in parts(text):
        style = 'style="fill: %s"' % colour if colour else 'class="%s"' % (
            "typed" if typed else name or "plain")
        out.append('<tspan x="%.1f" textLength="%.1f" %s>%s</tspan>' % (
            LEFT + column * WIDTH, len(words) * WIDTH, style, html.escape(words)))
    return '<text y="%d" class="row">%s</text>' % (y, "".join(out))


def draw(lines, page, at):
    out, y = [], TOP
    for seconds, text, typed in lines:
        out.append('<g style="animation-delay: %.2fs">' % seconds)
        out.append('<text x="12" y="%d" class="time">%5.2f</text>' % (y, seconds))
        for row in rows_of(text):
            out.append(draw_row(y, row, typed))
            y += HEIGHT
        out.append("</g>")
    width, top = int(LEFT + COLUMNS * WIDTH + 12), y
    title, head, words = (re.search("<%s>(.*?)</%s>" % (tag, tag), page, re.S).group(1)
                          for tag in ("title", "h1", "p"))
    out += ['<g style="animation-delay: %.2fs">' % at,
            '<rect x="12" y="%d" width="%d" height="96" rx="6" fill="#fafafa"/>' % (top, width - 24),
            '<text x="28" y="%d" class="page small">%s - %s</text>' % (top + 22, title, URL),
            '<text x="28" y="%d" class="page head">%s</text>' % (top + 54, head),
            '<text x="28" y="%d" class="page">%s</text>' % (top + 80, words), "</g>"]
    size = 'width="%d" height="%d" viewBox="0 0 %d %d"' % ((width, top + 108) * 2)
    return "\n".join(
        ['<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" %s role="img">' % size,
         "<title>make run: the start, a crash and the stop of the demo, with seconds</title>",
         "<style>%s</style>" % STYLE,
         '<rect width="100%" height="100%" rx="8" fill="#18181b"/>', *out, "</svg>", ""])


PORT = os.environ.get("PORT", "8080")
URL = "http://127.0.0.1:%s/" % PORT
if len(sys.argv) != 2:
    sys.exit(__doc__)
with open(sys.argv[1], "w", encoding="utf-8") as svg:
    svg.write(draw(*record(PORT)))
