#!/usr/bin/env bats
# tests/box/notify-up.bats - tests ctinit below another supervisor: NOTIFY_SOCKET,
# sd_notify(3).
# shellcheck disable=SC2153,SC2154 # the helpers set STATUS, status, output and stderr
load ../lib/life
load ../lib/podman
as_users_see_it

setup_file() {
	has_podman || return 0
	cat >"$POD/svc.ini" <<-'END'
		[service:a]
		command = /bin/busybox sh -c 'echo a is up; while :; do /bin/busybox sleep 60; done'
	END
	pod_image up '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
}
teardown_file() { pod_teardown; }

setup() {
	need_root
	ct_setup
	snapshot
	# b is ready when the file exists.
	cat >"$T/two.ini" <<-END
		[service:a]
		type = task
		command = /bin/sh -c 'echo "a has \${NOTIFY_SOCKET-none}"'
		[service:b]
		needs = a
		command = /bin/sh -c 'until [ -e "$T/up" ]; do sleep 0.02; done; echo >&3; exec sleep 1000'
		ready = fd:3
	END
}

# listen SOCKET [full]: starts notify_listen.py, which writes its messages to $L
listen() {
	L=$T/listen.out
	mkfifo "$T/go"
	start listen sh -c 'exec python3 "$@" <>"$0"' "$T/go" "$ROOT/tests/lib/notify_listen.py" "$@"
	wait_line 10 "$L" '^listening'
}
messages() { sed -E '1d; s/USEC=[0-9]+/USEC=N/' "$L"; }

@test "notify: sends WATCHDOG=1 if WATCHDOG_USEC is set, from the start to the end" {
	listen "$T/socket"
	NOTIFY_SOCKET=$T/socket WATCHDOG_USEC=100000 up two
	wait_for 10 lines_like "$L" '^WATCHDOG=1$' 5
	: >"$T/up"
	wait_line 10 "$L" '^READY=1'
	wait_for 10 lines_like "$L" '^WATCHDOG=1$' 10
	down 10
	wait_line 10 "$L" '^STOPPING=1'
}

@test "notify: sends no WATCHDOG=1 if WATCHDOG_PID is another process" {
	listen "$T/socket"
	: >"$T/up"
	NOTIFY_SOCKET=$T/socket WATCHDOG_USEC=1000 WATCHDOG_PID=1000000 up two
	wait_line 10 "$L" '^READY=1'
	down 10
	wait_line 10 "$L" '^STOPPING=1'
	no_match "$(cat "$L")" 'WATCHDOG'
}

@test "notify: sends READY=1 when all is up and STOPPING=1 at the stop, to a path" {
	listen "$T/socket"
	NOTIFY_SOCKET=$T/socket up two
	wait_line 10 "$T/two.out" 'a has none'
	wait_line 10 "$L" '^STATUS=starting the services$'
	wait_line 10 "$E" 'a: done'
	no_match "$(messages)" 'READY'
	: >"$T/up"
	wait_line 10 "$L" '^READY=1\|STATUS=1 services are up$'
	kill -HUP "$INIT"
	wait_line 10 "$E" 'reload: nothing has changed'
	wait_for 10 lines_like "$L" '^READY=1' 2
	down 10
	wait_line 10 "$L" '^STOPPING=1'
	eq "$(messages | cut -d '|' -f 1 | tr '\n' ' ')" \
		"STATUS=starting the services READY=1 RELOADING=1 READY=1 STOPPING=1 "
	match "$(messages)" '^RELOADING=1\|MONOTONIC_USEC=N\|STATUS='
}

@test "notify: a refused reload ends at once; a failing start never sends READY=1" {
	listen "@ctinit-test.$BASHPID"
	: >"$T/up"
	NOTIFY_SOCKET=@ctinit-test.$BASHPID up two
	wait_line 10 "$L" '^READY=1'
	echo nonsense >>"$T/two.ini"
	kill -HUP "$INIT"
	wait_for 10 lines_like "$L" '^READY=1' 2
	down 10
	wait_line 10 "$L" '^STOPPING=1'
	printf '[service:a]\ntype = task\nrestart = never\ncommand = /bin/false\n' >"$T/bad.ini"
	NOTIFY_SOCKET=@ctinit-test.$BASHPID in_ns bad
	eq "$status" 1
	wait_for 10 lines_like "$L" '^STOPPING=1' 2
	eq "$(grep -c '^READY=1' "$L")" 2
	# A finished task counts as up.
	printf '[service:a]\ntype = task\ncommand = /bin/true\n' >"$T/good.ini"
	NOTIFY_SOCKET=@ctinit-test.$BASHPID in_ns good
	eq "$status" 0
	wait_for 10 lines_like "$L" '^READY=1' 3
}

@test "notify: a supervisor that does not read blocks nothing and gets READY=1 later" {
	listen "$T/socket" full
	wait_line 10 "$L" '^full'
	: >"$T/up"
	NOTIFY_SOCKET=$T/socket up two
	wait_line 10 "$E" 'b: ready'
	kill -USR2 "$INIT" # it answers
	wait_line 10 "$E" 'b: ready, pid'
	echo go >"$T/go"
	wait_line 10 "$L" '^READY=1'
	down 10
	# A missing or unsupported socket causes a warning.
	for socket in /no/such vsock:2:3; do
		NOTIFY_SOCKET=$socket in_ns two --set service:b.enabled=no
		eq "$status" 0 "$stderr"
		match "$stderr" "cannot connect to NOTIFY_SOCKET=$socket: "
	done
}

@test "notify: the front end of a container reports to the host's socket" {
	listen "$T/socket"
	: >"$T/up"
	# In a pid namespace ctinit would supervise in place without --container.
	start front env NOTIFY_SOCKET="$T/socket" "$CTINIT" run --container "$T/two.ini"
	wait_line 10 "$L" '^READY=1'
	match "$(cat "$T/front.out")" 'a has none'
	kill -HUP "$PID"
	wait_for 10 lines_like "$L" '^READY=1' 2
	echo nonsense >>"$T/two.ini"
	kill -HUP "$PID"
	wait_for 10 lines_like "$L" '^READY=1' 3
	kill "$PID"
	finish 10 "$PID"
	eq "$STATUS" 0
	wait_line 10 "$L" '^STOPPING=1'
	eq "$(messages | cut -d '|' -f 1 | tr '\n' ' ')" \
		"STATUS=starting the container READY=1 RELOADING=1 READY=1 RELOADING=1 READY=1 STOPPING=1 "
}

@test "notify: podman run --sdnotify=container gets READY=1" {
	need_podman
	listen "$T/socket"
	chmod 666 "$T/socket"
	NOTIFY_SOCKET=$T/socket pod_run -d --name up --sdnotify=container localhost/up:1
	wait_line 20 "$L" 'READY=1'
	match "$(pod logs up 2>&1)" 'a is up'
	pod stop -t 20 up
	pod rm up
}
