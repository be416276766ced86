#!/usr/bin/env bats
# tests/box/exits.bats - tests every exit code and every signal, in each mode of ctinit.
# timeout: 240
load ../lib/common

# Tests must not leave core files.
setup() {
	need_pid_namespace
	ct_setup
	ulimit -c 0
}

# in_ns ARG...: runs ctinit in place as PID 1 of a pid namespace; an ordinary user also gets a
# user namespace
in_ns() {
	local map=()
	is_root || map=(-Ur)
	unshare "${map[@]}" -pf --kill-child "$CTINIT" "$@"
}
# Prints the signals whose default action kills, including 32 and 33 of libc.
ending() {
	local n
	for n in $(seq 1 64); do
		case $n in 17 | 18 | 19 | 20 | 21 | 22 | 23 | 28) continue ;; esac
		echo "$n"
	done
}
# every_code CMD...: for each N, `CMD... /bin/sh -c 'exit N'` must exit with N
every_code() {
	local n got wrong=''
	for n in $(seq 0 255); do
		got=0
		"$@" /bin/sh -c "exit $n" </dev/null >/dev/null 2>>"$T/err" || got=$?
		[ "$got" = "$n" ] || wrong="$wrong $n:$got"
	done
	eq "$wrong" "" "wrong exit codes (wanted:got)"
}
every_signal() {
	local n got wrong=''
	for n in $(ending); do
		got=0
		"$@" /bin/sh -c "kill -$n \$\$; exit 77" </dev/null >/dev/null 2>>"$T/err" || got=$?
		[ "$got" = $((128 + n)) ] || wrong="$wrong $n:$got"
	done
	eq "$wrong" "" "wrong codes after signals (signal:got)"
}

@test "exits: ctinit -- CMD gives every exit code" {
	every_code in_ns --
}
@test "exits: ctinit -- CMD gives 128+N for every signal" {
	every_signal in_ns --
}
@test "exits: ctinit run -- CMD in place gives every exit code" {
	every_code in_ns run -q --
}
@test "exits: ctinit run -- CMD in place gives 128+N for every signal" {
	every_signal in_ns run -q --
}
@test "exits: ctinit run -- CMD in a container gives every exit code" {
	every_code "$CTINIT" run --container -q --
}
@test "exits: ctinit run -- CMD in a container gives 128+N for every signal" {
	every_signal "$CTINIT" run --container -q --
}

# as_main CMD...: runs CMD as the main service of a file
as_main() {
	local word line='command ='
	for word; do line="$line '$word'"; done
	printf '[service:other]\ncommand = /bin/sleep 600\n[service:m]\n%s\nmain = yes\n' "$line" |
		sed "s/'\(kill -[0-9]*\) \$\$; exit 77'/'\1 \$\$; exit 77'/" >"$T/m.ini"
	in_ns run -q "$T/m.ini"
}
# answers: Q2
@test "exits: a main service's exit code is the container's, 0 to 255" {
	every_code as_main
}
# answers: Q2
@test "exits: a main service killed by signal N is 128+N" {
	every_signal as_main
}

@test "exits: signals that end nothing by default end nothing here" {
	local n
	for n in 17 18 23 28; do
		run in_ns run -q -- /bin/sh -c "kill -$n \$\$; exit 77"
		eq "$status" 77 "signal $n"
	done
}

# ends CODE WHAT <INI: runs the services, which must end with this exit code
ends() {
	local got=0
	cat >"$T/ends.ini"
	in_ns run -q "$T/ends.ini" </dev/null >"$T/out" 2>"$T/err" || got=$?
	eq "$got" "$1" "$2: $(cat "$T/err")"
}
# one SETTING...: prints a service without restarts, with these settings
one() { printf '[service:a]\nrestart = never\n' && printf '%s\n' "$@"; }
LATE=('ready = fd:3' 'start-timeout = 50ms' 'command = /bin/sleep 1000')
ILL=('health = exec:/bin/false' 'health-interval = 100ms' 'health-retries = 1'
	'command = /bin/sleep 1000')

@test "exits: a stop on request is 0, even if a process had to be killed" {
	local n
	for n in 15 2 3 30 37 38; do
		ends 0 "signal $n" < <(one 'stop-timeout = 50ms' \
			"command = /bin/sh -c 'trap \"\" TERM; kill -$n 1; while :; do sleep 0.05; done'")
	done
}
# answers: Q2
@test "exits: a main service that is not ready, is unhealthy or lacks its need is 1" {
	ends 1 late < <(one 'main = yes' "${LATE[@]}")
	ends 1 ill < <(one 'main = yes' "${ILL[@]}")
	ends 1 need < <(
		one 'command = /bin/false' 'on-failed = ignore'
		printf '[service:m]\nmain = yes\nneeds = a\ncommand = /bin/sleep 1000\n'
	)
	ends 9 failed < <(one 'main = yes' "command = /bin/sh -c 'exit 9'")
}
@test "exits: a service that fails for good, or is unhealthy with shutdown, gives its code or 1" {
	ends 5 code < <(one "command = /bin/sh -c 'exit 5'")
	ends 137 signal < <(one "command = /bin/sh -c 'kill -9 \$\$'")
	ends 1 'code 0' < <(one 'success = 3' 'command = /bin/true')
	ends 1 late < <(one "${LATE[@]}")
	ends 1 ill < <(one "${ILL[@]}")
	ends 1 on-unhealthy < <(one 'on-unhealthy = shutdown' "${ILL[@]}")
}
@test "exits: nothing left is 0, or the code of the first failure" {
	ends 0 success < <(one 'type = task' 'command = /bin/true')
	ends 6 failure < <(one 'on-failed = ignore' "command = /bin/sh -c 'exit 6'")
	ends 1 'failure with 0' < <(one 'on-failed = ignore' 'success = 3' 'command = /bin/true')
}
@test "exits: a failed setup gives its code, 1 if it is late, 125 for its variables" {
	local web='[service:w]\ncommand = /bin/sleep 1000\n'
	setup_ends() { ends "$1" "$2" < <(printf "[setup:s]\n%s\n$web" "$2"); }
	setup_ends 7 "command = /bin/sh -c 'exit 7'"
	setup_ends 137 "command = /bin/sh -c 'kill -9 \$\$'"
	setup_ends 125 "command = /bin/sh -c 'echo wrong >>\$CTINIT_ENV'"
	setup_ends 1 "start-timeout = 200ms
command = /bin/sh -c 'trap \"exit 0\" TERM; while :; do sleep 0.05; done'"
}
@test "exits: a signal during the setups before a command after FILE is 128+N" {
	local n
	for n in 15 2 3 1; do
		printf '[setup:s]\ncommand = %s\n' "/bin/sh -c 'kill -$n 1; exec sleep 1000'" >"$T/s.ini"
		run in_ns run -q "$T/s.ini" /bin/true
		eq "$status" $((128 + n)) "signal $n: $output"
	done
}
@test "exits: stop-timeout of the container is 137, and so is the end of the front end" {
	cat >"$T/deaf.ini" <<-'END'
		[container]
		rootfs = /
		network = none
		stop-timeout = 300ms
		[service:deaf]
		stop-timeout = 60s
		command = /bin/sh -c 'trap "" TERM; echo up; while :; do sleep 0.05; done'
	END
	start deaf "$CTINIT" run --container "$T/deaf.ini"
	wait_line 20 "$T/deaf.out" up
	kill -TERM "$PID"
	finish 20 "$PID"
	eq "$STATUS" 137 "$(cat "$T/deaf.err")"
	# The child of the dead front end becomes our child.
	run python3 - "$CTINIT" "$T/deaf.ini" <<-'END'
		import ctypes, os, subprocess, sys
		ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
		front = subprocess.Popen([sys.argv[1], "run", "--container", sys.argv[2]], stdout=subprocess.PIPE)
		assert b"up" in front.stdout.readline()
		front.kill()
		front.wait()
		status = os.wait()[1]
		print(os.WEXITSTATUS(status) or 128 + os.WTERMSIG(status))
	END
	eq "${lines[-1]}" 137 "$output"
}

@test "exits: not found is 127, not executable 126, usage 2, a bad file 125" {
	ini bad <<<'[nonsense]'
	ct run -- /no/such/program
	eq "$status" 127 "not found"
	match "$stderr" '/no/such/program'
	ct run -- /etc/passwd
	eq "$status" 126 "not executable"
	ct run --no-such-option
	eq "$status" 2 "usage"
	ct run "$T/bad.ini"
	eq "$status" 125 "bad file"
	match "$stderr" 'bad.ini:1'
	ct run "$T/absent.ini"
	eq "$status" 125 "no file"
	match "$stderr" 'absent.ini'
	ct run --rootfs /no/such/dir -- /bin/true
	eq "$status" 125 "no root"
	match "$stderr" '/no/such/dir.*No such file'
}

@test "exits: SIGTERM to the front end gives the command's own exit code" {
	start c "$CTINIT" run --container -q -- /bin/sh -c \
		'trap "exit 9" TERM; echo up; while :; do sleep 60 & wait; done'
	wait_line 10 "$T/c.out" '^up'
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 9 "exit code"
	start d "$CTINIT" run --container -q -- /bin/sh -c 'echo up; exec sleep 600'
	wait_line 10 "$T/d.out" '^up'
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 143 "exit code"
}
