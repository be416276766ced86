#!/usr/bin/env python3
"""tests/lib/fake_control.py SOCKET [DIRECTORY] - answers as the control socket of a container.

For the tests of control clients: a container with every state, hostile texts, and faults that
PID 1 does not make. The requests that come are appended to DIRECTORY/requests; if a file
DIRECTORY/REQUEST exists (REQUEST is the first word), its bytes are the reply.
"""
import json
import os
import socket
import sys
import threading
import time

AT = int(time.time() * 1000)


def unit(name, state, wanted, spawned, ready, **more):
    row = {"type": "unit", "name": name, "kind": "daemon", "state": state, "age_ms": 61500}
    if state in ("ready", "starting", "stopping"):
        row["pid"] = 100 + len(name)
    row |= {"starts": 1, "restarts": 0}
    row |= {key: value for key, value in
            (("wanted_ms", wanted), ("spawned_ms", spawned), ("ready_ms", ready))
            if value is not None}
    return row | {"enabled": True} | more


UNITS = [
    unit("migrate", "done", 5, 12, 410, kind="setup", exit="exited with code 0", code=0),
    unit("postgres", "ready", 412, 415, 2230, healthy=True, groups=["data"]),
    unit("redis", "ready", 412, 418, 640, groups=["data"]),
    unit("php-fpm", "ready", 412, 2240, 2410, needs=["postgres", "redis"]),
    unit("nginx", "ready", 412, 2415, 2590, needs=["php-fpm"], healthy=True, restarts=2, starts=3),
    unit("worker@1", "ready", 412, 2236, 2300, needs=["redis"], groups=["workers"]),
    unit("worker@2", "backoff", 412, 2238, None, needs=["redis"], groups=["workers"], starts=6,
         restarts=5, exit="exited with code 1", code=1, restart_in_ms=3400,
         why="exited with code 1 after 0.2 s"),
    unit("mailer", "failed", 412, 2239, None, needs=["redis"], exit="killed by SIGKILL",
         signal="SIGKILL", why="not ready within 60 s (start-timeout): <b>nothing</b> answered on "
         "tcp:127.0.0.1:25"),
    unit("report", "waiting", 412, None, None, why="waits for mailer, which failed"),
    unit("debug", "skipped", None, None, None, why="condition: /etc/debug does not exist"),
    unit("cron", "ready", 412, 430, 455),
]
EDGES = [("postgres", "migrate", "order"), ("redis", "migrate", "order"),
         ("php-fpm", "postgres", "need"), ("php-fpm", "redis", "want"), ("nginx", "php-fpm", "need"),
         ("worker@1", "redis", "need"), ("worker@2", "redis", "need"), ("mailer", "redis", "need"),
         ("report", "mailer", "need"), ("cron", "migrate", "order")]
TEXTS = [("postgres", "stdout", "database system is ready to accept connections"),
         ("nginx", "stdout", '127.0.0.1 "GET /<script>alert(1)</script> HTTP/1.1" 404'),
         ("worker@2", "stderr", "cannot connect to queue.example:5672: connection refused"),
         ("php-fpm", "stderr", "NOTICE: ready to handle connections"),
         ("worker@1", "stdout", "took job 4711 of the queue 'mail', 3 are left")]


def container():
    return {"type": "container", "name": "shop", "version": "0.2.0", "pid": 1, "state": "up",
            "up_ms": 3723400, "at_ms": AT, "ready_ms": 2590, "units": len(UNITS), "ready": 6, "done": 1,
            "skipped": 1, "config": "/etc/ctinit/svc.ini"}


def status(words):
    names = [word for word in words if not word.startswith("--") and word != "all"]
    rows = [row for row in UNITS if not names or row["name"] in names or
            row["name"].split("@")[0] in names]
    if not rows:
        return [{"ok": False, "exit": 3, "error": f"no service {names[0]}"}]
    usage = [{"type": "usage", "name": row["name"], "processes": 3,
              "memory_bytes": 7340032 * len(row["name"]), "cpu_usec": 1734000, "source": "cgroup"}
             for row in rows if "pid" in row]
    zombies = {"type": "zombies", "count": 1, "of": ["worker@2"]}
    more = usage + [zombies] if "--usage" in words else []
    return [container()] + rows + more + [{"ok": True}]


def lines():
    return [{"type": "line", "at_ms": AT + 37 * i, "name": name, "stream": stream, "text": text}
            for i, (name, stream, text) in enumerate(TEXTS * 3)]


def events():
    return [{"type": "event", "at_ms": AT, "name": "worker@2", "from": "ready", "to": "backoff",
             "on": "died again", "why": "exited with code 1"},
            {"type": "event", "at_ms": AT, "name": "mailer", "from": "starting", "to": "failed",
             "on": "died failed"}]


def reply(words):
    verb = words[0] if words else ""
    if verb == "status":
        return status(words[1:])
    if verb == "health":
        if "--live" in words:
            return [{"ok": True}]
        return [{"ok": False, "exit": 1, "error": "mailer: failed"}]
    if verb == "graph":
        return [dict(zip(("type", "from", "to", "kind"), ("edge",) + edge)) for edge in EDGES] + \
            [{"ok": True}]
    if verb == "logs":
        return lines() + [{"ok": True}]
    if verb == "events":
        return events() + [{"ok": True}]
    if verb in ("start", "stop", "restart", "enable", "disable", "reload", "signal", "scale",
                "shutdown"):
        if "mailer" in words:
            return [{"ok": False, "exit": 1, "error": "mailer: not ready within 60 s"}]
        return [{"type": "event", "at_ms": AT, "name": words[-1], "from": "ready",
                 "to": "stopping", "on": "stop"}, {"ok": True}]
    return [{"ok": False, "exit": 2, "error": f"unknown request {verb}"}]


def serve(client, directory):
    with client:
        line = client.makefile("rb").readline(4096).decode()
        words = line.split()
        prepared = os.path.join(directory, words[0]) if directory and words else ""
        if directory:
            with open(os.path.join(directory, "requests"), "a", encoding="utf-8") as out:
                out.write(line)
        try:
            if prepared and os.path.exists(prepared):
                with open(prepared, "rb") as out:
                    client.sendall(out.read())
                return
            rows = reply(words)
            follows = "-f" in words
            for row in rows[:-1] if follows else rows:
                client.sendall(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            if follows:  # until the client goes
                client.recv(1)
        except OSError:
            pass


def main():
    path, directory = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(64)
    print("serving", flush=True)
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=(client, directory), daemon=True).start()


main()
