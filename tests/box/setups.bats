#!/usr/bin/env bats
# tests/box/setups.bats - tests [setup:NAME], which runs before all services: order,
# CTINIT_ENV, failures, stop.
# timeout: 200
load ../lib/life

@test "setups: run one at a time in file order, before any service" {
	ini order <<-END
		[service:web]
		type = task
		command = /bin/sh -c 'echo web >>$T/log'
		[setup:b]
		command = /bin/sh -c 'echo b begins >>$T/log; read -t 0.05 x <>/dev/null; echo b ends >>$T/log'
		[setup:a]
		command = /bin/sh -c 'echo a begins >>$T/log; echo a ends >>$T/log'
	END
	in_ns order
	eq "$status" 0 "$stderr"
	eq "$(tr '\n' , <"$T/log")" "b begins,b ends,a begins,a ends,web,"
	nothing_left
}

@test "setups: variables written to CTINIT_ENV join the environment of all later starts" {
	export BEFORE=ctinit
	ini env <<-'END'
		[defaults]
		environment = OWN=1
		[setup:one]
		command = /bin/sh -c 'echo "A=1" >>$CTINIT_ENV; echo "B=\"x y\"" >&8; echo BEFORE=setup >>$CTINIT_ENV'
		[setup:two]
		user = www-data
		command = /bin/sh -c 'echo "two $A" "$B"; echo C=3 >$CTINIT_ENV; echo A=2 >>$CTINIT_ENV'
		[service:web]
		type = task
		command = /bin/sh -c 'echo "web $A $B $C $BEFORE $OWN ${CTINIT_ENV:-none}"; [ ! -e /proc/self/fd/8 ]'
		[service:own]
		type = task
		after = web
		environment = C=mine D=${A}
		command = /bin/sh -c 'echo "own $C $D"'
		[service:clear]
		type = task
		after = own
		env-clear = yes
		command = /bin/sh -c 'echo "clear $A"'
	END
	in_ns env
	eq "$status" 0 "$stderr"
	eq "$output" $'two 1 x y\nweb 2 x y 3 setup 1 none\nown mine 2\nclear '
}

# answers: Q5
@test "setups: a failure ends the container with its exit code, and nothing else starts" {
	ini fail <<-'END'
		[setup:good]
		command = /bin/true
		[setup:bad]
		command = /bin/sh -c 'exit 7'
		[setup:third]
		command = /bin/echo third
		[service:web]
		command = /bin/echo web
	END
	in_ns fail
	eq "$status" 7
	eq "$output" ""
	match "$stderr" '^ctinit [|] setup bad failed: exited with code 7; container exit code 7$'
	printf '[setup:bad]\ncommand = /bin/sh -c "kill -KILL \\$\\$"\n[service:w]\ncommand = /bin/echo w\n' >"$T/kill.ini"
	in_ns kill
	eq "$status" 137
	printf '[setup:bad]\ncommand = /no/such/program\n[service:w]\ncommand = /bin/echo w\n' >"$T/none.ini"
	in_ns none
	eq "$status" 127
	match "$stderr" '^ctinit [|] setup bad: cannot run /no/such/program: No such file'
	eq "$output" ""
}

@test "setups: malformed or too many lines in CTINIT_ENV fail the setup" {
	ini bad <<-'END'
		[setup:s]
		command = /bin/sh -c 'echo A=1 >>$CTINIT_ENV; echo "not good" >>$CTINIT_ENV'
		[service:web]
		command = /bin/echo web
	END
	in_ns bad
	eq "$status" 125
	eq "$output" ""
	match "$stderr" '^ctinit [|] setup s: CTINIT_ENV:2: '
	ini large <<-'END'
		[setup:s]
		command = /bin/sh -c 'head -c 3000000 /dev/zero >>$CTINIT_ENV'
		[service:web]
		command = /bin/echo web
	END
	in_ns large
	eq "$status" 125
	match "$stderr" '^ctinit [|] setup s: CTINIT_ENV: more than 1 MiB$'
}

@test "setups: leftover processes of a setup are gone before the next one begins" {
	ini left <<-'END'
		[setup:s]
		command = /bin/sh -c 'setsid sleep 1000 & sleep 1000 & :'
		[service:web]
		type = task
		command = /bin/sh -c 'for p in /proc/[0-9]*/comm; do read -r c <$p && [ "$c" = sleep ] && echo "$p is left"; done; echo looked'
	END
	in_ns left
	eq "$status" 0 "$stderr"
	eq "$output" looked "$stderr"
}

@test "setups: SIGTERM ends the running setup and the container" {
	ini term <<-END
		[setup:s]
		command = /bin/sh -c 'trap "echo term >>$T/log; exit 0" TERM; echo begun; while :; do sleep 0.05; done'
		[setup:next]
		command = /bin/sh -c 'echo next >>$T/log'
		[service:web]
		command = /bin/sh -c 'echo web >>$T/log'
	END
	up term
	wait_line 10 "$T/term.out" begun
	down 10
	eq "$(cat "$T/log")" term
	eq "$(tail -n 1 "$T/term.err")" "ctinit | SIGTERM; container exit code 0"
	nothing_left
}

@test "setups: SIGTERM before a command in place of the services is not its success" {
	ini instead <<-'END'
		[setup:s]
		command = /bin/sh -c 'echo begun; exec sleep 1000'
		[service:web]
		command = /bin/echo web
	END
	start instead "${PID1[@]}" "$CTINIT" run "$T/instead.ini" /bin/echo command
	find_init
	wait_line 10 "$T/instead.out" begun
	kill -USR1 "$INIT" # setups ignore the signal
	kill -TERM "$INIT"
	finish 10 "$PID"
	eq "$STATUS" 143
	eq "$(cat "$T/instead.out")" begun
	sed -i 's/exec sleep 1000/exit 5/' "$T/instead.ini"
	in_ns_words instead /bin/echo command
	eq "$status" 5
	match "$stderr" '^ctinit: setup s: failed: exited with code 5'
	eq "$output" begun
}

@test "setups: run as a user, below another init, and with their own keys" {
	need_user
	install -d -o "$CT_USER" "$UDIR/made"
	ini user <<-END
		[setup:s]
		directory = $UDIR
		environment = A=\${HOME}
		dirs = $UDIR/made/by-setup
		pre-start = /bin/sh -c 'echo PRE=1 >>\$CTINIT_ENV'
		wait-for = file:$UDIR/made
		command = /bin/sh -c 'pwd; echo "\$A"; test -d made/by-setup; echo B=2 >>\$CTINIT_ENV'
		[service:web]
		type = task
		command = /bin/sh -c 'echo \$PRE \$B'
	END
	chmod 644 "$T/user.ini"
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run "$T/user.ini"
	eq "$status" 0 "$stderr"
	eq "$output" "$UDIR"$'\n'"$UDIR"$'\n1 2'
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" -- "$CTINIT" run "$T/user.ini"
	eq "$status" 0 "$stderr"
	eq "$(tail -n 1 <<<"$output")" '1 2'
}

@test "setups: without /proc the file is at descriptor 8" {
	ini noproc <<-'END'
		[init]
		mounts = no
		[setup:s]
		command = /bin/sh -c 'echo A=1 >&8'
		[service:web]
		type = task
		command = /bin/sh -c 'echo "A is $A"'
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pfm sh -c \
		'mount -t tmpfs none /proc && exec "$CTINIT" run '"$T/noproc.ini"
	eq "$status" 0 "$stderr"
	eq "$output" "A is 1"
}

@test "setup: with on-failed = ignore a failed setup is reported, and the others and the services start" {
	ini ignored <<-'END'
		[setup:bad]
		on-failed = ignore
		command = /bin/sh -c 'echo LEFT=over >>"$CTINIT_ENV"; exit 7'
		[setup:missing]
		on-failed = ignore
		command = /no/such/program
		[setup:good]
		command = /bin/echo good runs
		[service:web]
		type = task
		command = /bin/echo web runs
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/ignored.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" '^ctinit [|] setup bad: failed: exited with code 7 after .*; ignored \(on-failed\)$'
	match "$stderr" '^ctinit [|] setup missing: failed: .*; ignored \(on-failed\)$'
	match "$output" 'good runs'
	match "$output" 'web runs'
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/ignored.ini" /bin/sh -c 'echo a shell; exit 3'
	eq "$status" 3 "$stderr"
	match "$output" 'a shell'
	sed -i '0,/ignore/s//start:web/' "$T/ignored.ini"
	ct check "$T/ignored.ini"
	eq "$status" 1
	match "$stderr$output" 'on-failed = start:...: setups run before any service; use shutdown or ignore'
}
