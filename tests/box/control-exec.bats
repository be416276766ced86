#!/usr/bin/env bats
# tests/box/control-exec.bats - tests `exec` of the control socket: a command runs as the service
# runs, with pipes or a terminal of its own, but is none of its processes.
# timeout: 240
load ../lib/life

# x WORD...: runs a command with pipes; its replies are in $stderr
x() { run --separate-stderr timeout 60 "$ROOT/tests/lib/control_exec.py" "$T/control" "$@"; }
# behind NAME [OPTION...] -- WORD...: the same in the background
behind() {
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	start "$name" "$ROOT/tests/lib/control_exec.py" "${options[@]}" "$T/control" "${@:2}"
}
ask() { run "$ROOT/tests/lib/control.py" "$T/control" "$@"; }
alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }
# number FILE: prints the pid, as the host sees it, that the command printed as "I am PID"
number() {
	local pid
	for pid in $(pgrep --ns "$INIT"); do
		[ "$(awk '/^NSpid/ { print $NF }' "/proc/$pid/status")" != "$(sed -n 's/^I am //p' "$1")" ] || echo "$pid"
	done
}

web() {
	begin web --control "$T/control" <<-END
		[service:web]
		command = sleep 1000
		user = nobody
		environment = HELLO=there
		directory = /tmp
		limit-nofile = 77
		umask = 027
		stop-signal = KILL
		[service:off]
		command = sleep 1000
		autostart = no
		[service:two]
		command = sleep 1000
		instances = 2
	END
	wait_line 10 "$E" 'web: ready'
}

@test "control-exec: the user, environment, directory and limits of the service, and pipes" {
	web
	run --separate-stderr timeout 60 "$ROOT/tests/lib/control_exec.py" "$T/control" web -- \
		sh -c "'id -u; pwd; umask; ulimit -n; echo \$HELLO \$CTINIT_SERVICE; cat; echo bad >&2; exit 7'" <<<input
	eq "$status" 7
	eq "$(tr '\n' ' ' <<<"$output")" '65534 /tmp 0027 77 there web input '
	match "$stderr" '^bad$'
	match "$stderr" '^{"type":"started","pid":[0-9]+}$'
	match "$stderr" '^{"ok":true,"code":7}$'
	down
}

@test "control-exec: also for a service that is down; another user; what cannot run says why" {
	web
	x off -- id -u
	eq "$status$output" 00
	run --separate-stderr "$ROOT/tests/lib/control_exec.py" "$T/control" --user=daemon off -- sh -c "'id -un; echo \$HOME'"
	eq "$(tr '\n' ' ' <<<"$output")" "daemon $(getent passwd daemon | cut -d: -f6) "
	x off -- no-such-program
	eq "$status" 127
	match "$stderr" 'cannot run no-such-program: No such file'
	x off -- /etc
	eq "$status" 126
	x two -- id
	eq "$status" 2
	match "$stderr" 'two names several services; name one, such as two@1'
	x two@2 -- sh -c "'echo \$CTINIT_INSTANCE'"
	eq "$output" 2
	x nobody -- id
	eq "$status" 3
	x off id -u
	eq "$status" 2
	down
}

@test "control-exec: with --tty the command has a terminal of its own, of the caller's size" {
	web
	run --separate-stderr timeout 60 "$ROOT/tests/lib/control_exec.py" -t 33x101 "$T/control" web -- \
		sh -c "'tty; stty size; test -w /dev/tty && echo controls; stat -c %U \$(tty); exit 3'" </dev/null
	eq "$status" 3 "$stderr"
	match "$(tr -d '\r' <<<"$output")" '^/dev/pts/[0-9]+$'
	match "$output" '33 101'
	match "$output" controls
	match "$output" nobody
	# a real terminal on both sides: typed words arrive, ^C interrupts
	run timeout 60 python3 "$ROOT/tests/lib/control_typed.py" "$T/control"
	eq "$status" 0 "$output"
	down
}

@test "control-exec: signals are passed on; a client that leaves takes its command with it" {
	local pid
	web
	behind term -s TERM -- off -- sh -c "'echo up; exec sleep 1000'"
	finish 20 "$PID"
	eq "$STATUS" 143
	match "$(cat "$T/term.err")" '"signal":"TERM"'
	behind stubborn -- off -- sh -c "'trap \"\" HUP; echo I am \$\$; while :; do sleep 1; done'"
	wait_line 10 "$T/stubborn.out" 'I am'
	pid=$(number "$T/stubborn.out")
	alive "$pid"
	kill -KILL "$PID"
	wait_for 10 gone "$pid"
	behind good -- off -- sh -c "'trap \"echo hung up >$T/hup; exit\" HUP; echo I am; exec 2>/dev/null; while :; do sleep 0.1; done'"
	wait_line 10 "$T/good.out" 'I am'
	kill -KILL "$PID"
	wait_for 10 test -e "$T/hup"
	down
}

@test "control-exec: a restart of the service leaves the command and its orphans alone" {
	local pid orphan
	web
	behind shell -- web -- sh -c "'(sleep 987 &); echo I am \$\$; exec sleep 986'"
	wait_line 10 "$T/shell.out" 'I am'
	pid=$(number "$T/shell.out")
	wait_for 10 pgrep --ns "$INIT" -fx 'sleep 987'
	orphan=$(pgrep --ns "$INIT" -fx 'sleep 987')
	pkill -KILL --ns "$INIT" -fx 'sleep 1000' -u nobody
	wait_for 20 lines_like "$E" 'web: ready' 2
	alive "$pid"
	alive "$orphan"
	kill -TERM "$pid"
	finish 20 "$PID"
	wait_for 10 gone "$orphan" # its group ends with the command
	down
}

@test "control-exec: 8 commands at once; the next one is told; the end of the container ends them" {
	local i
	web
	for i in $(seq 8); do
		behind "c$i" -- off -- sh -c "'trap \"\" HUP; echo up; while :; do sleep 1; done'"
	done
	for i in $(seq 8); do wait_line 20 "$T/c$i.out" up; done
	x off -- id
	eq "$status" 1
	match "$stderr" '8 commands run already'
	ask ping
	eq "$status" 0
	down
	for i in $(seq 8); do wait_for 10 grep -q 'the container ends' "$T/c$i.err"; done
}

@test "control-exec: a wrong number of descriptors, or more of them later, hurts nobody" {
	web
	run timeout 60 python3 - "$T/control" <<-'END'
		import array, os, socket, sys
		def ask(line, fds):
		    c = socket.socket(socket.AF_UNIX)
		    c.connect(sys.argv[1])
		    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
		    c.sendmsg([line], rights)
		    return c
		r, w = os.pipe()
		for count in (0, 1, 2, 4, 200):
		    reply = ask(b"exec off -- id\n", [w] * count).makefile().read()
		    assert '"ok":false' in reply, (count, reply)
		assert '"ok":false' in ask(b"exec --tty=2x2 off -- id\n", [w] * 3).makefile().read()
		c = ask(b"exec off -- sleep 1000\n", [r, w, w])
		assert b"started" in c.recv(4096)
		c.sendmsg([b"signal TERM\n"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [w]))])
		try:
		    assert c.makefile().read() == ""
		except ConnectionResetError:
		    pass
		c = ask(b"exec off -- sleep 1000\n", [r, w, w])
		assert b"started" in c.recv(4096)
		c.sendall(b"x" * 5000)
		try:
		    assert c.makefile().read() == ""
		except (ConnectionResetError, BrokenPipeError):
		    pass
	END
	eq "$status" 0 "$output"
	ask ping
	eq "$status" 0
	down
}
