#!/usr/bin/env bats
# tests/box/inside.bats - tests PID 1 with services: orphans, exit reasons, faults, idle time.
# timeout: 200
load ../lib/life
as_users_see_it


# answers: Q12
@test "inside: 10,000 orphans are reaped while a service runs" {
	ini orphans <<-END
		[service:maker]
		main = yes
		command = $PROGRAMS/orphans.sh
		[service:other]
		command = /bin/sleep 1000
	END
	in_ns orphans
	eq "$status" 0 "no zombie is left"
	nothing_left
}

# answers: Q3
@test "inside: every request to stop gives exit code 0 and its name" {
	ini deaf <<-'END'
		[service:a]
		command = /bin/sleep 1000
	END
	local sig name
	for sig in TERM INT QUIT PWR 37 38; do
		up deaf
		wait_line 10 "$E" '^ctinit [|] a: ready'
		kill -s "$sig" "$INIT"
		finish 10 "$PID"
		eq "$STATUS" 0 "exit code after $sig"
		name=$sig
		[ "$sig" = 37 ] && name=RTMIN+3
		[ "$sig" = 38 ] && name=RTMIN+4
		eq "$(tail -n 1 "$E")" "ctinit | SIG$name; container exit code 0"
	done
	nothing_left
}

# answers: Q8
@test "inside: a second TERM shortens the waits, a third kills" {
	ini deaf <<-'END'
		[service:a]
		command = /bin/sh -c 'trap "" TERM; echo deaf; while :; do sleep 1000; done'
		stop-timeout = 100s
	END
	local begin
	up deaf
	wait_line 10 "$T/deaf.out" deaf
	kill -TERM "$INIT"
	wait_for 5 signals_taken "$INIT"
	begin=$EPOCHSECONDS
	down
	[ $((EPOCHSECONDS - begin)) -le 50 ]
	up deaf
	wait_line 10 "$T/deaf.out" deaf
	kill -TERM "$INIT"
	wait_for 5 signals_taken "$INIT"
	kill -TERM "$INIT"
	wait_for 5 signals_taken "$INIT"
	down 5
}

# answers: Q1 Q2
@test "inside: services and setups that end or fail give the container its exit code" {
	end() { # CODE LAST-LINE INI: checks the exit code and the last line
		ini end <<<"$3"
		in_ns end
		eq "$status" "$1" "$3"
		match "$(tail -n 1 <<<"$stderr")" "$2"
	}
	end 0 'exit code 0$' $'[service:a]\ntype = task\ncommand = /bin/true'
	end 5 'exit code 5$' $'[service:a]\ncommand = /bin/sh -c "exit 5"\nmain = yes'
	end 137 'exit code 137$' $'[service:a]\ncommand = /bin/sh -c "kill -9 \\$\\$"\nmain = yes'
	end 3 'exit code 3$' $'[service:a]\ncommand = /bin/sh -c "exit 3"\nrestart-limit = 2\nrestart-delay = 1ms\n[service:b]\ncommand = /bin/sleep 1000'
	end 1 'exit code 1$' $'[service:a]\ncommand = /bin/true\nrestart-limit = 2\nrestart-delay = 1ms'
	end 4 'exit code 4$' $'[service:a]\ncommand = /bin/sh -c "exit 4"\ntype = task\non-failed = ignore'
	end 127 'exit code 127$' $'[service:a]\ncommand = /no/such/program\nmain = yes'
	end 6 'exit code 6$' $'[setup:s]\ncommand = /bin/sh -c "exit 6"\n[service:a]\ncommand = /bin/sleep 1000'
	end 1 'exit code 1$' $'[service:a]\ncommand = /bin/sleep 1000\nready = file:/no/such\nstart-timeout = 200ms\nrestart = never\nmain = yes'
	end 1 'exit code 1$' $'[service:a]\ncommand = /bin/sleep 1000\nhealth = exec:/bin/false\nhealth-interval = 100ms\nhealth-retries = 1\nrestart = never'
	nothing_left
}

# deaf WORD...: runs ctinit with SIGUSR1 and signal 40 blocked, SIGHUP and SIGCHLD ignored
deaf() {
	run "${LIMIT[@]}" python3 -c 'import signal, os, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN); signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.signal(signal.SIGPIPE, signal.SIG_DFL); signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, 40])
os.execv(sys.argv[1], sys.argv[1:])' "$CTINIT" run "$@"
}
@test "inside: services and pre-start have default signals, whatever ctinit inherited" {
	ini sets <<-'END'
		[service:a]
		pre-start = /bin/grep -E '^Sig(Blk|Ign)' /proc/self/status
		command = /bin/grep -E '^Sig(Blk|Ign)' /proc/self/status
		main = yes
	END
	deaf -q "$T/sets.ini" # through the front end and the handoff
	eq "$status" 0
	eq "$(grep -cE 'Sig(Blk|Ign):.0{16}$' <<<"$output")" 4 "$output"
	run "${LIMIT[@]}" unshare -pf --mount-proc --kill-child \
		env --block-signal=TERM --ignore-signal=USR2 "$CTINIT" run -q "$T/sets.ini"
	eq "$status" 0
	eq "$(grep -cE 'Sig(Blk|Ign):.0{16}$' <<<"$output")" 4 "$output"
}
@test "inside: a single command inherits ctinit's blocked and ignored signals" {
	deaf -- /bin/grep -E '^Sig(Blk|Ign)' /proc/self/status
	eq "$status" 0
	match "$output" 'SigBlk:.0000008000000200'
	match "$output" 'SigIgn:.0000000000010001'
}

@test "inside: a reader of stderr that never reads blocks neither PID 1 nor a service" {
	ini loud <<-END
		[service:storm]
		command = /bin/true
		restart-limit = 3000
		restart-delay = 0
		stderr = null
		on-failed = ignore
		[service:mark]
		type = task
		after = storm
		command = /bin/sh -c 'while :; do echo alive >$T/alive; read x </dev/null; [ -e $T/stop ] && exit; done'
	END
	mkfifo "$T/full"
	exec 8<>"$T/full"
	# 64 KiB are full after a few hundred restarts.
	start loud sh -c "exec unshare -pf --mount-proc --kill-child '$CTINIT' run '$T/loud.ini' 2>'$T/full'"
	wait_for 20 test -e "$T/alive"
	rm "$T/alive"
	wait_for 20 test -e "$T/alive"
	touch "$T/stop"
	finish 60 "$PID"
	exec 8>&-
	nothing_left
}

@test "inside: works with stdin, stdout and stderr closed" {
	ini closed <<-END
		[service:a]
		command = /bin/sh -c 'ls -l /proc/self/fd >$T/fds; exit 6'
		main = yes
	END
	"${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/closed.ini" <&- >&- 2>&- && STATUS=0 || STATUS=$?
	eq "$STATUS" 6
	match "$(cat "$T/fds")" ' 0 -> /dev/null$'
	match "$(cat "$T/fds")" ' 2 -> pipe:'
}

# answers: Q6 Q11
@test "inside: supervises, reaps and cleans up when it is not PID 1" {
	ini sub <<-'END'
		[service:a]
		command = /bin/sh -c '(setsid sleep 1000 &) ; exit 8'
		main = yes
	END
	# PID 1 of this namespace is a shell, not ctinit.
	run "${LIMIT[@]}" unshare -pf --mount-proc sh -c \
		'"$0" run -q "$1"; echo "code $?"; pgrep -c sleep; :' "$CTINIT" "$T/sub.ini"
	match "$output" '^code 8$'
	match "$output" '^0$'
	nothing_left
}

# answers: Q13 Q14
@test "inside: works as uid 1000, and on a read-only root without /proc, /dev and /run" {
	mkdir "$T/bare"
	cp "$CTINIT" "$T/bare/ctinit"
	cp "$(command -v busybox)" "$T/bare/sh"
	add_libs "$T/bare"
	chmod -R a+rX "$T/bare"
	printf '[service:a]\ncommand = /sh -c "exit 9"\nmain = yes\n' >"$T/bare/svc.ini"
	"${LIMIT[@]}" unshare -mpf sh -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
		exec setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs \
			unshare -Ur chroot "$1" /ctinit run /svc.ini' - "$T/bare" 2>"$T/err" && STATUS=0 || STATUS=$?
	eq "$STATUS" 9 "$(cat "$T/err")"
}

@test "inside: idle with 100 services it makes no system call" {
	local i
	for i in {1..100}; do
		printf '[service:s%d]\ncommand = /bin/sleep 1000\n' "$i"
	done | ini idle
	up idle
	wait_for 20 lines_like "$E" ': ready' 100
	does_nothing
	down
}

# answers: Q16
@test "inside: survives calls that the kernel refuses" {
	ini faults <<-'END'
		[service:a]
		command = /bin/sh -c 'exit 7'
		main = yes
		start-timeout = 60s
		restart = on-failure
		restart-limit = 4
		restart-delay = 10ms
	END
	local what
	for what in waitid:error=ENOMEM:when=1..5 epoll_wait,epoll_pwait:error=ENOMEM:when=1..3 \
		clone:error=EAGAIN:when=1 read:error=EIO:when=40..42 pipe2:error=EMFILE:when=1 \
		pidfd_open:error=EMFILE epoll_ctl:error=ENOSPC:when=3; do
		run --separate-stderr "${LIMIT[@]}" strace -qq -o /dev/null -e "trace=${what%%:*}" \
			-e "inject=$what" "$CTINIT" run -- /bin/true
		[ "$status" = 0 ] || [ "$status" = 125 ] || fail "the front end with $what: $status $stderr"
		run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc strace -qq -o /dev/null \
			-e "trace=${what%%:*}" -e "inject=$what" "$CTINIT" run "$T/faults.ini"
		eq "$status" 7 "with $what: $stderr"
	done
	nothing_left
}

@test "inside: a service of a container has few capabilities, no way into PID 1 or the kernel, and no descriptor" {
	local root
	root=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	ct run --rootfs "$root" --set container.overlay=tmpfs -- /bin/sh -c '
		grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)" /proc/self/status
		echo x >/proc/1/exe || echo exe refused
		ls /proc/1/root/ >/dev/null 2>&1 || echo root refused
		echo 1 >/proc/sys/kernel/printk || echo sys refused
		[ -z "$(cat /proc/kcore /proc/timer_list 2>/dev/null)" ] && echo kcore masked
		mknod /tmp/n c 1 3 || echo mknod refused
		ls /proc/self/fd | wc -l'
	eq "$status" 0 "$stderr"
	match "$output" 'CapInh:.0000000000000000'
	match "$output" 'CapEff:.00000000000405fb'
	match "$output" 'CapBnd:.00000000000405fb'
	match "$output" 'CapAmb:.0000000000000000'
	match "$output" 'NoNewPrivs:.1'
	local what
	for what in 'exe refused' 'root refused' 'sys refused' 'kcore masked' 'mknod refused' '^4$'; do
		match "$output" "$what"
	done
	nothing_left
}

@test "inside: an image whose /proc, /sys or /dev is a link is refused, and its target untouched" {
	local name
	for name in proc sys dev; do
		mkdir -p "$T/$name.root"/{bin,proc,sys,dev,target}
		cp "$(command -v busybox)" "$T/$name.root/bin/true"
		add_libs "$T/$name.root"
		rmdir "$T/$name.root/$name"
		ln -s target "$T/$name.root/$name"
		ct run --rootfs "$T/$name.root" -- /bin/true
		eq "$status" 125 "$name"
		match "$stderr" "/$name: .*symbolic link"
		eq "$(ls -A "$T/$name.root/target")" ""
	done
	nothing_left
}

@test "inside: PID 1 does not grow over 3000 restarts" {
	need_static # a sanitizer keeps freed memory
	ini grow <<-'END'
		[service:a]
		command = /bin/true
		restart-limit = 0
		restart-delay = 0
		[service:b]
		command = /bin/sleep 1000
	END
	up grow
	# Use the smallest of many values: an unfinished start uses some pages.
	dirty() {
		local i
		for i in {1..30}; do
			awk '/^Private_Dirty/ { print $2 }' "/proc/$INIT/smaps_rollup"
		done | sort -n | head -n 1
	}
	wait_for 20 lines_like "$E" "" 500
	local before after
	before=$(dirty)
	wait_for 60 lines_like "$E" "" 6000
	after=$(dirty)
	[ "$after" -le $((before + 24)) ] || fail "$before kB became $after kB" # a start in progress takes 16 kB
	down
}
