#!/usr/bin/env bats
# tests/box/arguments.bats - tests words after the file, as in `docker run IMAGE WORDS...`, in
# place and in a container of the front end.
load ../lib/life

setup() {
	need_root
	ct_setup
	cat >"$T/services" <<-'END'
		[service:web]
		command = /bin/sh -c 'for w; do echo "<$w>"; done' web ${GREETING:-none}
		main = yes
		[service:other]
		command = /bin/sleep 1000
	END
}

# two: writes two.ini: [init] keys from stdin, a main service that prints its arguments, and
# another service
two() {
	cat - "$T/services" >"$T/two.ini"
}

@test "arguments: words that begin with a hyphen are appended to the main service unchanged" {
	two </dev/null
	in_ns_words two -v --port 80 'a b' "it's" '${HOME}' '' '$x'
	eq "$status" 0 "$stderr"
	eq "$output" "$(printf '<%s>\n' none -v --port 80 'a b' "it's" '${HOME}' '' '$x')"
	printf '[service:a]\ntype = task\ncommand = /bin/echo x\n' >"$T/one.ini"
	in_ns_words one -y '${z}'
	eq "$output" 'x -y ${z}' "$stderr"
}

@test "arguments: words without a main service are an error that says so" {
	printf '[service:a]\ncommand = true\n[service:b]\ncommand = true\n' >"$T/none.ini"
	in_ns_words none -x
	eq "$status" 125
	match "$stderr" 'of 2 services none has main = yes'
	sed -i 's/true/true\nmain = yes/' "$T/none.ini"
	in_ns_words none -x
	eq "$status" 125
	match "$stderr" '2 services have main = yes'
}

@test "arguments: a command runs in place of the services, with the values of [defaults]" {
	two <<-'END'
		[setup:first]
		command = /bin/sh -c 'echo SET=up >>$CTINIT_ENV; echo setup'
		[init]
		start = web
		signals = WINCH:forward:web
		[defaults]
		environment = FROM=defaults
		ready = file:/nonexistent
		user = nobody
		on-failed = ignore
		needs = other
	END
	in_ns_words two sh -c 'echo "$FROM $SET"; id -u; ps ax -o args; exit 7'
	eq "$status" 7 "$stderr"
	eq "$(head -n 2 <<<"$output" | tr '\n' ' ')" 'setup defaults up '
	match "$output" '^0$'
	no_match "$output" 'sleep 1000'
	in_ns_words two sh -c 'kill -TERM $$'
	eq "$status" 143
	in_ns_words two /nonexistent
	eq "$status" 127
}

# answers: Q44
@test "arguments: a shell with the terminal and job control" {
	two </dev/null
	run "${LIMIT[@]}" script -qec "unshare -pf --mount-proc '$CTINIT' run '$T/two.ini' bash --norc -i" \
		/dev/null <<<$'sleep 0 & wait; echo "jobs: $- $(tty)"\nexit 5'
	eq "$status" 5 "$output"
	match "$output" 'jobs: [a-zA-Z]*m[a-zA-Z]* /dev/'
	no_match "$output" 'no job control'
}

@test "arguments = beside: it runs as main beside the services; = error: it is refused" {
	two <<<$'[init]\narguments = beside\n'
	sed -i 's/^main = yes//; s/echo "<$w>"/exec sleep 1000/' "$T/two.ini"
	in_ns_words two sh -c 'until ps ax -o args | grep -q "^/bin/sleep 100[0]"; do :; done; exit 6'
	eq "$status" 6 "$stderr"
	match "$stderr" 'web: stopped'
	sed -i 's/= beside/= error/' "$T/two.ini"
	in_ns_words two ls
	eq "$status" 125
	match "$stderr" 'arguments = error'
}

@test "arguments: the words reach the services of a container" {
	two <<<$'[container]\nhostname = inner\n'
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run --container "${PLAIN[@]}" "$T/two.ini" sh -c 'hostname; exit 4'
	eq "$status" 4 "$stderr"
	eq "$output" inner
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run --container "${PLAIN[@]}" "$T/two.ini" -z "a'b"
	eq "$status" 0 "$stderr"
	eq "$output" "$(printf '<%s>\n' none -z "a'b")"
}

@test "arguments: a file from standard input also runs in a container of its own" {
	printf '[service:a]\ntype = task\nstdin = inherit\ncommand = /bin/sh -c "cat; echo done"\n' >"$T/in"
	ct run -q - <"$T/in"
	eq "$status" 0 "$stderr"
	eq "$output" "done"
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run -q - <"$T/in"
	eq "$status" 0 "$stderr"
	eq "$output" "done"
}

@test "arguments: a command in the place of the file gets an error that shows where it belongs" {
	ct run /bin/echo hi
	eq "$status" 125
	match "$stderr" 'to run a command: ctinit run -- /bin/echo ...$'
	ct run no-such-word hi
	eq "$status" 125
	match "$stderr" 'to run a command: ctinit run -- no-such-word ...$'
	ct run nofile.ini
	eq "$status" 125
	[[ $stderr != *"to run a command"* ]]
	ct run /dev/null
	eq "$status" 125
	match "$stderr" '^ctinit: /dev/null: cannot open it: it is neither a file nor a pipe$'
}
