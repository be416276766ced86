#!/usr/bin/env bats
# tests/box/termination-log.bats - tests the file in which an engine reads why the container
# ended.
load ../lib/common

setup() {
	need_root
	ct_setup
	ini a <<-'END'
		[service:fails]
		restart = never
		command = /bin/sh -c 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo "step $i"; done; printf "\033[2Jno disk\n"; exit 3'
		[service:other]
		command = /bin/sleep 1000
	END
}

as_pid1=(unshare -pf --mount-proc --kill-child)
in_ns() { run --separate-stderr "${LIMIT[@]}" "${as_pid1[@]}" "$CTINIT" run "$@"; }

@test "termination-log: the cause and the last lines of the failed service, at most 4096 bytes" {
	: >"$T/log"
	in_ns --set "init.termination-log=$T/log" "$T/a.ini"
	eq "$status" 3
	eq "$(head -n 1 "$T/log")" 'ctinit: service fails failed: exited with code 3; container exit code 3'
	eq "$(tail -n 2 "$T/log")" 'step 2000
\x1b[2Jno disk'
	match "$(sed -n 2p "$T/log")" '^step [0-9]+$'
	[ "$(wc -c <"$T/log")" -gt 3900 ]
	[ "$(wc -c <"$T/log")" -le 4096 ]
}

@test "termination-log: a service that is alone, and an end that was asked for" {
	: >"$T/log"
	printf '[init]\ntermination-log = %s\n[service:one]\nrestart = never\ncommand = /bin/sh -c "echo sorry; exit 4"\n' "$T/log" >"$T/one.ini"
	in_ns "$T/one.ini"
	eq "$(cat "$T/log")" 'ctinit: service one failed: exited with code 4; container exit code 4
sorry'
	printf '[init]\ntermination-log = %s\n[service:one]\nmain = yes\ncommand = /bin/echo fine\n' "$T/log" >"$T/one.ini"
	: >"$T/log"
	in_ns "$T/one.ini"
	eq "$(cat "$T/log")" 'ctinit: main service one ended: exited with code 0; container exit code 0'
}

@test "termination-log: the file is not made, and a FIFO, a link of a user and a directory are refused" {
	local what
	in_ns --set "init.termination-log=$T/none" "$T/a.ini"
	eq "$status" 3
	match "$stderr" "^ctinit [|] cannot write the termination-log $T/none: No such file or directory$"
	[ ! -e "$T/none" ]
	mkfifo "$T/fifo"
	install -d -o nobody "$T/theirs"
	: >"$T/mine"
	ln -s "$T/mine" "$T/theirs/link"
	chown -h nobody "$T/theirs/link"
	for what in fifo theirs/link theirs; do
		in_ns --set "init.termination-log=$T/$what" "$T/a.ini"
		eq "$status" 3
		match "$stderr" "^ctinit [|] cannot write the termination-log $T/$what: "
	done
	eq "$(wc -c <"$T/mine")" 0
}

@test "termination-log: a file system that does not answer delays the end by 1 s" {
	need_hang_open
	: >"$T/log"
	start hang "$TOOLS/hang_open" "$T/log"
	wait_line 10 "$T/hang.out" '^up$'
	in_ns --set "init.termination-log=$T/log" "$T/a.ini"
	eq "$status" 3
	match "$stderr" "^ctinit [|] cannot write the termination-log $T/log: no end within 1 s; its file system does not answer$"
	match "$stderr" 'container exit code 3$'
}

@test "termination-log: /dev/termination-log is the default, and off writes nothing" {
	need_devices
	local args
	for args in "" "--set init.termination-log=off"; do
		run --separate-stderr "${LIMIT[@]}" unshare -mpf --mount-proc --kill-child sh -c "
			mkdir $T/dev && mount -t tmpfs dev $T/dev && : >$T/dev/termination-log && mknod -m 666 $T/dev/null c 1 3 &&
			mount --bind $T/dev /dev && rmdir $T/dev 2>/dev/null
			$CTINIT run $args $T/a.ini
			head -n 1 /dev/termination-log"
		if [ -z "$args" ]; then
			match "$output" '^ctinit: service fails failed: exited with code 3; container exit code 3$'
		else
			no_match "$output" '^ctinit: '
		fi
		no_match "$stderr" 'termination-log'
		rmdir "$T/dev"
	done
	in_ns --set init.termination-log=last "$T/a.ini"
	eq "$status" 125
	match "$stderr" 'termination-log.*off or an absolute path'
}

@test "termination-log: where the default file does not exist, the end starts no process" {
	[ ! -e /dev/termination-log ] || skip "needs a machine without /dev/termination-log"
	ini quick <<-'END'
		[service:one]
		main = yes
		command = /bin/true
		stdout = inherit
		stderr = inherit
	END
	run --separate-stderr "${LIMIT[@]}" "${as_pid1[@]}" strace -qq -f -e trace=fork,vfork,clone,clone3 \
		-o "$T/trace" "$CTINIT" run --in-place "$T/quick.ini"
	eq "$status" 0
	eq "$(grep -cE '(fork|clone3?)\(' "$T/trace")" 1 "$(cat "$T/trace")"
}
