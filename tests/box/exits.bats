#!/usr/bin/env bats
# tests/box/exits.bats - tests every exit code and every signal, in each mode of ctinit.
# timeout: 240
load ../lib/common

# Tests must not leave core files.
setup() {
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
	every_code "$CTINIT" run -q --
}
@test "exits: ctinit run -- CMD in a container gives 128+N for every signal" {
	every_signal "$CTINIT" run -q --
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
	start c "$CTINIT" run -q -- /bin/sh -c \
		'trap "exit 9" TERM; echo up; while :; do sleep 60 & wait; done'
	wait_line 10 "$T/c.out" '^up'
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 9 "exit code"
	start d "$CTINIT" run -q -- /bin/sh -c 'echo up; exec sleep 600'
	wait_line 10 "$T/d.out" '^up'
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 143 "exit code"
}
