# tests/lib/requests.py PORT STOP-FILE - sends requests to http://127.0.0.1:PORT/ until
# STOP-FILE exists. Each request uses a new connection. STOP-FILE.some is made after
# 20 good answers. Prints how many requests failed, and whether there were at least 20 good
# ones: "0 failed, some" or "0 failed, few".
import os
import socket
import sys
import time

port, stop = int(sys.argv[1]), sys.argv[2]
good = bad = 0
while not os.path.exists(stop):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as s:
            s.sendall(b"GET / HTTP/1.0\r\nHost: x\r\n\r\n")
            answer = b""
            while part := s.recv(4096):
                answer += part
        ok = b" 200 " in answer.split(b"\r\n")[0] and answer.endswith(b"ok\n")
    except OSError as e:
        print(e, flush=True)
        ok = False
    good += ok
    bad += not ok
    if good == 20:
        open(stop + ".some", "w").close()
    time.sleep(0.002)
print(bad, "failed,", "some" if good >= 20 else "few", flush=True)
