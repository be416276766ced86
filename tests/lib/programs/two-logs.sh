#!/bin/sh
# two-logs.sh - leaves two processes without environment: one holds this service's stdout,
# the other one also the stderr of the process in /run/b.pid. Then kills itself.
until [ -s /run/b.pid ]; do :; done
b=$(cat /run/b.pid)
env -i setsid sleep 4411 </dev/null 2>/dev/null &
env -i setsid sleep 4412 </dev/null 2>"/proc/$b/fd/2" &
until [ "$(pgrep -fxc 'sleep 441[12]')" = 2 ]; do :; done
kill -9 $$
