"""tests/lib/answers.py PORT:MODE... - serves on 127.0.0.1, with good and bad answers.

One thread serves each PORT. MODE is a number (an HTTP answer with that status), a bad HTTP
answer (garbage, drip, silent, close, flood, long), or dns (names below .lan over UDP, also
hostile answers). Each request is printed as one line.
"""
import os
import random
import socket
import struct
import sys
import threading


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # a single write, because of threads


def bad(conn, mode):
    if mode == "garbage":
        conn.sendall(bytes(random.Random(7).randrange(256) for _ in range(5000)))
    elif mode == "flood":
        while True:
            conn.sendall(b"x" * 65536)
    elif mode == "long":
        conn.sendall(b"HTTP/1.1" + b" " * 100000)
    elif mode == "drip":
        never = threading.Event()
        for byte in b"HTTP/1.1 200 OK\r\n" * 100:
            conn.sendall(bytes([byte]))
            never.wait(0.5)
    elif mode == "silent":
        conn.recv(1)
        threading.Event().wait()


def handle(conn, mode):
    try:
        if mode.isdigit():
            text = b""
            while b"\r\n\r\n" not in text:
                more = conn.recv(4096)
                if not more:
                    return
                text += more
            say("asked", repr(text.decode("latin-1")))
            conn.sendall(b"HTTP/1.0 %d Fine\r\nX: y\r\n\r\nbody\n" % int(mode))
        elif mode != "close":
            bad(conn, mode)
    except OSError:
        pass
    finally:
        conn.close()


def serve(port, mode):
    server = socket.create_server(("127.0.0.1", port), backlog=64)
    say("serves", port)
    while True:
        conn, _ = server.accept()
        threading.Thread(target=handle, args=(conn, mode), daemon=True).start()


def name_of(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("latin-1"))
        at += packet[at] + 1
    return ".".join(labels), at + 1


def serve_dns(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", port))
    say("serves", port)
    while True:
        packet, who = server.recvfrom(2048)
        name, end = name_of(packet)
        kind = struct.unpack(">H", packet[end : end + 2])[0]
        question = packet[12 : end + 4]
        address = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 5, 4) + bytes([127, 0, 0, 1])
        count, records, flags, ident = 0, b"", 0x8180, packet[:2]
        say("name", name, kind)
        if name == "web.lan":
            count, records = (1, address) if kind == 1 else (0, b"")
        elif name == "loop.lan":
            count, records = 1, bytes([0xC0, len(question) + 12]) * 40
        elif name == "wrong.lan":
            count, records, ident = 1, address, bytes([packet[0] ^ 1, packet[1]])
        else:
            flags |= 3
        head = ident + struct.pack(">HHHHH", flags, 1, count, 0, 0)
        server.sendto(head + question + records, who)


for word in sys.argv[1:]:
    where, what = word.split(":")
    target, args = (serve_dns, (int(where),)) if what == "dns" else (serve, (int(where), what))
    threading.Thread(target=target, args=args, daemon=True).start()
threading.Event().wait()
