#!/usr/bin/env bats
# tests/box/left-drain.bats - tests the time limit for processes that outlive the main
# process: the rest of the stop timeout during a stop, otherwise kill-timeout.
# timeout: 240
load ../lib/life

# Writes a start script without exec. It dies of the stop signal, and its server drains on
# SIGTERM until $T/go exists. The server prints "again" on a second SIGTERM, which is an
# error.
script() { # SIGNAL: writes $T/start.sh
	cat >"$T/server.sh" <<-END
		trap 'echo again; exit 9' TERM
		trap 'drain' $1
		drain() { trap 'echo again; exit 9' $1 TERM; echo draining; until [ -e $T/go ]; do sleep 0.02; done; echo drained; exit 0; }
		echo up
		while :; do sleep 0.02; done
	END
	printf '/bin/sh %s\ntrue\n' "$T/server.sh" >"$T/start.sh"
	rm -f "$T/go"
}
web() { # KEY=VALUE...: writes $T/web.ini with the service web, and db, which web needs
	{
		printf '[service:db]\ncommand = /bin/sh -c '\''trap "echo db stops; exit 0" TERM; while :; do sleep 0.02; done'\''\n'
		printf '[service:web]\nneeds = db\ncommand = /bin/sh %s\n' "$T/start.sh"
		printf '%s\n' "$@"
	} >"$T/web.ini"
	up web
	wait_line 10 "$T/web.out" '^up'
}
# timed_out SECONDS: waits this long, and nothing may happen
timed_out() { ! read -rt "$1" <> <(:); }
main_is_dead() { ! pgrep -fx "/bin/sh $T/start.sh" --ns "$INIT" --nslist pid; }

@test "left: the server behind a start script drains within stop-timeout, and its needs stay up" {
	local target how
	for how in tree group; do
		for target in main group tree; do
			script TERM
			web 'stop-timeout = 100s' "stop-target = $target" "kill = $how"
			kill -TERM "$INIT"
			wait_line 10 "$T/web.out" '^draining'
			wait_for 10 main_is_dead
			timed_out 2 # longer than the old limit of one second
			touch "$T/go"
			finish 20 "$UNSHARE"
			eq "$STATUS" 0 "$(cat "$E")"
			eq "$(cat "$T/web.out")" $'up\ndraining\ndrained\ndb stops' "$target, $how: $(cat "$E")"
			no_match "$(cat "$E")" 'killed [0-9]|killing'
		done
	done
	nothing_left
}

@test "left: the stop-signal list continues with the remaining processes and ends with SIGKILL" {
	script USR2
	sed -i "s/^drain() .*/drain() { trap 'echo term' TERM; echo draining; while :; do sleep 0.02; done; }/" "$T/server.sh"
	web 'stop-signal = USR2:500ms TERM:500ms' 'stop-target = tree'
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	eq "$(cat "$T/web.out")" $'up\ndraining\nterm\ndb stops' "$(cat "$E")"
	in_order "$E" 'web: did not stop within .*, killing it' 'web: killed [0-9] process' 'web: stopped in .*, killed by SIGUSR2'
	nothing_left
}

@test "left: a process that ignores the stop signal gets SIGTERM" {
	# A background job of a shell ignores SIGINT too.
	ini bg <<-END
		[service:a]
		command = $PROGRAMS/child-ignores-hup.sh
		stop-signal = HUP:100s
		stop-target = tree
	END
	up bg
	wait_line 10 "$T/bg.out" '^up'
	down 20
	eq "$(cat "$T/bg.out")" $'up\nbye'
	no_match "$(cat "$E")" 'killed [0-9]|killing'
}

@test "left: shutdown-timeout and further requests shorten the time of the remaining processes" {
	local n
	for n in 0 1 2; do
		script TERM
		if [ "$n" = 0 ]; then
			web 'stop-timeout = 1000s' '[init]' 'shutdown-timeout = 1s'
		else
			web 'stop-timeout = 1000s'
		fi
		kill -TERM "$INIT"
		wait_line 10 "$T/web.out" '^draining'
		wait_for 10 main_is_dead
		[ "$n" = 0 ] || kill -TERM "$INIT"
		[ "$n" != 2 ] || kill -INT "$INIT"
		finish 20 "$UNSHARE"
		match "$(cat "$E")" 'web: killed [0-9] process'
	done
	nothing_left
}

@test "left: the same where each service has a control group" {
	need_cgroup
	local target
	for target in main group tree; do
		script TERM
		ini g <<-END
			[service:web]
			command = /bin/sh $T/start.sh
			stop-timeout = 100s
			stop-target = $target
			[service:stop]
			type = task
			main = yes
			needs = web
			command = /bin/sh -c 'until [ -e $T/up ]; do sleep 0.02; done'
		END
		rm -f "$T/up" "$T/g.out" # otherwise the next wait_line finds lines of the last round
		start g sh "$ROOT/tests/lib/in-cgroup2" sh "$ROOT/tests/lib/own-cgroup" \
			unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/g.ini"
		wait_line 10 "$T/g.out" '^(web \| )?up'
		touch "$T/up"
		wait_line 10 "$T/g.out" 'draining'
		timed_out 2
		touch "$T/go"
		finish 20 "$PID"
		eq "$(sed 's/.* | //' "$T/g.out")" $'up\ndraining\ndrained' "$target: $(cat "$T/g.err")"
	done
	nothing_left
}

@test "left: kill-timeout applies to an end without a stop; a stop meanwhile uses its own time" {
	# The main process is killed; the server ignores the first SIGTERM.
	script USR1
	sed -i "1s/.*/trap 'echo term' TERM/" "$T/server.sh"
	web 'kill-timeout = 300ms' 'restart = never' 'on-failed = ignore'
	pkill -KILL -fx "/bin/sh $T/start.sh" --ns "$INIT" --nslist pid
	wait_line 10 "$E" 'web: killed [0-9] process'
	wait_line 10 "$T/web.out" '^term'
	down
	script USR1
	sed -i "1s/.*/trap 'echo term' TERM/" "$T/server.sh"
	web 'kill-timeout = 1000s' 'stop-signal = USR1:100s' 'stop-target = tree'
	pkill -KILL -fx "/bin/sh $T/start.sh" --ns "$INIT" --nslist pid
	wait_line 10 "$T/web.out" '^term'
	touch "$T/go"
	down 20
	eq "$(cat "$T/web.out")" $'up\nterm\ndraining\ndrained\ndb stops' "$(cat "$E")"
}

@test "left: a single command's remaining processes drain; a second SIGTERM ends the wait" {
	local words
	for words in "run" ""; do
		script TERM
		start one "${PID1[@]}" "$CTINIT" $words -- /bin/sh "$T/start.sh"
		find_init
		wait_line 10 "$T/one.out" '^up'
		kill -TERM "$INIT"
		wait_line 10 "$T/one.out" '^draining'
		wait_for 10 main_is_dead
		timed_out 2
		touch "$T/go"
		finish 20 "$UNSHARE"
		eq "$STATUS" 143 "$(cat "$T/one.err")"
		eq "$(cat "$T/one.out")" $'up\ndraining\ndrained' "$(cat "$T/one.err")"
	done
	script TERM
	start one "${PID1[@]}" "$CTINIT" run -- /bin/sh "$T/start.sh"
	find_init
	wait_line 10 "$T/one.out" '^up'
	kill -TERM "$INIT"
	wait_for 10 main_is_dead
	kill -TERM "$INIT"
	finish 3 "$UNSHARE"
	eq "$STATUS" 143 "$(cat "$T/one.err")"
	nothing_left
}
