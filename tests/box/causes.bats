#!/usr/bin/env bats
# tests/box/causes.bats - tests log lines about waiting and exited processes and their causes.
# timeout: 240
load ../lib/common
load ../lib/life

setup() {
	need_root
	ct_setup
}

in_ns() { run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc --kill-child "$CTINIT" run "$@"; }

@test "waiting: after 5 s ctinit reports what a service waits for, and names it as the cause of the end" {
	cat >"$T/w.ini" <<-'END'
		[service:db]
		command = /bin/sleep 1000
		ready = unix:/no/such/socket
		start-timeout = 6s
		restart = never
		[service:app]
		needs = db
		command = /bin/sleep 1000
		[service:quick]
		command = /bin/sleep 1000
		[service:prepares]
		pre-start = /bin/sleep 1001
		command = /bin/sleep 1000
		[service:deaf]
		command = /bin/sh -c 'trap "" TERM; while :; do sleep 1; done'
		stop-timeout = 7s
	END
	in_ns "$T/w.ini"
	eq "$status" 1 "$stderr"
	printf '%s\n' "$stderr" >"$T/err"
	in_order "$T/err" 'ctinit [|] db: waiting for unix:/no/such/socket \(5 s\): No such file or directory$' \
		'ctinit [|] db: not ready within 6 s \(start-timeout\): nothing answered on unix:/no/such/socket: .*; stopping it$' \
		'ctinit [|] db: failed: not ready within 6 s' \
		'ctinit [|] deaf: still stopping after 5 s, SIGKILL in [0-9.]+ m?s$' \
		'ctinit [|] deaf: stopped in [0-9.]+ s \(was up [0-9.]+ s\), killed by SIGKILL$' \
		'ctinit [|] db: not ready within 6 s .*; container exit code 1$'
	match "$stderr" 'ctinit [|] app: waiting for db \(5 s\)$'
	match "$stderr" 'ctinit [|] prepares: waiting for pre-start /bin/sleep \(5 s\)$'
	no_match "$stderr" 'quick: waiting|killed by SIGTERM, exit code|bug'
}

@test "ends: a stop reports its own duration, restart-limit is named, an exiting daemon gets one hint" {
	cat >"$T/e.ini" <<-'END'
		[service:web]
		command = /bin/sh -c 'trap "sleep 0.3; exit 0" TERM; echo up; while :; do sleep 0.1; done'
		ready = log:up
		[service:cron]
		needs = web
		after = early
		command = /bin/true
		restart-limit = 2
		restart-delay = 10ms
		[service:early]
		command = /bin/true
		ready = notify
		restart = never
		on-failed = ignore
	END
	in_ns "$T/e.ini"
	eq "$status" 1 "$stderr"
	match "$stderr" 'web: stopped in [0-9.]+ (ms|s) \(was up [0-9.]+ m?s\), exit code 0$'
	match "$stderr" 'cron: failed: exited with code 0 after [0-9.]+ m?s, more often than restart-limit = 2 allows$'
	eq "$(grep -c 'cron: its program ends with success at once; if it is meant to end, set type = task$' <<<"$stderr")" 1 "$stderr"
	match "$stderr" 'early: failed: exited with code 0 after [0-9.]+ m?s, before it was ready$'
	match "$(tail -n 1 <<<"$stderr")" 'cron exited \(code 0\) more often than restart-limit = 2 allows; container exit code 1$'
}

@test "ends: a setup that has only scripts reports their duration and no exit code" {
	mkdir "$T/scripts"
	printf '#!/bin/sh\nsleep 0.3\n' >"$T/scripts/1"
	chmod +x "$T/scripts/1"
	printf '%s\n' '[setup:s]' "scripts = $T/scripts" '[service:a]' 'type = task' 'command = /bin/true' >"$T/s.ini"
	in_ns "$T/s.ini"
	match "$stderr" 'setup s: done after ([3-9][0-9]{2} ms|[0-9.]+ s)$'
	match "$stderr" 'a: done after [0-9.]+ m?s, exit code 0$'
}

@test "USR2: lists each service with its state, duration and reason, also under -q" {
	ini dump <<-'END'
		[init]
		verbosity = quiet
		[service:runs]
		command = /bin/sleep 1000
		[service:not]
		when = file:/no/such/file
		command = /bin/true
		[service:nor]
		needs = not
		command = /bin/true
		[service:off]
		autostart = no
		command = /bin/true
		[service:bad]
		type = task
		command = /bin/sh -c 'exit 3'
		on-failed = ignore
		[service:lost]
		needs = bad
		command = /bin/true
		[service:again]
		command = /bin/sh -c 'exit 4'
		restart-delay = 1h
		restart-max-delay = 1h
		[service:slow]
		command = /bin/sleep 1000
		ready = unix:/no/such/socket
		[service:waits]
		needs = slow
		command = /bin/true
		[service:asks]
		wait-for = file:/no/such/file
		command = /bin/true
		[service:ill]
		command = /bin/sleep 1000
		health = exec:/bin/false
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = ignore
	END
	up dump
	wait_line 10 "$E" 'again: exited with code 4 .*restarting'
	wait_line 10 "$E" 'ill: unhealthy'
	wait_line 10 "$E" 'lost: failed'
	kill -USR2 "$INIT"
	wait_line 10 "$E" 'ill: ready, pid [0-9]+, for [0-9.]+ m?s, unhealthy: run /bin/false: exited with code 1$'
	match "$(cat "$E")" 'runs: ready, pid [0-9]+, for [0-9.]+ m?s$'
	match "$(cat "$E")" 'off: down, never started$'
	match "$(cat "$E")" 'not: skipped.*: when = file:/no/such/file$'
	match "$(cat "$E")" 'nor: skipped.*: its need not is skipped$'
	match "$(cat "$E")" 'bad: failed, for [0-9.]+ m?s: exited with code 3$'
	match "$(cat "$E")" 'lost: failed, for [0-9.]+ m?s: its need bad failed$'
	match "$(cat "$E")" 'again: backoff, for [0-9.]+ m?s, restarts: 1: exited with code 4, restarting in [0-9.]+ s$'
	match "$(cat "$E")" 'slow: starting, pid [0-9]+, for [0-9.]+ m?s, waiting for unix:/no/such/socket'
	match "$(cat "$E")" 'waits: waiting, for [0-9.]+ m?s, waiting for slow$'
	match "$(cat "$E")" 'asks: waiting, for [0-9.]+ m?s, waiting for file:/no/such/file$'
	down
}

@test "reload: reports done when the services it started are ready, and names those that failed" {
	need_priority
	ini again <<-'END'
		[service:a]
		command = /bin/sleep 1000
	END
	up again
	wait_line 10 "$E" 'a: ready'
	cat >>"$T/again.ini" <<-END
		[service:slow]
		command = /bin/sleep 1000
		ready = file:$T/go
		[service:bad]
		type = task
		command = /bin/sh -c 'exit 3'
		on-failed = ignore
	END
	kill -HUP "$INIT"
	wait_line 10 "$E" 'reload: applied; starting slow, bad$'
	wait_line 10 "$E" 'bad: failed'
	no_match "$(cat "$E")" 'reload: done'
	touch "$T/go"
	wait_line 10 "$E" 'reload: done; bad failed$'
	in_order "$E" 'slow: ready' 'reload: done'
	sed -i '/nice/d; 2a nice = 3' "$T/again.ini"
	kill -HUP "$INIT"
	wait_for 10 lines_like "$E" 'reload: done$' 1
	in_order "$E" 'reload: applied; starting slow' 'reload: applied; starting a$' 'a: ready' 'reload: done$'
	down
}

@test "ends: the last output of a service comes before the line about its failure" {
	cat >"$T/o.ini" <<-END
		[service:web]
		command = /bin/sh -c 'n=\$(cat $T/n); echo \$((n + 1)) >$T/n; echo "cause \$n"; exit 3'
		restart-limit = 60
		restart-delay = 1ms
		restart-max-delay = 1ms
		[service:other]
		command = /bin/sleep 1000
	END
	echo 0 >"$T/n"
	run "${LIMIT[@]}" unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/o.ini"
	eq "$status" 3 "$output"
	# The n-th end must follow the n-th cause. On a busy machine a line may be late.
	wrong=$(awk '/^web [|] cause/ { causes++ } /web: (exited|failed)/ && ++ends > causes { n++ }
		END { print n + 0, causes }' <<<"$output")
	match "$wrong" '^[0-2] 61$'
}
