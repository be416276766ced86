#!/usr/bin/env bats
# tests/box/real.bats - tests nginx and redis from Debian packages in a container made by
# root.
# timeout: 240
load ../lib/common
load ../lib/web

setup_file() {
	has_root || return 0
	WEB_ROOT=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	export WEB_ROOT
}
setup() {
	need_root
	ct_setup
	snapshot
}

# answers: Q35 Q17 Q43
@test "real: nginx and redis answer, a killed nginx comes back, TERM stops in order, exit 0" {
	local http redis first
	http=$(free_port) redis=$(free_port)
	web_ini host "$http" "$redis"
	start web "$CTINIT" run "${PLAIN[@]}" --rootfs "$WEB_ROOT" "$T/web.ini"
	wait_line 30 "$T/web.err" '^ctinit [|] nginx: ready after [0-9.]+ m?s'
	in_order "$T/web.err" '^ctinit [|] redis: ready after' '^ctinit [|] nginx: ready after'
	wait_for 10 answers "$http"
	wait_for 10 pong "$redis"

	first=$(master "$PID" nginx)
	[ -n "$first" ]
	kill -KILL "$first"
	wait_for 20 lines_like "$T/web.err" '^ctinit [|] nginx: ready after' 2
	wait_for 10 answers "$http"
	[ "$(master "$PID" nginx)" != "$first" ]
	lines_like "$T/web.err" '^ctinit [|] redis: ready after' 1

	kill -TERM "$PID"
	finish 20 "$PID"
	eq "$STATUS" 0 "exit code"
	in_order "$T/web.err" '^ctinit [|] nginx: (stopped|ended|done)' '^ctinit [|] redis: (stopped|ended|done)'
	nothing_left
}

@test "real: network = none: reached inside by curl, and lo is the only device" {
	web_ini none 8080 6379
	cat >>"$T/web.ini" <<-'END'
		[service:client]
		type = task
		needs = nginx redis
		command = /bin/sh -ec 'curl -sfS http://127.0.0.1:8080/ | head -c 4000; redis-cli ping; ip -o link; cat /proc/1/comm'
		main = yes
	END
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run "${PLAIN[@]}" --rootfs "$WEB_ROOT" "$T/web.ini"
	echo "$stderr"
	eq "$status" 0 "exit code"
	match "$output" 'Welcome to nginx'
	match "$output" 'PONG'
	match "$output" '^ctinit$'
	eq "$(grep -cE '^[0-9]+: ' <<<"$output")" 1 "network devices"
	nothing_left
}

@test "real: the root directory was not written to" {
	[ -n "$(find "$WEB_ROOT/etc/nginx/nginx.conf")" ]
	eq "$(find "$WEB_ROOT" -newer "$WEB_ROOT/../web.done" -not -type d | head)" "" "changed files"
}

@test "real: kill -9 of the front end ends the container and its services" {
	local http redis pids pid
	http=$(free_port) redis=$(free_port)
	web_ini host "$http" "$redis"
	start web "$CTINIT" run "${PLAIN[@]}" --rootfs "$WEB_ROOT" "$T/web.ini"
	wait_line 30 "$T/web.err" '^ctinit [|] nginx: ready after'
	pids=$(below "$PID")
	[ "$(wc -w <<<"$pids")" -ge 4 ]
	kill -KILL "$PID"
	finish 10 "$PID"
	eq "$STATUS" 137 "exit code"
	for pid in $pids; do wait_for 10 ct_gone "$pid"; done
	nothing_left
}

@test "real: a main service's own exit code is the container's" {
	ini main <<-'END'
		[container]
		overlay = tmpfs
		[service:redis]
		command = /usr/bin/redis-server --port 0 --unixsocket /tmp/redis.sock --save ""
		ready = unix:/tmp/redis.sock
		[service:main]
		needs = redis
		command = /bin/sh -c 'redis-cli -s /tmp/redis.sock ping && exit 33'
		main = yes
	END
	ct run --rootfs "$WEB_ROOT" "$T/main.ini"
	eq "$status" 33 "exit code"
	match "$output" 'PONG'
	nothing_left
}

@test "real: a command in the root: its files, root inside, pid 1 is the init" {
	ct run --rootfs "$WEB_ROOT" -- /bin/sh -c \
		'cat /etc/debian_version; cat /proc/1/comm; ls /proc | grep -c "^[0-9]"; id -u'
	eq "$status" 0 "exit code"
	match "$output" '^12'
	match "$output" '^ctinit$'
	eq "$(tail -n 1 <<<"$output")" 0 "id -u"
	nothing_left
}
