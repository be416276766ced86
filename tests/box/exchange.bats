#!/usr/bin/env bats
# tests/box/exchange.bats - tests how another process becomes the main process, with pid-file
# (type = forking) or MAINPID= (ready = notify), and which processes are refused.
# timeout: 240
load ../lib/life

setup() {
	need_root
	ct_setup
	chmod 777 "$T"
	snapshot
}

say_now() { grep -qE "$1" "$E"; }

@test "exchange: MAINPID= makes another process of the service the main process, before and after ready" {
	# The first process names a child and exits. The child names a child of its own, which
	# is killed.
	cat >"$T/two.sh" <<-END
		echo two \$\$
		until [ -e $T/go ]; do sleep 0.02; done
		setsid sleep 4601 &
		until [ "\$(cat /proc/\$!/comm)" = sleep ]; do sleep 0.02; done
		python3 $PROGRAMS/notify.py MAINPID=\$!
		until [ -e $T/end ]; do sleep 0.02; done
	END
	begin m <<-END
		[service:m]
		command = /bin/sh -c 'sh $T/two.sh & python3 $PROGRAMS/notify.py MAINPID=\$! READY=1; exit 5'
		ready = notify
		restart = never
		on-failed = ignore
		[service:o]
		command = /bin/sleep 1000
	END
	wait_line 10 "$E" 'm: ready'
	wait_line 10 "$E" 'm: its main process is now sh .* in place of pid'
	touch "$T/go"
	wait_line 10 "$E" 'm: its main process is now sleep .* in place of pid'
	no_match "$(cat "$E")" 'm: exited'
	# It becomes PID 1's child when its parent dies, and its exit is that of the service.
	touch "$T/end"
	wait_for 10 parent_is_dead
	pkill -TERM -fx 'sleep 4601' --ns "$INIT" --nslist pid
	wait_line 10 "$E" 'm: failed: killed by SIGTERM'
	down
}
parent_is_dead() { ! pgrep -fx "sh $T/two.sh" --ns "$INIT" --nslist pid; }

@test "exchange: READY=1 counts that PID 1 reads when the main process has exited" {
	cat >"$T/main.sh" <<-END
		until [ -e $T/go ]; do sleep 0.02; done
		sleep 4605 &
		python3 $PROGRAMS/notify.py MAINPID=\$! READY=1
		exit 5
	END
	begin m <<-END
		[service:m]
		command = /bin/sh $T/main.sh
		ready = notify
		start-timeout = 100s
		restart = never
	END
	local main
	wait_for 10 main_runs
	main=$(pgrep -fx "/bin/sh $T/main.sh" --ns "$INIT" --nslist pid)
	kill -STOP "$INIT"
	touch "$T/go"
	wait_for 10 grep -q '^State:.Z' "/proc/$main/status"
	kill -CONT "$INIT"
	wait_line 10 "$E" 'm: ready'
	wait_line 10 "$E" 'm: its main process is now sleep'
	no_match "$(cat "$E")" 'm: (exited|failed)'
	down
}
main_runs() { pgrep -fx "/bin/sh $T/main.sh" --ns "$INIT" --nslist pid; }

@test "exchange: MAINPID= of another service's process, or of none, is ignored" {
	begin f <<-END
		[service:o]
		command = /bin/sh -c 'echo \$\$ >$T/o; exec sleep 4611'
		ready = file:$T/o
		start-delay = 300ms
		[service:m]
		command = $PROGRAMS/claim-main.sh $T
		ready = notify
		restart = never
		on-failed = ignore
	END
	wait_line 20 "$E" 'm: ready'
	in_order "$E" "m: MAINPID=[0-9]+ is ignored: that process is another service's" \
		'm: MAINPID=4194000 is ignored: there is no such process'
	touch "$T/go"
	wait_line 10 "$E" 'm: failed: exited with code 3'
	eq "$(pgrep -fxc 'sleep 4611' --ns "$INIT" --nslist pid)" 1
	no_match "$(cat "$E")" 'is now'
	down
}

# forker SHELL: starts service p as root; on USR1 its daemon runs SHELL
forker() {
	cat >"$T/daemon.sh" <<-END
		trap 'on' USR1
		on() { $1
		}
		echo \$\$ >$T/p.pid
		while :; do sleep 0.02; done
	END
	begin p <<-END
		[service:o]
		command = /bin/sh -c 'echo \$\$ >$T/o; exec sleep 4621'
		ready = file:$T/o
		[service:p]
		needs = o
		type = forking
		pid-file = $T/p.pid
		command = /bin/sh -c 'setsid sh $T/daemon.sh & exit 0'
		restart = never
		on-failed = ignore
		reload = USR1
	END
	wait_line 20 "$E" 'p: ready'
	pkill -USR1 -fx "sh $T/daemon.sh" --ns "$INIT" --nslist pid
}

@test "exchange: a pid-file that names a foreign or ended process is the end of the service" {
	local what
	for what in "cat $T/o >$T/p.pid; exit 0" 'exit 0' "echo 4194000 >$T/p.pid; exit 0" \
		"mkfifo $T/f; mv $T/f $T/p.pid; exit 0" "rm $T/p.pid; exit 0"; do
		rm -f "$T/p.pid" "$T/o"
		forker "$what"
		wait_line 3 "$E" 'p: done'
		eq "$(pgrep -fxc 'sleep 4621' --ns "$INIT" --nslist pid)" 1 "$what"
		no_match "$(cat "$E")" 'is now' # of p
		down
	done
}

@test "exchange: a process of another user, named by an ordinary user's file, is not followed" {
	need_user
	forker "env -i setsid setsid sleep 4622 >/dev/null 2>&1 </dev/null & rm $T/p.pid; echo \$! >$T/p.pid; chown $CT_USER $T/p.pid; exit 0"
	wait_line 10 "$E" 'p: done'
	no_match "$(cat "$E")" 'is now'
	down
}

@test "exchange: a new main process that writes its file late is found; a stop meanwhile ends both" {
	mkfifo "$T/fifo"
	forker "(sh -c 'read x <$T/fifo; echo \$\$ >$T/p.pid; exec sleep 4623' &); rm $T/p.pid; exit 0"
	wait_for 10 gone_file
	echo >"$T/fifo"
	wait_line 10 "$E" 'p: its main process is now sleep .* in place of pid'
	down
	match "$(cat "$E")" 'p: stopped in .*, killed by SIGTERM'
	rm -f "$T/p.pid" "$T/o"
	forker "(sh -c 'read x <$T/fifo; exec sleep 4624' &); rm $T/p.pid; exit 0"
	wait_for 10 gone_file
	down
	no_match "$(cat "$E")" 'is now'
}
gone_file() { [ ! -e "$T/p.pid" ]; }
