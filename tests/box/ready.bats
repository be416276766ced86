#!/usr/bin/env bats
# tests/box/ready.bats - tests every kind of readiness against good and bad servers.
# timeout: 240
load ../lib/life
load ../lib/ready

@test "ready: alive:TIME is ready after the time, and an end before it is a failed start" {
	ini alive <<-'END'
		[service:long]
		command = /bin/sleep 1000
		ready = alive:400ms
		[service:short]
		command = /bin/sh -c 'exit 0'
		ready = alive:60s
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
	[ "$(after "$stderr" '^ctinit [|] long: ready')" -ge 400 ]
	[ "$(after "$stderr" '^ctinit [|] long: ready')" -lt 12000 ]
	no_match "$stderr" '^ctinit [|] short: ready'
	match "$stderr" '^ctinit [|] short: exited with code 0 .*\(2 of 2\)'
	match "$stderr" '^ctinit [|] short: failed: exited with code 0 after .*, before it was ready'
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
	for name in one two three; do match "$stderr" "^ctinit [|] $name: ready after"; done
	match "$(cat "$T/web.out")" "^asked 'GET /health\?full=1 HTTP/1.1.r.nHost: 127.0.0.1:$a.r.n.*Connection: close.r.n.r.n'"
	match "$(cat "$T/web.out")" "^asked 'GET / HTTP/1.1.r.nHost: localhost:$b.r"
	eq "$(grep -c '^asked' "$T/web.out")" 3
}

@test "ready: an answer that is no HTTP, or a bad one, fails; hostile servers block nothing" {
	local port word name args=()
	port=$(free_port)
	ini bad <<<''
	for word in 404 503 100 garbage long drip silent close flood; do
		args+=("$port:$word")
		sleeper "s-$word" "http://127.0.0.1:$port/" \
			'start-timeout = 6s\nrestart = never\non-failed = ignore' >>"$T/bad.ini"
		port=$((port + 1))
	done
	# a service that starts after all of them is not delayed
	printf '[service:good]\ncommand = /bin/sleep 1000\nstart-delay = 1s\nready = alive:10ms\n' >>"$T/bad.ini"
	answers web "${args[@]}"
	up bad
	for word in 404 503 100 garbage long drip silent close flood; do
		wait_line 15 "$T/bad.err" "^ctinit [|] s-$word: failed: not ready within"
	done
	match "$(cat "$T/bad.err")" '^ctinit [|] good: ready after'
	no_match "$(cat "$T/bad.err")" '^ctinit [|] s-[a-z0-9]+: ready'
	for word in 404 503 100; do
		match "$(cat "$T/bad.err")" "^ctinit [|] s-$word: not ready within [0-9.]+ m?s \(start-timeout\): http://127.0.0.1:[0-9]+/: status $word"
	done
	for word in garbage long flood; do
		match "$(cat "$T/bad.err")" "^ctinit [|] s-$word: not ready .*the reply is not HTTP"
	done
	match "$(cat "$T/bad.err")" '^ctinit [|] s-close: not ready .*(closed without a reply|reset)'
	in_order "$T/bad.err" '^ctinit [|] good: ready' '^ctinit [|] s-silent: not ready'
	down
}

# answers: Q19
@test "ready: exec:COMMAND runs like the service, and repeatedly until it exits with 0" {
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
		start-timeout = 2s
		restart = never
	END
	in_ns none
	eq "$status" 1 "$stderr"
	match "$stderr" '^ctinit [|] a: not ready within [0-9.]+ m?s \(start-timeout\): exec:/no/such/program: cannot run /no/such/program: No such file'
}

@test "ready: an exec: that hangs is killed after 5 s with its group, and repeated" {
	ini hang <<-END
		[service:a]
		command = /bin/sleep 1000
		ready = exec:/bin/sh -c 'test -e $T/second && exit 0; touch $T/second; sleep 4321 & sleep 4322'
	END
	up hang
	wait_for 5 test -e "$T/second"
	wait_line 15 "$T/hang.err" '^ctinit [|] a: ready after'
	[ "$(after "$(cat "$T/hang.err")" '^ctinit [|] a: ready')" -ge 5000 ]
	eq "$(nsenter -t "$INIT" -p -m pgrep -fc 'sleep 432[12]')" 0
	down
}

@test "ready: a running exec: is killed with its group when the service ends or is stopped" {
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
		ready = exec:/bin/sh -c 'trap "" TERM; touch $T/again; sleep 4321 & sleep 4322'
	END
	up stops
	wait_for 5 test -e "$T/again"
	down
	no_match "$(cat "$E")" 'left (behind|in the container)' # the process ended with its service
}

@test "ready: READY=1 of a child of the service counts" {
	ini notify <<-END
		[service:a]
		ready = notify
		command = /bin/sh -c '$PROGRAMS/notify.py STATUS=up READY=1 & exec sleep 1000'
		[service:end]
		main = yes
		needs = a
		command = /bin/true
	END
	sed -i 's/\\n/\\\\n/g' "$T/notify.ini"
	in_ns notify
	eq "$status" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: ready after'
}

# answers: Q17
@test "ready: not being ready in time is a failed start, with pauses, a count, and a last failure" {
	ini never <<-'END'
		[service:a]
		command = /bin/sleep 1000
		ready = unix:/no/such/socket
		start-timeout = 200ms
		restart-delay = 50ms
		restart-limit = 2
	END
	in_ns never
	eq "$status" 1 "$stderr"
	printf '%s\n' "$stderr" >"$T/said"
	in_order "$T/said" \
		'^ctinit [|] a: not ready within 200 ms \(start-timeout\): nothing answered on unix:/no/such/socket: No such file or directory; stopping it' \
		'^ctinit [|] a: not ready within 200 ms .*restarting in [0-9]+ ms \(1 of 2\)' \
		'^ctinit [|] a: not ready .*stopping it' '^ctinit [|] a: not ready .*\(2 of 2\)' '^ctinit [|] a: not ready .*stopping it' \
		'^ctinit [|] a: failed: not ready within 200 ms .*more often than restart-limit = 2 allows' \
		'^ctinit [|] a: not ready within 200 ms .start-timeout.: nothing answered on unix:/no/such/socket: .*; container exit code 1$'
}

@test "ready: a service that never reported what it should is named with that" {
	ini silent <<-'END'
		[defaults]
		start-timeout = 200ms
		restart = never
		on-failed = ignore
		[service:n]
		command = /bin/sleep 1000
		ready = notify
		[service:f]
		command = /bin/sleep 1000
		ready = fd:3
		[service:l]
		command = /bin/sleep 1000
		ready = log:up
	END
	in_ns silent
	match "$stderr" '^ctinit [|] n: not ready within .*: it waited for READY=1 on NOTIFY_SOCKET; stopping it$'
	match "$stderr" '^ctinit [|] f: not ready within .*: it waited for a newline on the descriptor of ready; stopping it$'
	match "$stderr" '^ctinit [|] l: not ready within .*: it waited for a line that matches ready = log:; stopping it$'
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

# with_names CMD...: runs CMD with only a loopback interface, and with $T/hosts and
# $T/resolv.conf as the system's files
with_names() {
	unshare -mn --propagation private sh -c '
		ip link set lo up && mount --bind "$1/hosts" /etc/hosts &&
		mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"' sh "$T" "$@"
}

@test "ready: a HOST is looked up in /etc/hosts and at the name servers by a child" {
	echo "127.0.0.1 own.example" >"$T/hosts"
	printf 'nameserver 127.0.0.1\nsearch lan\n' >"$T/resolv.conf"
	ini names <<-END
		[defaults]
		start-timeout = 8s
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
	start names with_names unshare -pf --mount-proc --kill-child "$CTINIT" run "${PLAIN[@]}" "$T/names.ini"
	for name in hosts whole short; do
		wait_line 20 "$T/names.err" "^ctinit [|] $name: ready after"
	done
	for name in nobody loop wrong label; do
		wait_line 20 "$T/names.err" "^ctinit [|] $name: failed: not ready within"
	done
	match "$(cat "$T/names.err")" '^ctinit [|] nobody: not ready .*: nothing answered on tcp:nobody.lan:8080: there is no such name; stopping it$'
	match "$(cat "$T/names.err")" '^ctinit [|] loop: not ready .*: nothing answered on tcp:loop.lan:8080: there is no such name; stopping it$'
	match "$(cat "$T/names.err")" '^ctinit [|] label: not ready .*that cannot be a name'
	match "$(cat "$T/names.out")" '^name web.lan 28'
	no_match "$(cat "$T/names.err")" '^ctinit [|] (wrong|loop|label|nobody): ready|bug'
	kill_tree "$PID"
	nothing_left
}

@test "ready: a service that is being stopped is not probed" {
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
	match "$(cat "$T/deaf.err")" 'did not stop within .*, killing it'
	[ "$(wc -l <"$T/checks")" -le $((n + 1)) ]
	nothing_left
}

@test "ready: a ready service causes no further wake-ups of PID 1" {
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
	for name in a b c d e; do wait_line 10 "$T/idle.err" "^ctinit [|] $name: ready"; done
	does_nothing
	down
}

@test "ready: a probe that the kernel refuses is repeated" {
	local port what
	port=$(free_port)
	touch "$T/there"
	answers web "$port:200"
	{
		printf '[defaults]\nrestart-delay = 10ms\nstart-timeout = 30s\n'
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
		run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc \
			strace -qq -o "$T/calls" -e "trace=${what%%:*}" -e "inject=$what" \
			"$CTINIT" run "$T/refused.ini"
		grep -q INJECTED "$T/calls" || fail "$what: never happened"
		eq "$status" 0 "$what: $stderr"
		no_match "$stderr" 'bug'
	done
	nothing_left
}

# The last close of the sent descriptors takes 1000 s; before Linux 6.16 a child does it.
@test "ready: descriptors that are sent along do not block PID 1, refused or not" {
	local number=208 refuse
	[ "$(uname -m)" != x86_64 ] || number=54 # setsockopt
	ini gift <<-EOF
		[defaults]
		ready         = notify
		restart-limit = 0
		restart-delay = 50ms

		[service:ends]
		command = /usr/bin/python3 $ROOT/tests/lib/gift.py end

		[service:stays]
		command = /usr/bin/python3 $ROOT/tests/lib/gift.py notify

		[service:serves]
		command         = /usr/bin/python3 $ROOT/tests/lib/gift.py unix $T/gift
		remove          = $T/gift
		ready           = unix:$T/gift
		health          = unix:$T/gift
		health-interval = 100ms
	EOF
	for refuse in "" "$TOOLS/refuse_call $number:2=83 92"; do # SO_PASSRIGHTS is 83, ENOPROTOOPT is 92
		# shellcheck disable=SC2086 # split into words on purpose
		start gift $refuse "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/gift.ini"
		E=$T/gift.err
		find_init
		wait_line 20 "$E" '^ctinit [|] stays: ready'
		wait_line 20 "$E" '^ctinit [|] serves: ready'
		wait_for 20 lines_like "$E" '^ctinit [|] ends: exited' 3
		kill -USR2 "$INIT"
		wait_line 20 "$E" '^ctinit [|] stays: ready, pid'
		no_match "$(cat "$E")" '^ctinit [|] stays: (exited|killed)'
		[ -z "$refuse" ] || match "$(cat "$T/gift.out")" '^given'
		down
	done
}
