#!/usr/bin/env python3
"""tests/lib/restart_delay.py FILE COUNT - kills the process whose pid is in FILE, waits until
another pid is there, and so on. Prints the median time of a restart in microseconds."""
import os
import statistics
import sys
import time

times = []
for _ in range(int(sys.argv[2])):
    with open(sys.argv[1]) as file:
        pid = int(file.read())
    begin = time.monotonic()
    os.kill(pid, 9)
    while True:
        with open(sys.argv[1]) as file:
            text = file.read()
        if text.strip() and int(text) != pid:
            break
        if time.monotonic() > begin + 20:
            sys.exit("no restart within 20 s")
        time.sleep(.0005)
    times.append(time.monotonic() - begin)
print(int(statistics.median(times) * 1e6))
