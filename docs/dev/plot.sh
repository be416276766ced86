#!/bin/sh
# docs/dev/plot.sh OUT.svg - starts some services and draws their start with `ctinit plot`.
#
# `make recording` draws docs/plot.svg with it. The times are those of a real start; sleep(1)
# stands for the work of the services.
set -eu
out=$1
ctinit=${CTINIT:-$(cd "$(dirname "$0")/../.." && pwd)/build/ctinit}
dir=$(mktemp -d)
cat >"$dir/svc.ini" <<'END'
[defaults]
log-console = no
[setup:secrets]
pre-start = /bin/sleep 0.08
[service:postgres]
command = /bin/sh -c 'sleep 0.9; echo >&3; exec sleep 1000'
ready   = fd:3
[service:redis]
command = /bin/sh -c 'sleep 0.25; echo >&3; exec sleep 1000'
ready   = fd:3
[service:migrate]
type    = task
needs   = postgres
command = /bin/sleep 0.45
[service:web]
needs   = migrate redis
command = /bin/sh -c 'sleep 0.35; echo >&3; exec sleep 1000'
ready   = fd:3
[service:worker]
needs     = redis
instances = 2
command   = /bin/sh -c 'sleep 0.5; echo >&3; exec sleep 1000'
ready     = fd:3
[service:mailer]
wants   = worker
command = /bin/sh -c 'sleep 0.15; echo >&3; exec sleep 1000'
ready   = fd:3
END
"$ctinit" run --in-place --control "$dir/control" -q "$dir/svc.ini" 2>/dev/null &
pid=$!
trap 'kill $pid || :; wait $pid || :; rm -r "$dir"' EXIT
until [ -S "$dir/control" ]; do kill -0 $pid || exit; sleep 0.05; done
"$ctinit" wait --timeout 60s --control "$dir/control" all >/dev/null 2>&1
"$ctinit" plot --control "$dir/control" | sed 's/>[^<]*: started in/>shop: started in/' >"$out"
