#!/usr/bin/env bats
# tests/box/stop-order.bats - tests that services stop in reverse order, even if services
# between them have ended, in a shutdown and in a reload.
# timeout: 120
load ../lib/life
load ../lib/reload

# server NAME [WORK]: prints a command that reports when it is up, when it stops and when it
# is done
server() {
	echo "command = /bin/sh -c 'trap \"echo $1 stops; ${2:-:}; echo $1 done; exit 0\" TERM; echo $1 up; while :; do sleep 0.05; done'"
}

# in_reverse NAME LINE...: runs db, a service between with these lines, and web, which must
# stop first
in_reverse() {
	local name=$1 middle=$2 web=$3 db=${4:-}
	ini "$name" <<-END
		[service:db]
		$(server db)
		${db//;/$'\n'}
		[service:middle]
		${middle//;/$'\n'}
		[service:web]
		$(server web 'sleep 0.5')
		${web//;/$'\n'}
	END
	up "$name"
	wait_line 10 "$T/$name.out" 'web up'
	wait_line 10 "$T/$name.out" 'db up'
	[ -z "${5:-}" ] || wait_line 10 "$E" "$5"
	down
	in_order "$T/$name.out" 'web stops' 'web done' 'db stops'
}

@test "stop order: a finished task between two services keeps the order" {
	in_reverse task 'type = task;needs = db;command = /bin/true' 'needs = middle'
}

@test "stop order: a skipped service between two services keeps the order" {
	in_reverse skipped 'needs = db;when = NO_SUCH_VARIABLE;command = /bin/true' 'wants = middle' '' 'middle: skipped'
}

@test "stop order: a failed service between two services keeps the order" {
	in_reverse failed 'needs = db;restart = never;on-failed = ignore;command = /bin/false' 'wants = middle' '' 'middle: failed'
}

@test "stop order: wants, after and before keep the order" {
	in_reverse wants 'type = task;wants = db;command = /bin/true' 'wants = middle'
	in_reverse after 'type = task;after = db;command = /bin/true' 'after = middle'
	in_reverse before 'type = task;before = web;command = /bin/true' '' 'before = middle'
}

@test "stop order: a service that waits for its next start keeps the order" {
	in_reverse backoff 'needs = db;restart-delay = 1h;restart-max-delay = 1h;command = /bin/false' 'wants = middle' '' 'middle: .*(start|again)'
}

@test "stop order: a reload that removes both ends of a chain keeps the order of its middle" {
	ini keeps <<-END
		[service:db]
		$(server db)
		[service:middle]
		needs = db
		$(server middle)
		[service:web]
		needs = middle
		$(server web 'sleep 0.5')
	END
	up keeps
	for name in db middle web; do wait_line 10 "$T/keeps.out" "$name up"; done
	printf '[service:middle]\n%s\n' "$(server middle)" >"$T/keeps.ini"
	reload
	in_order "$T/keeps.out" 'web stops' 'web done' 'db stops'
	no_match "$(cat "$T/keeps.out")" 'middle stops'
	down
}

# deaf NAME: prints a command that reports SIGTERM and continues
deaf() { echo "command = /bin/sh -c 'trap \"echo $1 asked\" TERM; echo $1 up; while :; do sleep 0.05; done'"; }

@test "stop time: a chain of services that all ignore SIGTERM ends within 10 s, each got its signal" {
	ini deaf <<-END
		[service:a]
		$(deaf a)
		[service:b]
		needs = a
		$(deaf b)
		[service:c]
		needs = b
		$(deaf c)
		[service:d]
		wants = c
		$(deaf d)
	END
	up deaf
	for name in a b c d; do wait_line 10 "$T/deaf.out" "$name up"; done
	down
	[ "$TOOK" -lt 10000 ] || fail "$TOOK ms"
	[ "$TOOK" -ge 8000 ] || fail "only $TOOK ms"
	in_order "$T/deaf.out" 'd asked' 'c asked' 'b asked' 'a asked'
	eq "$(grep -c 'did not stop' "$E")" 4 "$(cat "$E")"
}

@test "stop time: check warns when a stop may take longer than engines wait" {
	local more='docker stop -t 20, stop_grace_period: 20s in a compose file, terminationGracePeriodSeconds: 20 in a pod'
	printf '[service:a]\ncommand = /bin/true\n[service:b]\nneeds = a\ncommand = /bin/true\n' >"$T/c.ini"
	run -0 --separate-stderr "$CTINIT" check "$T/c.ini"
	eq "$stderr" ''
	sed -i 's/^needs/stop-timeout = 13s\nneeds/' "$T/c.ini"
	run -0 --separate-stderr "$CTINIT" check "$T/c.ini"
	match "$stderr" "c.ini: warning: a stop may take 19 s .*$more"
	run -0 --separate-stderr "$CTINIT" check --strict "$T/c.ini" # the engine sets that time, not the file
	# shutdown-timeout limits the sum. In a container made by ctinit that key counts.
	run -0 --separate-stderr "$CTINIT" check --set init.shutdown-timeout=9s "$T/c.ini"
	eq "$stderr" ''
	printf '[container]\nrootfs = /\nnetwork = none\n' >>"$T/c.ini"
	run -0 --separate-stderr "$CTINIT" check "$T/c.ini"
	eq "$stderr" ''
	printf 'stop-timeout = 10s\n' >>"$T/c.ini"
	run -0 --separate-stderr "$CTINIT" check "$T/c.ini"
	match "$stderr" 'warning: a stop may take 19 s; \[container\] stop-timeout kills the container after 10 s'
	run -1 --separate-stderr "$CTINIT" check --strict "$T/c.ini"
}

@test "stop time: check compares the limit of ctinit's own container also with a short stop" {
	local set
	printf '[container]\nrootfs = /\nnetwork = none\nstop-timeout = 5s\n' >"$T/own.ini"
	printf '[service:a]\ncommand = /bin/true\n[service:b]\nneeds = a\ncommand = /bin/true\n' >>"$T/own.ini"
	# Two services that ignore SIGTERM get 4.25 s each.
	run -0 --separate-stderr "$CTINIT" check "$T/own.ini"
	match "$stderr" 'own.ini: warning: a stop may take 9 s; \[container\] stop-timeout kills the container after 5 s: take it away or write 10s'
	run -1 --separate-stderr "$CTINIT" check --strict "$T/own.ini"
	for set in init.shutdown-timeout=4s a.stop-timeout=1s container.stop-timeout=10s; do
		[ "$set" != a.stop-timeout=1s ] || set='a.stop-timeout=1s --set b.stop-timeout=1s'
		# shellcheck disable=SC2086
		run -0 --separate-stderr "$CTINIT" check --set $set "$T/own.ini"
		eq "$stderr" '' "$set"
	done
	# shutdown-timeout ends a longer stop, so it is the time that counts.
	run -0 --separate-stderr "$CTINIT" check --set init.shutdown-timeout=4500ms --set a.stop-timeout=20s "$T/own.ini"
	match "$stderr" 'a stop may take 5 s; .* kills the container after 5 s: take it away or write 6s'
	sed -i 1,4d "$T/own.ini"
	run -0 --separate-stderr "$CTINIT" check --set init.shutdown-timeout=15s --set a.stop-timeout=20s "$T/own.ini"
	match "$stderr" 'own.ini: warning: a stop may take 15 s .*docker stop -t 16'
}
