#!/usr/bin/env bats
# tests/box/fd-channel.bats - tests that a start does not copy PID 1's table of thousands of
# descriptors.
# timeout: 240
load ../lib/life

# lives COMMAND...: starts the command as PID 1
lives() {
	need_devices # files of services in /dev have to be root's
	start it "${PID1[@]}" "$@"
	find_init
}
sockets() { find "/proc/$INIT/fd" -lname 'socket:*' | wc -l; }
count_lines() { [ "$(grep -cE -e "$2" "$1")" = "$3" ]; }

# Prints services that need all kinds of descriptors. Each service prints the descriptors of
# an `ls` child; 3 is the directory that ls reads.
many() { # COUNT DEFAULTS: DEFAULTS are lines of [defaults]
	local i
	printf '[defaults]\nstop-timeout = 1s\nlog-format = prefix\n%b' "${2:-}"
	for ((i = 0; i < $1; i++)); do
		printf '[service:s%d]\n' "$i"
		# shellcheck disable=SC2016 # expanded by the inner shell
		echo 'command = /bin/sh -c '\''echo "$CTINIT_SERVICE has" $(ls /proc/self/fd); exec sleep 1000'\'
		case $((i % 5)) in
		1) printf 'stderr = null\nstdin = file:/dev/null\n' ;;
		2) printf 'ready = notify\nstart-timeout = 0\n' ;;
		3) printf 'limit-nofile = 64\nstderr = file:/dev/null\n' ;;
		4) printf 'pre-start = /bin/true\nuser = 4321\n' ;;
		esac
	done
}

as_it_should_be() { # COUNT
	local i
	wait_for 30 count_lines "$T/it.out" ' has ' "$1"
	for ((i = 0; i < $1; i++)); do
		grep -qxF -e "s$i | s$i has 0 1 2 3" "$T/it.out" ||
			fail "s$i has not what it should have, or not its own pipe:" "$(grep "s$i " "$T/it.out")"
	done
}
ends_well() {
	kill -TERM "$INIT"
	finish 20 "$PID"
	eq "$STATUS" 0 "$(tail -n 3 "$T/it.err")"
}

@test "fd channel: 200 services with log pipes get exactly their descriptors" {
	many 200 >"$T/many.ini"
	lives "$CTINIT" run "$T/many.ini"
	as_it_should_be 200
	[ "$(sockets)" -ge 64 ] || fail "there are no fd channels: $(sockets) sockets"
	ends_well
	nothing_left
}

@test "fd channel: without close_range the descriptor table is copied as before" {
	local error
	many 60 >"$T/many.ini"
	for error in 1 38; do # EPERM and ENOSYS; 436 is close_range(2)
		lives "$TOOLS/refuse_call" 436 $error "$CTINIT" run "$T/many.ini"
		as_it_should_be 60
		[ "$(sockets)" -lt 64 ] || fail "there are fd channels"
		ends_well
	done
	nothing_left
}

# before_channel INJECTION ERE: restarts 40 services while strace injects this fault
before_channel() {
	local it
	{
		many 40 'after = gate\nrestart-delay = 50ms\nrestart-max-delay = 50ms\nrestart-limit = 0\n'
		printf '[service:gate]\ntype = task\ncommand = cat %s\n' "$T/gate"
	} >"$T/many.ini"
	mkfifo "$T/gate"
	lives "$CTINIT" run "$T/many.ini"
	it=$PID
	wait_for 10 has_child "$INIT"
	start strace strace -f -qq -o "$T/calls" -e trace=close_range \
		-e "inject=close_range:$1:when=1" -p "$INIT"
	wait_for 10 traced
	: >"$T/gate"
	wait_for 60 many_lines "$2" 100
	kill -TERM "$PID"
	finish 20 "$PID"
	PID=$it
	as_it_should_be 40
	ends_well
	nothing_left
}
many_lines() { [ "$(grep -cE -e "$1" "$T/it.err")" -ge "$2" ]; }

@test "fd channel: a child killed before it received its descriptors leaves none to the next one" {
	before_channel signal=KILL 'killed by SIGKILL'
}

@test "fd channel: a child that cannot unshare the descriptor table reports why" {
	before_channel error=ENOMEM 'cannot start: Cannot allocate memory'
}

@test "fd channel: too few descriptors are reported and affect only the starts that need them" {
	many 100 'restart-delay = 50ms\nrestart-max-delay = 50ms\nrestart-limit = 0\n' >"$T/many.ini"
	lives prlimit --nofile=100:100 "$CTINIT" run "$T/many.ini"
	wait_line 10 "$T/it.err" '200 log pipes need about 528 descriptors, the limit of open files is 100'
	wait_for 20 many_lines 's[0-9]+: cannot .*: Too many open files' 50
	wait_for 20 many_lines 's[0-9]+: could not be started.*restarting' 50
	match "$(cat "$T/it.out")" '^s[0-9]+ [|] s[0-9]+ has 0 1 2 3$'
	ends_well
	nothing_left
}

@test "fd channel: with a low limit all descriptors are left to the starts" {
	many 40 'restart-delay = 50ms\nrestart-max-delay = 50ms\nrestart-limit = 0\n' >"$T/many.ini"
	lives prlimit --nofile=200:200 "$CTINIT" run "$T/many.ini"
	as_it_should_be 40
	[ "$(sockets)" -lt 64 ] || fail "there are fd channels"
	ends_well
	nothing_left
}
