#!/usr/bin/env bats
# tests/box/first-steps.bats - tests the first commands of a new user who has not read the
# manual.
load ../lib/common

setup() { ct_setup; }

@test "first steps: --help and -h after a verb print its usage on stdout with exit code 0" {
	local verb word
	for verb in run check keys version help web convert kube compose quadlet; do
		for word in --help -h; do
			run --separate-stderr "$CTINIT" "$verb" "$word"
			eq "$status" 0 "$verb $word"
			match "${lines[0]}" "^usage: ctinit $verb"
			[ -z "$stderr" ] || fail "$verb $word: $stderr"
		done
	done
}

@test "first steps: a file in the place of a verb gets a suggestion" {
	run --separate-stderr "$CTINIT" svc.ini
	eq "$status" 2 "exit code"
	match "$stderr" 'unknown verb "svc.ini"; did you mean ctinit run svc.ini\?'
}

@test "first steps: USR2 names no process for a service that has none" {
	cat >"$T/svc.ini" <<-'END'
		[service:once]
		type = task
		command = /bin/true
		[service:stays]
		needs = once
		command = /bin/sleep 1000
	END
	start s "$CTINIT" run "$T/svc.ini"
	wait_line 10 "$T/s.err" '^ctinit [|] stays: ready'
	kill -USR2 "$PID"
	wait_line 10 "$T/s.err" '^ctinit [|] stays: ready, pid [0-9]+, for '
	match "$(cat "$T/s.err")" 'once: done, for '
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 0 "exit code"
}

@test "first steps: a file without a service is valid and gets a warning" {
	: >"$T/svc.ini"
	run --separate-stderr "$CTINIT" check "$T/svc.ini"
	eq "$status" 0 "exit code"
	match "$stderr" "svc.ini: warning: it contains no service"
}

@test "first steps: a daemon that exits with 0 before it is ready gets an explanation" {
	cat >"$T/svc.ini" <<-'END'
		[service:a]
		command = /bin/true
		ready = alive:10s
		restart = never
	END
	run --separate-stderr "$CTINIT" run "$T/svc.ini"
	eq "$status" 1 "exit code"
	match "$stderr" '^ctinit [|] a: failed: exited with code 0 after .*, before it was ready'
	sed -i 's,/bin/true,/nonexistent,' "$T/svc.ini"
	run -127 --separate-stderr "$CTINIT" run "$T/svc.ini"
	match "$stderr" '^ctinit [|] a: failed: could not be started'
}

@test "first steps: a script with the line ends of another system gets an explanation" {
	printf '#!/bin/sh\r\necho hi\r\n' >"$T/script"
	chmod 755 "$T/script"
	printf '[service:a]\ncommand = %s\nrestart = never\n' "$T/script" >"$T/svc.ini"
	run --separate-stderr "$CTINIT" run "$T/svc.ini"
	eq "$status" 127 "exit code"
	match "$stderr" '^ctinit [|] a: cannot run .*/script: its interpreter /bin/sh, .*carriage return .*CR LF.* is missing$'
}
