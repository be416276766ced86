#!/usr/bin/env bats
# tests/box/hooks.bats - tests pre-start, scripts, pre-stop, post-stop and reload.
# timeout: 200
load ../lib/life

@test "hooks: run in order with the service's user, environment and directory; + keeps ctinit's ids" {
	ini order <<-END
		[service:web]
		type = task
		user = www-data
		directory = /usr
		environment = X=1
		dirs = $T/made
		pre-start = /bin/sh -c 'echo one \$X; id -un; pwd; [ -O $T/made ] && echo made'
		pre-start = +/bin/sh -c 'echo two; id -un'
		pre-start = /bin/echo three \${X} \${CTINIT_SERVICE}
		command = /bin/sh -c 'echo main; id -un; exit 3'
		post-stop = /bin/sh -c 'echo four \$EXIT_CODE \$EXIT_STATUS'
		post-stop = /bin/echo five \${EXIT_STATUS}
	END
	in_ns order
	eq "$status" 3 "$stderr"
	eq "$(tr '\n' ' ' <<<"$output")" "one 1 www-data /usr made two root three 1 web main www-data four exited 3 five 3 "
	nothing_left
}

# answers: Q5
@test "hooks: a failing pre-start is a failed start and reported; a leading - ignores it" {
	ini fail <<-'END'
		[service:web]
		type = task
		pre-start = /bin/echo one
		pre-start = /bin/sh -c 'exit 9'
		pre-start = /bin/echo three
		command = /bin/echo main
		post-stop = /bin/sh -c 'echo post $EXIT_CODE $EXIT_STATUS'
	END
	in_ns fail
	eq "$status" 9
	eq "$output" $'one\npost exited 9'
	match "$stderr" '^ctinit [|] web: pre-start /bin/sh: exited with code 9$'
	match "$stderr" '^ctinit [|] service web failed: pre-start exited with code 9; container exit code 9$'
	sed -i 's,= /bin/sh -c .exit 9.,= -/bin/false,' "$T/fail.ini"
	in_ns fail
	eq "$status" 0 "$stderr"
	eq "$output" $'one\nthree\nmain\npost exited 0'
	no_match "$stderr" false
	sed -i 's,= -/bin/false,= /no/such/program,' "$T/fail.ini"
	in_ns fail
	eq "$status" 127
	match "$stderr" '^ctinit [|] web: pre-start: cannot run /no/such/program: No such file'
	sed -i 's,= /no/such/program,= -/no/such/program,' "$T/fail.ini"
	in_ns fail
	eq "$status" 0
	no_match "$stderr" such
	sed -i 's,= -/no/such/program,= /bin/sh -c "kill -KILL \\$\\$",' "$T/fail.ini"
	in_ns fail
	eq "$status" 137
	match "$stderr" '^ctinit [|] web: pre-start /bin/sh: killed by SIGKILL$'
}

@test "hooks: pre-start runs before each start and ignores the service's success codes" {
	ini again <<-'END'
		[service:web]
		pre-start = /bin/sh -c 'echo pre; exit 3'
		command = /bin/echo main
		success = 0 3
		restart = on-failure
		restart-delay = 1ms
		restart-limit = 2
	END
	in_ns again
	eq "$status" 3 "$stderr"
	eq "$output" $'pre\npre\npre'
}

@test "hooks: start-timeout kills a pre-start with all it started" {
	ini slow <<-END
		[service:web]
		type = task
		start-timeout = 2s
		stop-timeout = 2s
		pre-start = /bin/sh -c 'trap "" TERM; sleep 1000 & while :; do sleep 0.05; done'
		command = /bin/echo main
		post-stop = /bin/sh -c 'echo post \$EXIT_STATUS; ! grep -l "^Name:.sleep" /proc/[0-9]*/status'
	END
	in_ns slow
	eq "$status" 1 "$stderr"
	eq "$output" 'post 137'
	match "$stderr" '^ctinit [|] web: not ready within .*: it was still at pre-start /bin/sh; stopping it'
	match "$stderr" '^ctinit [|] web: did not stop within .*, killing it'
	nothing_left
}

@test "hooks: a stop in the middle of a pre-start sends it TERM" {
	ini stop <<-'END'
		[service:web]
		pre-start = /bin/sh -c 'trap "echo term; exit 0" TERM; echo begun; while :; do sleep 0.05; done'
		pre-start = /bin/echo second
		command = /bin/echo main
	END
	up stop
	wait_line 10 "$T/stop.out" begun
	down 10
	eq "$(cat "$T/stop.out")" $'begun\nterm' "$(cat "$T/stop.err")"
	nothing_left
}

@test "hooks: pre-stop runs before the signal with MAINPID; its failure is reported and ignored" {
	ini pre <<-'END'
		[service:web]
		command = /bin/sh -c 'trap "echo term; exit 0" TERM; echo $$ begun; while :; do sleep 0.05; done'
		pre-stop = /bin/sh -c 'echo pre $MAINPID; exit 4'
		pre-stop = /bin/echo pre ${MAINPID} two
		post-stop = /bin/echo post
	END
	up pre
	wait_line 10 "$T/pre.out" begun
	local pid
	pid=$(sed -n 's/ begun//p' "$T/pre.out")
	down 10
	eq "$(cat "$T/pre.out")" "$pid begun"$'\n'"pre $pid"$'\n'"pre $pid two"$'\nterm\npost'
	match "$(cat "$T/pre.err")" '^ctinit [|] web: pre-stop /bin/sh: exited with code 4$'
}

@test "hooks: pre-stop is killed at its timeout, then the signal is sent" {
	ini long <<-'END'
		[service:web]
		command = /bin/sh -c 'trap "echo term; exit 0" TERM; echo begun; while :; do sleep 0.05; done'
		pre-stop = /bin/sh -c 'echo pre; sleep 1000'
		pre-stop = /bin/echo second
		pre-stop-timeout = 200ms
	END
	up long
	wait_line 10 "$T/long.out" begun
	down 8
	eq "$(cat "$T/long.out")" $'begun\npre\nterm'
	nothing_left
}

@test "hooks: pre-stop does not run before ready; the end of the main process ends it" {
	ini not <<-END
		[service:web]
		command = /bin/sh -c 'echo begun; exec sleep 1000'
		ready = file:$T/never
		pre-stop = /bin/echo pre
	END
	up not
	wait_line 10 "$T/not.out" begun
	kill -TERM "$INIT"
	finish 8 "$PID"
	eq "$(cat "$T/not.out")" begun
	ini meanwhile <<-'END'
		[service:web]
		command = /bin/sleep 1000
		pre-stop = /bin/sh -c 'kill -KILL $MAINPID; sleep 1000'
		post-stop = /bin/sh -c 'echo post $EXIT_CODE $EXIT_STATUS'
	END
	up meanwhile
	wait_line 10 "$T/meanwhile.err" '^ctinit [|] web: ready'
	down 8
	eq "$(cat "$T/meanwhile.out")" "post killed KILL"
	nothing_left
}

@test "hooks: post-stop runs after each end, with the exit status, before the restart" {
	ini post <<-'END'
		[service:web]
		command = /bin/sh -c 'echo main; kill -USR1 $$'
		post-stop = -/bin/false
		post-stop = /bin/sh -c 'echo post $EXIT_CODE $EXIT_STATUS; exit 5'
		restart-delay = 1ms
		restart-limit = 1
	END
	in_ns post
	eq "$status" 138 "$stderr"
	eq "$output" $'main\npost killed USR1\nmain\npost killed USR1'
	match "$stderr" '^ctinit [|] web: post-stop /bin/sh: exited with code 5$'
	no_match "$stderr" false
}

@test "hooks: all post-stop commands share stop-timeout; none runs if the service never ran" {
	ini hang <<-'END'
		[service:web]
		type = task
		command = /bin/echo main
		stop-timeout = 200ms
		post-stop = /bin/sh -c 'echo hangs; exec sleep 1000'
		post-stop = /bin/echo second
	END
	in_ns hang
	eq "$status" 0
	eq "$output" $'main\nhangs'
	match "$stderr" '^ctinit [|] web: post-stop /bin/sh: no end within [0-9.]+ m?s$'
	printf '[service:a]\ntype = task\ncommand = /no/such/program\npost-stop = /bin/echo post\n' >"$T/none.ini"
	in_ns none
	eq "$status" 127
	eq "$output" ""
	nothing_left
}

@test "hooks: three requests to stop do not wait for a post-stop" {
	ini kill <<-'END'
		[service:web]
		command = /bin/sleep 1000
		stop-timeout = 100s
		post-stop = /bin/sh -c 'echo begun; trap "" TERM; while :; do sleep 1; done'
	END
	up kill
	wait_line 10 "$T/kill.err" '^ctinit [|] web: ready'
	kill -TERM "$INIT"
	wait_line 10 "$T/kill.out" begun
	kill -TERM "$INIT"
	wait_for 5 signals_taken "$INIT"
	down 8
}

# script NAME LINE...: writes an executable file in $T/scripts
script() {
	local name=$1
	shift
	mkdir -p "$T/scripts"
	printf '%s\n' '#!/bin/sh' "$@" >"$T/scripts/$name"
	chmod 755 "$T/scripts/$name"
}

@test "hooks: scripts run in version order, with CTINIT_ENV and the user, before the command" {
	local i
	for i in 10-b 9-a 100-c 2 .hidden old~; do script "$i" "echo $i \$(id -un)" "echo LAST=$i >>\$CTINIT_ENV"; done
	echo data >"$T/scripts/README"
	mkdir "$T/scripts/5-directory"
	ln -s 2 "$T/scripts/11-link"
	ini scripts <<-END
		[setup:s]
		user = www-data
		scripts = $T/scripts
		command = /bin/echo command
		[service:web]
		type = task
		command = /bin/sh -c 'echo web \$LAST'
	END
	in_ns scripts
	eq "$status" 0 "$stderr"
	eq "$(tr '\n' , <<<"$output")" "2 www-data,9-a www-data,10-b www-data,2 www-data,100-c www-data,command,web 100-c,"
	match "$stderr" "^ctinit [|] setup s: $T/scripts/README is not executable: skipped$"
}

@test "hooks: a missing or empty directory of scripts is valid; a failing script is not" {
	ini none <<-END
		[setup:s]
		scripts = $T/scripts
		[service:web]
		type = task
		command = /bin/echo web
	END
	in_ns none
	eq "$status" 0 "$stderr"
	mkdir "$T/scripts"
	in_ns none
	eq "$output" web "$stderr"
	script 1 'echo one'
	script 2 'exit 6'
	script 3 'echo three'
	in_ns none
	eq "$status" 6
	eq "$output" one
	match "$stderr" '^ctinit [|] setup s: scripts 2: exited with code 6$'
	eq "$(tail -n 1 <<<"$stderr")" "ctinit | setup s failed: scripts exited with code 6; container exit code 6"
}

@test "hooks: scripts that everybody can write are not executed" {
	ini open <<-END
		[setup:s]
		scripts = $T/scripts
	END
	script 1 'echo one'
	chmod 757 "$T/scripts/1"
	in_ns open
	eq "$status" 125
	eq "$output" ""
	match "$stderr" "scripts/1 is writable by everybody"
	chmod 755 "$T/scripts/1"
	chmod 777 "$T/scripts"
	in_ns open
	eq "$status" 125
	match "$stderr" "scripts is writable by everybody"
}

@test "hooks: a setup or task without a command runs its pre-start and scripts" {
	ini bare <<-END
		[setup:s]
		dirs = $T/made
		[service:t]
		type = task
		pre-start = /bin/sh -c 'test -d $T/made && echo there'
		[service:web]
		type = task
		needs = t
		command = /bin/echo web
	END
	in_ns bare
	eq "$status" 0 "$stderr"
	eq "$output" $'there\nweb'
}

@test "hooks: HUP runs the reload of unchanged services, a signal or a command" {
	ini reload <<-END
		[service:signal]
		command = /bin/sh -c 'trap "echo got it" USR2; echo signal ready; while :; do sleep 0.05; done'
		reload = USR2
		[service:command]
		command = /bin/sh -c 'echo command \$\$; exec sleep 1000'
		reload = /bin/sh -c 'echo reload \$MAINPID; exit 3'
		[service:none]
		command = /bin/sleep 1000
		[service:changed]
		command = /bin/sleep 1001
		reload = /bin/echo not me
		after = signal command none
	END
	up reload
	wait_line 10 "$T/reload.err" '^ctinit [|] changed: ready'
	wait_line 10 "$T/reload.out" '^signal ready'
	sed -i 's/1001/1002/' "$T/reload.ini"
	kill -HUP "$INIT"
	wait_line 10 "$T/reload.out" '^got it$'
	wait_line 10 "$T/reload.err" '^ctinit [|] command: reload /bin/sh: exited with code 3$'
	wait_for 10 restarted
	down 10
	local pid
	pid=$(sed -n 's/^command //p' "$T/reload.out")
	match "$(cat "$T/reload.out")" "^reload $pid$"
	no_match "$(cat "$T/reload.out")" "not me"
	nothing_left
}
restarted() { [ "$(grep -c '^ctinit [|] changed: ready' "$T/reload.err")" = 2 ]; }

@test "hooks: leftover processes of a failing pre-start are gone before the next try" {
	ini left <<-END
		[service:web]
		type = task
		pre-start = /bin/sh -c 'grep -l "^Name:.sleep" /proc/[0-9]*/status; setsid sleep 1000 & until grep -q "^Name:.sleep" /proc/\$!/status; do :; done; exit 1'
		command = /bin/echo main
		post-stop = /bin/sh -c 'grep -l "^Name:.sleep" /proc/[0-9]*/status'
		restart = on-failure
		restart-delay = 1ms
		restart-limit = 2
	END
	in_ns left
	eq "$status" 1
	eq "$output" "" "$stderr"
	nothing_left
}
