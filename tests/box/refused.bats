#!/usr/bin/env bats
# tests/box/refused.bats - tests system calls that a filter or an emulator blocks.
# shellcheck disable=SC2153,SC2154 # the helpers set STATUS, status, output and stderr
load ../lib/life
load ../lib/log
as_users_see_it

setup() {
	need_root
	ct_setup
	snapshot
	cat >"$T/two.ini" <<-'END'
		[service:a]
		command = /bin/sh -c 'echo a up; echo >&3; exec sleep 1000'
		ready = fd:3
		[service:b]
		type = task
		needs = a
		main = yes
		command = /bin/sh -c 'echo b ran; exit 7'
	END
	cat >"$T/one.ini" <<-'END'
		[service:a]
		command = /bin/sh -c 'trap "echo a stops; exit 0" TERM; echo a up; while :; do sleep 0.1; done'
	END
}

# number NAME: prints the number of a system call on this architecture
number() {
	printf '#include <sys/syscall.h>\nSYS_%s\n' "$1" | cc -E - | tail -n 1 >"$T/number"
	cat "$T/number"
}
# refusing CALL ERRNO FILE: runs FILE as PID 1 while CALL fails
refusing() {
	"${LIMIT[@]}" "${PID1[@]}" "$TOOLS/refuse_call" "$(number "$1")" "$2" \
		"$CTINIT" run "$3"
}
# two_run CALL ERRNO: both services must run, and the main one sets the exit code
two_run() {
	run --separate-stderr refusing "$1" "$2" "$T/two.ini"
	eq "$status" 7 "$1, errno $2: $stderr"
	match "$output" 'a up'
	match "$output" 'b ran'
}

@test "refused: services run without pidfds, close_range, clone3, openat2 or subreaper" {
	local call
	for call in pidfd_open pidfd_send_signal close_range clone3 openat2 prctl seccomp \
		timerfd_create eventfd2 pwritev2 keyctl; do
		two_run "$call" 1
		two_run "$call" 38
	done
}

@test "refused: without group signals through pidfds the rest of a process group is ended" {
	local call
	ini group <<-'END'
		[service:a]
		command = /bin/sh -c 'sleep 1235 & until pgrep -fx "sleep 1235" >/dev/null; do :; done'
		type = task
		kill = group
		[service:b]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fx "sleep 1235" >/dev/null && echo left || echo gone'
	END
	for call in pidfd_open:1 pidfd_open:38 pidfd_send_signal:38; do
		run --separate-stderr refusing "${call%:*}" "${call#*:}" "$T/group.ini"
		eq "$output" 'b | gone' "$call: $stderr"
	done
}

@test "refused: a logger without its filter of system calls reports that once, and works" {
	local old line='ctinit [|] the logger runs without a filter of its system calls: Invalid argument [(]seccomp[)]'
	is_static || skip "with the sanitizers the logger has no filter"
	start one "${PID1[@]}" "$TOOLS/refuse_call" "$(number seccomp)" 38 \
		"$TOOLS/refuse_call" "$(number prctl):0=22" 22 "$CTINIT" run "$T/one.ini" # PR_SET_SECCOMP
	find_init
	wait_line 20 "$T/one.out" '^a up'
	wait_line 20 "$T/one.err" "^$line"
	old=$(logger_of "$INIT")
	kill -KILL "$old"
	wait_for 20 another_logger "$INIT" "$old"
	down
	wait_line 20 "$T/one.out" '^a stops'
	eq "$(grep -c "$line" "$T/one.err")" 1
}

@test "refused: where a clone that shares memory is refused, services start by a fork" {
	# 273 is CLONE_VM | SIGCHLD; 1297 also has CLONE_FILES.
	local flags number
	number=$(number clone)
	for flags in 273 1297; do
		run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$TOOLS/refuse_call" \
			"$number:0=$flags" 22 "$CTINIT" run "$T/two.ini"
		eq "$status" 7 "$stderr"
		match "$output" 'b ran'
	done
}

@test "refused: without memfd_create the log and the copy of /etc/passwd lie in files without a name" {
	sed -i '/^\[service:b\]/a user = nobody' "$T/two.ini"
	two_run memfd_create 1
	two_run memfd_create 38
	# If no temporary file can be created either, the message names the call.
	run --separate-stderr "${LIMIT[@]}" unshare -mpf --mount-proc --kill-child sh -c '
		for at in /dev/shm /run /tmp; do mount -t tmpfs -o ro none $at || exit 99; done
		exec "$@"' sh "$TOOLS/refuse_call" "$(number memfd_create)" 1 "$CTINIT" run - \
		<"$T/two.ini"
	eq "$status" 125 "$stderr"
	match "$stderr" 'cannot create the logger.s memory: memfd_create: Operation not permitted'
}

@test "refused: without signalfd4 or waitid services run, and TERM stops them" {
	local call
	for call in signalfd4 waitid; do
		two_run "$call" 1
		match "$stderr" "$call is refused: Operation not permitted"
		start "$call" refusing "$call" 38 "$T/one.ini"
		wait_line 10 "$T/$call.out" 'a up'
		wait_line 10 "$T/$call.err" 'a: ready'
		kill -TERM "$(init_below "$PID")"
		finish 10 "$PID"
		eq "$STATUS" 0 "$(cat "$T/$call.err")"
		match "$(cat "$T/$call.out")" 'a stops'
	done
}
# init_below PID: prints the PID 1 of the namespace created by a descendant of PID
init_below() {
	local pid child
	for child in $(children_of "$1"); do
		pid=$(awk '/^NSpid:/ && NF == 3 && $3 == 1 { print $2 }' "/proc/$child/status")
		[ -n "$pid" ] || pid=$(init_below "$child")
		[ -z "$pid" ] || {
			echo "$pid"
			return
		}
	done
}

@test "refused: a container is made, stopped and waited for without clone3, pidfds or waitid" {
	local call
	mkdir -p "$T/root/bin"
	cp "$(command -v busybox)" "$T/root/bin/sh"
	add_libs "$T/root"
	printf '[service:a]\ncommand = /bin/sh -c %s\n' \
		"'trap \"echo a stops; exit 0\" TERM; echo a up; while :; do sleep 0.1; done'" >"$T/in.ini"
	for call in clone3 pidfd_send_signal waitid close_range; do
		start "$call" "$TOOLS/refuse_call" "$(number "$call")" 38 "$CTINIT" run \
			--set container.overlay=tmpfs --rootfs "$T/root" "$T/in.ini"
		wait_line 10 "$T/$call.out" 'a up'
		kill -TERM "$PID"
		finish 10 "$PID"
		eq "$STATUS" 0 "$call: $(cat "$T/$call.err")"
		match "$(cat "$T/$call.out")" 'a stops'
	done
	nothing_left
}

# emulated WORD...: runs ctinit with qemu-user, as engines run images of another architecture
emulated() {
	need_static
	"${LIMIT[@]}" "${WHERE[@]}" "qemu-$(uname -m)-static" "$CTINIT" "$@"
}
need_qemu() {
	command -v "qemu-$(uname -m)-static" >/dev/null || skip "no qemu-user-static"
	need_static
}

@test "qemu-user: two services run, as PID 1 and below another process" {
	need_qemu
	WHERE=("${PID1[@]}")
	run --separate-stderr emulated run "$T/two.ini"
	eq "$status" 7 "$stderr"
	match "$output" 'a up'
	match "$output" 'b ran'
	WHERE=()
	run --separate-stderr emulated run "$T/two.ini"
	eq "$status" 7 "$stderr"
	match "$output" 'b ran'
}

@test "qemu-user: a hundred services with log pipes start and stop" {
	need_qemu
	WHERE=("${PID1[@]}")
	cat >"$T/many.ini" <<-'END'
		[service:a]
		command = /bin/sh -c 'echo up; echo >&3; exec sleep 1000'
		instances = 100
		ready = fd:3
		[service:b]
		type = task
		needs = a
		main = yes
		command = /bin/true
	END
	run --separate-stderr emulated run "$T/many.ini"
	eq "$status" 0 "$stderr"
	eq "$(grep -c ' up$' <<<"$output")" 100
	no_match "$stderr" 'killing|cannot'
}

@test "qemu-user: one command ends with its code, and one that is missing is named" {
	need_qemu
	WHERE=()
	run --separate-stderr emulated -- sh -c 'exit 3'
	eq "$status" 3
	run --separate-stderr emulated -- /no/such
	eq "$status" 127
	match "$stderr" '^ctinit: cannot run /no/such: No such file or directory$'
}

@test "refused: one command runs without close_range, pidfds or prctl, and holds no descriptor" {
	local call
	exec 7<"$T"
	for call in close_range pidfd_open prctl; do
		start "$call" "$TOOLS/refuse_call" "$(number "$call")" 38 "$CTINIT" -- \
			sh -c 'echo up; exec sleep 60'
		wait_line 10 "$T/$call.out" '^up$'
		wait_for 10 let_go "$PID"
		kill -TERM "$PID"
		finish 10 "$PID"
		eq "$STATUS" 143 "$call: $(cat "$T/$call.err")"
	done
	exec 7<&-
}
let_go() { [ "$(readlink "/proc/$1/cwd")" = / ] && [ ! -e "/proc/$1/fd/7" ]; }

@test "refused: a program that cannot be executed or examined is named, without a service" {
	in_ns_words one nosuchcmd
	eq "$status" 127
	match "$stderr" 'ctinit: cannot run nosuchcmd: not found in PATH'
	no_match "$stderr" 'main:'
	ct run /nope.ini
	eq "$status" 125
	match "$stderr" '^ctinit: /nope.ini: cannot open it: No such file or directory$'
}
