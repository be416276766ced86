#!/bin/sh
# claim-main.sh DIR - claims that foreign processes are its main process: the pid in DIR/o,
# a missing process, and PID 1. Exits with 3 once DIR/go exists.
notify=${0%/*}/notify.py
until [ -s "$1/o" ]; do sleep 0.02; done
"$notify" "MAINPID=$(cat "$1/o")"
"$notify" MAINPID=4194000
"$notify" MAINPID=1 MAINPID=-1 MAINPID=x
"$notify" READY=1
until [ -e "$1/go" ]; do sleep 0.02; done
exit 3
