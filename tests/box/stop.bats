#!/usr/bin/env bats
# tests/box/stop.bats - tests which processes a stop kills, and which ctinit never touches:
# kill, stop-target, stop-signal; as PID 1, as a subreaper, as a user, without /proc.
# timeout: 300
load ../lib/life

# Processes that could escape: another session, no mark, a double fork, a job of a shell.
escapes='setsid sleep 4001 & sleep 4002 & env -i sleep 4003 & (setsid sh -c "sleep 4004 & sleep 4005 &" &) ; bash -c "set -m; sleep 4006 & exit 0"'
# make_count: writes count.sh N..., which prints how many `sleep N` run for each N
make_count() {
	printf '%s\n' 'for n; do printf "%s=%s " $n $(pgrep -fxc "sleep $n"); done; echo' >"$T/count.sh"
	chmod a+r "$T/count.sh"
}

# answers: Q42 Q6
@test "stop: kill = tree ends every process that a task leaves, however it got away, and no other" {
	make_count
	ini t <<-END
		[service:a]
		type = task
		command = /bin/sh -c '$escapes; exit 0'
		[service:b]
		command = /bin/sh -c '(setsid sleep 4007 &) ; (sleep 4001 &) ; sleep 4008 & until [ \$(pgrep -fxc "sleep 400[178]") = 3 ]; do :; done; touch $T/b; wait'
		ready = file:$T/b
		before = a
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh $T/count.sh 4001 4002 4003 4004 4005 4006 4007 4008
	END
	in_ns t
	eq "$status" 0 "$stderr"
	eq "$output" "4001=1 4002=0 4003=0 4004=0 4005=0 4006=0 4007=1 4008=1 " "$stderr"
	no_match "$stderr" 'left behind|killed [0-9]'
	nothing_left
}

@test "stop: an unowned process is reported, left alone, and ended with the container" {
	ini u <<-END
		[service:a]
		type = task
		command = $PROGRAMS/leave.sh -q cleared:4011 deaf:4012 kill
		success = KILL
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 401[12]"; exit 0'
	END
	in_ns u
	eq "$status" 0 "$stderr"
	eq "$(tail -n 1 <<<"$output")" 2 "$stderr"
	eq "$(grep -c 'sleep (pid [0-9]*): orphan of an unknown service' <<<"$stderr")" 2 "$stderr"
	match "$stderr" '^ctinit [|] killed 1 process left in the container: sleep \(pid [0-9]+\)$'
	nothing_left
}

@test "stop: a service that daemonizes is told once how to stay in the foreground" {
	ini s <<-'END'
		[service:a]
		command = /bin/sh -c 'sleep 4041 & exit 0'
		restart-limit = 2
		restart-delay = 1ms
		on-failed = ignore
		[service:b]
		command = /bin/sh -c 'sleep 4042 & exit 3'
		restart = never
		on-failed = ignore
		[service:c]
		type = task
		command = /bin/sh -c 'sleep 4043 & exit 0'
		[service:d]
		command = /bin/sh -c 'sleep 4044 & exit 0'
		kill = group
		restart = never
	END
	in_ns s
	eq "$(grep -o '^ctinit [|] .: main process exited but left processes running; .* type = forking$' <<<"$stderr" | cut -c10 | sort)" \
		$'a\nd' "$stderr"
	nothing_left
}

@test "stop: a process that was seen below the main process is known after that is gone" {
	# Processes with another session and no mark. Their parent dies of the stop signal.
	ini s <<-END
		[service:a]
		command = $PROGRAMS/leave.sh cleared:4021 deaf:4022 stop
		ready = file:/nowhere
		start-timeout = 5s
		restart = never
		on-failed = ignore
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 402[12]"; exit 0'
	END
	in_ns s
	eq "$(tail -n 1 <<<"$output")" 0 "$stderr"
	# The stopped processes were continued and ended on SIGTERM; the deaf one is reported.
	match "$stderr" '^ctinit [|] a: failed: not ready within'
	match "$stderr" '^ctinit [|] a: killed 1 process that was left: sleep \(pid [0-9]+\)$'
	nothing_left
}

# answers: Q7
@test "stop: a service that ignores SIGTERM is killed with its whole tree" {
	ini d <<-END
		[service:a]
		command = $PROGRAMS/leave.sh deaf:4031 below:4032 stay
		stop-timeout = 300ms
		[service:b]
		command = /bin/sh -c 'trap "echo none of us; exit" TERM; sleep 4033 & wait'
		before = a
	END
	up d
	wait_line 10 "$T/d.out" '^up'
	down 10
	in_order "$T/d.err" '^ctinit [|] a: did not stop within .*, killing it' \
		'^ctinit [|] a: killed 3 processes with it: .*sleep \(pid [0-9]+\)' '^ctinit [|] a: stopped in .*, killed by SIGKILL' '^ctinit [|] b: stopped'
	nothing_left
}

# answers: Q10 Q42
@test "stop: stop-target: main, group and tree" {
	local target want
	for target in main group tree; do
		ini g <<-END
			[service:a]
			command = $PROGRAMS/generations.sh $T
			stop-signal = USR1
			stop-target = $target
			stop-timeout = 100s
		END
		rm -f "$T/go"
		up g
		wait_for 10 lines_like "$T/g.out" "" 2
		kill -TERM "$INIT"
		case $target in main) want='main ' ;; group) want='group main ' ;; tree) want='group main session ' ;; esac
		wait_for 10 lines_like "$T/g.out" '^(main|group|session)' "$(wc -w <<<"$want")"
		touch "$T/go"
		finish 20 "$UNSHARE"
		eq "$STATUS" 0 "$(cat "$E")"
		eq "$(grep -vx up "$T/g.out" | sort | tr '\n' ' ')" "$want" "$target"
	done
	nothing_left
}

@test "stop: kill = group and kill = main leave other processes alone" {
	local how wanted
	for how in group main; do
		ini g <<-END
			[service:a]
			command = /bin/sh -c 'sleep 4041 & setsid sleep 4042 & until pgrep -fx "sleep 4042"; do :; done >/dev/null; exit 0'
			type = task
			kill = $how
			[service:b]
			after = a
			type = task
			main = yes
			command = /bin/sh -c 'pgrep -fxc "sleep 4041"; pgrep -fxc "sleep 4042"; exit 0'
		END
		in_ns g
		wanted=$'0\n1'
		[ "$how" != main ] || wanted=$'1\n1'
		eq "$output" "$wanted" "$how"
	done
	nothing_left
}

@test "stop: as a subreaper no process of the host is touched, marked or not" {
	ini r <<-END
		[service:a]
		type = task
		command = /bin/sh -c '$escapes; exit 0'
	END
	# PID 1 of this namespace is a shell. Its own processes have the mark.
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc bash -c '
		CTINIT_SERVICE=a setsid sleep 4051 & CTINIT_SERVICE=a sleep 4052 &
		"$0" run -q "$1"; echo "code $?"
		pgrep -fxc "sleep 400[0-9]"; pgrep -fxc "sleep 405[12]"; :' "$CTINIT" "$T/r.ini"
	eq "$output" $'code 0\n0\n2' "$stderr"
	nothing_left
}

# answers: Q42
@test "stop: works as an ordinary user, also with hidepid" {
	need_user
	ini o <<-END
		[service:a]
		type = task
		command = /bin/sh -c '$escapes; exit 0'
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 400[0-9]"; exit 0'
	END
	chmod a+r "$T/o.ini"
	local hide
	for hide in 0 2; do
		run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc sh -c '
			mount -o remount,hidepid='$hide' /proc; exec setpriv --reuid "$1" --regid "$1" \
				--init-groups "$0" run --set defaults.log-format=plain "$2"' "$CTINIT" "$CT_USER" "$T/o.ini"
		eq "$output" 0 "hidepid=$hide: $stderr"
	done
	nothing_left
}

@test "stop: without /proc the process group still ends" {
	mkfifo "$T/up"
	ini n <<-END
		[service:a]
		type = task
		command = /bin/sh -c '(trap "" TERM; echo >$T/up; exec sleep 4061) & read x <$T/up; exit 0'
		[service:b]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'mount -t proc proc /proc; pgrep -fxc "sleep 4061"; exit 0'
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pfm sh -c '
		mount -t tmpfs none /proc; exec "$0" run --set defaults.log-format=plain --set init.mounts=no "$1"' "$CTINIT" "$T/n.ini"
	eq "$output" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: killing what is left of its group'
	nothing_left
}

# answers: Q42
@test "stop: reused pids hit no other process" {
	# ns_last_pid makes pids wrap around all the time. The bystander's children must all
	# exit normally while another service leaves a process behind each time it exits.
	ini p <<-'END'
		[service:rewind]
		command = /bin/bash -c 'while :; do echo 400 >/proc/sys/kernel/ns_last_pid; read -t 0.002 <> <(:); done'
		[service:bystander]
		type = task
		main = yes
		command = /bin/bash -c 'for i in {1..300}; do env -i setsid --wait sleep 0.003 || { echo "hit: $?"; exit 1; }; done; echo unhurt'
		[service:leaver]
		command = /bin/sh -c 'setsid sleep 4071 & sleep 4072 & env -i sleep 4073 & exit 0'
		restart-delay = 0
		restart-limit = 0
	END
	in_ns p
	eq "$output" unhurt "$stderr"
	eq "$status" 0
	[ "$(grep -c '^ctinit [|] leaver: exited with code 0' <<<"$stderr")" -ge 10 ]
	nothing_left
}

@test "stop: a service that forks without end is ended" {
	ini f <<-END
		[service:a]
		command = $PROGRAMS/fork-without-end.sh 1
		type = task
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'for i in \$(seq 500); do n=\$(pgrep -c "bash|fork-w"); [ "\$n" = 0 ] && break; sleep 0.02; done; echo \$n'
	END
	in_ns f
	eq "$output" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: killed [0-9]+ processes that were left: (bash|fork-without)'
	nothing_left
}

@test "stop: where no process is left none is examined" {
	local i
	for i in {1..200}; do
		printf '[service:s%d]\ncommand = /bin/sleep 1000\n' "$i"
	done | ini many
	up many
	wait_for 20 lines_like "$E" "" 200
	start calls strace -qq -e trace=openat,openat2,pidfd_open,pidfd_send_signal -o "$T/calls" -p "$INIT"
	wait_for 10 traced
	kill -TERM "$INIT"
	finish 20 "$PID"
	[ "$(wc -l <"$T/calls")" -le 60 ] || fail "$(wc -l <"$T/calls") calls" "$(head -n 20 "$T/calls")"
	no_match "$(cat "$T/calls")" 'pidfd_|/stat"'
}
