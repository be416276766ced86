#!/usr/bin/env bats
# tests/box/control-change.bats - changes services over the control socket.
# timeout: 300
load ../lib/life
load ../lib/control

services() {
	begin c --control "$T/control" <<-END
		[service:db]
		command = sleep 1000
		reload = USR1
		[service:web]
		command = sleep 1000
		needs = db
		[service:job]
		type = task
		command = sh -c 'exit 0'
		[service:bad]
		command = sh -c 'exit 3'
		ready = file:$T/never
		autostart = no
		restart = never
		on-failed = ignore
	END
	wait_line 10 "$E" '^ctinit [|] web: ready'
	wait_line 10 "$E" '^ctinit [|] job: done'
}

@test "control: restart waits until the service is ready again, and counts as no crash" {
	services
	ask restart web
	eq "$status" 0 "$output"
	in_order <(echo "$output") '"name":"web","from":"ready","to":"stopping"' \
		'"name":"web","from":"starting","to":"ready"' '"ok":true'
	ask status web
	eq "$(field starts)" 2
	eq "$(field restarts)" 0
	down
}

@test "control: a restart of what others need stops and starts these, too" {
	services
	ask restart --timeout=20000 db
	eq "$status" 0 "$output"
	wait_for 10 lines_like "$E" '^ctinit [|] web: ready' 2
	in_order "$E" 'web: stopped .*; waiting for db' 'db: stopped .*; starting it again' \
		'db: ready' 'web: ready'
	ask restart job
	eq "$status" 0 "$output"
	ask status job
	eq "$(field starts)" 2
	down
}

@test "control: stop waits until it is down; what needs it goes first, and waits for it" {
	services
	ask stop db
	eq "$status" 0 "$output"
	ask status db web
	eq "$(field state | tail -n +2 | tr '\n' ' ')" "down waiting "
	match "$output" '"name":"db".*"by_hand":true'
	match "$output" '"name":"web".*"why":"waiting for db \(stopped by hand\)"'
	ask start web
	eq "$status" 0 "$output"
	ask status db web
	eq "$(field state | tail -n +2 | tr '\n' ' ')" "ready ready "
	down
}

@test "control: a start that fails says why, one that takes too long ends with 5" {
	services
	ask start bad
	eq "$status" 1
	match "$output" '"to":"failed","on":"DIED_FAILED","why":"exited with code 3"'
	match "$output" '"error":"bad: failed: exited with code 3"'
	ask wait --for=failed bad
	eq "$status" 0
	ask wait --timeout=100 --for=done web
	eq "$status" 5
	match "$output" '"error":"web: ready after 100 ms"'
	ask wait --for=nonsense web
	eq "$status" 2
	match "$output" 'is wrong: nonsense; expected states: up, .*, ready, .*, failed, unhealthy, disabled"'
	down
}

@test "control: health, status and wait say that a service is unhealthy, and why" {
	begin h --control "$T/control" <<-END
		[service:web]
		command = sleep 1000
		health = exec:test -e $T/well
		health-interval = 100ms
		health-retries = 2
		on-unhealthy = ignore
	END
	wait_for 10 test -S "$T/control"
	ask wait --timeout=10000 --for=unhealthy web
	eq "$status" 0 "$output"
	ask health
	eq "$status" 1
	match "$output" '"error":"web: unhealthy: 2 checks failed, the last: run test: exited with code 1"'
	ask status web
	match "$output" '"healthy":false,.*"why":"2 checks failed, the last: run test: exited with code 1"'
	ask disable web
	ask wait --timeout=0 --for=disabled web
	eq "$status" 0 "$output"
	down
}

@test "control: wait ends when the last of the units is there" {
	begin w --control "$T/control" <<-END
		[service:a]
		command = sleep 1000
		ready = file:$T/a
		[service:b]
		command = sleep 1000
		ready = file:$T/b
	END
	wait_for 10 test -S "$T/control"
	start waiter "$ROOT/tests/lib/control.py" "$T/control" wait a b
	touch "$T/b"
	wait_line 10 "$E" '^ctinit [|] b: ready'
	eq "$(cat "$T/waiter.out")" ''
	touch "$T/a"
	finish 10 "$PID"
	eq "$STATUS" 0
	eq "$(cat "$T/waiter.out")" '{"ok":true}'
	down
}

@test "control: no start and no reload brings a disabled service back, until enable" {
	services
	ask disable db
	eq "$status" 0 "$output"
	ask status db
	match "$output" '"state":"down".*"enabled":false'
	ask start db
	eq "$status" 1
	match "$output" 'db: it is disabled; enable it first: ctinit enable db'
	ask wait --timeout=0 --for=waiting web
	eq "$status" 0 "$output"
	sed -i 's/sleep 1000/sleep 2000/' "$T/c.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" '^ctinit [|] reload: applied'
	ask status db
	match "$output" '"state":"down".*"enabled":false'
	ask enable db
	eq "$status" 0
	ask wait --timeout=0 --for=down db
	eq "$status" 0
	ask start web
	eq "$status" 0 "$output"
	ask status db
	match "$output" '"state":"ready".*"enabled":true'
	down
}

@test "control: a start that a need prevents ends at once, and says what helps" {
	begin n --control "$T/control" <<-END
		[service:db]
		command = sleep 1000
		[service:api]
		command = sleep 1000
		needs = db
		[service:web]
		command = sleep 1000
		needs = api
	END
	wait_line 10 "$E" '^ctinit [|] web: ready'
	ask disable db
	ask start web
	eq "$status" 1
	match "$output" '"error":"web: it needs db, which is disabled; enable it first: ctinit enable db"'
	ask enable db
	ask wait --timeout=0 --for=waiting web
	eq "$status" 0 "$output"
	sed -i 's/^needs = api/&\numask = 077/' "$T/n.ini"
	ask reload
	eq "$status" 1
	match "$output" '"error":"web: it needs db, which was stopped by hand; start it: ctinit start db"'
	ask start web
	eq "$status" 0 "$output"
	down
}

@test "control: a request that waits says for what, and a new line when that changes" {
	begin y --control "$T/control" <<-END
		[service:db]
		command = sleep 1000
		ready = file:$T/db
		[service:web]
		command = sh -c 'trap "" TERM; while :; do sleep 0.1; done'
		ready = file:$T/web
		needs = db
		stop-timeout = 60s
	END
	wait_for 10 test -S "$T/control"
	start waiter "$ROOT/tests/lib/control.py" "$T/control" start web
	wait_line 10 "$T/waiter.out" '^\{"type":"waiting","name":"web","why":"waiting for db"}$'
	touch "$T/db"
	wait_line 10 "$T/waiter.out" "\"type\":\"waiting\",\"name\":\"web\",\"why\":\"it is starting, waiting for file:$T/web"
	touch "$T/web"
	finish 10 "$PID"
	eq "$STATUS" 0
	eq "$(grep -c '"type":"waiting"' "$T/waiter.out")" 2
	start v "$CTINIT" stop --control "$T/control" web
	wait_line 10 "$T/v.err" '^waiting for web: it is stopping; SIGKILL in [0-9.]+ s$'
	no_match "$(cat "$T/v.out")" waiting
	"$CTINIT" signal --control "$T/control" KILL web
	finish 10 "$PID"
	eq "$STATUS" 0
	start wait "$CTINIT" wait --control "$T/control" web
	wait_line 10 "$T/wait.err" '^waiting for web: it was stopped by hand$'
	down
}

@test "control: signal and reload of services, with the reason if it is not possible" {
	begin s --control "$T/control" <<-END
		[service:a]
		command = sh -c 'trap "echo got it" USR1; touch $T/trapped; while :; do sleep .1; done'
		reload = USR1
		[service:b]
		command = sleep 1000
	END
	wait_for 10 test -e "$T/trapped"
	ask signal USR1 a
	eq "$status" 0
	wait_line 10 "$T/s.out" 'got it'
	ask reload a
	eq "$status" 0
	wait_for 10 lines_like "$T/s.out" 'got it' 2
	ask reload b
	eq "$status" 1
	match "$output" 'b: it has no key reload'
	ask signal SIGNAL a
	eq "$status" 2
	ask signal TERM c
	eq "$status" 3
	ask stop b
	ask signal TERM b
	eq "$status" 1
	match "$output" 'b: it has no process'
	down
}

@test "control: events shows the last ones, and with -f those that follow" {
	services
	ask events db
	eq "$status" 0
	in_order <(echo "$output") '"name":"db","from":"down","to":"waiting","on":"WANT"' \
		'"name":"db","from":"starting","to":"ready","on":"READY"'
	no_match "$output" '"name":"web"'
	start follow "$ROOT/tests/lib/control.py" "$T/control" events -f web
	wait_line 10 "$T/follow.out" '"to":"ready"'
	ask stop web
	wait_line 10 "$T/follow.out" '"from":"stopping","to":"down","on":"DIED_DOWN"'
	no_match "$(cat "$T/follow.out")" '"name":"db"'
	down
}

@test "control: shutdown ends the container with the code, and shows the stops" {
	services
	start ender "$ROOT/tests/lib/control.py" "$T/control" shutdown 7
	finish 20 "$UNSHARE"
	eq "$STATUS" 7
	in_order "$T/ender.out" '"ok":true' '"name":"web","from":"ready","to":"stopping"'
	match "$(cat "$E")" '^ctinit [|] ctinit shutdown; container exit code 7'
}
