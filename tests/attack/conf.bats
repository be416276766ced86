#!/usr/bin/env bats
# tests/attack/conf.bats - loads hostile svc.ini files: each one is an error, never a crash or
# a hang.

load ../lib/common

# check FILE: runs ctinit check with a limit of 10 s of CPU time
check() { run "${LIMIT[@]}" prlimit --cpu=10 "$CTINIT" check "$1"; }
refused() { # FILE TEXT: `check` must exit with 1 and print TEXT
	check "$1"
	[ "$status" -eq 1 ]
	[[ "$output" == *"$2"* ]]
}

@test "conf: a NUL byte and binary garbage are errors" {
	printf '[service:a]\ncommand = a\0b\n' >"$T/nul.ini"
	refused "$T/nul.ini" "nul.ini:2:"
	head -c 200000 /bin/sh >"$T/elf.ini"
	refused "$T/elf.ini" "NUL byte"
}

@test "conf: a line of 1 MiB is an error, a comment of 1 MiB is none" {
	{ printf '[service:a]\ncommand = '; head -c 1048576 /dev/zero | tr '\0' x; echo; } >"$T/long.ini"
	refused "$T/long.ini" "long.ini:2:"
	{ printf '# '; head -c 1048576 /dev/zero | tr '\0' x; printf '\n[service:a]\ncommand = x\n'; } >"$T/ok.ini"
	check "$T/ok.ini"
	[ "$status" -eq 0 ]
}

@test "conf: 10,000 sections and 100,000 keys load; 100,000 mistakes are counted" {
	awk 'BEGIN { for (i = 0; i < 10000; i++) { printf "[service:s%d]\ncommand = x\n", i;
		for (j = 0; j < 9; j++) printf "environment = V%d=1\n", j } }' >"$T/many.ini"
	check "$T/many.ini"
	[ "$status" -eq 0 ]
	awk 'BEGIN { print "[init]"; for (i = 0; i < 100000; i++) print "verbosty = 1" }' >"$T/bad.ini"
	refused "$T/bad.ini" "and 99000 more"
}

@test "conf: include loops end, each file is read once; a missing one, a directory and a FIFO are errors" {
	printf '[include]\nfiles = b.ini\n[service:a]\ncommand = x\n' >"$T/a.ini"
	printf '[include]\nfiles = a.ini b.ini\n' >"$T/b.ini"
	check "$T/a.ini"
	[ "$status" -eq 0 ]
	refused "$T/none.ini" "none.ini: "
	mkdir "$T/dir.ini"
	refused "$T/dir.ini" "dir.ini: "
	mkfifo "$T/fifo.ini"
	refused "$T/fifo.ini" "fifo.ini: "
}

@test "conf: quotes and braces that are not closed, and shell syntax, are errors" {
	printf '[service:a]\ncommand = sh "a\n' >"$T/q.ini"
	refused "$T/q.ini" 'a " is not closed'
	# shellcheck disable=SC2016 # literal
	printf '[service:a]\ncommand = x %s\n' "$(printf '${A:-%.0s' $(seq 2000))" >"$T/deep.ini"
	refused "$T/deep.ini" "more than 8"
	printf '[service:a]\ncommand = a ; b\n' >"$T/semi.ini"
	check "$T/semi.ini"
	[ "$status" -eq 0 ]
	[[ "$output" == *"semi.ini:2: warning:"* ]]
}

@test "conf: instances and groups are bounded: 10^5 services, 4*10^6 edges, in time" {
	{
		for i in 1 2 3 4 5 6 7 8 9 10; do
			printf '[service:s%d]\ncommand = x\ninstances = 10000\n' "$i"
		done
	} >"$T/full.ini"
	check "$T/full.ini"
	[ "$status" -eq 0 ]
	[[ "$output" == *"100000 services"* ]]
	printf '[service:more]\ncommand = x\n' >>"$T/full.ini"
	refused "$T/full.ini" "more than 100000 services"
	printf '[service:%s]\ncommand = x\ninstances = 5000\ngroup = g\nafter = @g\n' a b >"$T/edges.ini"
	refused "$T/edges.ini" "more than 4000000 entries of needs"
	awk 'BEGIN { for (i = 0; i < 2000; i++) printf "[service:s%d]\ncommand = x\ngroup = g\nneeds = @g\n", i }' >"$T/all.ini"
	refused "$T/all.ini" "a dependency cycle:"
}

@test "conf: a million groups, and invalid names" {
	awk 'BEGIN { printf "[service:a]\ncommand = x\n"; for (i = 0; i < 20000; i++) { printf "group ="
		for (j = 0; j < 50; j++) printf " g%d", i * 50 + j; print "" } print "needs = @g999999" }' >"$T/groups.ini"
	check "$T/groups.ini"
	[ "$status" -eq 0 ]
	printf '[service:a]\ncommand = x\nneeds = %s\n' '@ a@ a@@1 a@01 @a@1 a@99999999999999999999 @@' >"$T/names.ini"
	refused "$T/names.ini" "expected names of services"
	awk 'BEGIN { print "[init]"; printf "start ="; for (i = 0; i < 20000; i++) printf " n%d", i; print ""
		for (i = 0; i < 3000; i++) printf "[service:s%d]\ncommand = x\n", i }' >"$T/start.ini"
	refused "$T/start.ini" "no such service"
}
