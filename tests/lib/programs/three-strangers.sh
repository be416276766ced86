#!/bin/sh
# three-strangers.sh DIR - starts three silent processes in their own sessions, creates
# DIR/up, and kills itself once DIR/go exists.
for _ in 1 2 3; do
	setsid sleep 4431 </dev/null >/dev/null 2>&1 &
done
until [ "$(pgrep -fxc 'sleep 4431')" = 3 ]; do :; done
: >"$1/up"
until [ -e "$1/go" ]; do :; done
kill -9 $$
