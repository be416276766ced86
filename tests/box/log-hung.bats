#!/usr/bin/env bats
# tests/box/log-hung.bats - tests services that block the logger with their pipe or their
# regular expression: other services are not affected.
# timeout: 300
load ../lib/life
load ../lib/log
as_users_see_it

more_ticks() { [ "$(grep -c 'ok | tick' "$T/$1.out")" -gt "$2" ]; }
goes_on() { wait_for 20 more_ticks "$1" "$(grep -c 'ok | tick' "$T/$1.out")"; }
# with_neighbour NAME OPTION... <INI: starts the file with one more service, which writes all
# the time
with_neighbour() {
	begin "$@" < <(
		cat
		printf '[service:ok]\ncommand = /bin/sh -c "while :; do echo tick; sleep 0.05; done"\n'
	)
}
locked='bad: one of its processes keeps the pipe of its output locked'

@test "log hung: a process that keeps its output pipe locked is killed and restarted; others are read" {
	with_neighbour main <<-END
		[service:bad]
		command = $TOOLS/hold_pipe main
		restart-limit = 1
		restart-delay = 50ms
		on-failed = ignore
	END
	wait_line 20 "$T/main.err" "$locked"
	wait_line 20 "$T/main.err" 'bad: killed by SIGKILL after .*restarting'
	goes_on main
	wait_line 30 "$T/main.err" 'bad: failed: killed by SIGKILL'
	goes_on main
	eq "$(grep -c 'bad | holds' "$T/main.out")" 2
	down
}

@test "log hung: a child of a service that keeps the pipe locked is killed; the main process continues" {
	with_neighbour child <<-END
		[service:bad]
		command = $TOOLS/hold_pipe child
	END
	wait_line 20 "$T/child.err" "$locked"
	goes_on child
	no_match "$(cat "$T/child.err")" 'bad: (killed|exited)'
	down
}

@test "log hung: a process that has closed the pipe it keeps locked is found, also at the end" {
	with_neighbour hidden <<-END
		[service:bad]
		command = $TOOLS/hold_pipe hidden
		kill = main
		restart-delay = 50ms
	END
	wait_for 20 in_splice # its line can be written only when the lock is gone
	pkill -KILL -o -P "$INIT" -x hold_pipe
	wait_line 20 "$T/hidden.err" "$locked"
	wait_for 30 lines_like "$T/hidden.out" 'bad | holds' 2
	down 40 # while the second process holds the lock, or was just found
	no_match "$(cat "$T/hidden.err")" 'not written in time'
}

@test "log hung: while a pipe is locked PID 1 starts, reloads and stops, and replaces the logger" {
	with_neighbour busy <<-END
		[service:bad]
		command = $TOOLS/hold_pipe main
		restart = never
		on-failed = ignore
		[service:crash]
		command = /bin/sh -c 'sleep 0.2; exit 1'
		restart-limit = 0
		restart-max-delay = 100ms
	END
	wait_line 20 "$T/busy.err" 'bad: ready'
	signal_logger KILL
	wait_for 10 lines_like "$T/busy.err" 'crash: exited with code 1' 5
	printf 'log-file = %s\n' "$T/ok.log" >>"$T/busy.ini"
	kill -HUP "$INIT"
	wait_line 20 "$T/busy.err" "bad: failed: killed by SIGKILL"
	wait_for 20 grep -q tick "$T/ok.log"
	goes_on busy
	with_neighbour stop <<-END
		[service:bad]
		command = $TOOLS/hold_pipe main
	END
	wait_line 20 "$T/stop.err" 'bad: ready'
	down
	[ "$TOOK" -lt 20000 ] || fail "the stop took $TOOK ms"
}

@test "log hung: an expression that takes too long is given up; all other services are read" {
	[ "$MODE" != musl ] || skip "musl knows no expression that takes so long"
	slow() {
		cat <<-'END'
			[service:bad]
			ready = log:'^(a*)(a*)(a*)\1\2\3b$'
			start-timeout = 0
			command = /bin/sh -c 'head -c 16000 /dev/zero | tr "\\0" a; echo; exec sleep 1000'
		END
	}
	with_neighbour slow < <(slow)
	wait_line 30 "$T/slow.err" 'bad: the expression of ready = log: takes too long .* no longer evaluated'
	goes_on slow
	wait_line 20 "$T/slow.out" 'bad . aaaa'
	eq "$(grep -c 'takes too long' "$T/slow.err")" 1
	down
	with_neighbour end < <(slow)
	wait_line 20 "$T/end.err" 'ok: ready'
	down 40
	no_match "$(cat "$T/end.err")" 'not written in time'
}

@test "log-follow: a file that would receive its own lines is not followed, with the reason" {
	begin loop <<-END
		[defaults]
		environment = D=$T
		log-console = no
		[service:a]
		log-file = \${D}/a
		log-follow = \${D}/b
		command = /bin/sh -c 'echo seed; exec sleep 1000'
		[service:b]
		log-file = \${D}/b
		log-follow = \${D}/a
		command = /bin/sh -c 'echo other; exec sleep 1000'
	END
	wait_line 20 "$T/loop.err" 'cannot follow .*: its lines would come back to it by a log-file'
	wait_for 10 grep -q seed "$T/a"
	wait_for 10 grep -q other "$T/b"
	down
	[ "$(cat "$T/a" "$T/b" | wc -l)" -le 8 ] || fail "$(cat "$T/a" "$T/b")"
}
