#!/usr/bin/env bats
# tests/box/where.bats - tests how ctinit tells a host from a container, with each sign of a
# container, in the host's pid namespace.
# shellcheck disable=SC2153,SC2154 # the helpers set STATUS, status, output and stderr
load ../lib/common

setup() {
	need_root
	ct_setup
	R=$T/root
	mkdir -p "$R"/{bin,proc,run/host,tmp,etc}
	cp "$(command -v busybox)" "$R/bin/sh"
	cp "$CTINIT" "$R/bin/ctinit"
	add_libs "$R"
	printf '[service:b]\ntype = task\ncommand = /bin/sh -c "echo b ran"\n' >"$R/etc/svc.ini"
	printf '[container]\nrootfs = /only/on/the/host\n' | cat - "$R/etc/svc.ini" >"$R/etc/c.ini"
	snapshot
}

# enter NAME=VALUE FILE: runs ctinit in the root $R with only this variable, in the host's pid
# namespace
enter() {
	run --separate-stderr "${LIMIT[@]}" unshare -m python3 -c 'import os, subprocess, sys
root, variable, file = sys.argv[1:]
for words in (["--bind", root, root], ["--rbind", "/proc", root + "/proc"]):
    subprocess.run(["mount", *words], check=True)
os.chdir(root)
os.chroot(".")
os.execve("/bin/ctinit", ["ctinit", "run", file], dict([variable.split("=")]))' "$R" "$@"
}

@test "where: a variable or a file of an engine marks a container" {
	local sign
	for sign in container=lxc KUBERNETES_SERVICE_HOST=10.0.0.1; do
		enter "$sign" /etc/svc.ini
		eq "$status" 0 "$stderr"
		# It reports something only in the host's own pid namespace.
		[ "$(stat -Lc %i /proc/self/ns/pid)" != 4026531836 ] ||
			match "$stderr" "supervising in place: this is a container \(.*${sign%%=*}.*--container makes one"
		enter "$sign" /etc/c.ini
		eq "$status" 0 "$stderr"
		match "$stderr" 'container. is ignored: this is a container already'
	done
	for sign in /.dockerenv /run/.containerenv /run/host/container-manager; do
		: >"$R$sign"
		enter A=b /etc/c.ini
		eq "$status" 0 "$stderr"
		match "$stderr" "container. is ignored: this is a container already \($sign\)"
		rm "$R$sign"
	done
	nothing_left
}

@test "where: without a mark the host's pid namespace is a host, and the options decide" {
	need_host
	enter A=b /etc/svc.ini
	eq "$status" 0 "$stderr"
	no_match "$stderr" 'in place'
	enter A=b /etc/c.ini
	eq "$status" 125
	match "$stderr" 'cannot open the rootfs /only/on/the/host'
	: >"$R/.dockerenv"
	mkdir -p "$R/only/on/the/host" # the directory exists here, so the file is meant for this system
	enter A=b /etc/c.ini
	no_match "$stderr" 'is ignored|in place'
	# On the host's own mounts no file is a sign of a container.
	ct run --set service:b.command='/bin/echo in a namespace' "$R/etc/svc.ini"
	eq "$status" 0 "$stderr"
	no_match "$stderr" 'in place'
	ct run --in-place "$R/etc/c.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" 'container. is ignored: --in-place'
	ct run --in-place --rootfs "$R" -- /bin/true
	eq "$status" 2
	nothing_left
}
