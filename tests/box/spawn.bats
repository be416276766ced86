#!/usr/bin/env bats
# tests/box/spawn.bats - tests that a starting child, which shares PID 1's memory, never
# blocks PID 1.
# timeout: 120
load ../lib/life

# hang FILE...: makes opens of these files block until hang_open ($HUNG) ends
hang() {
	need_hang_open
	start hang "$TOOLS/hang_open" "$@"
	HUNG=$PID
	wait_line 10 "$T/hang.out" '^up'
}

@test "spawn: forty starts that hang in an open delay neither PID 1 nor the others" {
	local i
	: >"$T/slow"
	hang "$T/slow"
	{
		for i in {1..40}; do
			printf '[service:hung%s]\ncommand = /bin/true\nstdout = file:%s\nstop-timeout = 100ms\nstart-timeout = 0\n' "$i" "$T/slow"
		done
		printf '[service:free]\ncommand = /bin/sleep 1000\n'
	} >"$T/hung.ini"
	up hung
	wait_line 10 "$E" '^ctinit [|] free: ready'
	run grep -c '^ctinit [|] hung.*: ready' "$E"
	eq "$output" 0 "none of those that hang is ready"
	down
}

@test "spawn: a start that hung and continues runs with its own words" {
	local i
	: >"$T/slow"
	hang "$T/slow"
	{
		for i in {1..20}; do
			printf '[service:s%s]\ntype = task\ncommand = /bin/sh -c "echo ${CTINIT_SERVICE} ${X}"\nenvironment = X=x%s\nstdout = file:%s\n' "$i" "$i" "$T/slow"
		done
		printf '[service:free]\ntype = task\ncommand = /bin/true\n'
	} >"$T/late.ini"
	up late
	wait_line 10 "$E" 'free: done'
	kill "$HUNG"
	finish 20 "$UNSHARE"
	eq "$STATUS" 0 "$(tail -n 3 "$E")"
	eq "$(sort -V "$T/slow" | tr '\n' ' ')" "$(for i in {1..20}; do printf 's%s x%s ' "$i" "$i"; done)" "each once"
	nothing_left
}

@test "spawn: other users cannot reach PID 1 through a start, and it stays undumpable" {
	ini users <<-'END'
		[service:other]
		command = /bin/sleep 1000
		user = 4321
		[service:look]
		type = task
		main = yes
		needs = other
		command = /bin/sh -c 'stat -c %u /proc/1/status; setpriv --reuid 4321 --clear-groups cat /proc/1/environ >/dev/null 2>&1 && echo readable; exit 0'
	END
	in_ns users
	eq "$status" 0 "$stderr"
	eq "$output" 0 "only its own user's files"
	nothing_left
}

@test "spawn: 300 services that crash at once all restart" {
	{
		printf '[defaults]\nrestart-delay = 0\nrestart-limit = 0\nstderr = null\n'
		for i in {1..300}; do
			printf '[service:s%s]\ncommand = /bin/sleep 1000\n' "$i"
		done
	} >"$T/many.ini"
	up many
	wait_for 20 count_is 300
	local before
	before=$(children_of "$INIT" | tr -s '[:space:]' ' ')
	# shellcheck disable=SC2086 # a list of pids, split on purpose
	kill -KILL $before
	wait_for 20 all_new "$before"
	down
}
count_is() { [ "$(pgrep -P "$INIT" | grep -cvxF "$(pgrep -P "$INIT" -x ctinit-log || echo none)")" = "$1" ]; }
all_new() {
	local pid
	count_is 300 || return 1
	for pid in $1; do [ ! -d "/proc/$pid" ] || return 1; done
}

@test "spawn: 600 services that crash without a pause keep no other service from starting" {
	{
		printf '[defaults]\nrestart-delay = 0\nrestart-limit = 0\nstderr = null\n'
		for i in {1..600}; do
			printf '[service:s%s]\ncommand = /bin/false\n' "$i"
		done
		printf '[service:last]\ntype = task\nmain = yes\ncommand = /bin/sh -c "exit 7"\n'
	} >"$T/storm.ini"
	in_ns storm -q
	eq "$status" 7
}

@test "spawn: a program, env-file or log file on a hung file system blocks only its service" {
	local hung
	cp /bin/true "$T/program"
	printf 'A=b\n' >"$T/env"
	: >"$T/out"
	ini dead <<-END
		[defaults]
		stop-timeout = 100ms
		restart-delay = 100ms
		[service:program]
		command = $T/program
		[service:env]
		command = /bin/sleep 1000
		env-file = $T/env
		[service:out]
		command = /bin/sleep 1000
		stdout = file:$T/out
		[service:free]
		command = /bin/sleep 1000
		after = program env out
		[service:crash]
		command = /bin/sh -c 'kill -9 \$\$'
		restart-limit = 0
		restart-max-delay = 100ms
	END
	hang "$T/program" "$T/env" "$T/out"
	hung=$PID
	up dead
	wait_line 20 "$E" '^ctinit [|] env: .*no answer within 10 s'
	wait_for 20 lines_like "$E" '^ctinit [|] crash: killed' 5
	kill -TERM "$INIT"
	wait_line 10 "$E" 'crash: stopped|crash: .*killed'
	kill -KILL "$hung"
	finish 20 "$PID"
	eq "$STATUS" 0 "$(tail -n 5 "$E")"
	nothing_left
}

@test "spawn: while its files hang a start waits alone, names the file and stops at once" {
	local hung
	mkdir "$T/dir" "$T/s"
	printf 'A=b\n' >"$T/env"
	printf 'x' >"$T/dir/B"
	printf '#!/bin/sh\n' >"$T/s/1"
	chmod 755 "$T/s" "$T/s/1"
	ini hangs <<-END
		[defaults]
		on-failed = ignore
		[service:late]
		command = /bin/sleep 1000
		env-file = $T/env
		start-timeout = 300ms
		restart = never
		[service:asks]
		command = /bin/sleep 1000
		env-from-file = C=$T/env
		wait-for = exec:/bin/true
		[service:dir]
		command = /bin/sleep 1000
		env-dir = $T/dir
		[service:scripts]
		command = /bin/sleep 1000
		type = task
		scripts = $T/s
		[service:free]
		command = /bin/sleep 1000
		health = file:$T/env
		health-interval = 100ms
		health-retries = 1
	END
	hang "$T/env" "$T/dir/B" "$T/s"
	hung=$PID
	up hangs
	wait_line 10 "$E" '^ctinit [|] late: not ready within .*: it was still at env-file '"$T/env"
	wait_line 10 "$E" '^ctinit [|] late: failed: not ready within '
	wait_line 10 "$E" '^ctinit [|] free: ready'
	rm "$T/env" # `free` is found unhealthy while the others hang
	wait_line 10 "$E" '^ctinit [|] free: unhealthy'
	run grep -cE '^ctinit [|] (dir|scripts|asks): (ready|failed)' "$E"
	eq "$output" 0 "$(<"$E")"
	kill -TERM "$INIT"
	finish 10 "$PID"
	eq "$STATUS" 0 "$(tail -n 5 "$E")"
	run grep -cE 'shutdown-timeout|did not stop|killing' "$E"
	eq "$output" 0 "$(<"$E")"
	kill -KILL "$hung"
	nothing_left
}

@test "spawn: a core-dumping signal that hits a start before its exec dumps no memory of PID 1" {
	is_static || skip "with the sanitizers a start is a fork, with memory of its own"
	# The child blocks in open() with all signals blocked, then sees SIGABRT first.
	: >"$T/slow"
	hang "$T/slow"
	ini core <<-END
		[service:early]
		command = /bin/sleep 1000
		stdout = file:$T/slow
		stderr = null
		restart = never
		on-failed = ignore
		[service:late]
		command = /bin/sleep 1001
		stdout = null
		stderr = null
	END
	up core
	wait_line 20 "$E" '^ctinit [|] late: ready'
	local child
	child=$(pgrep -P "$INIT" -f 'ctinit run')
	eq "$(wc -w <<<"$child")" 1 "$child"
	kill -ABRT "$child"
	kill "$HUNG"
	wait_line 20 "$E" '^ctinit [|] early: failed'
	match "$(grep '^ctinit [|] early: failed' "$E")" 'exited with code 134'
	down
}

@test "spawn: a service starts with no signal handled, blocked or ignored; a command gets back what was ignored" {
	ini handlers <<-'END'
		[service:a]
		type = task
		main = yes
		command = /bin/sed -n '/^Sig/p' /proc/self/status
	END
	# shellcheck disable=SC2034,SC2016 # used by in_ns; expanded by the inner shell
	PID1=("${PID1[@]}" sh -c 'trap "" USR1; exec "$@"' sh)
	in_ns handlers
	eq "$(sed -n 's/^SigIgn:[[:space:]]*//p' <<<"$output")" 0000000000000000
	eq "$(sed -n 's/^SigCgt:[[:space:]]*//p' <<<"$output")" 0000000000000000
	eq "$(sed -n 's/^SigBlk:[[:space:]]*//p' <<<"$output")" 0000000000000000
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run -q -- sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status
	eq "$((0x$output & 0x200))" "$((0x200))" "SIGUSR1 in $output"
	nothing_left
}
