#!/usr/bin/env bats
# tests/attack/rootfs.bats - uses hostile root directories: mounts and new files must stay
# inside (CVE-2019-19921, 2021-30465, 2024-45310, 2026-41579).
load ../lib/common

setup() {
	ct_setup
	need_root
	R=$T/root VICTIM=$T/victim
	busybox_root "$R" sh ls cat true
	mkdir -p "$VICTIM" "$T/vol"
	echo mine >"$T/vol/f"
	snapshot
}

untouched() { eq "$(find "$VICTIM" | wc -l)" 1 "files in the victim's directory"; }
volume_at() { ct run --set "container.volume=$T/vol:$1" --rootfs "$R" -- /bin/cat "$2"; }

@test "rootfs: a volume target that is a symlink out of the root stays in the root" {
	local to
	for to in "$VICTIM" ../../../../../../../..$VICTIM "../victim"; do
		rm -rf "$R/data" "${R:?}${VICTIM:?}"
		ln -s "$to" "$R/data"
		mkdir -p "$R$VICTIM" "$R/victim"
		volume_at /data /data/f
		untouched
		eq "$output" mine
	done
	nothing_left
}

@test "rootfs: a chain of symlinks is followed in the root only" {
	ln -s /one "$R/data"
	ln -s ../../two "$R/one"
	mkdir "$R/two"
	volume_at /data /two/f
	eq "$status" 0
	eq "$output" mine
	untouched
}

@test "rootfs: a dangling symlink is not made into a file or directory" {
	ln -s "$VICTIM/new" "$R/data"
	volume_at /data /data/f
	eq "$status" 125
	match "$stderr" 'cannot find the mount point /data'
	untouched
	[ ! -e "$R$VICTIM" ]
}

@test "rootfs: missing parts below a symlink out of the root are made in the root" {
	ln -s "$VICTIM" "$R/data"
	mkdir -p "$R$VICTIM"
	volume_at /data/a/b /data/a/b/f
	eq "$status" 0
	eq "$output" mine
	untouched
	[ -d "$R$VICTIM/a/b" ]
}

@test "rootfs: a file or a FIFO in place of a directory is an error and never blocks" {
	touch "$R/data"
	volume_at /data /data/f
	eq "$status" 125
	rm "$R/data"
	mkfifo "$R/data"
	volume_at /data /data/f
	eq "$status" 125
	match "$stderr" 'it is a file in the root, but a directory is mounted there'
}

@test "rootfs: a symlink to /proc or / as a volume target is refused" {
	local to
	for to in /proc / . dev/../proc; do
		rm -f "$R/data"
		ln -s "$to" "$R/data"
		volume_at /data /data/f
		eq "$status" 125
		match "$stderr" 'cannot mount on /data'
	done
}

@test "rootfs: a magic link as a volume target is not followed" {
	ln -s /proc/self/root "$R/data"
	volume_at /data /data/f
	eq "$status" 125
	nothing_left
}

@test "rootfs: a symlink that leads below /proc, /sys or /dev is refused, not hidden" {
	local to
	mkdir "$R/proc/sub"
	touch "$R/proc/file"
	for to in /proc /proc/sub ../../proc/./sub /sys /dev; do
		rm -f "$R/data"
		ln -s "$to" "$R/data"
		volume_at /data/x /data/x/f
		eq "$status" 125 "$to"
		match "$stderr" 'cannot mount on /data/x; a symbolic link in the image leads it into /proc, /sys or /dev'
	done
	rm "$R/data"
	ln -s /proc/file "$R/data"
	ct run --set "container.volume=$T/vol/f:/data" --rootfs "$R" -- /bin/cat /data
	eq "$status" 125
	match "$stderr" 'cannot mount on /data; a symbolic link in the image leads it into'
	ln -s /process "$R/other" # not /proc: only the beginning of the name is the same
	mkdir "$R/process"
	volume_at /other/x /process/x/f
	eq "$status" 0 "$stderr"
	eq "$output" mine
	nothing_left
}

@test "rootfs: a volume that a later one would hide through a symlink is refused" {
	mkdir "$R/run/long"
	ln -s /run/long "$R/a"
	ct run --set "container.volume=$T/vol:/a" --set container.tmpfs=/run --rootfs "$R" -- /bin/cat /a/f
	eq "$status" 125
	match "$stderr" 'cannot show /a; a later mount hides it'
	volume_at /a /run/long/f
	eq "$status" 0 "$stderr"
	eq "$output" mine
	nothing_left
}
