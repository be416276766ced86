#!/usr/bin/env bats
# tests/box/health.bats - tests every kind of health check, and what a start waits for.
# timeout: 240
load ../lib/life
load ../lib/ready

# answers: Q20 Q21
@test "health: consecutive failures restart the service, and each such end counts as a failure" {
	ini ill <<-END
		[service:a]
		command = /bin/sh -c 'echo run; exec sleep 1000'
		health = exec:/bin/sh -c 'echo x >>$T/checks; exit 7'
		health-interval = 100ms
		health-retries = 3
		restart = on-failure
		restart-delay = 1ms
		restart-limit = 1
	END
	in_ns ill
	eq "$status" 1 "$stderr"
	eq "$(grep -c run <<<"$output")" 2
	in_order <(printf '%s\n' "$stderr") '^ctinit [|] a: ready' \
		'^ctinit [|] a: unhealthy: 3 checks failed, the last: run /bin/sh: exited with code 7' \
		'^ctinit [|] a: it was unhealthy, restarting in .*\(1 of 1\)' '^ctinit [|] a: ready' \
		'^ctinit [|] a: unhealthy' '^ctinit [|] a: failed: it was unhealthy, more often than restart-limit = 1 allows'
	eq "$(wc -l <"$T/checks")" 6
}

@test "health: ignore reports unhealthy once, and healthy once" {
	ini ignore <<-END
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'echo x >>$T/checks; test -e $T/well'
		health-interval = 100ms
		health-retries = 2
		on-unhealthy = ignore
	END
	up ignore
	wait_line 10 "$T/ignore.err" '^ctinit [|] a: unhealthy: 2 checks failed, the last: run /bin/sh: exited with code 1'
	local n
	n=$(wc -l <"$T/checks")
	wait_for 10 more_checks $((n + 3))
	touch "$T/well"
	wait_line 10 "$T/ignore.err" '^ctinit [|] a: healthy again'
	rm "$T/well"
	wait_for 10 lines_like "$E" '^ctinit [|] a: unhealthy' 2
	eq "$(grep -c 'healthy again' "$T/ignore.err")" 1
	no_match "$(cat "$T/ignore.err")" 'restarting'
	down
	eq "$(grep -c 'unhealthy' "$T/ignore.err")" 2
}

@test "health: only consecutive failures count" {
	ini row <<-END
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'echo x >>$T/checks; test -e $T/flip && rm $T/flip || { touch $T/flip; exit 1; }'
		health-interval = 100ms
		health-retries = 2
	END
	up row
	wait_for 20 more_checks 9
	no_match "$(cat "$T/row.err")" 'unhealthy|restarting'
	down
}

@test "health: an ended service is not checked" {
	local n
	ini over <<-END
		[defaults]
		health = exec:/bin/sh -c 'echo \$CTINIT_SERVICE >>$T/asked'
		health-interval = 100ms
		[service:ends]
		command = /bin/sh -c 'until grep -qsx ends $T/asked; do :; done'
		restart-delay = 1h
		restart-max-delay = 1h
		[service:lives]
		command = /bin/sleep 1000
	END
	up over
	wait_line 10 "$T/over.err" '^ctinit [|] ends: exited with code 0 .*restarting'
	n=$(grep -cx ends "$T/asked")
	wait_for 10 count_of lives $(($(grep -cx lives "$T/asked") + 4))
	eq "$(grep -cx ends "$T/asked")" "$n"
	down
}

@test "health: shutdown ends the container with 1" {
	local port
	port=$(free_port)
	ini shut <<-END
		[service:a]
		command = /bin/sleep 1000
		health = tcp:127.0.0.1:$port
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = shutdown
		[service:b]
		command = /bin/sleep 1000
	END
	in_ns shut
	eq "$status" 1 "$stderr"
	match "$stderr" "^ctinit [|] a: unhealthy: connect 127.0.0.1:$port: Connection refused"
	match "$stderr" '^ctinit [|] service a failed: it was unhealthy; container exit code 1'
	match "$stderr" '^ctinit [|] b: stopped'
}

@test "health: a check has health-timeout, and its program is killed with its group" {
	local port
	port=$(free_port)
	answers web "$port:drip"
	ini slow <<-END
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'trap "" TERM; sleep 4321 & sleep 4322'
		health-interval = 100ms
		health-timeout = 100ms
		health-retries = 2
		on-unhealthy = ignore
		[service:b]
		command = /bin/sleep 1000
		health = http://127.0.0.1:$port/
		health-interval = 100ms
		health-timeout = 200ms
		health-retries = 1
		on-unhealthy = ignore
	END
	up slow
	wait_line 10 "$T/slow.err" '^ctinit [|] a: unhealthy: 2 checks failed, the last: run /bin/sh: no end within 100 ms'
	wait_line 10 "$T/slow.err" "^ctinit [|] b: unhealthy: GET 127.0.0.1:$port/: no answer in time"
	down
	no_match "$(cat "$E")" 'left (behind|in the container)'
}

# answers: Q20
@test "health: only a ready service is checked, after the delay; none disables a default" {
	ini asked <<-END
		[defaults]
		health = exec:/bin/sh -c 'echo \$CTINIT_SERVICE >>$T/asked'
		health-interval = 100ms
		[service:late]
		command = /bin/sleep 1000
		ready = file:$T/go
		[service:early]
		command = /bin/sleep 1000
		[service:later]
		command = /bin/sleep 1000
		health-delay = 1h
		[service:never]
		command = /bin/sleep 1000
		health = none
	END
	up asked
	wait_for 10 count_of early 5
	eq "$(sort -u "$T/asked")" early
	touch "$T/go"
	wait_for 10 count_of late 2
	down
	eq "$(sort -u "$T/asked")" $'early\nlate'
}
count_of() { [ "$(grep -cx "$1" "$T/asked")" -ge "$2" ]; }

@test "health: a value that expands to nothing or none is no health check; a wrong one is an error at the start" {
	ini asked <<-END
		[defaults]
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = shutdown
		environment = NONE=none
		[service:asked]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'echo asked >>$T/asked'
		[service:nothing]
		command = /bin/sleep 1000
		health = \${NOTHING}
		[service:none]
		command = /bin/sleep 1000
		health = \${NONE}
	END
	rm -f "$T/asked"
	up asked
	wait_for 10 count_of asked 5
	down
	no_match "$(cat "$T/asked.err")" unhealthy
	says <<<$'command = /bin/echo ran\nhealth = ${WRONG}\nenvironment = WRONG=tpc:80\nrestart = never'
	eq "$status" 125 "$stderr"
	eq "$output" ""
	match "$stderr" '^ctinit [|] a: .*health.*expected one of none, tcp:HOST:PORT'
}

# answers: Q22
@test "wait-for: the conditions are waited for in order, after start-delay" {
	local port
	port=$(free_port)
	ini seq <<-END
		[service:a]
		start-delay = 300ms
		wait-for = file:$T/one tcp:127.0.0.1:$port
		wait-for = exec:/bin/sh -c 'echo asked >>$T/log; test -e $T/two'
		command = /bin/sh -c 'echo started >>$T/log; exec sleep 1000'
		[service:b]
		after = a
		command = /bin/sleep 1000
	END
	up seq
	touch "$T/one"
	answers web "$port:200"
	wait_line 10 "$T/log" asked
	no_match "$(cat "$T/log" "$T/seq.err")" 'started|ready'
	touch "$T/two"
	wait_line 10 "$T/seq.err" '^ctinit [|] b: ready'
	in_order "$T/log" asked started
	in_order "$T/seq.err" '^ctinit [|] a: ready' '^ctinit [|] b: ready'
	down
}

@test "wait-for: start-delay alone, before each start" {
	local begin=${EPOCHREALTIME/[.,]/}
	ini delay <<-'END'
		[service:a]
		start-delay = 300ms
		command = /bin/false
		restart-delay = 1ms
		restart-limit = 1
	END
	in_ns delay
	eq "$status" 1 "$stderr"
	[ $((${EPOCHREALTIME/[.,]/} - begin)) -ge 600000 ]
}

@test "wait-for: reports the pending condition after 5 s, then at longer intervals; a stop ends the waiting" {
	ini told <<-END
		[service:a]
		wait-for = tcp:localhost:1
		command = /bin/sleep 1000
		[service:b]
		wait-for = exec:/bin/sh -c 'trap "" TERM; sleep 4321 & sleep 4322'
		command = /bin/sleep 1000
		[service:c]
		wait-for = exec:/bin/sh -c 'echo x >>$T/checks; exit 1'
		command = /bin/sleep 1000
	END
	up told
	wait_line 15 "$T/told.err" '^ctinit [|] a: waiting for tcp:localhost:1 \([0-9]+ s\): Connection refused'
	wait_line 15 "$T/told.err" '^ctinit [|] b: waiting for exec:/bin/sh \([0-9]+ s\): no end within [0-9.]+ s'
	wait_line 15 "$T/told.err" '^ctinit [|] c: waiting for exec:/bin/sh \([0-9]+ s\): exited with code 1'
	wait_for 10 more_checks $(($(wc -l <"$T/checks") + 2))
	[ "$(grep -c "a: waiting" "$T/told.err")" -le 6 ]
	down
	no_match "$(cat "$T/told.err")" 'ready|bug|left (behind|in the container)'
}

@test "wait-for: wait-timeout is a failed start, and each start waits again" {
	ini gone <<-END
		[service:a]
		wait-for = file:$T/never
		wait-timeout = 200ms
		restart-delay = 10ms
		restart-limit = 1
		command = /bin/echo never
	END
	in_ns gone
	eq "$status" 125 "$stderr"
	eq "$output" ""
	in_order <(printf '%s\n' "$stderr") \
		"^ctinit [|] a: waited ([2-9][0-9]{2} ms|[0-9.]+ s) for file:$T/never: No such file" \
		'^ctinit [|] a: could not be started, restarting in [0-9]+ ms \(1 of 1\)' '^ctinit [|] a: waited' \
		'^ctinit [|] a: failed: could not be started'
}

@test "wait-for: the last condition gets time to answer" {
	ini late <<-'END'
		[service:a]
		wait-for = exec:/bin/sh -c 'exit 3'
		wait-timeout = 300ms
		restart = never
		command = /bin/echo never
	END
	in_ns late
	eq "$status" 125 "$stderr"
	match "$stderr" '^ctinit [|] a: waited .* for exec:/bin/sh: (exited with code 3|no end within ([2-9][0-9]{2} ms|[0-9.]+ s))$'
}

@test "wait-for: values are expanded from the service's own environment" {
	ini own <<-END
		[service:a]
		environment = WHERE=$T/own-file MORE="file:$T/own-file tcp:\${HOSTPORT}"
		environment = WAIT=5s
		wait-for = file:\${WHERE} exec:/bin/test -e \${WHERE}
		wait-timeout = \${WAIT}
		main = yes
		command = /bin/echo ran
	END
	touch "$T/own-file"
	sed -i 's/ MORE=.*//' "$T/own.ini"
	in_ns own
	eq "$status" 0 "$stderr"
	eq "$output" ran
}

@test "wait-for: a list that expands to nothing is not waited for" {
	says <<<$'command = /bin/echo ran\nwait-for = ${NOTHING}\nwait-for = ${MORE}'
	eq "$status" 0 "$stderr"
	eq "$output" ran
}

@test "wait-for: works for a setup, before anything else" {
	ini setup <<-END
		[setup:one]
		wait-for = file:$T/there
		command = /bin/echo setup
		[service:a]
		type = task
		command = /bin/echo service
	END
	up setup
	touch "$T/there"
	finish 10 "$PID"
	eq "$STATUS" 0 "$(cat "$T/setup.err")"
	eq "$(cat "$T/setup.out")" $'setup\nservice'
	ini none <<-END
		[setup:one]
		wait-for = file:$T/never
		wait-timeout = 100ms
		command = /bin/echo setup
		[service:a]
		command = /bin/echo service
	END
	in_ns none
	eq "$status" 125 "$stderr"
	eq "$output" ""
	match "$stderr" "one: waited ([1-9][0-9]{2} ms|[0-9.]+ s) for file:$T/never"
}
