#!/usr/bin/env bats
# tests/box/examples.bats - tests that the files in conf/examples work as their first lines
# say.
# timeout: 240
load ../lib/common
load ../lib/web

setup_file() {
	has_root || return 0
	WEB_ROOT=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	export WEB_ROOT
}
teardown_file() { ct_remove_user; }
setup() {
	need_root
	ct_setup
	export CTINIT
	examples=$ROOT/conf/examples
	snapshot
}

@test "examples: the demo serves its page, restarts after kill -9 and stops cleanly on ^C" {
	local port first own=''
	port=$(free_port)
	start demo env PORT="$port" sh "$examples/demo/run.sh"
	wait_line 20 "$T/demo.err" '^ctinit [|] ticker: ready after'
	in_order "$T/demo.err" '^ctinit [|] page: done' '^ctinit [|] web: ready after' '^ctinit [|] ticker: ready after'
	match "$(cat "$T/demo.out")" "curl http://127.0.0.1:$port/"
	# In a container the demo makes no other one.
	grep -q 'is ignored: this is a container already' "$T/demo.err" || own=yes
	match "$(http 127.0.0.1 "$port")" "Served from ${own:+demo}"
	first=$(master "$PID" nginx)
	kill -KILL "$first"
	wait_for 20 lines_like "$T/demo.err" '^ctinit [|] web: ready after' 2
	wait_for 10 answers "$port"
	kill -INT "$PID"
	finish 15 "$PID"
	eq "$STATUS" 0 "exit code"
	in_order "$T/demo.err" '^ctinit [|] ticker: stopped' '^ctinit [|] web: stopped' 'SIGINT; container exit code 0'
	[ -z "$own" ] || [ ! -e /run/demo ]
	nothing_left
}

# demo_serves PORT: waits until the demo that `start user` started answers, and ends it
demo_serves() {
	wait_line 20 "$T/user.err" '^ctinit [|] ticker: ready after'
	match "$(http 127.0.0.1 "$1")" 'Served from '
	kill_tree "$PID"
}
@test "examples: the demo also runs as an ordinary user, and in a container that makes no other" {
	local port
	need_user
	cp -r "$examples/demo" "$T/demo"
	chmod -R go+rX "$T/demo"
	printf '#!/bin/sh\nshift\nexec "%s" run --container "$@"\n' "$CTINIT" >"$T/container"
	chmod 755 "$T/container"
	port=$(free_port)
	start user as_user env PORT="$port" CTINIT="$T/container" sh "$T/demo/run.sh"
	demo_serves "$port"
	port=$(free_port)
	# shellcheck disable=SC2016 # expanded by the inner shell
	start user env PORT="$port" HERE="$T/demo" unshare -m --propagation private sh -c \
		'mount -t tmpfs none /run; exec "$0" run --in-place "$1"' "$CTINIT" "$T/demo/svc.ini"
	demo_serves "$port"
	nothing_left
}

@test "examples: nginx-redis.ini" {
	local port redis
	port=$(free_port) redis=$(free_port)
	start web env HTTP_PORT="$port" REDIS_PORT="$redis" \
		"$CTINIT" run --rootfs "$WEB_ROOT" "$examples/nginx-redis.ini"
	wait_line 20 "$T/web.err" '^ctinit [|] nginx: ready after'
	answers "$port"
	pong "$redis"
	kill -TERM "$PID"
	finish 15 "$PID"
	eq "$STATUS" 0 "exit code"
	nothing_left
}

# answers: Q44
@test "examples: rootless-shell.ini is a shell with job control that cannot change the host" {
	need_host
	need_user
	# shellcheck disable=SC2016 # expanded in the container
	printf '%s\n' 'echo host $(hostname)' 'touch /usr/x || echo refused' 'sleep 60 &' 'jobs' \
		'kill %1' 'exit 7' >"$T/keys"
	cp "$examples/rootless-shell.ini" "$T/shell.ini" # other users may not be able to read the checkout
	as_user script -qec "'$CTINIT' run '$T/shell.ini'" /dev/null \
		<"$T/keys" >"$T/screen" 2>&1 && STATUS=0 || STATUS=$?
	eq "$STATUS" 7 "the shell's own code"
	match "$(cat "$T/screen")" 'host sandbox'
	match "$(cat "$T/screen")" '^refused'
	match "$(cat "$T/screen")" 'Running +sleep 60'
	nothing_left
}

@test "examples: tutorial.ini with a command: hostname, /proc, 100 MB of tmpfs" {
	ct run --rootfs "$WEB_ROOT" "$examples/tutorial.ini" -- /bin/sh -c \
		'hostname; cat /proc/1/comm; df -m /scratch | tail -n 1; ip -o link | wc -l'
	eq "$status" 0 "exit code"
	match "$output" '^container$'
	match "$output" '^ctinit$'
	match "$output" ' 100 .*/scratch'
	match "$output" '^1$'
	ct run --rootfs "$WEB_ROOT" "$examples/tutorial.ini"
	eq "$output" hello
	eq "$status" 0 "exit code"
	nothing_left
}
