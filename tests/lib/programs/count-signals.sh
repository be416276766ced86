#!/bin/bash
# count-signals.sh FIFO NAME - counts each SIGTERM for half a second after the first one,
# and prints "NAME got COUNT". FIFO must have no writer.
n=0
trap 'n=$((n+1))' TERM
echo up
while [ $n = 0 ]; do read -rt 0.1 _ <>"$1"; done
for _ in 1 2 3 4 5; do read -rt 0.05 _ <>"$1"; done
echo "$2 got $n"
