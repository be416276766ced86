#!/usr/bin/env bats
# tests/box/faults.bats - tests rare faults with the real program as PID 1.
# shellcheck disable=SC2153,SC2154 # the helpers set STATUS, status, output and stderr
load ../lib/life
as_users_see_it

@test "faults: an empty element of PATH means the directory of the service" {
	printf '#!/bin/sh\necho here\n' >"$T/tool"
	chmod 755 "$T/tool"
	for path in :/nowhere /nowhere: /nowhere::/nowhere2 :; do
		boot <<-END
			[service:a]
			type = task
			command = tool
			directory = $T
			environment = PATH=$path
		END
		eq "$status" 0 "$path: $stderr"
		eq "$output" here "$path: $stderr"
	done
	boot <<-END
		[service:a]
		type = task
		command = tool
		environment = PATH=:/nowhere:
	END
	eq "$status" 127 "$stderr"
	match "$stderr" 'not found in PATH :/nowhere:'
}

# PID 1 may see the report of a failed start and the death in one turn of its loop.
@test "faults: a pre-stop that cannot be executed blocks nothing, in whatever order that is learnt" {
	boot <<-'END'
		[service:a]
		command = sleep 100
		instances = 20
		pre-stop = /nonexistent/x
		pre-stop-timeout = 25s
		[service:b]
		type = task
		main = yes
		needs = a
		command = true
	END
	eq "$status" 0 "$stderr"
	no_match "$stderr" 'killing'
	eq "$(grep -c 'stopped in .*, killed by SIGTERM' <<<"$stderr")" 20 "$stderr"
}

# A process may create a session between PID 1's scan and the signal.
@test "faults: a process that leaves its session while its service ends gets SIGTERM" {
	for _ in 1 2 3; do
		boot <<-'END'
			[service:d]
			type = task
			command = /bin/sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do setsid sleep 500 & done'
			instances = 12
		END
		eq "$status" 0 "$stderr"
		no_match "$stderr" 'that (was|were) left'
	done
}

# boot_with COUNT SIZE: runs boot.ini with COUNT more variables and one of SIZE bytes
boot_with() {
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc python3 - "$CTINIT" \
		"$T/boot.ini" "$@" <<-'END'
			import os, sys
			env = {'PATH': os.environ['PATH'], 'BIG': 'x' * int(sys.argv[4])}
			env.update({'V%d' % i: 'y' * 40 for i in range(int(sys.argv[3]))})
			os.execve(sys.argv[1], [sys.argv[1], 'run', sys.argv[2]], env)
		END
}

@test "faults: a service gets 8000 variables, and one of the largest possible size" {
	cat >"$T/boot.ini" <<-'END'
		[service:a]
		type = task
		command = /bin/sh -c 'echo $(env | grep -c ^V) ${#BIG} ${#MORE}'
		environment = MORE="${V1}"
	END
	boot_with 8000 131060
	eq "$status" 0 "$stderr"
	eq "$output" '8000 131060 40' "$stderr"
	boot_with 17000 1
	eq "$status" 125 "$stderr"
	match "$stderr" '^ctinit [|] a: its environment is too large'
}

# dead_beside_free [KEY...]: starts `dead` with these keys, whose start hangs, and `free`,
# which must restart meanwhile
dead_beside_free() {
	begin it < <(
		printf '%s\n' '[service:dead]' 'start-timeout = 3s' 'on-failed = ignore' 'restart = never' "$@"
		printf '%s\n' '[service:free]' "command = /bin/sh -c 'exit 1'" 'restart-limit = 0' 'restart-max-delay = 100ms'
	)
}
free_goes_on() {
	wait_line 20 "$E" '^ctinit [|] dead: failed'
	wait_for 20 free_went_on
	down 10
}
free_went_on() { [ "$(sed '1,/^ctinit [|] dead: failed/d' "$E" | grep -c '^ctinit [|] free: exited')" -ge 3 ]; }
# hangs [-x] FILE: makes every open of FILE block until the test ends
hangs() {
	need_hang_open
	start hang "$TOOLS/hang_open" "$@"
	wait_line 10 "$T/hang.out" '^up'
}

@test "faults: a pid-file on a hung file system blocks only its service" {
	echo 1 >"$T/pid"
	hangs "$T/pid"
	dead_beside_free 'type = forking' 'command = /bin/true' "pid-file = $T/pid"
	wait_line 20 "$E" '^ctinit [|] dead: pid-file .*no answer yet'
	free_goes_on
}

@test "faults: a program that can be executed but not examined blocks only its service" {
	printf '#!/no/such\n' >"$T/script"
	chmod 755 "$T/script"
	hangs -x "$T/script"
	dead_beside_free "command = $T/script"
	free_goes_on
}

# with_secret COMMAND...: runs it with only PATH and DB_FILE in ctinit's environment
with_secret() {
	printf '#!/bin/sh\nexec env -i PATH="$PATH" DB_FILE=%s %s "$@"\n' "$T/secret" "$CTINIT" >"$T/with-secret"
	chmod 755 "$T/with-secret"
	CTINIT=$T/with-secret "$@"
}

@test "faults: a secret on a hung file system does not affect conditions on files" {
	echo x >"$T/secret"
	hangs "$T/secret"
	with_secret begin it <<-END
		[init]
		env-secrets = yes
		[defaults]
		env-clear = yes
		[service:other]
		when = file:$T/no
		command = /bin/true
		[service:free]
		command = /bin/sleep 1000
	END
	wait_line 20 "$E" '^ctinit [|] other: skipped'
	wait_line 20 "$E" '^ctinit [|] free: ready'
	down 10
}

@test "faults: a condition on a secret of a hung file system blocks only its service" {
	echo x >"$T/secret"
	hangs "$T/secret"
	with_secret dead_beside_free 'command = /bin/true' 'when = DB' 'env-unset = DB_FILE' \
		'[init]' 'env-secrets = yes' '[defaults]' 'env-clear = yes'
	wait_line 20 "$E" "^ctinit [|] dead: when = DB: env-secrets $T/secret: no answer within 5.0 s"
	free_goes_on
}

@test "faults: a script without an interpreter line gets all of its words, or none" {
	printf 'echo "$#"\n' >"$T/tool"
	chmod 755 "$T/tool"
	boot <<-END
		[service:a]
		type = task
		command = $T/tool $(seq -s ' ' 1000)
	END
	eq "$output" 1000 "$stderr"
	boot <<-END
		[service:a]
		type = task
		command = $T/tool $(seq -s ' ' 2000)
	END
	eq "$status" 126 "$stderr"
	match "$stderr" "cannot run $T/tool: Argument list too long"
}

@test "faults: a remaining process whose first thread is dead is ended" {
	cat >"$T/threads.py" <<-'END'
		import ctypes, os, threading, time
		threading.Thread(target=time.sleep, args=(1000,)).start()
		print(os.getpid(), flush=True)
		ctypes.CDLL(None).pthread_exit(None)
	END
	boot <<-END
		[service:a]
		type = task
		command = /bin/sh -c 'python3 $T/threads.py >$T/pid & until [ -s $T/pid ] && grep -q Z /proc/\$(cat $T/pid)/stat; do :; done'
		[service:b]
		type = task
		needs = a
		command = /bin/sh -c '! test -d /proc/\$(cat $T/pid)'
	END
	eq "$status" 0 "$stderr"
}

@test "faults: an unhealthy service that is not restarted is reported as unhealthy" {
	boot <<-'END'
		[service:a]
		command = /bin/sh -c 'trap "exit 0" TERM; while :; do sleep 0.02; done'
		health = exec:false
		health-interval = 100ms
		health-retries = 1
		restart = never
	END
	eq "$status" 1 "$stderr"
	match "$stderr" '^ctinit [|] service a failed: it was unhealthy; container exit code 1$'
}

@test "faults: the reader of a reload is not taken for a service's leftover process" {
	local i
	ini it <<-'END'
		[service:left]
		command = /bin/sh -c 'setsid sleep 0.02 & exit 1'
		restart-limit = 0
		restart-delay = 5ms
		instances = 4
	END
	yes '# the reader has something to do' | head -n 300000 >>"$T/it.ini"
	up it
	wait_line 10 "$E" '^ctinit [|] left@1: exited'
	for i in {1..10}; do
		kill -HUP "$INIT"
		wait_for 10 lines_like "$E" '^ctinit [|] reload: nothing' "$i"
	done
	down 10
	no_match "$(cat "$E")" '^ct[^ ]* [(]pid [0-9]+[)] was left behind'
}
