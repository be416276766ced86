#!/usr/bin/env bats
# tests/box/when.bats - tests `when`: which services are skipped, when conditions are checked,
# and the effects on other services.
# timeout: 200
load ../lib/life

# holds CONDITION...: succeeds if a task with these conditions runs
holds() {
	{
		printf '[service:a]\ntype = task\ncommand = /bin/echo ran\n'
		printf 'when = %s\n' "$@"
	} >"$T/h.ini"
	in_ns h
	eq "$status" 0 "$stderr"
	[ "$output" = ran ]
}
skips() {
	! holds "$@" || fail "ran: $*"
	match "$stderr" '^ctinit [|] a: skipped: when = '
}

@test "when: a variable holds if it is set and not empty, 0, no, false or off" {
	local value
	holds '!CTW'
	skips CTW
	for value in 1 yes x 00x; do CTW=$value holds CTW; done
	for value in '' 0 no No false off; do
		export CTW=$value
		skips CTW
		holds '!CTW'
	done
	unset CTW
}

@test "when: a variable equals a value, one of several, or none of them" {
	export CTW=prod
	holds 'CTW=prod'
	holds 'CTW=test|prod'
	skips 'CTW=production'
	skips 'CTW=pro'
	holds 'CTW!=test'
	skips 'CTW!=test|prod'
	unset CTW
	holds 'CTW!=test'
	skips 'CTW=test'
}

@test "when: files, programs and their opposites; all must hold" {
	touch "$T/there"
	holds "file:$T/there"
	skips "file:$T/missing"
	holds "!file:$T/missing"
	skips "!file:$T/there"
	holds 'exec:/bin/sh -c "exit 0"'
	skips 'exec:/bin/sh -c "exit 3"'
	holds '!exec:/bin/false'
	holds "file:$T/there" '!NONE' exec:/bin/true
	skips "file:$T/there" exec:/bin/true "file:$T/missing"
	skips "file:$T/there" NONE
}

@test "when: a program that cannot be executed is a failed start" {
	printf '[service:a]\ntype = task\ncommand = /bin/echo ran\nwhen = !exec:/no/such/program\n' >"$T/no.ini"
	in_ns no
	eq "$status" 125
	eq "$output" ""
	match "$stderr" '^ctinit [|] a: when = !exec:/no/such/program: .*No such file'
}

@test "when: variables that a setup wrote to CTINIT_ENV count, also for later setups" {
	ini env <<-'END'
		[setup:one]
		command = /bin/sh -c 'echo WITH=db >>$CTINIT_ENV'
		[setup:two]
		when = WITH=db
		command = /bin/echo two
		[setup:three]
		when = WITH=cache
		command = /bin/echo three
		[service:db]
		type = task
		when = WITH=db
		command = /bin/echo db
		[service:cache]
		type = task
		when = WITH=cache
		command = /bin/echo cache
	END
	in_ns env
	eq "$status" 0 "$stderr"
	eq "$output" $'two\ndb' "$stderr"
	match "$stderr" '^ctinit [|] setup three: skipped: when = WITH=cache$'
	match "$stderr" '^ctinit [|] cache: skipped: when = WITH=cache$'
}

@test "when: services that need a skipped one are skipped with the reason; after and wants continue" {
	ini chain <<-'END'
		[service:db]
		command = /bin/sleep 1000
		when = file:/no/such/file
		[service:web]
		command = /bin/echo web
		needs = db
		[service:other]
		type = task
		command = /bin/echo other
		wants = db
		after = web
	END
	in_ns chain
	eq "$status" 0 "$stderr"
	eq "$output" other
	match "$stderr" '^ctinit [|] db: skipped: when = file:/no/such/file$'
	match "$stderr" '^ctinit [|] web: skipped: its need db is skipped$'
}

@test "when: file: is checked again before each start" {
	touch "$T/flag"
	ini again <<-END
		[service:a]
		command = /bin/sh -c 'echo ran; rm -f $T/flag; exit 1'
		when = file:$T/flag
		restart-delay = 1ms
	END
	in_ns again
	eq "$output" ran "$stderr"
	match "$stderr" "^ctinit [|] a: skipped: when = file:$T/flag$"
	nothing_left
}
