#!/usr/bin/env bats
# tests/box/reload-gone.bats - tests the last lines, failures and memory of services that a
# reload removes. Also tests reloads that fail, wholly or in part.
# timeout: 300
load ../lib/life
load ../lib/reload

logger() { pgrep -P "$INIT" -x ctinit-log; }

@test "reload: a syslog that is added or removed counts from the next start, also for line formats" {
	as_users_see_it
	ini look <<-'END'
		[service:a]
		command = /bin/sh -c 'trap "echo again" HUP; echo up; while :; do sleep 0.02; done'
		kill = group
		reload = HUP
	END
	up look
	wait_line 10 "$T/look.out" '^up$'
	printf '[init]\nsyslog = yes\n' >>"$T/look.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: \[init\] syslog: needs a new start of the container$'
	wait_line 10 "$T/look.out" 'again'
	eq "$(cat "$T/look.out")" $'up\nagain'
	printf '[service:b]\ncommand = /bin/sleep 1001\n' >>"$T/look.ini"
	reload
	wait_line 10 "$T/look.out" '^a \| again$'
	down
}

@test "reload: the failure of a removed service does not decide the exit code; that of a remaining one does" {
	ini gone <<-END
		[defaults]
		on-failed = ignore
		restart = never
		[service:first]
		command = /bin/sh -c 'exit 3'
		[service:second]
		command = /bin/sh -c 'until [ -e $T/go ]; do sleep 0.02; done; exit 4'
		kill = group
		[service:stays]
		command = /bin/sh -c 'until [ -e $T/end ]; do sleep 0.02; done'
		kill = group
	END
	for left in 4 0; do
		rm -f "$T/go" "$T/end"
		cp "$T/gone.ini" "$T/now.ini"
		up now
		wait_line 10 "$E" '^ctinit [|] first: failed'
		: >"$T/go"
		wait_line 10 "$E" '^ctinit [|] second: failed'
		sed -i '/service:first/,/exit 3/d' "$T/now.ini"
		[ "$left" = 4 ] || sed -i '/service:second/,/^kill/d' "$T/now.ini"
		reload
		: >"$T/end"
		finish 20 "$UNSHARE"
		eq "$STATUS" "$left" "$(cat "$E")"
		reason='second had failed: exited with code 4'
		[ "$left" != 0 ] || reason='container exit code 0$'
		match "$(tail -n 1 "$E")" "nothing left to run; $reason"
	done
}

@test "reload: when the log cannot get what it needs nothing changes, also the next time" {
	in_user_namespace
	ini fsize <<-'END'
		[service:a]
		command = /bin/sleep 1001
		stdout = null
		stderr = null
	END
	# shellcheck disable=SC2016 # expanded by the inner shell
	PID1=(sh -c 'ulimit -f 1000 && exec "$@"' sh "${PID1[@]}")
	up fsize
	wait_for 10 runs 1001
	printf '[service:b]\ncommand = /bin/sleep 1002\n' >>"$T/fsize.ini"
	for n in 1 2; do
		kill -HUP "$INIT"
		wait_for 10 lines_like "$E" '^ctinit [|] reload: File too large; nothing has changed$' "$n"
	done
	runs 1001
	runs_not 1002
	down
}

@test "reload: a live key with a nonsensical variable is reported, and the old value stays" {
	ini policy <<-END
		[service:a]
		command = /bin/sh -c 'trap "echo usr1 >$T/said; exit" USR1; echo up; while :; do sleep 0.02; done'
		kill = group
		environment = GOOD=USR1 BAD=nonsense
		stop-signal = \${GOOD}
		stop-timeout = 20s
	END
	up policy
	wait_line 10 "$T/policy.out" '^up$'
	sed -i 's/GOOD}/BAD}/' "$T/policy.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: a: changed: stop-signal$'
	match "$(cat "$E")" '^ctinit [|] reload: a: what changed counts from its next start: .*nonsense'
	down
	eq "$(cat "$T/said")" usr1
}

@test "reload: a removed service's last output is waited for while no logger can be had, or reported lost" {
	local limit n
	ini last <<-END
		[service:stays]
		command = /bin/sleep 1001
		[service:a]
		command = /bin/sh -c 'trap "until [ -e $T/go ]; do sleep 0.02; done; echo last words; exit" TERM; echo up; while :; do sleep 0.02; done'
		kill = group
		stop-timeout = 60s
	END
	cp "$T/last.ini" "$T/both.ini"
	up last
	limit=$(awk '/^Max open files/ { print $4 ":" $5 }' "/proc/$INIT/limits")
	for n in 1 2; do
		wait_for 10 lines_like "$T/last.out" '^up$' "$n"
		rm -f "$T/go"
		sed -i '/service:a/,$d' "$T/last.ini"
		kill -HUP "$INIT"
		wait_for 10 lines_like "$E" '^ctinit [|] reload: a: removed$' "$n"
		prlimit --pid "$INIT" --nofile="4:${limit#*:}"
		kill -KILL "$(logger)"
		wait_for 10 lines_like "$E" '^ctinit [|] the logger cannot be started: Too many open files$' "$n"
		: >"$T/go"
		wait_for 10 lines_like "$E" '^ctinit [|] a: (stopped|done)' "$n"
		[ "$n" = 1 ] || wait_line 30 "$E" '^ctinit [|] a: what it wrote last is lost: no logger runs$'
		prlimit --pid "$INIT" --nofile="$limit"
		wait_for 20 is_over "$((2 * n - 2))"
		cp "$T/both.ini" "$T/last.ini"
		reload
	done
	eq "$(grep -c '^last words$' "$T/last.out")" 1
	eq "$(lines '^ctinit [|] a: what it wrote last is lost')" 1
	down
}

@test "reload: of a removed service, with a stalled console, the file has all lines, the console the rest but drops" {
	local i
	mkfifo "$T/console"
	printf '[service:noise]\ncommand = /usr/bin/yes noise\nstop-timeout = 1s\n' >"$T/still.ini"
	cp "$T/still.ini" "$T/less"
	for i in {1..10}; do
		printf '[service:a%d]\ncommand = /bin/sh -c "seq -f \\"a%d %%g of many\\" 3000; : >%s/wrote%d; exec /bin/sleep 1001"\nlog-file = %s/a%d.log\n' \
			"$i" "$i" "$T" "$i" "$T" "$i"
	done >>"$T/still.ini"
	# shellcheck disable=SC2016 # expanded by the inner shell
	start reader sh -c 'exec <"$0/console"; until [ -e "$0/go" ]; do sleep 0.02; done; exec cat' "$T"
	# shellcheck disable=SC2016 # expanded by the inner shell
	start still sh -c 'exec "$@" >"$0/console"' "$T" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/still.ini"
	E=$T/still.err
	find_init
	for i in {1..10}; do wait_for 20 [ -e "$T/wrote$i" ]; done
	cp "$T/less" "$T/still.ini"
	reload
	for i in {1..10}; do wait_for 20 lines_like "$T/a$i.log" "^a$i " 3000; done
	: >"$T/go"
	down
	for i in {1..10}; do
		python3 - "$T/reader.out" "$i" <<-'END'
			import re, sys
			text = open(sys.argv[1]).read()
			lines = len(re.findall(rf"^a{sys.argv[2]} \d+ of many$", text, re.M))
			told = re.findall(rf"^ctinit [|] a{sys.argv[2]}: (\d+) lines? w\w+ dropped: its output was not read", text, re.M)
			assert lines + sum(map(int, told)) == 3000, (sys.argv[2], lines, told)
		END
	done
	match "$(grep "^ctinit [|] " "$T/reader.out")" 'lines were dropped: its output was not read'
}

@test "reload: many different reloads do not accumulate old configurations in PID 1" {
	local n before
	is_static || skip "the sanitizers keep what was freed"
	fifty 0 >"$T/fifty.ini"
	up fifty
	wait_for 20 lines_like "$E" ': ready' 50
	before=$(dirty "$INIT")
	for ((n = 1; n <= 60; n++)); do
		fifty "$n" >"$T/fifty.new"
		mv "$T/fifty.new" "$T/fifty.ini"
		reload
	done
	eq "$(lines '^ctinit [|] reload: s[0-9]+: restart: environment$')" 60
	# 5 MB more would mean that all units of a reload stay as long as one of them.
	[ "$(dirty "$INIT")" -le $((before + 1024)) ] || fail "PID 1: $before, then $(dirty "$INIT") KiB"
	down
}
# fifty N: prints fifty services; another N changes one of them
fifty() {
	local i
	for ((i = 0; i < 50; i++)); do
		printf '[service:s%d]\ncommand = /bin/sleep 1000\nready = file:/\nhealth = file:/\nhealth-interval = 1h\npre-stop = /bin/true\nenvironment = V=%d\n' \
			"$i" $((($1 + 49 - i) / 50))
	done
}

# refused_as_nothing: checks that a reload of the current file is refused and changes nothing
refused_as_nothing() {
	local before
	before=$(grep -c 'nothing would be left to run' "$E" || :)
	kill -HUP "$INIT"
	wait_for 20 lines_like "$E" 'reload: nothing would be left to run.*nothing has changed' $((before + 1))
	eq "$(pid 1001)" "$RUNS" "$(cat "$E")"
}

@test "reload: a file that leaves nothing to run is refused: emptied, cut, without its includes" {
	mkdir "$T/d"
	cat >"$T/d/a.ini" <<-'END'
		[service:task]
		type = task
		command = /bin/true
		[service:a]
		needs = task
		command = /bin/sleep 1001
		[service:off]
		autostart = no
		command = /bin/sleep 1002
	END
	begin it <<<$'[include]\nfiles = d/*.ini'
	wait_line 10 "$E" 'a: ready'
	RUNS=$(pid 1001)
	cp -r "$T/d" "$T/e"
	cp "$T/it.ini" "$T/whole.ini"
	: >"$T/it.ini"
	refused_as_nothing
	printf '[init]\n' >"$T/it.ini"
	refused_as_nothing
	cp "$T/whole.ini" "$T/it.ini"
	mv "$T/d" "$T/away"
	refused_as_nothing
	mv "$T/away" "$T/d"
	head -n 3 "$T/e/a.ini" >"$T/d/a.ini" # the finished task
	refused_as_nothing
	{
		head -n 3 "$T/e/a.ini"
		tail -n 3 "$T/e/a.ini"
	} >"$T/d/a.ini"
	refused_as_nothing
	{
		printf '[init]\nstart = task\n'
		cat "$T/whole.ini"
	} >"$T/it.ini"
	cp "$T/e/a.ini" "$T/d/a.ini"
	reload # running services continue after the reload
	eq "$(pid 1001)" "$RUNS"
	# One service to start is enough: the one that was off.
	sed -i '/autostart/d; s/1001/1003/' "$T/d/a.ini"
	cp "$T/whole.ini" "$T/it.ini"
	reload
	wait_for 10 runs 1002
	wait_for 10 runs 1003
	down
}

@test "reload: a directory of includes that cannot be read is an error, not empty" {
	mkdir "$T/d"
	printf '[service:b]\ncommand = /bin/sleep 1001\n' >"$T/d/b.ini"
	begin it <<<$'[include]\nfiles = d/*.ini\n[service:a]\ncommand = /bin/sleep 1002'
	wait_line 10 "$E" 'b: ready'
	rm -r "$T/d"
	ln -s d "$T/d" # a symbolic link loop
	kill -HUP "$INIT"
	wait_line 10 "$E" 'files: cannot look for .*Too many levels'
	wait_line 10 "$E" 'reload: refused'
	eq "$(pid 1001 | wc -l)" 1
	down
}
