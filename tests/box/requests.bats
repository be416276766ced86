#!/usr/bin/env bats
# tests/box/requests.bats - tests requests of users that no other test covers.
# docs/requests.md is printed from the `answers:` lines of all tests.
# timeout: 200
load ../lib/life

# answers: Q4
@test "requests: when the main task ends, its helpers stop in reverse order and its exit code is kept" {
	ini job <<-'END'
		[service:proxy]
		command = /bin/sleep 1000
		[service:agent]
		needs = proxy
		command = /bin/sleep 1000
		[service:job]
		type = task
		needs = agent
		command = /bin/sh -c 'exit 3'
		main = yes
	END
	in_ns job
	eq "$status" 3 "$stderr"
	printf '%s\n' "$stderr" >"$T/err"
	in_order "$T/err" '^ctinit [|] job: failed: exited with code 3' '^ctinit [|] agent: stopped' '^ctinit [|] proxy: stopped' \
		'main service job ended: exited with code 3; container exit code 3'
	nothing_left
}

# answers: Q5
@test "requests: a failure at the start ends the container with its exit code and a reason" {
	ini task <<-'END'
		[service:prepare]
		type = task
		command = /bin/sh -c 'exit 4'
		[service:web]
		needs = prepare
		command = /bin/echo never
	END
	in_ns task
	eq "$status" 4 "$stderr"
	eq "$output" "" "what was started"
	match "$(tail -n 1 <<<"$stderr")" 'prepare.*exited with code 4; container exit code 4'
	ini setup <<-'END'
		[setup:config]
		command = /bin/sh -c 'exit 7'
		[service:web]
		command = /bin/echo never
	END
	in_ns setup
	eq "$status" 7 "$stderr"
	eq "$output" "" "what was started"
	match "$(tail -n 1 <<<"$stderr")" 'config.*exited with code 7; container exit code 7'
}

# answers: Q5 Q23
@test "requests: the restart policy holds for the first start" {
	# The program appears after the second try.
	ini late <<-END
		[service:maker]
		command = /bin/sh -c 'read x <>$T/fifo; ln -s /bin/sleep $T/sleep; exec sleep 1000'
		[service:late]
		command = $T/sleep 1000
		restart-delay = 20ms
		restart-limit = 0
	END
	mkfifo "$T/fifo"
	up late
	wait_for 10 lines_like "$E" 'late: could not be started' 2
	echo >"$T/fifo"
	wait_line 10 "$T/late.err" '^ctinit [|] late: ready'
	down
}

# answers: Q7
@test "requests: a shell that ignores SIGTERM does not delay the stop, and is named" {
	ini deaf <<-'END'
		[defaults]
		stop-timeout = 100s
		[service:script]
		command = /bin/sh -c 'trap "" TERM; echo up; while :; do sleep 1000; done'
		stop-timeout = 200ms
	END
	up deaf
	wait_line 10 "$T/deaf.out" up
	down
	[ "$TOOK" -lt 50000 ] || fail "it took $TOOK ms"
	match "$(cat "$T/deaf.err")" '^ctinit [|] script: did not stop within .*, killing it'
}

# answers: Q8
@test "requests: the shutdown ends even with hung services: one limit for all, also during starts" {
	ini hang <<-'END'
		[init]
		shutdown-timeout = 500ms
		[service:deaf]
		command = /bin/sh -c 'trap "" TERM; (setsid sh -c "trap \"\" TERM; sleep 1000" &); echo up; while :; do sleep 1000; done'
		stop-timeout = 100s
		[service:never]
		command = /bin/sh -c 'trap "" TERM; while :; do sleep 1000; done'
		ready = file:/no/such/file
		stop-timeout = 100s
		[service:waits]
		needs = never
		command = /bin/echo never
	END
	up hang
	wait_line 10 "$T/hang.out" '^up'
	down
	[ "$TOOK" -lt 50000 ] || fail "it took $TOOK ms"
	no_match "$(cat "$T/hang.out")" never
}

# answers: Q9
@test "requests: no fixed delay: twenty services and their leftover processes are gone at once" {
	local i
	for i in {1..20}; do
		printf '[service:s%d]\ncommand = /bin/sh -c "setsid sleep 1000 & exec sleep 1000"\n' "$i"
		[ "$i" = 1 ] || printf 'needs = s%d\n' $((i - 1))
	done | ini quick
	up quick
	wait_line 10 "$T/quick.err" '^ctinit [|] s20: ready'
	down
	[ "$TOOK" -lt 9000 ] || fail "it took $TOOK ms"
	nothing_left
}

# answers: Q10
@test "requests: one SIGTERM for each main process only, dependents first, also when stopped" {
	mkfifo "$T/none"
	ini once <<-END
		[defaults]
		stop-timeout = 100s
		[service:db]
		command = $PROGRAMS/count-signals.sh $T/none db
		[service:app]
		needs = db
		command = /bin/sh -c '$PROGRAMS/count-signals.sh $T/none child & exec $PROGRAMS/count-signals.sh $T/none app'
		kill = main
		[service:frozen]
		command = /bin/bash -c 'kill -STOP \$\$; exec sleep 1000'
	END
	up once
	wait_for 10 frozen
	wait_for 10 three_up
	down
	[ "$TOOK" -lt 50000 ] || fail "it took $TOOK ms"
	in_order "$T/once.out" "got 1" "got 1"
	in_order "$T/once.err" '^ctinit [|] app: stopped in .*, exit code 0' '^ctinit [|] db: stopped in .*, exit code 0'
	no_match "$(cat "$T/once.out")" 'got [2-9]'
	match "$(cat "$T/once.err")" '^ctinit [|] frozen: stopped in .*, killed by SIGTERM'
}
frozen() {
	local pid
	for pid in $(children_of "$INIT"); do grep -qs '^State:.T' "/proc/$pid/status" && return 0; done
	return 1
}
three_up() { [ "$(grep -c '^up' "$T/once.out")" = 3 ]; }

# answers: Q16
@test "requests: works on a kernel without the newer calls" {
	local calls=pidfd_open,pidfd_send_signal,close_range,clone3,openat2,execveat,statx
	ini old <<-'END'
		[service:crash]
		command = /bin/sh -c 'exit 1'
		restart-limit = 2
		restart-delay = 1ms
		on-failed = ignore
		[service:deaf]
		command = /bin/sh -c 'trap "" TERM; (setsid sleep 1000 &); echo >&3; while :; do sleep 1000; done'
		ready = fd:3
		stop-timeout = 100ms
		[service:main]
		type = task
		needs = deaf
		after = crash
		main = yes
		command = /bin/sh -c 'exit 6'
	END
	run --separate-stderr "${LIMIT[@]}" strace -f -qq -o /dev/null -e "trace=$calls" \
		-e "inject=$calls:error=ENOSYS" unshare -pf --mount-proc "$CTINIT" run "${PLAIN[@]}" "$T/old.ini"
	eq "$status" 6 "$stderr"
	match "$stderr" '^ctinit [|] deaf: stopped in .*, killed by SIGKILL'
	run "${LIMIT[@]}" strace -f -qq -o /dev/null -e "trace=$calls" \
		-e "inject=$calls:error=ENOSYS" "$CTINIT" -- /bin/sh -c 'exit 7'
	eq "$status" 7 "one command"
	nothing_left
}

# answers: Q23 Q24
@test "requests: restart pauses double up to a maximum, and a limit stops crash loops" {
	local want number=0 pause
	ini pauses <<-'END'
		[service:a]
		command = /bin/sh -c 'exit 1'
		restart-delay = 40ms
		restart-max-delay = 160ms
		restart-limit = 5
	END
	in_ns pauses
	eq "$status" 1 "$stderr"
	want=(40 80 160 160 160)
	while read -r pause; do
		[ "$pause" -ge $((want[number] * 9 / 10)) ] && [ "$pause" -le $((want[number] * 11 / 10)) ] ||
			fail "pause $number is $pause ms, wanted ${want[number]}"
		number=$((number + 1))
	done < <(sed -n 's/.*restarting in \([0-9]*\) ms.*/\1/p' <<<"$stderr")
	eq "$number" 5 "restarts"
	match "$stderr" '^ctinit [|] a: failed: exited with code 1'
}

# answers: Q26
@test "requests: a program that runs once is done, and never "exited too quickly"" {
	ini once <<-'END'
		[service:once]
		type = task
		command = /bin/true
		[service:then]
		needs = once
		type = task
		command = /bin/echo then
	END
	in_ns once
	eq "$status" 0 "$stderr"
	eq "$output" "then" "output"
	match "$stderr" '^ctinit [|] once: done after .*, exit code 0'
	no_match "$stderr" 'restarting|failed'
}

# answers: Q35 Q37
@test "requests: percent signs and missing variables do not stop the start" {
	ini percent <<-'END'
		[service:a]
		type = task
		command = /bin/echo 100% %(ENV_X)s "${MISSING}" ${OTHER:-default} $$5
	END
	in_ns percent
	eq "$status" 0 "$stderr"
	eq "$output" '100% %(ENV_X)s  default $5' "output"
	match "$stderr" 'MISSING'
	ini must <<-'END'
		[service:a]
		type = task
		command = /bin/echo ${MISSING:?give it a value}
	END
	in_ns must
	eq "$status" 125 "$stderr"
	match "$stderr" 'MISSING.*give it a value'
}

# answers: Q36
@test "requests: the environment reaches services and the command, and PATH stays" {
	ini env <<-'END'
		[service:a]
		type = task
		command = /bin/sh -c 'echo $PATH $ANSWER'
	END
	export PATH="$PATH:/own/place" ANSWER=42
	in_ns env
	eq "$output" "$PATH 42" "$stderr"
	in_ns_words env -- /bin/sh -c 'echo $PATH $ANSWER'
	eq "$output" "$PATH 42" "$stderr"
	run "$CTINIT" -- /bin/sh -c 'echo $PATH $ANSWER'
	eq "$output" "$PATH 42" "one command"
}

# answers: Q40
@test "requests: check in the build of an image: file, line, a likely spelling, exit code 1" {
	ini wrong <<-'END'
		[service:web]
		command = /bin/true
		restat = always
		needs = databse

		[service:database]
		command = /bin/true
		stop-signal = TERMM
	END
	ct check "$T/wrong.ini"
	eq "$status" 1 "exit code"
	match "$output$stderr" 'wrong.ini:3: .*restat.*restart'
	match "$output$stderr" 'wrong.ini:4: .*databse.*database'
	match "$output$stderr" 'wrong.ini:8: .*TERMM'
	sed -i 's/restat/restart/; s/databse/database/; s/TERMM/TERM/' "$T/wrong.ini"
	ct check "$T/wrong.ini"
	eq "$status" 0 "$output$stderr"
}

# answers: Q45
@test "requests: dropped signals do not reach a command, and others are rewritten" {
	mkfifo "$T/none"
	start one "$CTINIT" -r WINCH:0 -r HUP:USR1 -- /bin/bash -c \
		'trap "echo winch" WINCH; trap "echo hup" HUP; trap "echo usr1; exit 3" USR1; echo up; while :; do read -t 0.1 x <>$T/none; done'
	wait_line 10 "$T/one.out" '^up'
	kill -WINCH "$PID"
	kill -HUP "$PID"
	finish 10 "$PID"
	eq "$STATUS" 3 "exit code"
	eq "$(tail -n 1 "$T/one.out")" usr1 "the last line"
	no_match "$(cat "$T/one.out")" 'winch|hup'
}

# answers: Q42
@test "requests: a service's whole process tree is gone before its next start, and no other process" {
	mkfifo "$T/none"
	cat >"$T/app" <<-'END'
		#!/bin/bash
		if [ ! -e "$T/pids" ]; then
			(setsid bash -c 'echo $$ >>$T/pids; sleep 1000' &)
			(setsid bash -c 'trap "" TERM; echo $$ >>$T/pids; read x <>$T/none' &)
			(setsid bash -c 'echo $$ >>$T/pids; kill -STOP $$' &)
			bash -c 'echo $$ >>$T/pids; sleep 1000' &
			until [ "$(wc -l <"$T/pids")" = 4 ] 2>/dev/null; do read -t 0.02 x <>"$T/none"; done
			exit 1
		fi
		for pid in $(cat "$T/pids"); do kill -0 "$pid" 2>/dev/null && echo "left $pid"; done
		kill -0 "$(cat "$T/other")" && echo "other lives"
		exit 5
	END
	chmod +x "$T/app"
	ini tree <<-END
		[service:other]
		command = /bin/bash -c '(setsid bash -c "echo \\\$\\\$ >$T/other; sleep 1000" &); exec sleep 1000'
		ready = file:$T/other
		[service:app]
		needs = other
		command = $T/app
		restart = on-failure
		restart-delay = 1ms
		restart-limit = 1
		success = 5
		main = yes
	END
	in_ns tree
	eq "$status" 5 "$stderr"
	eq "$output" "other lives" "$stderr"
	nothing_left
}

# answers: Q22
@test "requests: at most two of eight start at the same time" {
	local i
	{
		printf '[init]\nmax-parallel-starts = 2\n'
		for i in {1..8}; do
			printf '[service:s%d]\nready = fd:3\ncommand = %s\n' "$i" \
				"/bin/sh -c 'sleep 0.05; echo >&3; exec sleep 1000'"
		done
	} | ini stagger
	up stagger -v
	wait_line 10 "$T/stagger.err" '^ctinit [|] s8: ready'
	eq "$(awk '/waiting -> starting/ { if (++n > most) most = n } /starting -> ready/ { n-- }
		END { print most, n }' "$T/stagger.err")" "2 0" "most at the same time, still starting"
	down
}

# answers: Q39 Q41
@test "requests: a reload restarts only what changed, scales, and starts nothing that was off" {
	local keeps first
	ini live <<-'END'
		[service:keeps]
		command = /bin/sleep 1001
		[service:changes]
		command = /bin/sleep 1002
		[service:goes]
		command = /bin/sleep 1003
		[service:many]
		command = /bin/sleep 1004
		instances = 2
		[service:off]
		command = /bin/sleep 1005
		autostart = no
	END
	up live
	wait_line 10 "$T/live.err" '^ctinit [|] many@2: ready'
	wait_for 10 sleeps 5
	keeps=$(sleeping 1001) first=$(sleeping 1004 | sort)
	sed -i 's/1002/1012/; s/instances = 2/instances = 4/; /goes/,/1003/d' "$T/live.ini"
	printf '[service:comes]\ncommand = /bin/sleep 1006\n' >>"$T/live.ini"
	kill -HUP "$INIT"
	wait_line 10 "$T/live.err" '^ctinit [|] comes: ready'
	wait_line 10 "$T/live.err" '^ctinit [|] many@4: ready'
	wait_for 10 gone 1002 1003 1005
	eq "$(sleeping 1001)" "$keeps" "what did not change"
	eq "$(sleeping 1004 | sort | comm -12 - <(echo "$first"))" "$first" "the first two instances"
	eq "$(sleeping 1012 | wc -l)" 1 "what changed"

	# An invalid file changes nothing.
	echo '[service:bad' >>"$T/live.ini"
	kill -HUP "$INIT"
	wait_line 10 "$T/live.err" 'live.ini:[0-9]+'
	eq "$(sleeping 1001)" "$keeps"
	down
}

# answers: Q39
@test "requests: HUP to ctinit run reloads a container on a host" {
	ini host <<-'END'
		[container]
		hostname = one
		[service:keeps]
		command = /bin/sleep 1001
	END
	start host "$CTINIT" run --container "${PLAIN[@]}" "$T/host.ini"
	wait_line 10 "$T/host.err" '^ctinit [|] keeps: ready'
	printf '[service:comes]\ncommand = /bin/hostname\ntype = task\n' >>"$T/host.ini"
	sed -i 's/= one/= two/' "$T/host.ini"
	kill -HUP "$PID"
	wait_line 10 "$T/host.err" '^ctinit [|] comes: done'
	match "$(cat "$T/host.err")" '\[container\].*hostname.*new start'
	eq "$(cat "$T/host.out")" one "the host name"
	eq "$(grep -c '^ctinit [|] keeps: ready' "$T/host.err")" 1 "starts of what did not change"
	echo 'nonsense' >>"$T/host.ini"
	kill -HUP "$PID"
	wait_line 10 "$T/host.err" 'host.ini:[0-9]+'
	wait_line 10 "$T/host.err" 'nothing has changed'
	kill -TERM "$PID"
	finish 20 "$PID"
	eq "$STATUS" 0 "exit code"
	nothing_left
}

# sleeping SECONDS...: prints the pids of `sleep SECONDS` below this test
sleeping() {
	local pid want
	for pid in $(children_of "$INIT"); do
		for want; do
			[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" != "/bin/sleep $want " ] || echo "$pid"
		done
	done
}
gone() { [ -z "$(sleeping "$@")" ]; }
sleeps() { [ "$(sleeping 1001 1002 1003 1004 | wc -l)" = "$1" ]; }
