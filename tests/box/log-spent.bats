#!/usr/bin/env bats
# tests/box/log-spent.bats - tests that log pipes of finished services are closed, and that no
# line is lost.
# timeout: 240
load ../lib/life
load ../lib/log
load ../lib/reload
as_users_see_it

# chain COUNT [LINE...]: prints tasks that each need the previous one and end with a line
# without a newline
chain() {
	local i
	for ((i = 1; i <= $1; i++)); do
		printf '[service:t%d]\ntype = task\n' "$i"
		[ "$i" = 1 ] || printf 'needs = t%d\n' "$((i - 1))"
		printf "command = /bin/sh -c 'echo one %d; echo err %d >&2; printf two'\n" "$i" "$i"
		[ $# = 1 ] || printf '%s\n' "${@:2}"
	done
}
expected() { # COUNT WORD...
	local i word
	for ((i = 1; i <= $1; i++)); do
		for word in "${@:2}"; do echo "t$i | $word $i"; done
	done | sort
}
# pipes PID: prints how many of its descriptors are pipes, not counting standard streams
pipes() { find "/proc/$1/fd" -lname 'pipe:*' ! -name '[012]' | wc -l; }
# log_pipes_are OPEN [ALL]: checks that the logger has OPEN pipes, and PID 1 has ALL
log_pipes_are() {
	[ "$(pipes "$(logger_of "$INIT")")" = "$1" ] && [ "$(pipes "$INIT")" = "${2:-$(pipes "$INIT")}" ]
}

@test "log spent: a chain of 300 tasks works with 200 descriptors, and each line comes once" {
	chain 300 >"$T/chain.ini"
	# shellcheck disable=SC2034 # used by in_ns
	LIMIT=(timeout -k 2 200 prlimit --nofile=200:200)
	in_ns chain
	eq "$status" 0 "$stderr"
	eq "$(grep one <<<"$output" | sort)" "$(expected 300 one)"
	eq "$(grep -c '^t[0-9]* | two$' <<<"$output")" 300
	eq "$(grep err <<<"$stderr" | sort)" "$(expected 300 err)"
}

@test "log spent: the same with killed loggers; a log file has each line once" {
	local killed=0 written=0
	chain 300 'log-format = prefix' "log-file = $T/all.log" 'log-console = no' >"$T/killed.ini"
	start killed prlimit --nofile=200:200 "${PID1[@]}" "$CTINIT" run "$T/killed.ini"
	E=$T/killed.err
	find_init
	while [ -d "/proc/$INIT" ] && [ "$killed" -lt 12 ]; do
		wait_for 20 more_lines "$written" || break
		written=$(grep -c one "$T/all.log")
		! pkill -KILL -P "$INIT" -x ctinit-log 2>/dev/null || killed=$((killed + 1))
	done
	finish 60 "$UNSHARE"
	eq "$STATUS" 0 "$(tail -n 20 "$E")"
	[ "$killed" -gt 0 ] || fail "no logger was killed"
	eq "$(grep one "$T/all.log" | sort)" "$(expected 300 one)" "$(tail -n 20 "$E")"
	eq "$(grep err "$T/all.log" | sort)" "$(expected 300 err)"
	eq "$(grep -c '^t[0-9]* | two$' "$T/all.log")" 300
}
# more_lines COUNT: succeeds if more than COUNT lines were written, or PID 1 has exited
more_lines() { [ ! -d "/proc/$INIT" ] || [ "$(grep -c one "$T/all.log" 2>/dev/null || :)" -gt "$1" ]; }

@test "log spent: a finished task has no log pipes, and new ones when it runs again" {
	local before all
	begin again <<-END
		[service:keep]
		command = /bin/sleep 1000
		stdout = null
		stderr = null
		[service:fails]
		restart-limit = 1
		on-failed = ignore
		restart-delay = 0
		command = /bin/sh -c 'echo run; printf half; exit 3'
		[service:task]
		type = task
		needs = gate
		command = /bin/sh -c 'echo first; printf rest'
		[service:gate]
		type = task
		command = /bin/sh -c 'until [ -e $T/go ]; do sleep 0.02; done'
	END
	wait_line 10 "$E" 'fails: .*failed'
	wait_for 10 log_pipes_are 2 || fail "$(ls -l "/proc/$INIT/fd")"
	all=$(($(pipes "$INIT") - 4))
	: >"$T/go"
	wait_line 10 "$T/again.out" '^task [|] rest$'
	wait_for 10 log_pipes_are 0 "$all" || fail "$(ls -l "/proc/$INIT/fd")"
	before=$(grep -c '^fails [|] half$' "$T/again.out")
	sed -i 's/echo first/echo second/' "$T/again.ini"
	reload
	wait_line 10 "$T/again.out" '^task [|] second$'
	wait_for 10 log_pipes_are 0 "$all" || fail "$(ls -l "/proc/$INIT/fd")"
	eq "$(grep -c '^task [|] rest$' "$T/again.out")" 2
	eq "$(grep -c '^fails [|] run$' "$T/again.out")" "$(grep -c '^fails [|] half$' "$T/again.out")"
	[ "$before" -ge 1 ] || fail "$(cat "$T/again.out")"
	sleeps "$(logger_of "$INIT")" || fail "the logger does not rest"
	down
}

@test "log spent: a process that a task with kill = main leaves can still write to its pipe" {
	begin left <<-END
		[service:keep]
		command = /bin/sleep 1000
		stdout = null
		stderr = null
		[service:task]
		type = task
		kill = main
		command = /bin/sh -c '(until [ -e $T/go ]; do sleep 0.02; done; echo late; echo err >&2; : >$T/gone) & echo early'
		[service:other]
		type = task
		needs = task
		command = /bin/echo other
	END
	wait_line 10 "$T/left.out" '^other [|] other$'
	wait_for 10 log_pipes_are 2 || fail "$(ls -l "/proc/$INIT/fd")"
	: >"$T/go"
	wait_line 10 "$T/left.out" '^task [|] late$'
	wait_line 10 "$E" '^task [|] err$'
	down
}
