#!/usr/bin/env bats
# tests/box/log-races.bats - tests that the logger learns about a start before it reads the
# output of that start. tests/lib/races.sh has the cases; `make races` runs many more of them.
# timeout: 600
load ../lib/common

setup() {
	need_root
	ct_setup
}
races() { timeout -k 5 500 bash "$ROOT/tests/lib/races.sh" "$@" 2>&1; }
# delayed KIND STARTS CALLS: delays each of these calls in ctinit, its logger and its children
delayed() {
	races "$1" "$2" strace -f -qq -o /dev/null --trace="$3" -e "inject=$3:delay_enter=10000"
}
need_strace() {
	is_static || skip "the sanitizers stop at a tracer"
	command -v strace >/dev/null || skip "needs strace"
}

@test "ready: a service that is ready as soon as it runs is noticed, with each kind of ready" {
	for kind in log err follow notify fd tcp unix file; do
		eq "$(races $kind 100)" "$kind: 100 starts, 100 ready"
	done
}

@test "ready = log: restarts, and reloads with another expression or log-file, miss no line" {
	eq "$(races json 100)" "json: 100 starts, 100 ready"
	eq "$(races again 160)" "again: 160 starts, 160 ready"
	eq "$(races run 80)" "run: 80 starts, 80 ready"
	eq "$(races reload 20)" "reload: 20 starts, 20 ready"
}

@test "ready = log: no line is missed, whichever message between ctinit, logger and child is late" {
	need_strace
	for calls in sendmsg recvmsg sendto read write,pwrite64 epoll_wait,epoll_pwait; do
		eq "$(delayed log 10 $calls)" "log: 10 starts, 10 ready" "$calls"
		eq "$(delayed again 16 $calls)" "again: 16 starts, 16 ready" "$calls"
	done
	for calls in sendmsg sendto read; do
		eq "$(delayed follow 10 $calls)" "follow: 10 starts, 10 ready" "$calls"
		eq "$(delayed run 16 $calls)" "run: 16 starts, 16 ready" "$calls"
	done
}

@test "ready = log: a logger that is killed between any two messages misses no line" {
	eq "$(races again-kill 80)" "again-kill: 80 starts, 80 ready"
	need_strace
	# A new logger is set up by 18 messages.
	for at in recvmsg:20 recvmsg:21 recvmsg:24 sendto:5 sendto:8; do
		eq "$(races again 40 strace -f -qq -o /dev/null --trace="${at%:*}" \
			-e "inject=${at%:*}:signal=KILL:when=${at#*:}")" "again: 40 starts, 40 ready" "$at"
	done
}
