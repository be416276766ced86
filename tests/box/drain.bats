#!/usr/bin/env bats
# tests/box/drain.bats - tests [init] drain: after a stop request all services continue for a
# while.
# timeout: 120
load ../lib/life

took() { echo $(((${EPOCHREALTIME/[.,]/} - BEGIN) / 1000)); }

@test "drain: nothing stops before the drain is over; services that exit meanwhile stay down" {
	ini drain <<-'END'
		[init]
		drain = 5s
		[service:web]
		command = /bin/sh -c 'trap "echo term; exit 0" TERM; sleep 1000 & echo up; wait'
		[service:short]
		command = /bin/sh -c 'echo short; read -r line <fifo'
		directory = DIR
		restart-delay = 0s
	END
	sed -i "s|DIR|$T|" "$T/drain.ini"
	mkfifo "$T/fifo"
	up drain
	wait_line 10 "$T/drain.out" '^up'
	wait_line 10 "$T/drain.out" '^short'
	BEGIN=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	wait_line 10 "$T/drain.err" 'SIGTERM: draining for .* s before the services are stopped'
	echo >"$T/fifo"
	wait_line 10 "$T/drain.err" '^ctinit [|] short: exited with code 0'
	no_match "$(cat "$T/drain.out")" '^term'
	finish 20 "$PID"
	eq "$STATUS" 0 "$(cat "$T/drain.err")"
	[ "$(took)" -ge 4950 ] || fail "it took only $(took) ms"
	match "$(cat "$T/drain.out")" '^term'
	eq "$(grep -c '^short' "$T/drain.out")" 1
	nothing_left
}

@test "drain: a second request ends it, and it ends at once when no service is left" {
	ini second <<-'END'
		[init]
		drain = 1h
		[service:web]
		command = /bin/sh -c 'echo up; exec sleep 1000'
	END
	up second
	wait_line 10 "$T/second.out" '^up'
	kill -TERM "$INIT"
	wait_line 10 "$T/second.err" 'draining for'
	down
	up second
	wait_line 10 "$T/second.out" '^up'
	kill -TERM "$INIT"
	wait_line 10 "$T/second.err" 'draining for'
	kill -KILL "$(pgrep -P "$INIT" -x sleep)"
	finish 20 "$PID"
	eq "$STATUS" 0 "$(cat "$T/second.err")"
	nothing_left
}
