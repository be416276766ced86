#!/usr/bin/env bats
# tests/box/log-confined.bats - tests the logger's sandbox: forbidden calls, and processes
# that it cannot harm.
# timeout: 240
load ../lib/life
load ../lib/log
as_users_see_it

# is PID KEY WANTED: compares a line of /proc/PID/status
is() { eq "$(of "$1" "$2")" "$3" "$2"; }
# is_confined PID CAPABILITIES [ROOT]: checks that the logger has only these rights
is_confined() {
	local key
	is "$1" NoNewPrivs 1
	is "$1" CapEff "$2"
	is "$1" CapPrm "$2"
	for key in CapInh CapBnd CapAmb; do is "$1" $key 0000000000000000; done
	is "$1" SigBlk fffffffffffbfeff # all signals but KILL and STOP, including 32 and 33
	eq "$(readlink "/proc/$1/cwd")" "${3:-/}" "directory"
	eq "$(awk '{ sub(/.*\) /, ""); print $4 }' "/proc/$1/stat")" "$1" "session"
	is_static || return 0 # sanitizers need more rights
	is "$1" SigCgt 0000000000000000
	is "$1" Seccomp 2
	match "$(cat "/proc/$1/limits")" '^Max core file size +0 +0 '
	match "$(cat "/proc/$1/limits")" '^Max processes +0 +0 '
}
# descriptors_of PID: prints its descriptors except pipes, as words
descriptors_of() {
	local fd
	for fd in "/proc/$1/fd"/*; do readlink "$fd"; done |
		sed -E "s,$T/,,; s,:\[.*,,; s, .*,,; s,/memfd:,memfd:," | sort | uniq -c | awk '{ print $2 "=" $1 }' | xargs
}
more_lines() { [ "$(grep -cE "$2" "$1")" -gt "$3" ]; }
# keeps_growing FILE WORD: waits for new lines with this word
keeps_growing() { wait_for 10 more_lines "$1" "$2" "$(grep -cE "$2" "$1")"; }
# ticks NAME: prints a service that writes numbered lines
ticks() { printf '[service:%s]\ncommand = /bin/sh -c '\''n=0; while :; do n=$((n+1)); echo tick $n; sleep 0.02; done'\''\n' "$1"; }
# all_ticks FILE: checks that no number is missing
all_ticks() {
	eq "$(sed -nE 's/^(a [|] )?tick ([0-9]+)$/\2/p' "$1" | sort -nu | awk '$1 != NR { print NR; exit }')" "" "the first tick that is missing"
}

@test "confined: the logger has no capability, no file and only its given descriptors" {
	begin one < <(ticks a && ticks b)
	wait_line 10 "$T/one.out" '^a \| tick'
	wait_line 10 "$T/one.out" '^b \| tick'
	pid=$(logger_of "$INIT")
	is_confined "$pid" 0000000000000000
	eq "$(descriptors_of "$pid")" \
		"/dev/null=1 anon_inode=3 memfd:ctinit=1 one.err=1 one.out=1 pipe=4 socket=1"
	for sig in HUP INT QUIT USR1 USR2 TERM PIPE ALRM XFSZ 32 33 34 64; do
		kill -s "$sig" "$pid"
	done
	kill -INT -- "-$pid"
	keeps_growing "$T/one.out" '^a \| tick'
	eq "$(logger_of "$INIT")" "$pid"
	no_match "$(cat "$T/one.err")" 'logger'
	kill -TERM "$INIT"
	finish 20 "$PID"
}

@test "confined: with log-follow and log-file it has only the rights to reach those files" {
	begin read --set "service:a.log-follow=$T/f.log" < <(ticks a)
	wait_line 10 "$T/read.out" '^tick'
	is_confined "$(logger_of "$INIT")" 0000000000000002
	kill -TERM "$INIT"
	finish 20 "$PID"
	install -d -m 700 -o 12345 "$T/own"
	begin write --set "service:a.log-file=$T/own/a.log" --set "service:a.log-max-size=1K" \
		< <(ticks a)
	wait_line 10 "$T/write.out" '^tick'
	is_confined "$(logger_of "$INIT")" 0000000000000002
	wait_for 10 test -s "$T/own/a.log.1"
	kill -TERM "$INIT"
	finish 20 "$PID"
	no_match "$(cat "$T/write.err")" 'logger|cannot'
}

@test "confined: no call that the logger makes itself is refused" {
	need_devices
	is_static || skip "no list of calls under sanitizers"
	command -v strace >/dev/null || skip "needs strace"
	: >"$T/f.log"
	cat >"$T/all.ini" <<-END
		[init]
		syslog = yes
		[service:json]
		type = task
		log-format = json
		log-time = local
		log-rate = 10
		log-follow = $T/f.log
		command = $PROGRAMS/every-output.sh $T/f.log
		[service:file]
		restart = never
		log-file = $T/a.log
		log-max-size = 4K
		log-ring = 1M
		ready = log:^99
		command = /bin/sh -c 'seq 1 3000; seq -s, 1 60000; seq 1 100000'
		[service:again]
		type = task
		after = file json
		stdout = null
		command = /bin/sh -c 'kill -USR1 1; kill -HUP 1'
	END
	run --separate-stderr strace -f -qq -o "$T/trace" unshare -pmf --mount-proc sh -c \
		"mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && exec $CTINIT run $T/all.ini"
	eq "$status" 0 "$stderr"
	pid=$(awk '/exec.*\["ctinit", "log"\]/ { print $1; exit }' "$T/trace")
	[ -n "$pid" ] || fail "$(grep exec "$T/trace")"
	awk -v p="$pid" '$1 == p' "$T/trace" >"$T/its"
	[ "$(grep -c ' write(' "$T/its")" -ge 10 ] || fail "$(tail -5 "$T/its")"
	grep -q 'rename' "$T/its"
	no_match "$(cat "$T/its")" '= -1 (EPERM|EACCES|ENOSYS)'
}

@test "confined: a reload with the first log file replaces the logger and loses nothing" {
	begin one < <(ticks a)
	wait_line 10 "$T/one.out" '^tick'
	first=$(logger_of "$INIT")
	printf 'log-file = %s\n' "$T/a.log" >>"$T/one.ini"
	kill -HUP "$INIT"
	wait_for 10 test -s "$T/a.log"
	wait_for 10 another_logger "$INIT" "$first"
	is "$LOGGER" CapEff 0000000000000002
	no_match "$(cat "$T/one.err")" 'the logger|cannot'
	# A logger that can already open files is not replaced.
	sed -i 's/a\.log/b.log/' "$T/one.ini"
	kill -HUP "$INIT"
	wait_for 10 test -s "$T/b.log"
	eq "$(logger_of "$INIT")" "$LOGGER"
	down
	all_ticks "$T/one.out"
}

@test "hostile: a logger that violates the protocol is killed, and PID 1 accepts nothing from it" {
	local before what
	begin one < <(ticks a && ticks b)
	wait_line 10 "$T/one.out" '^a \| tick'
	LOGGER=$(logger_of "$INIT")
	before=$(find "/proc/$INIT/fd" -type l | wc -l)
	for what in short long unknown ours twice unasked descriptors empty closed; do
		pid=$LOGGER
		python3 "$ROOT/tests/lib/hostile_logger.py" "$pid" "$what"
		wait_for 10 another_logger "$INIT" "$pid" || fail "$what: $(cat "$T/one.err")"
		keeps_growing "$T/one.out" '^a \| tick'
		keeps_growing "$T/one.out" '^b \| tick'
	done
	eq "$(find "/proc/$INIT/fd" -type l | wc -l)" "$before" "descriptors"
	eq "$(grep -c 'the logger violated its protocol; killing it' "$T/one.err")" 7
	eq "$(grep -c 'the logger: killed by SIGKILL; another logger replaces it' "$T/one.err")" 9
	down
}

@test "hostile: the memory it leaves can be neither cut nor enlarged" {
	begin one < <(ticks a)
	wait_line 10 "$T/one.out" '^tick'
	for fd in "/proc/$INIT/fd"/*; do
		case $(readlink "$fd") in "/memfd:ctinit log"*) store=$fd ;; esac
	done
	size=$(stat -Lc %s "$store")
	run ! truncate -s 4096 "$store"
	run ! truncate -s "$((size + 4096))" "$store"
	eq "$(stat -Lc %s "$store")" "$size"
	# The next logger works with any content of the log memory.
	signal_logger STOP
	pid=$(logger_of "$INIT")
	head -c 3000000 /dev/urandom | dd of="$store" bs=64K conv=notrunc status=none
	kill -KILL "$pid"
	wait_for 10 another_logger "$INIT" "$pid"
	keeps_growing "$T/one.out" '^tick'
	down
}

# answers: Q33
@test "stopped: services, starts, a reload, signals and the stop continue while the logger is stopped" {
	# A hundred services with 50 ticks per second would overload a small machine.
	for i in {1..100}; do ticks "s$i"; done | sed 's/sleep 0.02/sleep 1/' >"$T/100.ini"
	printf '[service:crash]\ncommand = /bin/sh -c "echo crash; exit 1"\nrestart-delay = 10ms\nrestart-max-delay = 10ms\nrestart-limit = 0\n' >>"$T/100.ini"
	begin many <"$T/100.ini"
	wait_line 20 "$T/many.out" '^s100 \| tick'
	logger=$(logger_of "$INIT")
	begun=$SECONDS
	kill -STOP "$logger"
	wait_for 10 more_lines "$T/many.err" 'crash: .*exited with code 1' \
		"$(grep -c 'crash: .*exited with code 1' "$T/many.err")"
	for i in {1..300}; do kill -USR1 "$INIT"; done
	for pid in $(pgrep -P "$INIT" -x sh | head -50); do kill -KILL "$pid"; done
	wait_for 20 eval '[ "$(grep -c "killed by SIGKILL" "$T/many.err")" -ge 50 ]'
	sed -i 's/sleep 1;/sleep 1.1;/' "$T/many.ini"
	kill -HUP "$INIT"
	wait_line 30 "$T/many.err" 's100: (ready|started)'
	wait_for 30 eval '[ "$(pgrep -P "$INIT" -f "sleep 1[.]1;" | wc -l)" -ge 100 ]'
	kill -USR2 "$INIT"
	wait_line 10 "$T/many.err" '^ctinit [|] s7: ready'
	# After SIGCONT the logger catches up.
	kill -CONT "$logger" || :
	keeps_growing "$T/many.out" '^s100 \| tick'
	[ $((SECONDS - begun)) -ge 25 ] || eq "$(logger_of "$INIT")" "$logger"
	signal_logger STOP
	down
	no_match "$(tail -5 "$T/many.err")" 'not written in time'
}

@test "stopped: a logger that stays stopped while a message waits is replaced; a stalled reader is no reason" {
	local old still
	mkfifo "$T/still"
	exec 7<>"$T/still"
	ini still <<-END
		[service:full]
		command = /bin/sh -c 'exec yes'
		[service:crash]
		command = /bin/sh -c 'sleep 1; exit 1'
		restart-limit = 0
	END
	start still bash -c "exec ${PID1[*]} $CTINIT run $T/still.ini >$T/still"
	find_init
	still=$INIT:$UNSHARE
	begin hung <<-END
		[service:a]
		command = /bin/sh -c 'n=0; while :; do n=\$((n+1)); echo \$n; sleep 0.05; done'
		[service:crash]
		command = /bin/sh -c 'sleep 1; exit 1'
		restart-limit = 0
	END
	wait_line 20 "$T/hung.out" '^a \| 3$'
	old=$(logger_of "$INIT")
	kill -STOP "$old"
	wait_line 100 "$T/hung.err" '^ctinit [|] the logger made no progress for 30 s; killing it$'
	wait_for 20 another_logger "$INIT" "$old"
	wait_line 20 "$T/hung.out" '^a \| 500$'
	down
	eq "$(sed -n 's/^a | //p' "$T/hung.out" | sort -nu | awk '$1 != NR { print; exit }')" ""
	no_match "$(cat "$T/still.err")" 'the logger'
	INIT=${still%:*} UNSHARE=${still#*:}
	exec 7<&-
	kill -TERM "$INIT"
	finish 60 "$UNSHARE"
}

@test "limited: a few services need little address space" {
	is_static || skip "the sanitizers need more address space themselves"
	printf '[service:a]\ntype = task\ncommand = /bin/echo here\n' >"$T/few.ini"
	run --separate-stderr "${LIMIT[@]}" bash -c \
		"ulimit -v 100000; exec unshare -pf --mount-proc $CTINIT run $T/few.ini"
	eq "$status" 0 "$stderr"
	eq "$output" here
}

@test "limited: without room for the logger's memory the container ends with 125 and the reason" {
	cat >"$T/l.ini" <<-'END'
		[service:a]
		command = /bin/sh -c 'exec yes'
		[service:b]
		command = /bin/sleep 1000
	END
	for i in {1..200}; do printf '[service:s%d]\ncommand = /bin/sleep 1000\n' "$i"; done >>"$T/l.ini"
	is_static || skip "the sanitizers need more address space themselves"
	run --separate-stderr "${LIMIT[@]}" bash -c \
		"ulimit -v 50000; exec unshare -pf --mount-proc $CTINIT run $T/l.ini"
	eq "$status" 125 "$stderr"
	match "$stderr" '^ctinit [|] the logger: it cannot begin: Cannot allocate memory [(]ulimit -v[)]; another logger replaces it$'
	match "$stderr" '^ctinit [|] the logger cannot be run \(it cannot begin: Cannot allocate memory [(]ulimit -v[)]\): nothing can be logged$'
	match "$(tail -1 <<<"$stderr")" 'the logger failed.*exit code 125'
}

@test "limited: without descriptors for a while the logger is started again and nothing is lost" {
	begin one < <(ticks a)
	wait_line 10 "$T/one.out" '^tick'
	limit=$(awk '/^Max open files/ { print $4 ":" $5 }' "/proc/$INIT/limits")
	prlimit --pid "$INIT" --nofile="4:${limit#*:}"
	signal_logger KILL
	wait_line 10 "$T/one.err" '^ctinit [|] the logger cannot be started: Too many open files$'
	prlimit --pid "$INIT" --nofile="$limit"
	wait_for 10 logger_of "$INIT"
	keeps_growing "$T/one.out" '^tick'
	eq "$(grep -c 'cannot be started' "$T/one.err")" 1
	kill -TERM "$INIT"
	finish 20 "$PID"
	eq "$STATUS" 0 "$(cat "$T/one.err")"
	all_ticks "$T/one.out"
}

@test "confined: without /proc the logger is a fork with the same confinement" {
	mkdir -p "$T/root/etc" "$T/root/tmp"
	install -m 755 "$CTINIT" "$T/root/ctinit"
	install -m 755 "$TOOLS/lines_write" "$T/root/lines_write"
	add_libs "$T/root"
	cat >"$T/root/etc/svc.ini" <<-END
		[init]
		mounts = no
		[service:a]
		type = task
		command = /lines_write a 300000 100 4096
	END
	mkfifo "$T/pipe"
	exec 7<>"$T/pipe"
	start fork bash -c \
		"exec unshare -pmf --kill-child chroot $T/root /ctinit run /etc/svc.ini >$T/pipe 7>&-"
	fork=$PID
	wait_for 10 has_child "$fork"
	init=$(children_of "$fork" | tr -d "[:space:]")
	wait_for 10 logger_of "$init" || fail "$(cat "$T/fork.err"; ps -ef --forest | tail -30)"
	logger=$(logger_of "$init")
	eq "$(tr '\0' ' ' <"/proc/$logger/cmdline")" "/ctinit run /etc/svc.ini "
	wait_for 10 eval '[ "$(of "$logger" NoNewPrivs)" = 1 ]'
	is_static && wait_for 10 eval '[ "$(of "$logger" Seccomp)" = 2 ]'
	is_confined "$logger" 0000000000000000 "$T/root"
	eq "$(find "/proc/$logger/fd" -type l | wc -l)" 10 # 0, 1, 2, socket, epoll, signals, log memory, watchdog, two pipes
	kill -KILL "$logger"
	wait_for 10 another_logger "$init" "$logger"
	start check bash -c "exec $TOOLS/lines_check 0 60 <$T/pipe 7>&-"
	check=$PID
	exec 7>&-
	finish 60 "$fork"
	eq "$STATUS" 0 "$(cat "$T/fork.err")"
	finish 20 "$check"
	read -r lines repeated lost torn told names <"$T/check.out"
	eq "$((lines - repeated)) $lost $torn $told $names" "300000 0 $torn 0 1"
}

@test "confined: with closed stdout and stderr none of its own descriptors takes their place" {
	cat >"$T/l.ini" <<-END
		[service:a]
		type = task
		log-file = $T/a.log
		command = /bin/sh -c 'i=0; while [ \$i -lt 2000 ]; do echo line \$i; i=\$((i + 1)); done'
	END
	"${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/l.ini" >&- 2>&-
	eq "$(sha1sum <"$T/a.log")" "$(seq -f 'line %g' 0 1999 | sha1sum)"
}

@test "confined: in a user's own container and user namespace it has no capability and the filter" {
	need_user
	ticks a >"$T/u.ini"
	chmod 644 "$T/u.ini"
	for way in "$CTINIT run $T/u.ini" "unshare -Urpf --mount-proc --kill-child $CTINIT run $T/u.ini"; do
		# shellcheck disable=SC2086
		start u as_user $way
		top=$PID
		wait_line 20 "$T/u.out" '^tick' || fail "$(cat "$T/u.err")"
		logger=$(tree_of "$top" | xargs -rn1 sh -c 'grep -qx ctinit-log /proc/$0/comm && echo $0' | head -1)
		is "$logger" NoNewPrivs 1
		is "$logger" CapEff 0000000000000000
		! is_static || is "$logger" Seccomp 2
		kill_tree "$top"
	done
}
tree_of() {
	local child
	for child in $(children_of "$1"); do
		echo "$child"
		tree_of "$child"
	done
}
