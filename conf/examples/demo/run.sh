#!/bin/sh
# The demo of `make run`: starts conf/examples/demo/svc.ini in a new container.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-8080}
export HERE PORT
cat <<TEXT
ctinit: the demo runs $HERE/svc.ini in a new container: a task, then nginx, then a ticker.

  see the page          curl http://127.0.0.1:$PORT/     (PORT=8081 make run: another port)
  see it come back      kill -9 the nginx master: ps -C nginx -o pid,ppid,args
  see the tree          ps -e --forest | grep -A6 ctinit
  end it                ^C: ticker, web and page stop in that order; nothing is left behind

TEXT
exec "${CTINIT:-$HERE/../../../build/ctinit}" run "$HERE/svc.ini"
