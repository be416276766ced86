#!/usr/bin/env bats
# tests/box/single.bats - tests `ctinit [options] -- CMD` in cases that other inits get wrong.
# timeout: 180
load ../lib/common

case_of() { "${LIMIT[@]}" python3 "$ROOT/tests/lib/single.py" "$1" "$CTINIT"; }
# ns CMD...: runs CMD as PID 1 of a pid namespace, with its own /proc if permitted
ns() {
	local map=()
	is_root || map=(-Ur)
	"${LIMIT[@]}" unshare "${map[@]}" -pf --kill-child "$@"
}

@test "single: 1000 of 1000 TERMs sent the instant the child exists end it" {
	case_of early_term
}
@test "single: blocked and ignored signals reach the command unchanged" {
	case_of sets
}
@test "single: every signal is forwarded once, also those of faults" {
	case_of forwarded
}
@test "single: real-time signals are queued in order with their values" {
	case_of queued
}
# answers: Q44
@test "single: a job-control shell can stop, resume and interrupt it" {
	case_of job_control
}
@test "single: a background job does not take the terminal" {
	case_of background
}

@test "single: 127 for not found, 126 for not executable, with the reason" {
	ct -- /nonexistent/program
	eq "$status" 127
	match "$stderr" '/nonexistent/program: No such file or directory'
	ct -- no-such-program-here
	eq "$status" 127
	ct -- /etc
	eq "$status" 126
	match "$stderr" '/etc: Permission denied'
}
@test "single: a script without #! is run by the shell, with its arguments" {
	echo 'echo "$0 $1"; exit 9' >"$T/script"
	chmod 755 "$T/script"
	ct -- "$T/script" "a b"
	eq "$status" 9
	eq "$output" "$T/script a b"
	PATH="$T:$PATH" ct -- script c
	eq "$output" "$T/script c"
}
@test "single: options end at the first word that is no option" {
	ct -v sh -c 'exit 4'
	eq "$status" 4
	ct -q -- true
	eq "$status" 2
	match "$stderr" 'no such option'
}
@test "single: exit codes are mapped by code, range and signal name" {
	ct -e 7 -- sh -c 'exit 7'
	eq "$status" 0
	ct -e 3-9:5 -- sh -c 'exit 8'
	eq "$status" 5
	ct -e TERM -- sh -c 'kill $$'
	eq "$status" 0
}
@test "single: works with stdin, stdout and stderr closed" {
	"$CTINIT" -- /bin/sh -c "exit 6" <&- >&- 2>&- || eq "$?" 6
	ret=0
	"$CTINIT" -v -- /nonexistent <&- >&- 2>&- || ret=$?
	eq "$ret" 127
}
@test "single: LISTEN_PID names the command, and LISTEN_PIDFDID is removed" {
	# $$ is the pid of ctinit after exec.
	run -0 sh -c 'LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_PIDFDID=7 exec "$1" -- \
		sh -c '\''echo "$$ $LISTEN_PID ${LISTEN_PIDFDID-none}"'\' - "$CTINIT"
	match "$output" '^([0-9]+) \1 none$'
	LISTEN_PID=1 ct -- sh -c 'echo $LISTEN_PID'
	eq "$output" 1
}
@test "single: the init keeps no directory and no descriptor of its caller" {
	cd "$T"
	exec 7<"$T"
	start s "$CTINIT" -- sh -c 'echo up; test -e /proc/self/fd/7; echo $?; exec sleep 60'
	exec 7<&-
	wait_line 5 "$T/s.out" '^0$'
	eq "$(readlink "/proc/$PID/cwd")" /
	[ ! -e "/proc/$PID/fd/7" ]
	kill "$PID"
	finish 5 "$PID"
	eq "$STATUS" 143
}
# answers: Q12
@test "single: 10000 orphans are reaped, including the last" {
	need_pid_namespace
	ret=0
	ns --mount-proc "$CTINIT" -- "$PROGRAMS/orphans.sh" || ret=$?
	eq "$ret" 0 "no zombie is left"
	start s "$CTINIT" -w -- sh -c '(sh -c "exit 0" &); exec sleep 60'
	wait_line 5 "$T/s.err" 'reaped the orphan'
	eq "$(wc -w <<<"$(children_of "$PID")")" 1
	kill "$PID"
	finish 5 "$PID"
}
# answers: Q6
@test "single: after a stop the handlers of remaining processes run" {
	need_pid_namespace
	cat >"$T/left" <<-'END'
		(trap 'echo handled; exit' TERM; : >"$1"; while :; do sleep 0.1; done) &
		until [ -e "$1" ]; do :; done
		kill -TERM 1
		exec sleep 60
	END
	ret=0
	got=$(ns "$CTINIT" -- sh "$T/left" "$T/armed") || ret=$?
	eq "$ret" 143
	eq "$got" handled
}
@test "single: an ordinary end does not wait for remaining processes" {
	need_pid_namespace
	# shellcheck disable=SC2016
	start s ns "$CTINIT" -- sh -c '(trap "echo asked" TERM; : >"$0"; while :; do sleep 0.1; done) &
		until [ -e "$0" ]; do :; done; exit 5' "$T/armed"
	finish 5 "$PID"
	eq "$STATUS" 5
	eq "$(cat "$T/s.out")" "" "what is left was asked to end, as after a stop"
}
@test "single: works without /proc and /dev, on a read-only root, as uid 1000" {
	need_root
	need_static
	mkdir "$T/root"
	cp "$CTINIT" "$T/root/ctinit"
	cp "$(command -v busybox)" "$T/root/sh"
	chmod 755 "$T/root"/*
	ret=0
	"${LIMIT[@]}" unshare -mpf sh -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
		exec setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs \
			unshare -Ur chroot "$1" /ctinit -- /sh -c "exit 8"' - "$T/root" || ret=$?
	eq "$ret" 8
}
@test "single: sleeps without a timeout and makes at most 8 calls before the fork" {
	need_static
	command -v strace >/dev/null || skip "no strace"
	# The command lives until its parent sleeps; otherwise ctinit would not wait for it.
	strace -o "$T/trace" "$CTINIT" -- /bin/sh -c \
		"until grep -q '^State:.S' /proc/\$PPID/status; do :; done"
	before=$(sed -n '2,/clone(/p' "$T/trace" | wc -l)
	[ "$before" -le 9 ] || fail "$(cat "$T/trace")"
	match "$(cat "$T/trace")" 'rt_sigtimedwait\(.*NULL, 8\)'
}
let_go() { [ "$(readlink "/proc/$1/cwd")" = / ]; } # ctinit has blocked its signals by then
@test "single: pause reaps, and ends with 0 on SIGTERM and on SIGINT" {
	for signal in TERM INT; do
		start p "$CTINIT" -P
		wait_for 5 let_go "$PID"
		kill -HUP "$PID"
		kill -"$signal" "$PID"
		finish 5 "$PID"
		eq "$STATUS" 0
	done
}

@test "single: a setuid, setgid or file-capability ctinit executes nothing for an ordinary user" {
	need_user
	need_root
	local mode
	for mode in 4755 2755; do
		install -m "$mode" "$CTINIT" "$T/ct$mode"
		run as_user "$T/ct$mode" -- id -u
		eq "$status" 125
		match "$output" 'ctinit: .*setuid or setgid program'
		run as_user "$T/ct$mode" run /dev/null
		eq "$status" 125
	done
	# an effective CAP_SETUID in the format VFS_CAP_REVISION_2, capabilities(7)
	install -m 755 "$CTINIT" "$T/tini"
	python3 -c 'import os, struct, sys
os.setxattr(sys.argv[1], "security.capability", struct.pack("<5I", 0x02000001, 1 << 7, 0, 0, 0))' "$T/tini"
	run as_user "$T/tini" -- id -u
	eq "$status" 125
	match "$output" 'ctinit: .*file capabilities'
	# The caller's own rights do not matter: root, and a user with ambient capabilities.
	run "$T/ct4755" -- id -u
	eq "$output" 0
	run setpriv --reuid "$CT_USER" --clear-groups --inh-caps +net_raw --ambient-caps +net_raw \
		"$CTINIT" -- grep CapEff /proc/self/status
	match "$output" '0000000000002000$'
}

@test "single: an entry of PATH that is too long is skipped, not cut off" {
	local part dir=$T
	# The directory at which the first 1018 bytes of the entry end: with "/prog" and the
	# NUL they are 1024.
	while [ ${#dir} -lt 800 ]; do dir=$dir/$(printf 'd%.0s' {1..150}); done
	part=$((1018 - ${#dir} - 1))
	dir=$dir/$(printf "e%.0s" $(seq "$part"))
	mkdir -p "$dir"
	printf '#!/bin/sh\nexit 7\n' >"$dir/prog"
	chmod +x "$dir/prog"
	run env PATH="${dir}more" "$CTINIT" -- prog
	eq "$status" 127
	run env PATH="${dir}more:$T/bin:/bin" "$CTINIT" -- true
	eq "$status" 0
}
