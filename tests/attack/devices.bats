#!/usr/bin/env bats
# tests/attack/devices.bats - tries to change host inodes as root inside: device nodes, files
# mounted over /proc, and the files of the standard streams.
load ../lib/common

setup() {
	ct_setup
	need_root
	need_devices
	R=$T/root
	busybox_root "$R" sh cat ls wc head echo
	cp "$TOOLS/meddle" "$R/bin/meddle"
	snapshot
}

NODES='null zero full random urandom tty'

# own_dev OWNER SCRIPT [WORD]...: runs SCRIPT in a shell with a copy of the host's /dev whose
# nodes belong to OWNER; fails if a node has changed afterwards
own_dev() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	run --separate-stderr "${LIMIT[@]}" unshare -m --propagation private bash -c '
		nodes=$1 owner=$2 script=$3
		shift 3
		mount -t tmpfs -o mode=755 tmpfs /dev || exit 90
		cd /dev && mknod null c 1 3 && mknod zero c 1 5 && mknod full c 1 7 &&
			mknod random c 1 8 && mknod urandom c 1 9 && mknod tty c 5 0 || exit 91
		mkdir pts && mount -t devpts -o newinstance,ptmxmode=666 devpts pts && ln -s pts/ptmx ptmx
		chmod 666 $nodes && chown "$owner" $nodes && cd / || exit 92
		before=$(cd /dev && stat -c "%n %F %a %u %g %Y %Z" $nodes)
		(eval "$script") </dev/null
		code=$?
		after=$(cd /dev && stat -c "%n %F %a %u %g %Y %Z" $nodes)
		[ "$before" = "$after" ] || { echo "before: $before"; echo "after: $after"; exit 93; }
		exit $code' - "$NODES" "$@"
}

devices=()
for name in $NODES; do devices+=("/dev/$name"); done

@test "devices: root inside cannot change the host's nodes, by path or by descriptor" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev root '"$@"' "$CTINIT" run --rootfs "$R" -- /bin/meddle "${devices[@]}"
	eq "$status" 0 "$output $stderr"
	eq "$output" ""
	nothing_left
}

@test "devices: one as standard input, output or error is not the host's either" {
	local fds='/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2'
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev root "\"\$@\" $fds </dev/zero >/dev/null 2>&1" \
		"$CTINIT" run --rootfs "$R" -- /bin/meddle
	eq "$status" 0 "$output $stderr"
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev root '"$@" <>/dev/null >>/dev/full; exit $?' "$CTINIT" run --rootfs "$R" -- \
		/bin/sh -c 'cat /proc/self/fdinfo/0 /proc/self/fdinfo/1 >&2; echo lost || exit 5'
	eq "$status" 5 "$output $stderr"
	match "$stderr" '^flags:.0*100002$' # O_RDWR, O_LARGEFILE
	match "$stderr" '^flags:.0*102001$' # flags O_WRONLY, O_APPEND and O_LARGEFILE
	nothing_left
}

@test "devices: reading and writing works as before" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev root '"$@"' "$CTINIT" run --rootfs "$R" -- /bin/sh -ec '
		echo x >/dev/null
		echo x >/dev/zero
		head -c 5 /dev/zero | wc -c
		head -c 6 /dev/urandom | wc -c
		cat </dev/null | wc -c
		echo x >/dev/full || echo full'
	eq "$(tr '\n' ' ' <<<"$output")" "5 6 0 full " "$stderr"
}

@test "devices: the files over /proc and the read-only ones are no inodes of the host" {
	local proc=() name
	for name in keys timer_list interrupts sysrq-trigger sys/kernel/hostname sys/kernel/core_pattern; do
		[ ! -e "/proc/$name" ] || proc+=("/proc/$name")
	done
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev root '"$@"' "$CTINIT" run --rootfs "$R" -- /bin/sh -c '
		/bin/meddle "$@" || exit
		for file in /proc/keys /proc/timer_list /proc/interrupts; do cat "$file"; done 2>/dev/null | wc -c
		ls -A /dev' - "${proc[@]}"
	eq "$status" 0 "$output $stderr"
	eq "$(tr '\n' ' ' <<<"$output")" \
		"0 fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero "
	nothing_left
}

@test "devices: the same for a user that owns the nodes, and for root with a map" {
	need_user
	chown -R "$CT_USER:" "$R"
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev "$CT_USER" '"$@"' setpriv --reuid "$CT_USER" --regid "$CT_USER" --init-groups \
		"$CTINIT" run --rootfs "$R" -- /bin/meddle "${devices[@]}" /proc/self/fd/0
	eq "$status" 0 "$output $stderr"
	eq "$output" ""
	# shellcheck disable=SC2016 # expanded by the inner shell
	own_dev 100000:100000 '"$@"' "$CTINIT" run --set container.user-map=0:100000:65536 \
		--rootfs "$R" -- /bin/meddle "${devices[@]}" /proc/self/fd/0
	eq "$status" 0 "$output $stderr"
	eq "$output" ""
	nothing_left
}
