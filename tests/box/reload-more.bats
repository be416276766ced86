#!/usr/bin/env bats
# tests/box/reload-more.bats - tests reloads with a terminal, a forking daemon, a file from
# stdin, changed setups, users and output, and the cost of many reloads.
# timeout: 300
load ../lib/life
load ../lib/log
load ../lib/reload

logger() { pgrep -P "$INIT" -x ctinit-log; }

@test "reload: the service with the terminal keeps it, and a changed one gets it again" {
	need_terminal
	ini shell <<-'END'
		[service:shell]
		command = /bin/bash --norc --noprofile -i
		environment = PS1=at-the-prompt> HISTFILE= TERM=dumb
		main = yes
		terminal = yes
		stop-signal = HUP
		[service:other]
		command = /bin/sleep 1000
	END
	run "${LIMIT[@]}" python3 "$ROOT/tests/lib/terminal.py" unshare -pf --mount-proc \
		--kill-child setsid -c "$CTINIT" run "$T/shell.ini" <<-END
			expect at-the-prompt>
			send sed -i 's/sleep 1000/sleep 1001/' $T/shell.ini; kill -HUP 1\n
			expect reload: other: restart: command
			expect reload: done
			send tty; echo "flags \$-"\n
			expect ^/dev/(pts/\d+|console)
			expect ^flags \w*m
			expect at-the-prompt>
			send sh -c 'echo sleeps; exec sleep 1000'\n
			expect ^sleeps
			send \x1a
			expect Stopped +sh -c
			send kill -KILL %%; wait\n
			expect at-the-prompt>
			send sed -i 's/HISTFILE=/HISTFILE= SECOND=yes/' $T/shell.ini; kill -HUP 1\n
			expect reload: shell: restart: environment
			expect shell: ready
			send tty; echo "second \$SECOND flags \$-"\n
			expect ^/dev/(pts/\d+|console)
			expect ^second yes flags \w*m
			send sh -c 'trap "echo interrupted; exit 3" INT; echo runs; while :; do sleep 0.05; done'\n
			expect ^runs
			send \x03
			expect interrupted
			send exit 7\n
		END
	eq "$status" 7 "$output"
	no_match "$output" bug
	nothing_left
}

@test "reload: of a forking daemon, live keys leave it, others replace it, a hung start ends" {
	local first second
	ini fork <<-END
		[defaults]
		on-failed = ignore
		[service:stays]
		command = /bin/sleep 1000
		[service:d]
		type = forking
		pid-file = $T/d.pid
		command = /bin/sh -c 'setsid /bin/sleep 1001 & echo \$! >$T/d.pid'
		restart-delay = 1h
		restart-max-delay = 1h
		[service:hangs]
		type = forking
		pid-file = $T/never.pid
		command = /bin/sh -c 'setsid /bin/sleep 1002 & :'
		start-timeout = 1h
	END
	up fork
	wait_line 10 "$E" '^ctinit [|] d: ready'
	wait_for 10 runs 1002
	first=$(pid 1001)
	sed -i 's/restart-delay = 1h/restart-delay = 10ms/; s/restart-max-delay = 1h/restart-max-delay = 10ms/' "$T/fork.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: d: changed: restart-delay, restart-max-delay$'
	eq "$(pid 1001)" "$first" "its main process"
	kill -KILL "$first" # is its exit still seen, and is the new key in force?
	wait_for 10 lines_like "$E" '^ctinit [|] d: ready' 2
	second=$(pid 1001)
	sed -i '/service:d/,/service:hangs/ s/1001/1011/; s/never.pid/h.pid/; s/1002 & :/1012 \& echo \$! >'"${T//\//\\/}"'\/h.pid/' "$T/fork.ini"
	reload
	wait_line 10 "$E" '^ctinit [|] hangs: ready'
	wait_for 10 runs 1011
	wait_for 10 runs 1012
	runs_not 1001
	runs_not 1002
	[ ! -e "/proc/$second" ]
	reload
	sed -i '/^\[service:d/,$d' "$T/fork.ini"
	reload
	runs_not 1011
	runs_not 1012
	no_match "$(cat "$E")" bug
	down
}

@test "reload: map-user stays as it was at the start, and that is reported" {
	chmod 777 "$T"
	own_accounts
	ini users <<-END
		[init]
		map-user = fresh:4001:4002
		[service:a]
		user = fresh
		command = /bin/sh -c 'id -u >>$T/ids; exec /bin/sleep 1001'
		restart-delay = 0s
	END
	up users
	wait_line 10 "$T/ids" 4001
	wait_for 10 runs 1001
	sed -i 's/fresh:4001/fresh:4003/' "$T/users.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: \[init\] map-user: needs a new start of the container'
	kill -KILL "$(pid 1001)"
	wait_for 10 lines_like "$T/ids" . 2
	wait_for 10 runs 1001
	sed -i 's/sleep 1001/sleep 1002/; s/map-user.*/map-user =/' "$T/users.ini"
	reload
	wait_for 10 runs 1002
	eq "$(sort -u "$T/ids")" 4001 "all ids: $(tr '\n' ' ' <"$T/ids")"
	down
}

@test "reload: a file from stdin cannot be read again; nothing changes" {
	local a
	printf '[service:a]\ncommand = /bin/sleep 1001\n' >"$T/stdin.ini"
	E=$T/stdin.err
	# shellcheck disable=SC2016 # expanded by the inner shell
	start stdin sh -c 'exec "$@" <"$0"' "$T/stdin.ini" unshare -rpf --mount-proc --kill-child "$CTINIT" run -
	find_init
	wait_for 10 runs 1001
	a=$(pid 1001)
	for n in 1 2; do
		kill -HUP "$INIT"
		wait_for 10 lines_like "$E" '^ctinit [|] reload: refused; nothing has changed$' "$n"
	done
	eq "$(lines '^ctinit [|] standard input cannot be read again$')" 2
	eq "$(pid 1001)" "$a"
	down
}

@test "reload: added, removed and moved setups are reported and not run; their variables stay" {
	local a
	ini setups <<-END
		[setup:one]
		command = /bin/sh -c 'echo ONE=1 >>\$CTINIT_ENV; echo one >>$T/ran'
		[setup:two]
		command = /bin/sh -c 'echo TWO=2 >>\$CTINIT_ENV; echo two >>$T/ran'
		[service:a]
		command = /bin/sleep 1001
	END
	up setups
	wait_for 10 runs 1001
	a=$(pid 1001)
	cat >"$T/setups.ini" <<-END
		[setup:three]
		command = /bin/sh -c 'echo three >>$T/ran'
		[setup:two]
		command = /bin/sh -c 'echo TWO=2 >>\$CTINIT_ENV; echo two >>$T/ran'
		[setup:four]
		command = /bin/sh -c 'echo four >>$T/ran'
		[setup:five]
		command = /bin/sh -c 'echo five >>$T/ran'
		[service:b]
		command = /bin/sh -c 'echo \$ONE\$TWO >>$T/b; exec /bin/sleep 1002'
		[service:a]
		command = /bin/sleep 1001
	END
	reload
	wait_line 10 "$T/b" '^12$'
	wait_for 10 runs 1002
	eq "$(lines '^ctinit [|] reload: setup (three|four|five): new; setups run only when')" 3
	eq "$(lines '^ctinit [|] reload: setup (one|two)')" 0
	sed -i '/^\[setup/,/ran/d' "$T/setups.ini"
	reload
	eq "$(pid 1001)" "$a"
	sed -i 's/1002/1003/' "$T/setups.ini"
	reload
	wait_for 10 runs 1003
	eq "$(cat "$T/b")" $'12\n12'
	eq "$(cat "$T/ran")" $'one\ntwo'
	eq "$(pid 1001)" "$a"
	no_match "$(cat "$E")" bug
	down
}

@test "reload: log keys of a running service change format, file, rate and console without a restart" {
	local a lines
	ini keys <<-END
		[service:a]
		command = /bin/sh -c 'i=0; while :; do i=\$((i+1)); echo line \$i; sleep 0.02; done'
		kill = group
		log-time = none
	END
	up keys
	wait_line 10 "$T/keys.out" '^line 3$'
	a=$(children_of "$INIT" | tr ' ' '\n' | grep -vxF "$(logger)" | head -n 1)
	printf 'log-format = json\n' >>"$T/keys.ini"
	sed -i 's/log-time = none/log-time = utc/' "$T/keys.ini"
	# --set of the tests overrides [defaults], but not the service
	reload
	match "$(cat "$E")" '^ctinit [|] reload: a: changed: log-format, log-time$'
	wait_line 10 "$T/keys.out" '^\{.*"text":"line '
	printf 'log-file = %s\n' "$T/a.log" >>"$T/keys.ini"
	sed -i 's/log-format = json/log-format = plain/; s/log-time = utc/log-time = none/' "$T/keys.ini"
	reload
	wait_line 10 "$T/a.log" '^line [0-9]+$'
	printf 'log-console = no\nlog-file-mode = 0600\n' >>"$T/keys.ini"
	sed -i 's/a\.log/b.log/' "$T/keys.ini"
	reload
	wait_line 10 "$T/b.log" '^line [0-9]+$'
	eq "$(stat -c %a "$T/b.log")" 600
	lines=$(wc -l <"$T/keys.out")
	wait_for 10 lines_like "$T/b.log" line "$(($(wc -l <"$T/b.log") + 5))"
	eq "$(wc -l <"$T/keys.out")" "$lines" "lines on a console that it has left"
	# No line is lost between one file and the next.
	python3 - "$T" <<-'END'
		import re, sys
		seen = [int(re.search(r"line (\d+)", l)[1])
		        for n in ("keys.out", "a.log", "b.log")
		        for l in open(f"{sys.argv[1]}/{n}").read().split("\n")[:-1] if "line" in l]
		assert set(range(1, max(seen) + 1)) <= set(seen), seen
	END
	printf 'log-rate = 2\n' >>"$T/keys.ini"
	reload
	wait_line 10 "$E" 'more than 2 in a second'
	sed -i '/log-rate/d; /log-file/d; /log-console/d' "$T/keys.ini"
	lines=$(wc -l <"$T/keys.out")
	reload
	wait_for 10 lines_like "$T/keys.out" line "$((lines + 3))"
	eq "$(children_of "$INIT" | tr ' ' '\n' | grep -cxF "$a")" 1 "the process"
	eq "$(lines '^ctinit [|] a: ready')" 1
	printf 'log-follow = %s\n' "$T/followed" >>"$T/keys.ini"
	: >"$T/followed"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: a: changed: log-follow$'
	wait_for 10 probed "$T/followed" "$T/keys.out" 'from a file'
	eq "$(children_of "$INIT" | tr ' ' '\n' | grep -cxF "$a")" 1 "the process"
	# log-follow depends on the service's environment, which is set at start.
	sed -i "s|^log-follow = .*|log-follow = \${NOWHERE:-$T/followed}|" "$T/keys.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: a: restart: log-follow$'
	wait_for 10 lines_like "$E" '^ctinit [|] a: ready' 2
	no_match "$(cat "$E")" bug
	down
}

@test "reload: stdout from the log to inherit, a file, a pipe and back" {
	local k n=0
	ini out <<-END
		[service:a]
		command = /bin/sh -c 'trap "echo bye-\$K; exit" TERM; echo up-\$K; while :; do sleep 0.05; done'
		kill = group
		environment = K=log
		stdout = log
		[service:reader]
		command = /bin/sh -c 'cat >>$T/read'
		kill = group
		[service:other]
		command = /bin/sleep 1001
		stdout = pipe:reader
	END
	up out
	wait_line 10 "$T/out.out" '^up-log$'
	for k in inherit "file:$T/file" pipe:reader log null; do
		sed -i "/service:a/,/service:reader/ { s|^environment = .*|environment = K=${k%%:*}-$((++n))|; s|^stdout = .*|stdout = $k| }" "$T/out.ini"
		reload
		case $k in
		inherit) wait_line 10 "$T/out.out" "^up-inherit-$n\$" ;;
		file*) wait_line 10 "$T/file" "^up-file-$n\$" ;;
		pipe*) wait_line 10 "$T/read" "^up-pipe-$n\$" ;;
		log) wait_line 10 "$T/out.out" "^up-log-$n\$" ;;
		null) wait_for 10 lines_like "$E" "^ctinit [|] a: ready" $((n + 1)) ;;
		esac
	done
	# Its last lines went to its old output.
	wait_line 10 "$T/out.out" '^bye-log-4$'
	eq "$(sort "$T/out.out")" $'bye-inherit-1\nbye-log\nbye-log-4\nup-inherit-1\nup-log\nup-log-4'
	eq "$(cat "$T/file")" $'up-file-2\nbye-file-2'
	eq "$(cat "$T/read")" $'up-pipe-3\nbye-pipe-3'
	no_match "$(cat "$E")" bug
	down
}

@test "reload: two hundred reloads with logs: PID 1 and the logger do not grow; all lines arrive" {
	local i n pid_fds log_fds pid_dirty log_dirty log
	is_static || skip "the sanitizers keep what was freed"
	many_logs 1 >"$T/many.ini"
	up many
	wait_for 10 have 1000 12
	log=$(logger)
	round 2 40
	pid_fds=$(fds "$INIT") log_fds=$(fds "$log")
	pid_dirty=$(dirty "$INIT") log_dirty=$(dirty "$log")
	round 42 160
	eq "$(logger)" "$log" "the logger"
	wait_for 10 fds_are "$INIT" "$pid_fds"
	wait_for 10 fds_are "$log" "$log_fds"
	[ "$(dirty "$INIT")" -le $((pid_dirty + 128)) ] || fail "PID 1: $pid_dirty, then $(dirty "$INIT") KiB"
	[ "$(dirty "$log")" -le $((log_dirty + 128)) ] || fail "logger: $log_dirty, then $(dirty "$log") KiB"
	down
	for ((n = 1; n <= 201; n++)); do echo "changes $n"; done | sort >"$T/want"
	grep -h '^changes' "$T/many.out" | sort | diff "$T/want" - || fail "lines are missing or there twice"
	no_match "$(cat "$E")" bug
}
# many_logs N: prints 8 services that stay, one of them with a changed live key, 3 that
# change, and one that has one of two names and follows a file
many_logs() {
	local i
	for i in {1..8}; do
		printf '[service:stays%d]\ncommand = /bin/sh -c "echo stays; exec /bin/sleep 1000"\nlog-ring = 64K\n' "$i"
	done
	printf 'log-rate = %d\n' "$((1000 + $1 % 2))"
	printf '[service:changes]\ncommand = /bin/sh -c "echo changes %d; exec /bin/sleep 1000"\n' "$1"
	for i in 1 2; do
		printf '[service:two%d]\ncommand = /bin/sleep 1000\nenvironment = N=%d\n' "$i" "$1"
	done
	printf '[service:name%d]\ncommand = /bin/sleep 1000\nlog-follow = %s\n' "$(($1 % 2))" "$T/followed"
}
# round FIRST COUNT: makes COUNT reloads, numbered from FIRST
round() {
	local n
	for ((n = $1; n < $1 + $2; n++)); do
		many_logs "$n" >"$T/many.new"
		mv "$T/many.new" "$T/many.ini"
		reload
		wait_for 10 have 1000 12
	done
}

@test "reload: three hundred services with followed files are removed at once; the logger releases all" {
	local n log before
	is_static || skip "too slow under the sanitizers"
	printf '[service:stays]\ncommand = /bin/sleep 1000\n' >"$T/mass.ini"
	up mass
	wait_for 10 runs 1000
	: >"$T/followed"
	for n in {1..300}; do
		printf '[service:s%d]\ncommand = /bin/sleep 1001\nstop-timeout = 20s\nlog-follow = %s\n' "$n" "$T/followed"
	done >"$T/more"
	cp "$T/mass.ini" "$T/less"
	cat "$T/more" >>"$T/mass.ini"
	reload
	wait_for 30 have 1001 300
	cp "$T/less" "$T/mass.ini"
	reload
	runs_not 1001
	log=$(logger)
	before=$(fds "$log")
	[ "$before" -lt 40 ] || wait_for 10 fewer "$log" 40
	printf 'late\n' >>"$T/followed"
	cat "$T/more" >>"$T/mass.ini"
	reload
	wait_for 30 have 1001 300
	no_match "$(cat "$T/mass.out")" late
	down
}
fewer() { [ "$(fds "$1")" -lt "$2" ]; }
