#!/usr/bin/env bats
# tests/box/on-event.bats - tests the command of [init] on-event.
load ../lib/common

setup() {
	need_root
	ct_setup
	TOLD=$T/told
	export TOLD
	: >"$TOLD"
	cat >"$T/tell" <<-'END'
		#!/bin/sh
		read -r json
		echo "$CTINIT_EVENT|$CTINIT_SERVICE|$CTINIT_FROM|$CTINIT_TO|$CTINIT_REASON|$CTINIT_CODE" >>"$TOLD"
		echo "$json" >>"$TOLD.json"
	END
	chmod 755 "$T/tell"
}

as_pid1=(unshare -pf --mount-proc --kill-child)
begin() {
	E=$T/begin.err
	start begin "${as_pid1[@]}" "$CTINIT" run "$1"
	wait_line 10 "$E" "${2:-ready}"
	INIT=$(children_of "$PID" | tr -d ' ')
}

@test "on-event: the command is told each event in order, in its environment and as JSON" {
	ini a <<-END
		[init]
		on-event = $T/tell
		[setup:first]
		command = /bin/true
		[service:a]
		command = /bin/sh -c 'sleep 0.2; exit 3'
		restart-delay = 1ms
		restart-limit = 1
		[service:b]
		after = a
		command = /bin/sleep 1000
		[service:c]
		needs = a
		type = task
		command = /bin/sh -c 'kill -KILL \$\$'
		on-failed = ignore
	END
	run --separate-stderr "${LIMIT[@]}" "${as_pid1[@]}" "$CTINIT" run "$T/a.ini"
	eq "$status" 3 "$stderr"
	in_order "$TOLD" '^container-started\|\|\|\|\|$' \
		'^done\|setup first\|starting\|done\|exited with code 0\|0$' \
		'^ready\|a\|starting\|ready\|\|$' \
		'^backoff\|a\|ready\|backoff\|exited with code 3\|3$' \
		'^failed\|a\|ready\|failed\|exited with code 3\|3$' \
		'^container-stopping\|\|\|\|a exited \(code 3\) more often than restart-limit = 1 allows\|3$' \
		'^stopped\|b\|stopping\|down\|killed by SIGTERM\|143$'
	match "$(cat "$TOLD")" '^container-ready[|]'
	match "$(cat "$TOLD")" '^failed[|]c[|]starting[|]failed[|]killed by SIGKILL[|]137$'
	eq "$(wc -l <"$TOLD.json")" "$(wc -l <"$TOLD")"
	python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    print(o["event"], o.get("service", "-"), o.get("code", "-"), o["at_ms"] > 1e12)' <"$TOLD.json" >"$T/read"
	match "$(cat "$T/read")" '^failed a 3 True$'
	match "$(cat "$T/read")" '^container-started - - True$'
}

@test "on-event: a failed health check is an event, also with on-unhealthy = ignore" {
	ini h <<-END
		[init]
		on-event = $T/tell
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/false
		health-interval = 100ms
		health-retries = 2
		on-unhealthy = ignore
	END
	begin "$T/h.ini"
	wait_line 10 "$TOLD" '^unhealthy[|]a[|][|][|]run /bin/false: exited with code 1[|]$'
}

@test "on-event: a command that hangs delays no service and no end, and what it was not told is counted" {
	local n
	mkfifo "$T/fifo"
	printf '[init]\non-event = /bin/sh -c ": <%s"\n' "$T/fifo" >"$T/hang.ini"
	for n in $(seq 40); do printf '[service:t%s]\ntype = task\ncommand = /bin/true\n' "$n"; done >>"$T/hang.ini"
	printf '[service:last]\nafter = t40\ncommand = /bin/sleep 1000\n' >>"$T/hang.ini"
	begin "$T/hang.ini" 'last: ready'
	local before=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	finish 10 "$PID"
	eq "$STATUS" 0
	[ $((${EPOCHREALTIME/[.,]/} - before)) -lt 900000 ] || fail "the end took $((${EPOCHREALTIME/[.,]/} - before)) us"
	wait_line 1 "$E" '^ctinit [|] on-event: the container ends before the command got 4[0-9] events$'
	no_match "$(cat "$E")" 'SIGKILL'
}

@test "on-event: a command that takes 10 s is killed with its children, and dropped events are reported" {
	local n
	mkfifo "$T/fifo"
	cat >"$T/slow" <<-END
		#!/bin/sh
		[ "\$CTINIT_EVENT" != container-started ] || { sleep 1000 & : <$T/fifo; }
		echo "\$CTINIT_EVENT" >>$TOLD
	END
	chmod 755 "$T/slow"
	printf '[init]\non-event = %s\n' "$T/slow" >"$T/slow.ini"
	for n in $(seq 40); do printf '[service:t%s]\ntype = task\ncommand = /bin/true\n' "$n"; done >>"$T/slow.ini"
	printf '[service:last]\ncommand = /bin/sleep 1000\n' >>"$T/slow.ini"
	begin "$T/slow.ini" 'last: ready'
	wait_line 20 "$E" '^ctinit [|] on-event: the command was killed, because it took more than 10 s$'
	wait_line 10 "$E" '^ctinit [|] on-event: [0-9]+ events were dropped, because the command is too slow$'
	wait_line 10 "$TOLD" '^done$'
	eq "$(pgrep -cP "$INIT" -x sleep)" 1
}

@test "on-event: a missing command and a failing one are reported once, and services start" {
	printf '[init]\non-event = %s\n[service:%s]\ncommand = /bin/sleep 1000\n' /no/such/tell a >"$T/m.ini"
	printf '[service:b]\ncommand = /bin/sleep 1000\n' >>"$T/m.ini"
	begin "$T/m.ini" 'all 2 services ready'
	wait_line 10 "$E" '^ctinit [|] on-event: /no/such/tell: cannot run: No such file or directory$'
	eq "$(grep -c 'on-event' "$E")" 1
	printf '[init]\non-event = %s\n[service:a]\ncommand = /bin/sleep 1000\n' /bin/false >"$T/f.ini"
	begin "$T/f.ini"
	wait_line 10 "$E" '^ctinit [|] on-event: the command exited with code 1$'
}

@test "on-event: a reload adds, changes and removes the command" {
	printf '[service:a]\ncommand = /bin/sleep 1000\n' >"$T/r.ini"
	begin "$T/r.ini"
	printf '[init]\non-event = %s\n[service:a]\ncommand = /bin/sleep 1001\n' "$T/tell" >"$T/r.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" 'reload: done'
	wait_line 10 "$TOLD" '^ready[|]a'
	printf '[service:a]\ncommand = /bin/sleep 1002\n' >"$T/r.ini"
	: >"$TOLD"
	kill -HUP "$INIT"
	wait_for 10 lines_like "$E" 'reload: done' 2
	no_match "$(cat "$TOLD")" '^ready'
}
