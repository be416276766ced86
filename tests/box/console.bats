#!/usr/bin/env bats
# tests/box/console.bats - tests what ctinit says about a start, a stop and a failure.
load ../lib/common

# in_ns ARG...: runs ctinit as PID 1 of a new pid namespace
in_ns() { run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc --kill-child "$CTINIT" run "$@"; }

# begin ARG...: the same in the background; $INIT is PID 1's pid, $E its stderr
begin() {
	E=$T/begin.err
	start begin unshare -pf --mount-proc --kill-child "$CTINIT" run "$@"
	wait_line 10 "$E" 'ready'
	INIT=$(children_of "$PID" | tr -d ' ')
}

setup() {
	need_root
	ct_setup
}

@test "console: the end of the start is one line, with the number of services and the slowest" {
	ini a <<-'END'
		[service:quick]
		command = /bin/sleep 1000
		[service:slow]
		command = /bin/sleep 1000
		ready = exec:/bin/sleep 0.2
		[service:once]
		type = task
		command = /bin/true
		[service:never]
		command = /bin/false
		autostart = no
		[service:skipped]
		command = /bin/false
		when = NO_SUCH_VARIABLE
	END
	begin "$T/a.ini"
	wait_line 10 "$E" '^ctinit [|] all 3 services ready in [0-9.]+ m?s \(slowest: slow [0-9.]+ m?s\)$'
	kill -TERM "$INIT"
	finish 10 "$PID"
	eq "$(grep -c 'services ready' "$E")" 1
}

@test "console: services that failed are named at the end of the start; one service or only tasks need no such line" {
	ini b <<-'END'
		[service:good]
		command = /bin/sleep 1000
		[service:bad]
		command = /bin/false
		ready = fd:3
		restart = never
		on-failed = ignore
		[service:missing]
		command = /no/such/program
		restart = never
		on-failed = ignore
	END
	begin "$T/b.ini"
	wait_line 10 "$E" '^ctinit [|] 1 of 3 services ready in [0-9.]+ m?s; failed: bad, missing$'
	kill -TERM "$INIT"
	finish 10 "$PID"
	printf '[service:%s]\ntype = task\ncommand = /bin/true\n' x y >"$T/tasks.ini"
	in_ns "$T/tasks.ini"
	eq "$status" 0
	no_match "$stderr" 'services ready'
	printf '[service:x]\nmain = yes\ncommand = /bin/sleep 0.1\n' >"$T/one.ini"
	in_ns "$T/one.ini"
	match "$stderr" 'x: ready after'
	no_match "$stderr" 'services ready'
}

@test "console: -v says in words why a service changes its state" {
	printf '[service:x]\nrestart-limit = 1\nrestart-delay = 1ms\ncommand = /bin/false\n' >"$T/v.ini"
	in_ns -v "$T/v.ini"
	match "$stderr" '^ctinit [|] x: down -> waiting: it is requested to run$'
	match "$stderr" '^ctinit [|] x: [a-z]+ -> backoff: it has ended, and starts again after a pause$'
	match "$stderr" '^ctinit [|] x: [a-z]+ -> failed: it has ended, and is not started again$'
	no_match "$stderr" '[A-Z]+_[A-Z]+'
}

@test "console: a further request to end says what still runs and what the next one does" {
	ini c <<-'END'
		[service:stubborn]
		stop-timeout = 1h
		command = /bin/sh -c 'trap "" TERM; echo trapped; while :; do sleep 0.05; done'
		ready = log:trapped
		[service:kind]
		command = /bin/sleep 1000
	END
	begin "$T/c.ini"
	wait_line 10 "$E" 'all 2 services ready'
	kill -INT "$INIT"
	wait_line 10 "$E" 'kind: stopped'
	kill -INT "$INIT"
	wait_line 10 "$E" '^ctinit [|] asked again to end: no wait takes more than 1 s now; a third request kills; still running: stubborn$'
	kill -INT "$INIT"
	finish 10 "$PID"
	eq "$STATUS" 0
	match "$(cat "$E")" 'stubborn: (killing it|did not stop)'
}

@test "console: the last lines of the service that failed the container are repeated at its end" {
	ini d <<-'END'
		[service:loud]
		command = /bin/sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do echo "line $i"; done; printf "\033[2Jcleared\n"; exec sleep 1000'
		ready = log:cleared
		on-unhealthy = shutdown
		[service:fails]
		after = loud
		restart = never
		command = /bin/sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo "step $i"; done; printf "\033[2Jno disk\n"; exit 3'
	END
	in_ns "$T/d.ini"
	eq "$status" 3
	tail -n 10 <<<"$stderr" >"$T/end"
	in_order "$T/end" '^ctinit \| fails: its last lines were:$' '^ctinit \|   step 3$' '^ctinit \|   step 9$' \
		'^ctinit \|   \\x1b\[2Jno disk$' '^ctinit \| service fails failed: exited with code 3; container exit code 3$'
	no_match "$stderr" '^ctinit [|]   step [12]$'
	no_match "$stderr" '^ctinit [|]   line'
	# Not after a requested end, not for a service that is alone.
	sed -i '/^\[service:loud/,/^on-unhealthy/d; /^after/d' "$T/d.ini"
	in_ns "$T/d.ini"
	eq "$status" 3
	no_match "$stderr" 'last lines'
}
