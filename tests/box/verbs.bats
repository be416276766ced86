#!/usr/bin/env bats
# tests/box/verbs.bats - runs the verbs that see and steer services against the real init: a child
# subreaper, PID 1 of an image, and containers of `ctinit run` by root and by a user.
# timeout: 200
load ../lib/common

setup() {
	ct_setup
	NAME=v$BASHPID
}

# services SHELL [RUN-DIRECTORY]: prints a file with services of all kinds
services() {
	cat <<-END
		[setup:prepare]
		command = $1 -c 'echo prepared'
		[service:db]
		group = data
		command = $1 -c 'trap "echo got USR1" USR1; echo db begins; while :; do sleep 1000 & wait; done'
		[service:web]
		needs = db
		instances = 2
		command = $1 -c 'echo web begins; exec sleep 1000'
		[service:bad]
		autostart = no
		restart = never
		on-failed = ignore
		ready = alive:1s
		command = $1 -c 'echo oops >&2; exit 3'
	END
}

# v VERB ...: runs it at $WHERE, as the user whom $AS names
v() {
	local verb=$1
	shift
	run "${AS[@]}" "$CTINIT" "$verb" "${WHERE[@]}" "$@"
}
AS=()
pid_of() { "${AS[@]}" "$CTINIT" status "${WHERE[@]}" --json "$1" | sed -n 's/.*"pid":\([0-9]*\).*/\1/p' | tail -1; }
answers() { "${AS[@]}" "$CTINIT" wait "${WHERE[@]}" --timeout 10s db web >/dev/null 2>&1; }

# see: what status, health, graph and their siblings say about running services
see() {
	v status
	eq "$status" 0 "status: $output"
	match "$output" ': (up|starting) for .*, 3 of 4 ready, 1 done$'
	match "$output" '^prepare +done '
	match "$output" '^web@2 +ready .* [0-9]+ '
	v status db
	match "$output" '^db +ready for '
	match "$output" '^db \| db begins$'
	v status @data --json
	match "$output" '^\{"type":"unit","name":"db",'
	no_match "$output" '"name":"web@1"'
	v health db web
	eq "$status/$output" 0/ok "health"
	v health --live
	eq "$status" 0 "health --live"
	v graph
	match "$output" '^web@1 +ready '
	v graph --dot
	match "$output" '"web@1" -> "db"'
	v blame
	match "$output" 'The start took '
	v plot
	match "$output" '^<svg xmlns='
	v logs -n 1 db web
	eq "$(grep -c ' | ' <<<"$output")" 3 "lines of logs"
	v top
	match "$output" '^web@1 +ready'
	v events
	match "$output" '^[0-9:]+ web@1: ready$'
}

# steer: what start, stop and their siblings do
steer() {
	local before
	before=$(pid_of web@1)
	v restart --timeout 20s web@1
	eq "$status" 0 "restart: $output"
	match "$output" '^web@1: ready$'
	[ "$(pid_of web@1)" != "$before" ] || fail "web@1 has the same pid"
	v stop web
	eq "$status" 0 "stop: $output"
	v status
	match "$output" '^web@2 +down .* stopped by hand$'
	v health web
	eq "$status" 1 "health of a stopped service: $output"
	v start web@1 web@2
	eq "$status" 0 "start: $output"
	v start bad
	eq "$status" 1 "start of a service that fails"
	match "$output" '^ctinit start: .*bad'
	match "$output" '^bad \| oops$'
	v start nope
	eq "$status" 3 "start of an unknown service"
	v wait --timeout 100ms --for failed db
	eq "$status" 5 "wait that is not fulfilled"
	v wait --for=failed bad
	eq "$status" 0 "wait for a failure"
	v signal USR1 db
	eq "$status" 0 "signal: $output"
	wait_for 5 has_log db 'got USR1'
	v disable web
	v start web
	eq "$status" 1 "start of a disabled service"
	v status web@1
	match "$output" '^web@1 +disabled'
	v enable web
	v start web
	eq "$status" 0 "start of an enabled service: $output"
	v scale web 3
	eq "$status" 0 "scale: $output"
	v wait --timeout 10s web@3
	eq "$status" 0 "wait for the new instance: $output"
}
has_log() {
	v logs "$1"
	grep -qF "$2" <<<"$output"
}

# end PID: shutdown with a code
end() {
	v shutdown 7
	eq "$status" 0 "shutdown: $output"
	finish 20 "$1"
	eq "$STATUS" 7 "exit code of the container"
	v status
	eq "$status" 4 "status without an init"
}

@test "verbs: all of them work with an init that is not PID 1" {
	services /bin/sh >"$T/svc.ini"
	WHERE=(--control "$T/control")
	start c "$CTINIT" run --in-place --control "$T/control" "$T/svc.ini"
	wait_for 10 answers
	see
	steer
	end "$PID"
}

@test "verbs: all of them work with PID 1 of an image" {
	need_root
	services /bin/sh >"$T/svc.ini"
	WHERE=(--control "$T/control")
	start c unshare -pf --mount-proc "$CTINIT" run --control "$T/control" "$T/svc.ini"
	wait_for 10 answers
	see
	steer
	end "$PID"
}

@test "verbs: --container reaches a container of root, and its verbs work" {
	need_root
	busybox_root "$T/root" sh sleep true
	services /bin/sh >"$T/svc.ini"
	printf '[container]\nname = %s\nrootfs = %s\n' "$NAME" "$T/root" >>"$T/svc.ini"
	WHERE=(--container "$NAME")
	start c "$CTINIT" run --container "$T/svc.ini"
	wait_for 20 answers
	see
	steer
	"$CTINIT" status >"$T/why" 2>&1 || :
	match "$(cat "$T/why")" "containers on this host: .*--container $NAME|no running init|: (up|starting|stopping) for "
	end "$PID"
}

@test "verbs: a user steers an own container without root" {
	need_user
	need_user_namespace
	busybox_root "$T/root" sh sleep true
	[ "$CTINIT" = "$T/ctinit" ] || cp "$CTINIT" "$T/ctinit"
	services /bin/sh >"$T/svc.ini"
	printf '[container]\nname = %s\nrootfs = %s\n' "$NAME" "$T/root" >>"$T/svc.ini"
	chmod -R a+rX "$T"
	WHERE=(--container "$NAME")
	CTINIT=$T/ctinit
	AS=(as_user)
	start c as_user "$CTINIT" run --container "$T/svc.ini"
	wait_for 20 answers
	see
	steer
	v shutdown 0
	eq "$status" 0 "shutdown: $output"
	finish 20 "$PID"
}

@test "verbs: health takes at most 2 ms more than /bin/true" {
	[[ ${MODE:-musl} = @(fast|musl) ]] || skip "a sanitized program is slower"
	services /bin/sh >"$T/svc.ini"
	WHERE=(--control "$T/control")
	start c "$CTINIT" run --in-place --control "$T/control" "$T/svc.ini"
	wait_for 10 answers
	cat >"$T/pair.py" <<-'END'
		import subprocess, sys, time
		def once(*words):
		    begin = time.perf_counter()
		    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
		    return time.perf_counter() - begin
		pairs = [(once("/bin/true"), once(*sys.argv[1:])) for _ in range(100)]
		print(int(1e6 * (min(p[1] for p in pairs) - min(p[0] for p in pairs))))
	END
	run python3 "$T/pair.py" "$CTINIT" health --control "$T/control" db web
	eq "$status" 0 "$output"
	[ "$output" -le 2000 ] || fail "$output us more than /bin/true"
}

@test "verbs: wait-for waits for a file, a socket and a command, without an init" {
	start w "$CTINIT" wait-for --timeout 60s "file:$T/there" "unix:$T/s" "exec:sh" -c "test -e $T/ok"
	wait_for 5 test -d "/proc/$PID"
	touch "$T/there" "$T/ok"
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); s.accept()' "$T/s" &
	echo $! >>"$T/.pids"
	finish 10 "$PID"
	eq "$STATUS" 0 "exit code"
	run "$CTINIT" wait-for --timeout 200ms tcp:127.0.0.1:1
	eq "$status" 5 "exit code after the time"
	match "$output" 'ctinit wait-for: tcp:127.0.0.1:1: not in time: Connection refused'
	run "$CTINIT" wait-for --timeout 200ms exec:sh -c 'exit 3'
	match "$output" 'exec:sh: not in time: exited with code 3'
	run "$CTINIT" wait-for nonsense
	eq "$status" 2 "exit code of a wrong probe"
}

@test "verbs: health ends by itself where an init takes the connection and never answers" {
	python3 - "$T/silent" <<-'END' &
		import signal, socket, sys
		s = socket.socket(socket.AF_UNIX)
		s.bind(sys.argv[1])
		s.listen(1)
		signal.pause()
	END
	echo $! >>"$T/.pids"
	wait_for 10 test -S "$T/silent"
	ct health --control "$T/silent"
	eq "$status" 4 "$output"
	eq "$stderr" 'ctinit health: the init does not answer'
}
