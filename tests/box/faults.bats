#!/usr/bin/env bats
# tests/box/faults.bats - what nobody wishes for, on the real program as PID 1.
# shellcheck disable=SC2154 # status, output, stderr are set by run
load ../lib/common

setup() {
	need_root
	ct_setup
}

boot() { # the file on stdin
	cat >"$T/f.ini"
	run --separate-stderr timeout -k 2 30 unshare -pf --mount-proc "$CTINIT" run "$T/f.ini"
}

@test "a PATH that begins or ends with a colon, or has two, means the directory" {
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

# The report of a failed start and the death are seen in one turn of the loop.
@test "a pre-stop that cannot be run holds nobody up, in whatever order that is learnt" {
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
	eq "$(grep -c 'stopped: killed by TERM' <<<"$stderr")" 20 "$stderr"
}

# One look and the signal are not one step: what made a session in between was not told.
@test "what leaves its session while a service ends gets its TERM like the others" {
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

# boot_with COUNT SIZE: so many more variables in ctinit's own environment, and a large one
boot_with() {
	run --separate-stderr timeout -k 2 30 unshare -pf --mount-proc python3 - "$CTINIT" \
		"$T/f.ini" "$@" <<-'END'
			import os, sys
			env = {'PATH': os.environ['PATH'], 'BIG': 'x' * int(sys.argv[4])}
			env.update({'V%d' % i: 'y' * 40 for i in range(int(sys.argv[3]))})
			os.execve(sys.argv[1], [sys.argv[1], 'run', sys.argv[2]], env)
		END
}

@test "a service sees 8000 variables, and one of the largest size there is" {
	cat >"$T/f.ini" <<-'END'
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
	match "$stderr" '^a: its environment is too large'
}
