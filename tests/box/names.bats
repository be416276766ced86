#!/usr/bin/env bats
# tests/box/names.bats - tests cases that are too slow for tests/conformance: each exit code
# with tini's -e, and dumb-init as the session leader of a terminal.
# timeout: 120
load ../lib/common

setup() {
	ct_setup
	mkdir "$T/bin"
	ln -s "$CTINIT" "$T/bin/tini"
	ln -s "$CTINIT" "$T/bin/dumb-init"
}

@test "tini -e: each of 0 to 255 becomes 0, and no other code" {
	local code others=() all=()
	for code in {0..255}; do all+=(-e "$code"); done
	for code in {0..255}; do
		"$T/bin/tini" -s -e "$code" -- sh -c "exit $code" || fail "$code is not 0"
		others=("${all[@]:0:code*2}" "${all[@]:code*2+2}")
		status=0
		"$T/bin/tini" -s "${others[@]}" sh -c "exit $code" || status=$?
		eq "$status" "$code"
	done
}

@test "dumb-init -v: the command does not get the HUP and CONT of leaving the terminal" {
	python3 "$ROOT/tests/lib/handover.py" "$T/bin/dumb-init" -v sleep 20 >"$T/out"
	in_order "$T/out" \
		'^\[dumb-init\] Detached from controlling tty, ' \
		'^\[dumb-init\] Child spawned with PID [0-9]+\.$' \
		'^\[dumb-init\] Received signal 1\.$' \
		'^\[dumb-init\] Ignoring tty hand-off signal 1\.$' \
		'^\[dumb-init\] Received signal 18\.$' \
		'^\[dumb-init\] Ignoring tty hand-off signal 18\.$' \
		'^\[dumb-init\] Received signal 1\.$' \
		'^\[dumb-init\] Forwarded signal 1 to children\.$' \
		'^\[dumb-init\] Received signal 17\.$' \
		'^\[dumb-init\] A child with PID [0-9]+ was terminated by signal 1\.$' \
		'^\[dumb-init\] Forwarded signal 15 to children\.$' \
		'^\[dumb-init\] Child exited with status 129\. Goodbye\.$' \
		'^exit 129$'
	no_match "$(cat "$T/out")" 'Forwarded signal 18'
}

@test "dumb-init -v: prints the lines that scripts look for, in their order" {
	run --separate-stderr "$T/bin/dumb-init" -v -c echo hi
	eq "$status" 0
	eq "$output" hi
	# shellcheck disable=SC2154 # set by bats
	printf '%s\n' "$stderr" >"$T/err"
	eq "$(sed 's/PID [0-9]*/PID N/' "$T/err")" "[dumb-init] Child spawned with PID N.
[dumb-init] Received signal 17.
[dumb-init] A child with PID N exited with exit status 0.
[dumb-init] Forwarded signal 15 to children.
[dumb-init] Child exited with status 0. Goodbye."
}

@test "--compat: an unknown name is an error that lists the known ones" {
	run --separate-stderr "$CTINIT" --compat=systemd -- true
	eq "$status" 2
	match "$stderr" '--compat=systemd: .*tini.*dumb-init.*catatonit'
}
