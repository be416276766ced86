#!/usr/bin/env bats
# tests/box/outside.bats - tests the container from the host: namespaces, id maps, exit codes,
# and that nothing is left after any end.
load ../lib/common

setup() {
	ct_setup
	R=$T/root
	busybox_root "$R" sh ls cat chmod cp id hostname true touch sleep readlink stat
	snapshot
}

inside() { ct run --rootfs "$R" -- "$@"; }
host_ns() { readlink "/proc/self/ns/$1"; }

@test "outside: for root every namespace is new except those of the network and the users" {
	local kind
	need_root
	inside /bin/sh -c 'for k in pid mnt uts ipc cgroup net user; do echo $k $(readlink /proc/self/ns/$k); done'
	eq "$status" 0
	for kind in pid mnt uts ipc cgroup; do
		match "$output" "^$kind $kind:"
		no_match "$output" "^$kind $(host_ns "$kind" | sed 's/[][]/\\&/g')"
	done
	for kind in net user; do
		match "$output" "^$kind $(host_ns "$kind" | sed 's/[][]/\\&/g')"
	done
	nothing_left
}

@test "outside: network = none is an own network with lo up" {
	need_root
	ct run --set container.network=none --rootfs "$R" -- /bin/sh -c \
		'cat /proc/net/fib_trie /proc/net/dev; readlink /proc/self/ns/net'
	eq "$status" 0
	match "$output" '127\.0\.0\.1'
	eq "$(grep -oE '^ *[a-z0-9]+: +[0-9]' <<<"$output" | tr -d ' 0-9')" lo: "network devices"
	match "$output" '^net:'
	no_match "$output" "^$(host_ns net | sed 's/[][]/\\&/g')"
}

@test "outside: the host name is the container's only" {
	local before
	need_root
	before=$(uname -n)
	ct run --set container.hostname=inner --rootfs "$R" -- /bin/hostname
	eq "$output" inner
	eq "$(uname -n)" "$before"
}

@test "outside: exit codes, and commands that do not exist" {
	local code
	need_root
	for code in 0 1 7 255; do
		inside /bin/sh -c "exit $code"
		eq "$status" "$code"
	done
	inside /bin/nothing
	eq "$status" 127
}

@test "outside: a set-up error is 125 and one line with step, object and reason" {
	local word
	need_root
	for word in volume=/nonexistent-x:/a overlay=/nonexistent-x; do
		ct run --set "container.$word" --rootfs "$R" -- /bin/true
		eq "$status" 125
		eq "$(wc -l <<<"$stderr")" 1
		match "$stderr" 'cannot .*/nonexistent-x: No such file or directory'
	done
	ct run --rootfs "$T/none" -- /bin/true
	eq "$status" 125
	match "$stderr" "cannot open the rootfs $T/none: No such file or directory"
	nothing_left
}

@test "outside: with overlay = tmpfs changes vanish; a directory keeps them" {
	need_root
	ct run --set container.overlay=tmpfs --rootfs "$R" -- /bin/touch /etc/new
	eq "$status" 0
	[ ! -e "$R/etc/new" ]
	mkdir "$T/store"
	ct run --set "container.overlay=$T/store" --rootfs "$R" -- /bin/touch /etc/new
	eq "$status" 0
	[ ! -e "$R/etc/new" ]
	[ -e "$T/store/upper/etc/new" ]
	ct run --set "container.overlay=$T/store" --rootfs "$R" -- /bin/ls /etc/new
	eq "$status" 0
}

@test "outside: root of a user namespace removes a directory below the overlay, and makes it again" {
	need_root
	mkdir "$R/old"
	touch "$R/old/file"
	run --separate-stderr unshare -Ur "$CTINIT" run --set container.overlay=tmpfs --rootfs "$R" -- \
		/bin/sh -ec 'rm -r /old; mkdir /old; ls /old'
	eq "$status" 0 "$stderr"
	eq "$output" ""
	[ -e "$R/old/file" ]
}

@test "outside: a read-only volume is read-only for mounts below it, too" {
	need_root
	mkdir -p "$T/vol/deep"
	ct run --set "container.volume=$T/vol:/data/x:ro" --set container.overlay=tmpfs \
		--rootfs "$R" -- /bin/touch /data/x/deep/f
	[ "$status" -ne 0 ]
	[ ! -e "$T/vol/deep/f" ]
	ct run --set "container.volume=$T/vol:/data/x" --set container.overlay=tmpfs \
		--rootfs "$R" -- /bin/touch /data/x/deep/f
	eq "$status" 0
	[ -e "$T/vol/deep/f" ]
}

@test "outside: with read-only, volumes and tmpfs in /run and /tmp exist and the rest is writable" {
	need_root
	mkdir -p "$T/vol/deep"
	ct run --set container.read-only=yes --set "container.volume=$T/vol:/run/data" \
		--set "container.volume=$T/vol:/tmp/data" --rootfs "$R" -- /bin/sh -c '
			ls /run/data /tmp/data; touch /run/x /tmp/x || exit 1; touch /etc/x; stat -c %a /run /tmp'
	eq "$status" 0 "$stderr"
	eq "$(tr '\n' ' ' <<<"$output")" "/run/data: deep  /tmp/data: deep 755 1777 "
	match "$stderr" '/etc/x: Read-only file system'
	ct run --set container.read-only=yes --set container.tmpfs=/tmp:mode=700 --rootfs "$R" -- \
		/bin/stat -c %a /tmp
	eq "$output" 700 "$stderr"
	nothing_left
}

@test "outside: a combination that is impossible is an error and not ignored" {
	need_root
	local words
	for words in hostname=x,namespaces=-uts domainname=x,namespaces=-uts; do
		ct run --set "container.${words%,*}" --set "container.${words#*,}" --rootfs "$R" -- /bin/true
		eq "$status" 125 "$words"
		match "$stderr" 'without uts in namespaces the container has the host.s name'
	done
	ct run --container --set container.user-map=auto -- /bin/true
	eq "$status" 125
	match "$stderr" "cannot use user-map = auto; the host's own files keep their owners"
	need_user
	run --separate-stderr as_user "$CTINIT" run --container --set 'container.capabilities=default +NET_RAW' -- /bin/true
	eq "$status" 125
	match "$stderr" 'cannot use capabilities = default; a user who is not root inside keeps none'
	install -m 644 "$ROOT/conf/examples/rootless-shell.ini" "$T/shell.ini"
	run --separate-stderr as_user "$CTINIT" run --container "$T/shell.ini" -- /bin/sh -c '
		touch /tmp/x /run/y && ls /tmp/x /run/y; touch /etc/x'
	eq "$output" $'/run/y\n/tmp/x' "$stderr"
	match "$stderr" '/etc/x.*: (Read-only file system|Permission denied)'
}

@test "outside: with a map as root files keep their owners on both sides" {
	need_root
	need_all_ids
	mkdir "$T/vol"
	ct run --set container.user-map=0:100000:65536 --set "container.volume=$T/vol:/tmp" \
		--rootfs "$R" -- /bin/sh -c 'touch /tmp/f && stat -c %u /bin/busybox /tmp/f; cat /proc/self/uid_map'
	eq "$status" 0
	eq "$(head -2 <<<"$output" | sort -u)" 0
	match "$output" '^ +0 +100000 +65536$'
	eq "$(stat -c %u "$T/vol/f")" 0
	nothing_left
}

@test "outside: no descriptor of the caller reaches the container" {
	need_root
	exec 9</etc
	inside /bin/sh -c 'for f in /proc/1/fd/* /proc/self/fd/*; do readlink $f || :; done'
	exec 9<&-
	eq "$status" 0
	no_match "$output" '^/etc$'
}

@test "outside: kill -9 of the front end ends the container" {
	local child
	need_root
	start front "$CTINIT" run --rootfs "$R" -- /bin/sleep 1000
	wait_for 5 ct_has_child "$PID"
	child=$(children_of "$PID")
	kill -KILL "$PID"
	wait_for 5 ct_dead "${child// /}"
	nothing_left
}
ct_has_child() { [ -n "$(children_of "$1")" ]; }
ct_dead() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }

@test "outside: if a system call of the set-up fails nothing is left on the host" {
	local call
	need_root
	command -v strace >/dev/null || skip "no strace"
	for call in clone3 mount move_mount pivot_root mount_setattr open_tree memfd_create; do
		run --separate-stderr "${LIMIT[@]}" strace -f -qq -o /dev/null \
			-e "trace=$call" -e "inject=$call:error=EIO" \
			"$CTINIT" run --rootfs "$R" -- /bin/true
		eq "$status" 125 "$call"
		match "$stderr" '^ctinit: cannot .*Input/output error'
		nothing_left
	done
}

@test "outside: for an ordinary user root inside is the user, the ranges follow" {
	need_root
	need_user
	chown -R "$CT_USER:" "$R"
	run --separate-stderr as_user "$CTINIT" run --set container.overlay=tmpfs --rootfs "$R" \
		-- /bin/sh -c 'id -u; touch /etc/f && cat /proc/self/uid_map'
	eq "$status" 0
	match "$output" '^0$'
	match "$output" "^ +0 +$(id -u "$CT_USER") +1$"
	nothing_left
}

@test "outside: root is warned of a configuration that another user owns or can write" {
	need_root
	local run=(ct run -q --set "container.rootfs=$R")
	mkdir "$T/conf"
	printf '[container]\n[service:b]\ntype = task\ncommand = /bin/true\n' >"$T/conf/svc.ini"
	"${run[@]}" "$T/conf/svc.ini"
	eq "$status" 0
	no_match "$stderr" 'warning'
	chown 4711 "$T/conf/svc.ini"
	"${run[@]}" "$T/conf/svc.ini"
	match "$stderr" 'warning: .*/svc.ini belongs to user 4711, .*as root'
	SUDO_UID=4711 "${run[@]}" "$T/conf/svc.ini" # the user in SUDO_UID is trusted
	no_match "$stderr" 'warning'
	chown 0 "$T/conf/svc.ini"
	chmod 666 "$T/conf/svc.ini"
	"${run[@]}" "$T/conf/svc.ini"
	match "$stderr" 'warning: all users can write .*/svc.ini'
	chmod 644 "$T/conf/svc.ini"
	# The same for an included file and its directory.
	mkdir "$T/other"
	printf '[include]\nfiles = ../other/*.ini\n' >"$T/conf/all.ini"
	mv "$T/conf/svc.ini" "$T/other/"
	chmod 777 "$T/other"
	"${run[@]}" "$T/conf/all.ini"
	match "$stderr" 'warning: all users can write the directory .*/other,'
	chmod 1777 "$T/other"
	"${run[@]}" "$T/conf/all.ini"
	no_match "$stderr" 'warning'
}

@test "outside: root is warned of directories that make setuid programs reachable, with a map" {
	local map=(--set container.user-map=0:100000:65536)
	need_root
	need_all_ids
	mkdir -p "$T/open/vol" "$T/closed/vol"
	cp -a "$R" "$T/open/root"
	cp -a "$R" "$T/closed/root"
	chmod 700 "$T/closed"
	chmod 700 "$T/open/root" # root inside can change it
	ct run "${map[@]}" --rootfs "$T/open/root" -- /bin/true
	eq "$status" 0 "$stderr"
	match "$stderr" "^ctinit: warning: root inside can make setuid programs of the host's root in $T/open/root"
	eq "$(grep -c '^ctinit' <<<"$stderr")" 1
	ct run "${map[@]}" --rootfs "$T/closed/root" -- /bin/true
	eq "$status$(grep '^ctinit' <<<"$stderr")" 0
	ct run "${map[@]}" --set container.overlay=tmpfs --rootfs "$T/open/root" -- /bin/true
	eq "$status$(grep '^ctinit' <<<"$stderr")" 0
	ct run "${map[@]}" --set container.read-only=yes --rootfs "$T/open/root" -- /bin/true
	eq "$status$(grep '^ctinit' <<<"$stderr")" 0
	ct run "${map[@]}" --set "container.volume=$T/open/vol:/tmp" --rootfs "$T/closed/root" -- /bin/true
	match "$stderr" "warning: .* in $T/open/vol, .*add :ro"
	ct run "${map[@]}" --set "container.volume=$T/open/vol:/tmp:ro" --rootfs "$T/closed/root" -- /bin/true
	eq "$status$(grep '^ctinit' <<<"$stderr")" 0
	# The warning is right: the container made a setuid file owned by root on the host.
	ct run "${map[@]}" --rootfs "$T/open/root" -- /bin/sh -c 'cp /bin/busybox /made && chmod 4755 /made'
	eq "$(stat -c '%a %u' "$T/open/root/made")" '4755 0'
	nothing_left
}

@test "outside: root is warned once that a container shares the host's network, unless asked for" {
	need_root
	need_all_ids
	printf '[container]\nrootfs = %s\n[service:b]\ntype = task\ncommand = /bin/true\n' "$R" >"$T/svc.ini"
	ct run "$T/svc.ini"
	eq "$status" 0
	eq "$(grep -c 'network is not set: .*abstract Unix sockets; write network = none' <<<"$stderr")" 1
	ct check "$T/svc.ini"
	eq "$status" 0
	match "$stderr" '^.*/svc.ini: warning: \[container\] network is not set: '
	local network
	for network in host none; do
		ct run --set "container.network=$network" "$T/svc.ini"
		eq "$status" 0
		no_match "$stderr" warning
	done
	ct run -q "$T/svc.ini"
	no_match "$stderr" warning
	need_user
	install -m 644 "$T/svc.ini" "$UDIR/svc.ini"
	run --separate-stderr as_user "$CTINIT" check "$UDIR/svc.ini"
	eq "$status$stderr" 0
}

# The size of the program itself in the memory of a process that waits.
keeps_little() { [ "$(awk '/^Pss_File/ { print $2 }' "/proc/$1/smaps_rollup")" -le 32 ]; }

@test "outside: a front end gives back the pages of its program while it waits, again and again" {
	need_root
	need_static
	start front "$CTINIT" run --rootfs "$R" -- /bin/sh -c 'trap "echo got" USR1; while :; do sleep 0.1; done'
	wait_for 10 keeps_little "$PID"
	kill -USR1 "$PID"
	wait_line 10 "$T/front.out" got
	wait_for 10 keeps_little "$PID"
	kill -TERM "$PID"
	finish 20 "$PID"
	nothing_left
}
