#!/usr/bin/env python3
"""The programs of webapp.ini: app.py outdated|migrate|work|schedule|serve.

A job is one line of text. A number at its beginning is the seconds that it takes (`2.5 text`).
redis has the queued jobs and, in a list for each worker, the job in progress. PostgreSQL has
the finished jobs. A job leaves the worker's list after it is stored, so that none is lost.
"""
import http.server
import os
import signal
import socket
import sys
import time

import psycopg2
import redis

SCHEMA = 2
MIGRATIONS = [
    "CREATE TABLE migrations (version int, at timestamptz DEFAULT now())",
    "CREATE TABLE jobs (text text, worker text, at timestamptz DEFAULT now())",
]
stopping = False


def on_term(_number, _frame):
    global stopping
    stopping = True


def tell_ready():
    path = os.environ.get("NOTIFY_SOCKET", "")
    if path:
        address = "\0" + path[1:] if path[0] == "@" else path
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.sendto(b"READY=1", address)


def store():
    database = psycopg2.connect("")
    database.autocommit = True
    return database.cursor()


def queue():
    return redis.Redis(unix_socket_path=os.environ["REDIS"], decode_responses=True)


def version(cursor):
    cursor.execute("SELECT to_regclass('migrations')")
    if not cursor.fetchone()[0]:
        return 0
    cursor.execute("SELECT max(version) FROM migrations")
    return cursor.fetchone()[0]


def migrate():
    cursor = store()
    for number, text in enumerate(MIGRATIONS[version(cursor):], version(cursor) + 1):
        cursor.execute(text)
        cursor.execute("INSERT INTO migrations VALUES (%s)", [number])
        print("schema", number)


def work():
    """Does one job after the other until SIGTERM; the current job is finished."""
    signal.signal(signal.SIGTERM, on_term)
    jobs, cursor = queue(), store()
    name = "worker" + os.environ.get("CTINIT_INSTANCE", "")
    while jobs.lmove(name, "queued", "RIGHT", "RIGHT"):
        print(name, "takes up what a killed one had left")
    tell_ready()
    while not stopping:
        job = jobs.blmove("queued", name, 0.2, "RIGHT", "LEFT")
        if job is None:
            continue
        print(name, "begins:", job)
        first = job.split(" ")[0]
        time.sleep(float(first) if first.replace(".", "", 1).isdigit() else 0)
        cursor.execute("INSERT INTO jobs VALUES (%s, %s)", [job, name])
        jobs.lrem(name, 1, job)
        print(name, "has done:", job)


def schedule():
    jobs = queue()
    tell_ready()
    while True:
        time.sleep(float(os.environ["TICK"]))
        jobs.lpush("queued", "tick")


class Page(http.server.BaseHTTPRequestHandler):
    """Queues the body of POST /jobs, and lists the finished jobs for GET /jobs."""

    def log_message(self, *_arguments):
        pass

    def answer(self, code, text):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self):
        job = self.rfile.read(int(self.headers["Content-Length"])).decode()
        queue().lpush("queued", job)
        self.answer(202, "queued\n")

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200 if queue().ping() else 503, "")
        cursor = store()
        cursor.execute("SELECT text FROM jobs ORDER BY at")
        self.answer(200, "".join(row[0] + "\n" for row in cursor.fetchall()))


def serve():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = ("127.0.0.1", int(os.environ["PORT"]))
    http.server.ThreadingHTTPServer(address, Page).serve_forever()


def outdated():
    """Exits with 0 if the schema is older than the newest one."""
    sys.exit(0 if version(store()) < SCHEMA else 1)


if __name__ == "__main__":
    verbs = {v.__name__: v for v in (outdated, migrate, work, schedule, serve)}
    verbs[sys.argv[1]]()
