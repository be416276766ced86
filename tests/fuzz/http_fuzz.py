#!/usr/bin/env python3
"""tests/fuzz/http_fuzz.py WEB SECONDS [SEED] - sends malformed HTTP to the program ctinit-web.

Starts tests/lib/fake_control.py and WEB (of MODE=asan, so that a wrong access ends it), then
sends changed requests over many sockets: bytes, lines and pieces of real requests are removed,
doubled, swapped and replaced; some are cut, and some never end. The fake control socket
answers some requests with changed replies. Every 200 requests the server must answer a right one.
Exits with 1 if the server has ended, does not answer, or has changed something without the
token. Prints the number of requests and the SEED.
"""
import os
import random
import socket
import subprocess
import sys
import tempfile
import time

TOKEN = b"0123456789abcdef-fuzz"
PATHS = [b"/", b"/metrics", b"/healthz", b"/readyz", b"/v1/status", b"/v1/services/nginx",
         b"/v1/services/worker%401", b"/v1/graph", b"/v1/health?live=1&name=nginx", b"/v1/schema",
         b"/v1/logs?n=5&since=1&name=all", b"/v1/events", b"/page/style.css", b"/page/../x",
         b"/v1/services/nginx/restart", b"/v1/services/a/signal", b"/v1/services/a/scale",
         b"/v1/reload", b"/login", b"/v1/logs?follow=1", b"/v1/services/%00/start"]
BODIES = [b"", b"{}", b'{"signal":"HUP"}', b'{"instances":3}', b'{"dry_run":true}',
          b"token=%61%zz%4", b"token=" + b"A" * 200, b'{"timeout_ms":1e999}', b"[" * 3000,
          b'{"a":"\xff"}', b'{"timeout_ms":5,"timeout_ms":6}', b"x" * 20000]
HEADERS = [b"Host: 127.0.0.1", b"Host: localhost", b"Host: [::1", b"Accept: text/event-stream",
           b"Accept: application/openmetrics-text", b"Cookie: ctinit_read=0; x=\"y", b"Cookie: ;=;",
           b"Content-Length: 2", b"Content-Length: 99999999999999999999", b"Content-Length: -1",
           b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"Connection: keep-alive",
           b"Authorization: Bearer " + TOKEN, b"X-Ctinit-Token: x", b"Origin: null", b"Range: bytes=0-",
           b"Upgrade: h2c", b"Content-Type: application/x-www-form-urlencoded", b"A: " + b"b" * 9000]
PIECES = [b"\r\n", b"\n", b"\0", b" ", b"%", b"%00", b"\r\n\r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n",
          b"\xff\xfe", b"HTTP/1.1", b"HTTP/9.9", b":", b"?&&==", b"../", b"\t"]
ROWS = [b'{"ok":true}\n', b'{"ok":false,"exit":7,"error":"<x>"}\n', b"{}\n", b"[]\n", b"\n", b"\0\n",
        b'{"type":"unit","name":"a","state":"ready","pid":-5,"wanted_ms":9e99}\n',
        b'{"type":"unit","name":7,"state":null,"groups":[1,{}],"needs":3}\n',
        b'{"type":"unit","state":"x\\u0000y","age_ms":-1,"wanted_ms":5,"ready_ms":1}\n',
        b'{"type":"container","name":"<script>","state":"up","ready_ms":9223372036854775807,'
        b'"up_ms":9223372036854775807,"at_ms":9223372036854775807}\n',
        b'{"type":"edge","from":"a","to":"a","kind":7}\n', b'{"type":"edge","from":"a","to":"b"}\n',
        b'{"type":"usage","name":"a","memory_bytes":9223372036854775807,"cpu_usec":-1}\n',
        b'{"type":"line","at_ms":-99999999999,"name":"a","text":"\\ud800"}\n', b"x" * 9000]


def request(rng):
    method = rng.choice([b"GET", b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"TRACE"])
    body = rng.choice(BODIES)
    lines = [method + b" " + rng.choice(PATHS) + b" HTTP/1." + rng.choice([b"0", b"1"]),
             b"Host: 127.0.0.1"]
    lines += [rng.choice(HEADERS) for _ in range(rng.randrange(5))]
    if body and rng.random() < 0.8:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def change(rng, data):
    for _ in range(rng.choice([0, 1, 1, 2, 5, 20])):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice([1, 1, 4, 40]))
        data = rng.choice([
            lambda: data[:at] + data[to:], lambda: data[:to] + data[at:],
            lambda: data[:at] + rng.choice(PIECES) + data[at:],
            lambda: data[:at] + rng.randbytes(to - at) + data[to:], lambda: data[:at]])()
        data = data or b"\n"
    return data


class Server:
    def __init__(self, program, work):
        self.work = work
        self.control = os.path.join(work, "control")
        fake = os.path.join(os.path.dirname(__file__), "../lib/fake_control.py")
        self.fake = subprocess.Popen([sys.executable, fake, self.control, work],
                                     stdout=subprocess.PIPE)
        self.fake.stdout.readline()
        with open(os.path.join(work, "token"), "wb", opener=lambda p, f: os.open(p, f, 0o600)) as out:
            out.write(TOKEN)
        self.web = subprocess.Popen(
            [program, "--listen", "tcp:127.0.0.1:0", "--control", self.control, "--token-file",
             os.path.join(work, "token")], stdout=subprocess.PIPE,
            env=os.environ | {"ASAN_OPTIONS": "detect_leaks=0"})
        self.port = int(self.web.stdout.readline().rsplit(b":", 1)[1])

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), 5)

    def send(self, rng, data, kept):
        client = self.connect()
        client.settimeout(0.05)
        try:
            client.sendall(data)
            if rng.random() < 0.5:
                client.shutdown(socket.SHUT_WR)
            if rng.random() < 0.7:
                client.recv(65536)
        except OSError:
            pass
        if rng.random() < 0.02:  # never ends its request, or never reads
            kept.append(client)
        else:
            client.close()

    def reply(self, rng):
        """Gives some requests to the control socket another reply."""
        path = os.path.join(self.work, rng.choice(["status", "graph", "logs", "health", "events"]))
        if rng.random() < 0.5:
            rows = b"".join(rng.choice(ROWS) for _ in range(rng.randrange(6)))
            with open(path, "wb") as out:
                out.write(change(rng, rows + b'{"ok":true}\n') if rng.random() < 0.5 else
                          rows + b'{"ok":true}\n')
        elif os.path.exists(path):
            os.remove(path)

    def answers(self):
        for _ in range(20):
            try:
                with self.connect() as client:
                    client.sendall(b"GET /v1/schema HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if client.recv(100).startswith(b"HTTP/1.1 200"):
                        return True
            except OSError:
                pass
            time.sleep(0.1)
        return False

    def stop(self):
        for process in (self.web, self.fake):
            process.kill()
            process.wait()


def main():
    program, seconds = sys.argv[1], float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 30)
    rng, count, kept, fault = random.Random(seed), 0, [], ""
    with tempfile.TemporaryDirectory() as work:
        server = Server(program, work)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not fault:
            data = change(rng, request(rng))
            try:
                server.send(rng, data, kept)
            except OSError:
                pass  # all places are taken
            count += 1
            if rng.random() < 0.05:
                server.reply(rng)
            if len(kept) > 40:
                kept.pop(0).close()
            if count % 200 == 0 and not server.answers():
                fault = "does not answer"
            if server.web.poll() is not None:
                fault = f"ended with {server.web.returncode}"
            if fault:
                print(f"http_fuzz: ctinit-web {fault} after {data!r}")
        server.stop()
    print(f"http_fuzz: {count} requests in {seconds:.0f} s, seed {seed}, "
          f"{'1 fault' if fault else 'no fault'}")
    sys.exit(1 if fault else 0)


main()
