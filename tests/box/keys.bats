#!/usr/bin/env bats
# tests/box/keys.bats - tests each key of a service, as PID 1 in place.
# timeout: 200
load ../lib/life

@test "keys: limits, nice, oom-score-adj, umask, directory" {
	need_priority
	says <<-'END'
		command = /bin/sh -c 'ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Ss; umask; pwd; cut -d " " -f 19 /proc/self/stat; cat /proc/self/oom_score_adj'
		limit-nofile = 100:200
		limit-core = 0
		limit-stack = 4M
		umask = 027
		directory = /usr/bin
		nice = 5
		oom-score-adj = 300
	END
	eq "$status" 0 "$stderr"
	eq "$(tr '\n' ' ' <<<"$output")" "100 200 0 4096 0027 /usr/bin 5 300 "
}

@test "keys: user as a name, a number, with a group, a group alone; groups add" {
	local want
	says <<<$'command = /bin/sh -c "id -un; id -gn; echo \\$HOME \\$USER"\nuser = www-data'
	eq "$(tr '\n' ' ' <<<"$output")" "www-data www-data /var/www www-data " "$stderr"
	says <<<$'command = /bin/sh -c "id -u; id -g; id -G"\nuser = 4321:99'
	eq "$(tr '\n' ' ' <<<"$output")" "4321 99 99 " "$stderr"
	says <<<$'command = /bin/sh -c "id -u; id -g"\nuser = :www-data'
	eq "$(tr '\n' ' ' <<<"$output")" "0 33 " "$stderr"
	says <<<$'command = /usr/bin/id -G\nuser = www-data\ngroups = daemon 77'
	for want in 33 1 77; do match " $output " " $want "; done
	says <<<$'command = /bin/true\nuser = nosuchuser'
	eq "$status" 125
	match "$stderr" 'nosuchuser'
	says <<<$'command = /bin/true\nuser = 4294967295'
	eq "$status" 125
	says <<<$'command = /bin/true\nuser = 99999999999999999999'
	eq "$status" 125
}

# answers: Q36 Q38
@test "keys: the environment, its order, files and env-clear" {
	export ORDER=ctinit ONLY=own
	printf '# a comment\nORDER=file\nQUOTED="a b"\nexport EXPORTED=1\n' >"$T/env"
	says <<-END
		command = /bin/sh -c 'echo \$ORDER \$QUOTED \$ONLY \$X \$CTINIT_SERVICE'
		env-file = $T/env -$T/missing
		environment = X="1 2"
	END
	eq "$output" "file a b own 1 2 a" "$stderr"
	says <<-END
		command = /bin/sh -c 'echo \$ORDER'
		env-file = $T/env
		environment = ORDER=last
	END
	eq "$output" last "$stderr"
	says <<-'END'
		command = /usr/bin/env
		env-clear = yes
		environment = A=1
	END
	# where /run cannot be written the control socket has a name of its own
	eq "$(grep -v '^CTINIT_CONTROL=@' <<<"$output" | sort | tr '\n' ' ')" "A=1 CTINIT_SERVICE=a " "$stderr"
	says <<<$'command = /bin/true\nenv-file = /no/such/file'
	eq "$status" 125
	match "$stderr" '/no/such/file'
	printf 'not an assignment\n' >"$T/bad"
	says <<<$'command = /bin/true\nenv-file = '"$T/bad"
	eq "$status" 125
	match "$stderr" "$T/bad:1"
}

@test "keys: the environment is the same at each start" {
	says <<-'END'
		command = /bin/sh -c 'echo $V $W; exit 1'
		environment = V=1 W="2 3"
		restart = on-failure
		restart-limit = 2
		restart-delay = 1ms
	END
	eq "$output" $'1 2 3\n1 2 3\n1 2 3' "$stderr"
}

# answers: Q37
@test "keys: values are expanded at each start from the service's own environment" {
	says <<-'END'
		command = /bin/echo ${X} "${Y:-none}" $WORDS ${Z:+set} end
		environment = X=1 WORDS="two 'more words'" Z=z
	END
	eq "$output" "1 none two more words set end" "$stderr"
	echo first >"$T/v"
	says <<-END
		command = /bin/sh -c 'echo \$1; echo next >$T/v; exit 1' sh \${V}
		env-from-file = V=$T/v
		restart = on-failure
		restart-limit = 1
		restart-delay = 1ms
	END
	eq "$output" $'first\nnext' "$stderr"
	says <<-'END'
		command = /bin/echo ${NEEDED:?say which}
	END
	eq "$status" 125
	match "$stderr" 'NEEDED.*say which'
}

@test "keys: stdin, stdout and stderr to files, null and inherit" {
	echo input >"$T/in"
	says <<-END
		command = /bin/sh -c 'cat; echo err >&2'
		stdin = file:$T/in
		stdout = file:$T/out
		stderr = file:$T/err
	END
	eq "$(cat "$T/out")" input "$stderr"
	eq "$(cat "$T/err")" err
	says <<<$'command = /bin/sh -c "cat; echo x"\nstdout = null'
	eq "$output" "" "$stderr"
	says <<<$'command = /bin/sh -c "echo to stdout"\nstdout = file:/dev/stdout'
	eq "$output" "to stdout" "$stderr"
}

# answers: Q17 Q19
@test "keys: ready by notify, fd, tcp, unix and file; needs wait for it" {
	local port kind
	port=$(free_port)
	for kind in \
		"notify|sh -c 'sleep .2; $PROGRAMS/notify.py READY=1; exec sleep 99'" \
		"fd:5|sh -c 'sleep .2; echo >&5; exec sleep 99'" \
		"tcp:127.0.0.1:$port|python3 -c 'import socket,time; time.sleep(.2); s=socket.create_server((\"127.0.0.1\",$port)); time.sleep(99)'" \
		"unix:$T/sock|python3 -c 'import socket,time; time.sleep(.2); s=socket.socket(socket.AF_UNIX); s.bind(\"$T/sock\"); s.listen(); time.sleep(99)'" \
		"file:$T/there|sh -c 'sleep .2; touch $T/there; exec sleep 99'"; do
		printf '[service:a]\ncommand = %s\nready = %s\nstart-timeout = 200s\nstop-timeout = 1s\n' \
			"${kind#*|}" "${kind%%|*}" >"$T/r.ini"
		printf '[service:b]\nneeds = a\ntype = task\nmain = yes\ncommand = /bin/true\n' >>"$T/r.ini"
		in_ns r
		eq "$status" 0 "$kind: $stderr"
		match "$stderr" '^ctinit [|] a: ready after [0-9.]+ m?s'
		[ "$(grep -n '^ctinit [|] a: ready' <<<"$stderr" | cut -d: -f1)" -lt "$(grep -n '^ctinit [|] b: done' <<<"$stderr" | cut -d: -f1)" ]
	done
}

@test "keys: start-timeout ends one that is never ready" {
	says <<-'END'
		command = /bin/sleep 100
		ready = file:/nowhere/ever
		start-timeout = 300ms
		restart = never
	END
	[ "$status" != 0 ]
	match "$stderr" 'not ready within [0-9.]+ m?s'
}

# answers: Q3 Q24 Q25
@test "keys: restart policies, limit and success" {
	says <<<$'command = /bin/sh -c "echo run; exit 3"\nrestart = on-failure\nrestart-limit = 2\nrestart-delay = 1ms'
	eq "$(grep -c run <<<"$output")" 3
	eq "$status" 3
	says <<<$'command = /bin/sh -c "echo run; exit 3"\nrestart = on-failure\nsuccess = 0 3-5 TERM'
	eq "$(grep -c run <<<"$output")" 1
	says <<<$'command = /bin/sh -c "echo run; exit 0"\nrestart = always\nrestart-limit = 3\nrestart-delay = 1ms'
	eq "$(grep -c run <<<"$output")" 4
}

# answers: Q43
@test "keys: stop-signal is a list with waits, then SIGKILL; the exit code stays 0" {
	ini s <<-'END'
		[service:a]
		command = /bin/bash -c 'trap "echo got hup" HUP; trap "echo got usr1" USR1; trap "echo got term" TERM; echo up; while :; do sleep 100 & wait; done'
		stop-signal = HUP:1500ms USR1:1500ms TERM
		stop-timeout = 1500ms
	END
	up s
	wait_line 10 "$T/s.out" '^up'
	down 10
	in_order "$T/s.out" 'got hup' 'got usr1' 'got term'
	match "$(cat "$T/s.err")" 'killed by SIGKILL'
}

@test "keys: kill = group ends the rest of the process group; kill = main leaves it" {
	for how in group main; do
		ini g <<-END
			[service:a]
			command = /bin/sh -c 'sleep 1234 & exit 0'
			type = task
			kill = $how
			[service:b]
			after = a
			type = task
			main = yes
			command = /bin/sh -c 'pgrep -fx "sleep 1234" >/dev/null && echo left || echo gone'
		END
		in_ns g
		wanted=gone
		[ "$how" != main ] || wanted=left
		eq "$output" "$wanted" "$how"
	done
	nothing_left
}

# answers: Q18 Q41
@test "keys: needs, wants, after and before; a failed need; autostart and enabled" {
	ini order <<-'END'
		[service:late]
		type = task
		command = /bin/echo late
		after = early
		[service:early]
		type = task
		command = /bin/echo early
		[service:first]
		type = task
		command = /bin/echo first
		before = early
		[service:off]
		enabled = no
		command = /bin/echo off
		[service:byhand]
		type = task
		autostart = no
		command = /bin/echo byhand
		[service:asleep]
		autostart = no
		command = /bin/echo asleep
		[service:wanter]
		type = task
		wants = byhand
		command = /bin/echo wanter
	END
	in_ns order
	eq "$status" 0 "$stderr"
	printf '%s\n' "$output" >"$T/o"
	in_order "$T/o" first early late
	in_order "$T/o" byhand wanter
	no_match "$output" 'off|asleep'
	ini need <<-'END'
		[service:bad]
		type = task
		command = /bin/sh -c 'exit 9'
		on-failed = ignore
		[service:needer]
		needs = bad
		type = task
		on-failed = ignore
		command = /bin/echo never
	END
	in_ns need
	no_match "$output" never
	match "$stderr" 'needer: failed: .*need bad'
	eq "$status" 9 "the first failure's code"
}

@test "keys: includes, defaults and --set" {
	mkdir "$T/conf.d"
	printf '[service:b]\ntype = task\ncommand = /bin/sh -c "echo b $V $W"\n' >"$T/conf.d/b.ini"
	sed -i 's/\$/\\$/g' "$T/conf.d/b.ini"
	ini top <<-'END'
		[include]
		files = conf.d/*.ini
		[defaults]
		environment = V=default
		[service:a]
		type = task
		command = /bin/sh -c 'echo a $V $W'
		environment = W=own
	END
	in_ns top --set b.environment=W=set
	eq "$status" 0 "$stderr"
	match "$output" '^a default own$'
	match "$output" '^b default set$'
}
