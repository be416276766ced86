#!/usr/bin/env bats
# tests/box/streams.bats - tests the standard streams of a container: it never gets the host's
# terminal or a descriptor that leads outside.
# timeout: 200
load ../lib/common

setup() {
	need_root
	ct_setup
	R=$T/root
	busybox_root "$R" sh cat echo ls stty seq sleep readlink wc
	# A hostile program that reads each file that may be the user's terminal.
	cat >"$R/bin/reads" <<-'END'
		echo begin
		for f in /proc/self/fd/1 /proc/self/fd/2 /dev/tty /dev/console; do
			x=
			{ read x <$f; } 2>/dev/null
			echo "got:$x"
		done
		x=
		read x <&1
		echo "got:$x"
		x=
		read x <&2
		echo "got:$x"
		echo end
	END
	export CTINIT R
	snapshot
}

# on_terminal SCRIPT: runs it in a shell on a terminal; the steps come from stdin
on_terminal() { run "${LIMIT[@]}" python3 "$ROOT/tests/lib/terminal.py" sh -c "$1"; }

steps() {
	printf '%s\n' 'expect ^begin' 'send SECRET\n'
	for _ in 1 2 3 4 5 6; do echo 'expect ^got:$'; done
	echo 'expect ^end'
}

@test "streams: with stdin elsewhere nothing typed on the terminal is read inside" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal '"$CTINIT" run --rootfs "$R" -- /bin/sh /bin/reads </dev/null' < <(steps)
	eq "$status" 0 "$output"
	nothing_left
}

@test "streams: nor does a service that inherits the output read while stdin is the terminal" {
	cat >"$T/svc.ini" <<-END
		[container]
		rootfs = $R
		[service:a]
		type = task
		stdout = inherit
		stderr = inherit
		command = /bin/sh /bin/reads
		main = yes
	END
	export T
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal '"$CTINIT" run "$T/svc.ini"' < <(steps)
	eq "$status" 0 "$output"
	nothing_left
}

@test "streams: no process of a container holds the host's terminal, however it is started" {
	local way
	printf '[container]\nrootfs = %s\n[service:a]\nstdout = inherit\ncommand = /bin/sh -c "echo UP; exec sleep 1000"\n[service:b]\ncommand = /bin/sleep 1000\n' \
		"$R" >"$T/svc.ini"
	export T
	# shellcheck disable=SC2016 # expanded by the inner shell
	for way in '' '</dev/null' '>/dev/null' '| cat' '2>/dev/null </dev/null' svc; do
		case $way in
		svc) run python3 "$ROOT/tests/lib/holders.py" '"$CTINIT" run "$T/svc.ini"' ;;
		*) run python3 "$ROOT/tests/lib/holders.py" '"$CTINIT" run --rootfs "$R" -- /bin/sh -c "
			echo UP >&2; echo UP; exec sleep 1000" '"$way" ;;
		esac
		eq "$status" 0 "$way: $output"
		match "$output" '^ctinit.* 0$'
		[ "$(wc -l <<<"$output")" -ge 2 ] || fail "$way: only: $output"
		no_match "$output" ' [1-9]'
	done
	nothing_left
}

@test "streams: the output is a terminal of the same size, and the exit code is kept" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal 'stty rows 31 cols 71; "$CTINIT" run --rootfs "$R" -- /bin/sh -c '\''
		[ -t 1 ] && [ -t 2 ] && echo terminals
		stty size <&1
		readlink /proc/self/fd/1
		until [ "$(stty size <&2)" = "33 77" ]; do :; done
		echo resized
		exit 9'\'' </dev/null' <<-'END'
		expect ^terminals
		expect ^31 71
		expect ^/dev/pts/0
		size 33 77
		expect ^resized
	END
	eq "$status" 9 "$output"
	nothing_left
}

@test "streams: all bytes reach the terminal as the program wrote them" {
	local plain inside
	need_static # a sanitizer writes its own lines
	plain=$(script -qec 'seq 60000' /dev/null </dev/null | cksum)
	# shellcheck disable=SC2016 # expanded by the inner shell
	inside=$(script -qec '"$CTINIT" run --rootfs "$R" -- /bin/seq 60000 </dev/null' /dev/null </dev/null | cksum)
	eq "$inside" "$plain"
}

@test "streams: with only stderr a terminal ^C ends the container" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal '"$CTINIT" run --rootfs "$R" -- /bin/sh -c '\''
		[ -t 1 ] || [ ! -t 2 ] || echo only stderr >&2
		read x <&2; echo "got:$x" >&2; exec sleep 1000'\'' </dev/null | cat' <<-'END'
		expect ^only stderr
		expect ^got:$
		send \x03
	END
	eq "$status" 130 "$output"
	nothing_left
}

@test "streams: from a terminal into a pipe: lines, the end of the input, no terminal inside" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal '"$CTINIT" run --rootfs "$R" -- /bin/sh -c '\''
		[ -t 0 ] || echo up; read x; echo "got:$x"; cat; echo over'\'' | cat' <<-'END'
		expect ^up
		send one\n
		expect ^got:one
		send two\n
		expect ^two
		expect ^two
		send \x04
		expect ^over
	END
	eq "$status" 0 "$output"
	nothing_left
}

@test "streams: no key is taken while a neighbour in the pipeline reads the terminal" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal 'stty -icanon; "$CTINIT" run --rootfs "$R" -- /bin/sh -c '\''
		echo up; read x; echo "got:$x"'\'' | {
			read -r line; echo "$line"; read -r key </dev/tty; echo "key:$key"
			stty icanon </dev/tty; cat; }' <<-'END'
		expect ^up
		send k\n
		expect key:k$
		send line\n
		expect got:line$
	END
	eq "$status" 0 "$output"
	nothing_left
}

@test "streams: from a terminal into a file: a terminal inside, echo on the screen" {
	export T
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal '"$CTINIT" run --rootfs "$R" -- /bin/sh -c '\''
		echo up >&2; read x; echo "got:$x"; [ ! -t 0 ] || echo terminal'\'' >"$T/out"' <<-'END'
		expect ^up
		send one\n
		expect ^one
	END
	eq "$status" 0 "$output"
	eq "$(cat "$T/out")" $'got:one\nterminal'
	nothing_left
}

@test "streams: in the background the shell keeps the terminal" {
	export T
	# shellcheck disable=SC2016 # expanded by the inner shell
	on_terminal 'set -m; "$CTINIT" run --rootfs "$R" -- /bin/sh -c "echo up; exec sleep 1000" &
		front=$!; read -r line; stty -a | grep -ow -e "-*icanon" -e "-*isig"; kill $front; wait $front' <<-'END'
		expect ^up
		send next\n
		expect ^isig
		expect ^icanon
	END
	[ "$status" -ne 99 ] || fail "$output" # otherwise the exit code of the shell, whose job may be stopped
	nothing_left
}

# refused STREAM KIND COMMAND...: ctinit must refuse the stream; the caller redirects it
refused() {
	local stream=$1 kind=$2
	shift 2
	run "${LIMIT[@]}" "$@"
	eq "$status" 125 "$kind: $output"
	match "$output" "^ctinit: cannot give the container a $kind as $stream; "
	eq "$(wc -l <<<"$output")" 1
}

@test "streams: a directory, a device and other descriptors that lead out are refused" {
	need_devices
	refused "standard input" directory sh -c '"$@" </' - "$CTINIT" run --rootfs "$R" -- /bin/true
	refused "standard output" directory bash -c 'exec 5>&1 1</; "$@" 2>&5' - "$CTINIT" run --rootfs "$R" -- /bin/true
	refused "standard error" directory sh -c '"$@" 2</' - "$CTINIT" run --rootfs "$R" -- /bin/true
	refused "standard input" "device that is no terminal" sh -c '"$@" </dev/kmsg' - \
		"$CTINIT" run --rootfs "$R" -- /bin/true
	refused "standard input" "namespace or a process" sh -c '"$@" </proc/self/ns/mnt' - \
		"$CTINIT" run --rootfs "$R" -- /bin/true
	refused "standard input" "block device" python3 -c 'import os, sys
disk = [d for d in os.listdir("/sys/block")][0]
numbers = open("/sys/block/%s/dev" % disk).read().split(":")
os.mknod(sys.argv[1] + "/disk", 0o60600, os.makedev(*map(int, numbers)))
os.dup2(os.open(sys.argv[1] + "/disk", os.O_RDONLY | os.O_NONBLOCK), 0)
os.execv(sys.argv[2], sys.argv[2:])' "$T" "$CTINIT" run --rootfs "$R" -- /bin/true
	local make
	for make in 'descriptor of a path|os.open("/etc/passwd", os.O_PATH)' \
		'descriptor of a path|os.open("/dev/null", os.O_PATH)' \
		'descriptor that is no file|os.eventfd(0)' \
		'(descriptor that is no file|namespace or a process)|os.pidfd_open(os.getpid())' \
		'socket that is neither Unix nor TCP nor UDP|socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).detach()'; do
		refused "standard input" "${make%|*}.*" python3 -c "import os, socket, sys
os.dup2(${make##*|}, 0)
os.execv(sys.argv[1], sys.argv[1:])" "$CTINIT" run --rootfs "$R" -- /bin/true
	done
	nothing_left
}

@test "streams: pipes, files, sockets, /dev/null and closed descriptors are accepted" {
	local make
	echo word >"$T/word"
	for make in "os.open(sys.argv[1], os.O_RDONLY)" "socket.socketpair()[0].detach()" \
		"socket.socket().detach()" "os.memfd_create('x')" "os.pipe()[0]" \
		"os.open('/dev/null', os.O_RDWR)"; do
		run --separate-stderr "${LIMIT[@]}" python3 -c "import os, socket, sys
os.dup2($make, 0)
os.execv(sys.argv[2], sys.argv[2:])" "$T/word" "$CTINIT" run --rootfs "$R" -- /bin/sh -c 'echo fine; exit 3'
		eq "$status" 3 "$make: $stderr"
		eq "$output" fine "$make"
	done
	run "${LIMIT[@]}" sh -c '"$@" <&- 2>&-' - "$CTINIT" run --rootfs "$R" -- /bin/sh -c 'echo fine; exit 3'
	eq "$status" 3 "closed"
	eq "$output" fine "closed"
}

@test "streams: /dev/null that belongs to a user outside the namespace is accepted, no other device" {
	need_all_ids
	install -m 755 "$CTINIT" "$T/ctinit"
	chmod 755 "$T"
	install -d -m 777 "$T/user"
	cat >"$T/null.ini" <<-END
		[service:a]
		type = task
		stdin = file:/dev/null
		stdout = file:/dev/null
		stderr = file:/dev/null
		command = sh -c 'x=\$(for i in 0 1 2; do readlink /proc/\$\$/fd/\$i; done); echo "\$x" >$T/user/got'
		[service:b]
		type = task
		needs = a
		stdout = file:/dev/zero
		command = true
	END
	chmod 644 "$T/null.ini"
	start space unshare -U sleep 1000
	is_inside() { [ "$(readlink "/proc/$PID/ns/user")" != "$(readlink /proc/self/ns/user)" ]; }
	wait_for 10 is_inside
	# 65534, the owner of what is outside, is also an id inside
	echo 0 100000 65536 >"/proc/$PID/uid_map"
	echo 0 100000 65536 >"/proc/$PID/gid_map"
	run --separate-stderr "${LIMIT[@]}" nsenter -U -t "$PID" -S 0 -G 0 \
		unshare -pf --mount-proc --kill-child "$T/ctinit" run "$T/null.ini"
	kill "$PID"
	eq "$(sort -u "$T/user/got")" /dev/null "$stderr"
	match "$stderr" 'b: .*/dev/zero.*not a regular file'
}
