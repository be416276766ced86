#!/usr/bin/env bats
# tests/attack/conf.bats - hostile svc.ini files: an error each, never a crash or a hang.

load ../lib/common

refused() { # FILE TEXT: exit 1 within 10 s, TEXT in the output
	run timeout 10 "$CTINIT" check "$1"
	[ "$status" -eq 1 ]
	[[ "$output" == *"$2"* ]]
}

@test "a NUL byte, binary garbage" {
	printf '[service:a]\ncommand = a\0b\n' >"$T/nul.ini"
	refused "$T/nul.ini" "nul.ini:2:"
	head -c 200000 /bin/sh >"$T/elf.ini"
	refused "$T/elf.ini" "NUL byte"
}

@test "a line of 1 MiB is an error, a comment of 1 MiB is none" {
	{ printf '[service:a]\ncommand = '; head -c 1048576 /dev/zero | tr '\0' x; echo; } >"$T/long.ini"
	refused "$T/long.ini" "long.ini:2:"
	{ printf '# '; head -c 1048576 /dev/zero | tr '\0' x; printf '\n[service:a]\ncommand = x\n'; } >"$T/ok.ini"
	run timeout 10 "$CTINIT" check "$T/ok.ini"
	[ "$status" -eq 0 ]
}

@test "10,000 sections and 100,000 keys load; 100,000 mistakes are counted" {
	awk 'BEGIN { for (i = 0; i < 10000; i++) { printf "[service:s%d]\ncommand = x\n", i;
		for (j = 0; j < 9; j++) printf "environment = V%d=1\n", j } }' >"$T/many.ini"
	run timeout 10 "$CTINIT" check "$T/many.ini"
	[ "$status" -eq 0 ]
	awk 'BEGIN { print "[init]"; for (i = 0; i < 100000; i++) print "verbosty = 1" }' >"$T/bad.ini"
	refused "$T/bad.ini" "and 99000 more"
}

@test "include loops end, each file once; missing, directory and FIFO are errors" {
	printf '[include]\nfiles = b.ini\n[service:a]\ncommand = x\n' >"$T/a.ini"
	printf '[include]\nfiles = a.ini b.ini\n' >"$T/b.ini"
	run timeout 10 "$CTINIT" check "$T/a.ini"
	[ "$status" -eq 0 ]
	refused "$T/none.ini" "none.ini: "
	mkdir "$T/dir.ini"
	refused "$T/dir.ini" "dir.ini: "
	mkfifo "$T/fifo.ini"
	refused "$T/fifo.ini" "fifo.ini: "
}

@test "quotes and braces that are not closed, a shell's words" {
	printf '[service:a]\ncommand = sh "a\n' >"$T/q.ini"
	refused "$T/q.ini" 'a " is not closed'
	# shellcheck disable=SC2016 # literal
	printf '[service:a]\ncommand = x %s\n' "$(printf '${A:-%.0s' $(seq 2000))" >"$T/deep.ini"
	refused "$T/deep.ini" "more than 8"
	printf '[service:a]\ncommand = a ; b\n' >"$T/semi.ini"
	run timeout 10 "$CTINIT" check "$T/semi.ini"
	[ "$status" -eq 0 ]
	[[ "$output" == *"semi.ini:2: warning:"* ]]
}
