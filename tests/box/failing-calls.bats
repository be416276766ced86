#!/usr/bin/env bats
# tests/box/failing-calls.bats - makes system calls fail once or permanently: PID 1 and the
# logger miss no event and never spin.
# timeout: 240
load ../lib/life
load ../lib/reload
as_users_see_it

# inject FILE [CALLS:]RULE...: runs $T/FILE.ini as PID 1 to its end. strace(1) injects faults
# into ctinit and its logger, but not into services. The trace is in $T/trace.
inject() {
	local file=$1 faults=()
	shift
	for rule; do faults+=(-e "inject=$rule"); done
	run --separate-stderr timeout -s KILL 60 unshare -pf --mount-proc --kill-child strace -qq \
		-f -b execve -o "$T/trace" "${faults[@]}" "$CTINIT" run "$T/$file.ini"
}

# whole_life: writes life.ini, which uses a pipe for readiness, a log file, an included file
# and a stop
whole_life() {
	mkdir -p "$T/d"
	printf '[include]\nfiles = d/*.ini\n' >"$T/life.ini"
	cat >"$T/d/a.ini" <<-END
		[service:a]
		ready = fd:3
		log-file = $T/a.log
		command = /bin/sh -c 'echo hello; echo >&3; exec sleep 1000'
		[service:b]
		type = task
		needs = a
		main = yes
		command = /bin/sh -c 'echo done; exit 7'
	END
}

# In an emulated container some of these calls may not occur.
CALLS='read write open openat openat2 pread64 pwrite64 fcntl dup2 dup3 recvmsg recvfrom sendmsg
sendto waitid wait4 poll epoll_wait epoll_pwait epoll_ctl getdents64 ftruncate fallocate fstatfs statfs
getrandom stat newfstatat readlink memfd_create'
@test "failing calls: EINTR of any call, each time it is made first, changes nothing" {
	local call injected=0
	is_static || skip "the dynamic loader of this build does not try again after EINTR"
	whole_life
	for call in $CALLS; do
		inject life "$call:error=EINTR:when=1+2"
		eq "$status" 7 "$call: $stderr"
		match "$output" '^a \| hello'
		match "$output" '^b \| done'
		eq "$(cat "$T/a.log")" hello "$call"
		no_match "$stderr" 'EINTR|nterrupted'
		rm "$T/a.log"
		injected=$((injected + $(grep -c INJECTED "$T/trace" || :)))
	done
	[ "$injected" -gt 60 ] || fail "only $injected calls were interrupted"
}

# Each line has a call, its error, which calls fail (strace's when=) and the line that PID 1
# prints ("-" if optional). PID 1 and the logger together make all of these calls.
FAULTS='
epoll_ctl ENOSPC 1+2 -
epoll_ctl ENOMEM 2+2 -
epoll_ctl EPERM 1+2 -
epoll_ctl EBADF 1+2 -
epoll_ctl ENOSPC 1+ max_user_watches
epoll_ctl EPERM 1+ refuses.to.watch
epoll_wait,epoll_pwait ENOMEM 1+2 event.loop
epoll_create1 EMFILE 1 -
timerfd_create ENOMEM 1 -
timerfd_settime ECANCELED 1 -
recvfrom ENOMEM 1+2 -
socketpair ENFILE 1 logger.cannot.be.started
'
@test "failing calls: a refused call, once or for ever, only makes ctinit slower" {
	local call error when says
	whole_life
	while read -r call error when says; do
		[ -n "$call" ] || continue
		inject life "$call:error=$error:when=$when"
		eq "$status" 7 "$call $error $when: $stderr"
		match "$output" '^a \| hello'
		match "$output" '^b \| done'
		[ "$says" = - ] || match "$stderr" "$says"
		grep -q INJECTED "$T/trace" || fail "$call was not made"
		# In one second PID 1 polls 20 times, with a few calls each.
		[ "$(grep -c INJECTED "$T/trace")" -lt 2000 ] || fail "$call $error spins"
		rm -f "$T/a.log"
	done <<<"$FAULTS"
}

# fault CALL:RULE [PID]: makes calls of the process (default $INIT) fail until `mend`
fault() {
	local init=$PID
	start strace strace -qq -o "$T/calls" -e "trace=${1%%:*}" -e "inject=$1" -p "${2:-$INIT}"
	STRACE=$PID PID=$init
	wait_for 10 is_traced "${2:-$INIT}"
}
is_traced() { grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$1/status"; }
mend() {
	kill -TERM "$STRACE"
	finish 10 "$STRACE"
}
restarts() { wait_for 20 lines_like "$E" 'n: ready' $(($(lines 'n: ready') + 2)); }

begin_restarts() {
	begin it <<-END
		[defaults]
		restart-delay = 20ms
		restart-max-delay = 20ms
		restart-limit = 0
		[service:n]
		ready = fd:3
		command = /bin/sh -c 'echo >&3; sleep 0.3; exit 1'
		[service:h]
		ready = notify
		health = exec:/bin/true
		health-interval = 100ms
		command = /bin/sh -c '$PROGRAMS/notify.py READY=1; exec sleep 1001'
	END
	wait_line 20 "$E" 'h: ready'
	restarts
}

LIFE_FAULTS='epoll_ctl:error=ENOSPC:when=1+2 epoll_ctl:error=ENOSPC epoll_ctl:error=EPERM
epoll_wait,epoll_pwait:error=ENOMEM:when=1+2 recvmsg:error=ENOMEM:when=1+2
read:error=EINTR:when=1+2'
@test "failing calls: PID 1 hears its services, a reload and SIGTERM while calls fail" {
	local rule
	for rule in $LIFE_FAULTS; do
		begin_restarts
		fault "$rule"
		restarts
		sed -i 's/100ms/110ms/' "$T/it.ini"
		reload
		mend
		grep -q INJECTED "$T/calls" || fail "$rule: never made"
		restarts
		fault "$rule"
		kill -TERM "$INIT"
		finish 10 "$UNSHARE"
		eq "$STATUS" 0 "$rule: $(cat "$E")"
		finish 10 "$STRACE"
	done
}

# ETOOMANYREFS may be caused by any process of the same user, even in another container.
@test "failing calls: packets to the logger that the kernel refuses are sent again after a pause" {
	local rule
	for rule in sendmsg:error=ETOOMANYREFS sendmsg:error=ENOBUFS; do
		begin_restarts
		fault "$rule"
		restarts
		restarts
		mend
		grep -q INJECTED "$T/calls" || fail "$rule: never made"
		# A busy loop would make 1000 calls in this time.
		[ "$(grep -c INJECTED "$T/calls")" -lt 500 ] || fail "$rule: it spins"
		restarts
		kill -TERM "$INIT"
		finish 10 "$UNSHARE"
		eq "$STATUS" 0 "$rule: $(cat "$E")"
	done
}

@test "failing calls: a message to NOTIFY_SOCKET that cannot be removed is obeyed once" {
	begin_restarts
	fault recvfrom:error=ENOMEM
	kill -KILL "$(pgrep -P "$INIT" -fx "sleep 1001")"
	wait_line 20 "$E" 'h: killed by SIGKILL'
	wait_for 20 lines_like "$E" 'h: ready' 2
	restarts
	mend
	grep -q INJECTED "$T/calls" || fail "never made"
	[ "$(grep -c INJECTED "$T/calls")" -lt 500 ] || fail "it spins"
	kill -TERM "$INIT"
	finish 10 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$E")"
}

@test "failing calls: the first signal after a refused epoll_ctl of the signals is heard" {
	begin it <<-'END'
		[service:a]
		command = /bin/sleep 1000
	END
	wait_line 10 "$E" 'a: ready'
	kill -TERM "$INIT"
	finish 10 "$UNSHARE"
	ini k <<-'END'
		[service:a]
		command = /bin/sleep 1000
	END
	start strace timeout -s KILL 60 unshare -pf --mount-proc --kill-child strace -qq -f \
		-b execve -o "$T/trace" -e inject=epoll_ctl:error=ENOSPC "$CTINIT" run "$T/k.ini"
	wait_line 10 "$T/strace.err" 'a: ready'
	local tracer init
	tracer=$(children_of "$(children_of "$PID" | tr -d ' ')" | tr -d ' ')
	init=$(children_of "$tracer" | awk '{ print $1 }')
	kill -TERM "$init"
	finish 10 "$PID"
	eq "$STATUS" 0 "$(cat "$T/strace.err")"
}

begin_writer() {
	begin w <<-'END'
		[service:w]
		command = /bin/sh -c 'while :; do echo line; sleep 0.05; done'
	END
	wait_line 10 "$T/w.out" line
}
writes_on() { wait_for 10 lines_like "$T/w.out" line $(($(grep -c line "$T/w.out") + 5)); }
logger() {
	local child
	for child in $(children_of "$INIT"); do
		[ "$(cat "/proc/$child/comm" 2>/dev/null)" != ctinit-log ] || echo "$child"
	done
}
another_logger() { [ -n "$(logger)" ] && [ "$(logger)" != "$1" ]; }

@test "failing calls: the logger continues while its calls fail, and after" {
	local rule
	begin_writer
	for rule in epoll_wait,epoll_pwait:error=ENOMEM epoll_wait,epoll_pwait:error=EINTR:when=1+2 \
		read:error=EINTR:when=1+2 write:error=EINTR:when=1+2; do
		fault "$rule" "$(logger)"
		writes_on
		mend
		grep -q INJECTED "$T/calls" || fail "$rule: never made"
		writes_on
	done
	fault recvmsg:error=ENOMEM:when=1+2 "$(logger)"
	sed -i 's/0.05/0.04/' "$T/w.ini"
	reload
	mend
	writes_on
	no_match "$(cat "$E")" 'logger'
	down 20
}

@test "failing calls: a logger without pipe signals and without epoll polls its pipes" {
	local before
	begin_writer
	before=$(logger)
	start strace strace -f -qq -o "$T/calls" -e trace=signalfd4,epoll_ctl \
		-e inject=signalfd4:error=EPERM -e inject=epoll_ctl:error=ENOSPC:when=2+ -p "$INIT"
	STRACE=$PID
	wait_for 10 is_traced "$INIT"
	kill -KILL "$before"
	wait_for 10 another_logger "$before"
	writes_on
	grep -q 'signalfd4.*INJECTED' "$T/calls" || fail "not made"
	grep -q 'epoll_ctl.*INJECTED' "$T/calls" || fail "not made"
	mend
	writes_on
	down 20
}

@test "failing calls: a front end that the init cannot hear for a while is not treated as dead" {
	R=$(mktemp -d "$T/root.XXXX")
	install -D "$(command -v busybox)" "$R/bin/busybox"
	mkdir -p "$R"/{proc,sys,dev,tmp}
	add_libs "$R"
	cat >"$T/c.ini" <<-END
		[container]
		rootfs = $R
		network = none
		[service:a]
		command = /bin/busybox sleep 1000
	END
	start c "$CTINIT" run "$T/c.ini"
	E=$T/c.err
	wait_line 20 "$E" 'a: ready'
	INIT=$(children_of "$PID" | awk '{ print $1 }')
	FRONT=$PID
	fault recvmsg:error=ENOMEM:when=1+2
	sed -i 's/1000/2000/' "$T/c.ini"
	kill -HUP "$FRONT"
	wait_line 20 "$E" 'reload: done'
	mend
	INIT=$FRONT
	fault recvmsg:error=ENOMEM:when=1+2
	kill -HUP "$FRONT"
	wait_line 20 "$E" 'reload: nothing has changed'
	mend
	kill -TERM "$FRONT"
	finish 20 "$FRONT"
	eq "$STATUS" 0 "$(cat "$E")"
}

# no_forks: makes every fork of PID 1 fail until `mend`
no_forks() {
	local init=$PID
	start strace strace -qq -o "$T/calls" -e trace=clone,clone3,fork,vfork \
		-e inject=clone,clone3,fork,vfork:error=EAGAIN -p "$INIT"
	STRACE=$PID PID=$init
	wait_for 10 is_traced "$INIT"
}
calls_refused() { [ "$(grep -c INJECTED "$T/calls")" -ge "$1" ]; }

@test "failing calls: while no process can be made, starts wait and health is not judged" {
	begin it <<-END
		[defaults]
		restart-delay = 10ms
		restart-max-delay = 10ms
		restart-limit = 2
		start-timeout = 300ms
		[service:a]
		command = /bin/sh -c 'until [ -e $T/die ]; do sleep 0.02; done; rm $T/die; exit 1'
		ready = alive:10ms
		[service:h]
		command = /bin/sleep 1001
		health = exec:/bin/true
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = restart
	END
	wait_line 10 "$E" 'a: ready'
	wait_line 10 "$E" 'h: ready'
	no_forks
	: >"$T/die"
	wait_line 10 "$E" 'a: exited with code 1'
	wait_line 10 "$E" 'a: cannot start a process: Resource temporarily unavailable .pids.max.*trying again'
	wait_line 10 "$E" 'h: its health cannot be checked now'
	wait_for 20 calls_refused 12
	no_match "$(cat "$E")" 'a: (failed|could not|not ready)|unhealthy:'
	eq "$(grep -c 'a: cannot start' "$E")" 1 "$(cat "$E")"
	kill -USR2 "$INIT"
	wait_line 10 "$E" 'a: starting.*waiting for room for its process'
	mend
	wait_for 10 lines_like "$E" 'a: ready' 2
	no_match "$(cat "$E")" 'failed|unhealthy:'
	# Stop the service while it waits for a free process.
	no_forks
	: >"$T/die"
	wait_for 10 lines_like "$E" 'a: exited with code 1' 2
	wait_for 20 calls_refused 5
	kill -TERM "$INIT"
	finish 10 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$E")"
	finish 10 "$STRACE"
}
