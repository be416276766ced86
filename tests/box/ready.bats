#!/usr/bin/env bats
# tests/box/ready.bats - readiness, health and wait-for of every kind, on the real program,
# against servers that answer well and badly.
# timeout: 240
load ../lib/common

setup() {
	need_root
	ct_setup
	export CTINIT
	snapshot
}

# in_ns FILE: as PID 1 of a pid namespace, in place, to its end
in_ns() { run --separate-stderr timeout -k 2 60 unshare -pf --mount-proc "$CTINIT" run "$T/$1.ini"; }
# up NAME: $T/NAME.ini in the background; INIT is PID 1's own pid
up() {
	start "$1" unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/$1.ini"
	UNSHARE=$PID
	wait_for 10 has_init "$PID"
}
has_init() {
	INIT=$(pgrep -P "$1" -x ctinit || pgrep -P "$1" | head -n 1)
	[ -n "$INIT" ]
}
# down NAME: asks it to stop; $TOOK milliseconds until it was gone, with 0
down() {
	local begin=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	TOOK=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
	eq "$STATUS" 0 "$(cat "$T/$1.err")"
	nothing_left
}
# answers NAME PORT:MODE...: tests/lib/answers.py in the background
answers() {
	local word
	start "$1" python3 "$ROOT/tests/lib/answers.py" "${@:2}"
	for word in "${@:2}"; do wait_line 10 "$T/$1.out" "^serves ${word%:*}\$"; done
}
# after TEXT ERE: the milliseconds that the line says ("ready after 1.2 s")
after() {
	grep -E -m 1 -e "$2" <<<"$1" | sed -E 's/.* after ([0-9.]+) (m?s).*/\1 \2/' |
		awk '{ printf "%d\n", $2 == "s" ? $1 * 1000 : $1 }'
}
# sleeper NAME READY [LINES]: a service that does nothing, with that `ready`
sleeper() { printf '[service:%s]\ncommand = /bin/sleep 1000\nready = %s\n%b\n' "$1" "$2" "${3:-}"; }

@test "ready: alive:TIME is ready after the time, and an end before it is a failed start" {
	ini alive <<-'END'
		[service:long]
		command = /bin/sleep 1000
		ready = alive:400ms
		[service:short]
		command = /bin/sh -c 'exit 0'
		ready = alive:5s
		restart-delay = 1ms
		restart-limit = 2
		on-failed = ignore
		[service:end]
		needs = long
		main = yes
		command = /bin/true
	END
	in_ns alive
	eq "$status" 0 "$stderr"
	[ "$(after "$stderr" '^long: ready')" -ge 400 ]
	[ "$(after "$stderr" '^long: ready')" -lt 3000 ]
	no_match "$stderr" '^short: ready'
	match "$stderr" '^short: exited with code 0 .*\(2 of 2\)'
	match "$stderr" '^short: failed: exited with code 0'
}

# answers: Q19 Q17
@test "ready: http:// takes 2xx and 3xx, and sends one plain request" {
	local a b c
	a=$(free_port) b=$((a + 1)) c=$((a + 2))
	answers web "$a:200" "$b:302" "$c:204"
	{
		sleeper one "http://127.0.0.1:$a/health?full=1"
		sleeper two "http://localhost:$b"
		sleeper three "http://127.0.0.1:$c/" 'environment = P=1'
		printf '[service:end]\nmain = yes\nneeds = one two three\ncommand = /bin/true\n'
	} | ini http
	in_ns http
	eq "$status" 0 "$stderr"
	for name in one two three; do match "$stderr" "^$name: ready after"; done
	match "$(cat "$T/web.out")" "^asked 'GET /health\?full=1 HTTP/1.1.r.nHost: 127.0.0.1:$a.r.n.*Connection: close.r.n.r.n'"
	match "$(cat "$T/web.out")" "^asked 'GET / HTTP/1.1.r.nHost: localhost:$b.r"
	eq "$(grep -c '^asked' "$T/web.out")" 3
}

@test "ready: what is no HTTP answer, or a bad one, is none; hostile servers hold nobody up" {
	local port word name args=()
	port=$(free_port)
	ini bad <<<''
	for word in 404 503 100 garbage long drip silent close flood; do
		args+=("$port:$word")
		sleeper "s-$word" "http://127.0.0.1:$port/" \
			'start-timeout = 2500ms\nrestart = never\non-failed = ignore' >>"$T/bad.ini"
		port=$((port + 1))
	done
	# after all of them began, another one starts at once
	printf '[service:good]\ncommand = /bin/sleep 1000\nstart-delay = 1s\nready = alive:10ms\n' >>"$T/bad.ini"
	answers web "${args[@]}"
	up bad
	for word in 404 503 100 garbage long drip silent close flood; do
		wait_line 15 "$T/bad.err" "^s-$word: failed: killed by TERM"
	done
	match "$(cat "$T/bad.err")" '^good: ready after [0-9]+ ms'
	no_match "$(cat "$T/bad.err")" '^s-[a-z0-9]+: ready'
	for word in 404 503 100; do
		match "$(cat "$T/bad.err")" "^s-$word: not ready after 2\.[5-9] s, .*GET 127.0.0.1:[0-9]+/: status $word"
	done
	for word in garbage long flood; do
		match "$(cat "$T/bad.err")" "^s-$word: not ready .*that is not HTTP"
	done
	match "$(cat "$T/bad.err")" '^s-close: not ready .*(closed without an answer|reset)'
	in_order "$T/bad.err" '^good: ready' '^s-silent: not ready'
	down bad
}

# answers: Q19
@test "ready: exec:COMMAND runs as the service does, and again until it exits with 0" {
	install -d -o www-data "$T/dir"
	ini exec <<-END
		[service:a]
		command = /bin/sh -c 'read -t 0.3 < /dev/null; touch there; exec sleep 1000'
		user = www-data
		directory = $T/dir
		environment = WORD="two words"
		ready = exec:/bin/sh -c 'id -un >\$0; echo "\$WORD \$CTINIT_SERVICE \$1" >>\$0; pwd >>\$0; cat >>\$0; test -e there' said \${WORD}
		[service:end]
		main = yes
		needs = a
		command = /bin/true
	END
	in_ns exec
	eq "$status" 0 "$stderr"
	eq "$(cat "$T/dir/said")" "www-data"$'\n'"two words a two words"$'\n'"$T/dir"
	ini none <<-'END'
		[service:a]
		command = /bin/sleep 1000
		ready = exec:/no/such/program
		start-timeout = 1s
		restart = never
	END
	in_ns none
	eq "$status" 143 "$stderr"
	match "$stderr" '^a: not ready after 1.* the last answer: cannot run /no/such/program: No such file'
}

@test "ready: an exec: that hangs is killed after 5 s with its group, and asked again" {
	ini hang <<-END
		[service:a]
		command = /bin/sleep 1000
		ready = exec:/bin/sh -c 'test -e $T/second && exit 0; touch $T/second; sleep 4321 & sleep 4322'
	END
	up hang
	wait_for 5 test -e "$T/second"
	wait_line 15 "$T/hang.err" '^a: ready after'
	[ "$(after "$(cat "$T/hang.err")" '^a: ready')" -ge 5000 ]
	eq "$(nsenter -t "$INIT" -p -m pgrep -fc 'sleep 432[12]')" 0
	down hang
}

@test "ready: an exec: that runs is killed with its group when the service ends or is stopped" {
	ini ends <<-END
		[service:a]
		command = /bin/sh -c 'until test -e $T/asked; do :; done; exit 3'
		ready = exec:/bin/sh -c 'touch $T/asked; sleep 4321 & sleep 4322'
		restart = never
		main = yes
	END
	in_ns ends
	eq "$status" 3 "$stderr"
	no_match "$stderr" 'bug'
	ini stops <<-END
		[service:a]
		command = /bin/sleep 1000
		ready = exec:/bin/sh -c 'touch $T/again; sleep 4321 & sleep 4322'
	END
	up stops
	wait_for 5 test -e "$T/again"
	down stops
	[ "$TOOK" -lt 3000 ]
}

@test "ready: READY=1 by a child of the service counts" {
	ini notify <<-'END'
		[service:a]
		ready = notify
		command = /bin/sh -c 'python3 -c "import os,socket; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); a=os.environ[\"NOTIFY_SOCKET\"]; s.sendto(b\"STATUS=up\nREADY=1\n\", \"\0\"+a[1:])" & exec sleep 1000'
		[service:end]
		main = yes
		needs = a
		command = /bin/true
	END
	sed -i 's/\\n/\\\\n/g' "$T/notify.ini"
	in_ns notify
	eq "$status" 0 "$stderr"
	match "$stderr" '^a: ready after'
}

# answers: Q17
@test "ready: none in time is a failed start, with pauses, a count, and then for good" {
	ini never <<-'END'
		[service:a]
		command = /bin/sleep 1000
		ready = unix:/no/such/socket
		start-timeout = 200ms
		restart-delay = 50ms
		restart-limit = 2
	END
	in_ns never
	eq "$status" 143 "$stderr"
	in_order <(printf '%s\n' "$stderr") \
		'^a: not ready after 2[0-9]{2} ms, stopping it; the last answer: connect /no/such/socket: No such file' \
		'^a: killed by TERM .*restarting in [0-9]+ ms \(1 of 2\)' \
		'^a: not ready' '^a: killed by TERM .*\(2 of 2\)' '^a: not ready' \
		'^a: failed: killed by TERM'
}

@test "ready: unix:@NAME is an abstract socket" {
	ini abstract <<-'END'
		[service:a]
		ready = unix:@ctinit-test-abstract
		command = python3 -c 'import socket,time; s=socket.socket(socket.AF_UNIX); s.bind("\0ctinit-test-abstract"); s.listen(); time.sleep(1000)'
		[service:end]
		main = yes
		needs = a
		command = /bin/true
	END
	in_ns abstract
	eq "$status" 0 "$stderr"
}

# with_names CMD...: in namespaces with only a loopback interface, and with $T/hosts and
# $T/resolv.conf as the system's
with_names() {
	unshare -mn --propagation private sh -c '
		ip link set lo up && mount --bind "$1/hosts" /etc/hosts &&
		mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"' sh "$T" "$@"
}

@test "ready: a HOST is looked up in /etc/hosts and at the name servers, by a child" {
	echo "127.0.0.1 own.example" >"$T/hosts"
	printf 'nameserver 127.0.0.1\nsearch lan\n' >"$T/resolv.conf"
	ini names <<-END
		[defaults]
		start-timeout = 3s
		restart = never
		on-failed = ignore
		[service:server]
		ready = tcp:127.0.0.1:8080
		command = python3 $ROOT/tests/lib/answers.py 53:dns 8080:200
		$(sleeper hosts tcp:own.example:8080 'needs = server')
		$(sleeper whole http://web.lan:8080/ 'needs = server')
		$(sleeper short tcp:web:8080 'needs = server')
		$(sleeper nobody tcp:nobody.lan:8080 'needs = server')
		$(sleeper loop tcp:loop.lan:8080 'needs = server')
		$(sleeper wrong tcp:wrong.lan:8080 'needs = server')
		$(sleeper label tcp:a..b:8080 'needs = server')
	END
	start names with_names unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/names.ini"
	for name in hosts whole short; do
		wait_line 20 "$T/names.err" "^$name: ready after"
	done
	for name in nobody loop wrong label; do
		wait_line 20 "$T/names.err" "^$name: failed: killed by TERM"
	done
	match "$(cat "$T/names.err")" '^nobody: not ready .*resolve nobody.lan:8080: there is no such name'
	match "$(cat "$T/names.err")" '^loop: not ready .*resolve loop.lan:8080: there is no such name'
	match "$(cat "$T/names.err")" '^label: not ready .*that cannot be a name'
	match "$(cat "$T/names.out")" '^name web.lan 28'
	no_match "$(cat "$T/names.err")" '^(wrong|loop|label|nobody): ready|bug'
	kill_tree "$PID"
	nothing_left
}

# answers: Q20 Q21
@test "health: failures in a row restart it, and each such end is a failure" {
	ini ill <<-END
		[service:a]
		command = /bin/sh -c 'echo run; rm -f $T/well; exec sleep 1000'
		health = file:$T/well
		health-interval = 100ms
		health-retries = 3
		restart = on-failure
		restart-delay = 1ms
		restart-limit = 1
	END
	in_ns ill
	eq "$status" 143 "$stderr"
	eq "$(grep -c run <<<"$output")" 2
	in_order <(printf '%s\n' "$stderr") '^a: ready' \
		"^a: unhealthy: 3 checks failed, the last: file $T/well: No such file or directory" \
		'^a: killed by TERM after [3-9][0-9]{2} ms, restarting in .*\(1 of 1\)' '^a: ready' \
		'^a: unhealthy' '^a: failed: killed by TERM'
}

@test "health: ignore tells it once, and once when it is healthy again" {
	ini ignore <<-END
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'echo x >>$T/checks; test -e $T/well'
		health-interval = 100ms
		health-retries = 2
		on-unhealthy = ignore
	END
	up ignore
	wait_line 10 "$T/ignore.err" '^a: unhealthy: 2 checks failed, the last: run /bin/sh: exited with code 1'
	local n
	n=$(wc -l <"$T/checks")
	wait_for 10 more_checks $((n + 3))
	touch "$T/well"
	wait_line 10 "$T/ignore.err" '^a: healthy again'
	rm "$T/well"
	wait_for 10 twice "$T/ignore.err" '^a: unhealthy'
	eq "$(grep -c 'healthy again' "$T/ignore.err")" 1
	no_match "$(cat "$T/ignore.err")" 'restarting'
	down ignore
	eq "$(grep -c 'unhealthy' "$T/ignore.err")" 2
}
more_checks() { [ "$(wc -l <"$T/checks")" -ge "$1" ]; }
twice() { [ "$(grep -cE -e "$2" "$1")" = 2 ]; }

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
	match "$stderr" "^a: unhealthy: connect 127.0.0.1:$port: Connection refused"
	match "$stderr" '^ctinit: service a failed: it was unhealthy, exit code 1'
	match "$stderr" '^b: stopped'
}

@test "health: a check has health-timeout, its program is killed with its group" {
	local port
	port=$(free_port)
	answers web "$port:drip"
	ini slow <<-END
		[service:a]
		command = /bin/sleep 1000
		health = exec:/bin/sh -c 'sleep 4321 & sleep 4322'
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
	wait_line 10 "$T/slow.err" '^a: unhealthy: 2 checks failed, the last: run /bin/sh: no end within 1[0-9]{2} ms'
	wait_line 10 "$T/slow.err" "^b: unhealthy: GET 127.0.0.1:$port/: no answer in time"
	down slow
	[ "$TOOK" -lt 3000 ]
}

# answers: Q20
@test "health: only what is ready is asked; a delay comes first; none stands against defaults" {
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
	down asked
	eq "$(sort -u "$T/asked")" $'early\nlate'
}
count_of() { [ "$(grep -cx "$1" "$T/asked")" -ge "$2" ]; }

# answers: Q22
@test "wait-for: one thing after the other, then the start; start-delay before them" {
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
	wait_line 10 "$T/seq.err" '^b: ready'
	in_order "$T/log" asked started
	in_order "$T/seq.err" '^a: ready' '^b: ready'
	down seq
}

@test "wait-for: after 5 s it is told what is waited for, once; a stop ends the waiting" {
	ini told <<-END
		[service:a]
		wait-for = tcp:localhost:1
		command = /bin/sleep 1000
		[service:b]
		wait-for = exec:/bin/sh -c 'sleep 4321 & sleep 4322'
		command = /bin/sleep 1000
	END
	up told
	wait_line 15 "$T/told.err" '^a: waiting for tcp:localhost:1: connect localhost:1: Connection refused'
	wait_line 15 "$T/told.err" '^b: waiting for exec:/bin/sh: run /bin/sh: no end within 5'
	eq "$(grep -c waiting "$T/told.err")" 2
	down told
	[ "$TOOK" -lt 3000 ]
	no_match "$(cat "$T/told.err")" 'ready|bug'
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
		"^a: waited 2[0-9]{2} ms for file:$T/never: file $T/never: No such file" \
		'^a: could not be started .*restarting in [0-9]+ ms \(1 of 1\)' '^a: waited' \
		'^a: failed: could not be started'
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

@test "wait-for: of a setup, before anything else" {
	ini setup <<-END
		[setup:one]
		wait-for = file:$T/there
		command = /bin/echo setup
		[service:a]
		type = task
		command = /bin/echo service
	END
	start setup unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/setup.ini"
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
	match "$stderr" "one: waited 1[0-9]{2} ms for file:$T/never"
}

@test "ready: a service that is told to stop is not asked any more" {
	local n
	ini deaf <<-END
		[service:a]
		command = /bin/sh -c 'trap "" TERM; while :; do sleep 1; done'
		ready = exec:/bin/sh -c 'echo x >>$T/checks; exit 1'
		stop-timeout = 2s
	END
	up deaf
	wait_for 10 more_checks 2
	kill -TERM "$INIT"
	n=$(wc -l <"$T/checks")
	finish 20 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$T/deaf.err")"
	match "$(cat "$T/deaf.err")" 'did not stop in time, killing it'
	[ "$(wc -l <"$T/checks")" -le $((n + 1)) ]
	nothing_left
}

@test "ready: once it is, nothing is left that wakes PID 1" {
	local port
	port=$(free_port)
	touch "$T/there"
	answers web "$port:200"
	{
		sleeper a alive:10ms
		sleeper b "tcp:localhost:$port" "wait-for = file:$T/there tcp:127.0.0.1:$port"
		sleeper c "http://127.0.0.1:$port/" "health = file:$T/there\nhealth-interval = 1h"
		sleeper d "exec:/bin/true" 'start-delay = 10ms'
		sleeper e "file:$T/there" "health = tcp:127.0.0.1:$port\nhealth-delay = 1h"
	} | ini idle
	up idle
	for name in a b c d e; do wait_line 10 "$T/idle.err" "^$name: ready"; done
	timeout -s INT 2 strace -qq -o "$T/calls" -p "$INIT" || :
	eq "$(grep -vc 'detached' "$T/calls")" 0 "$(cat "$T/calls")"
	down idle
}

@test "ready: what the kernel refuses is asked for again" {
	local port what
	port=$(free_port)
	touch "$T/there"
	answers web "$port:200"
	{
		printf '[defaults]\nrestart-delay = 10ms\nstart-timeout = 3s\n'
		sleeper a "http://127.0.0.1:$port/" 'wait-for = exec:/bin/true'
		sleeper b "file:$T/there"
		sleeper c "exec:/bin/true"
		sleeper d "tcp:localhost:$port"
		printf '[service:end]\nmain = yes\nneeds = a b c d\ncommand = /bin/true\n'
	} | ini refused
	for what in socket:error=EMFILE:when=1..3 connect:error=EADDRNOTAVAIL:when=1..2 \
		sendto:error=ENOBUFS:when=1 recvfrom:error=EIO:when=1 openat2:error=ENOSYS \
		getsockopt:error=ENOBUFS:when=1 clone:error=EAGAIN:when=1..3 \
		pipe2:error=EMFILE:when=2..4 close_range:error=ENOSYS \
		epoll_ctl:error=ENOSPC:when=4..5; do
		run --separate-stderr timeout -k 2 30 unshare -pf --mount-proc \
			strace -qq -o "$T/calls" -e "trace=${what%%:*}" -e "inject=$what" \
			"$CTINIT" run "$T/refused.ini"
		grep -q INJECTED "$T/calls" || fail "$what: never happened"
		eq "$status" 0 "$what: $stderr"
		no_match "$stderr" 'bug'
	done
	nothing_left
}
