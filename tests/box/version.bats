#!/usr/bin/env bats
# tests/box/version.bats - tests `ctinit version`, also where the kernel offers less.
load ../lib/common

# kernel CMD...: runs CMD, which prints the version with --verbose, into $output
kernel() {
	run --separate-stderr "$@"
	eq "$status" 0 "exit code of: $*"
	eq "$stderr" "" "stderr of: $*"
	match "$output" '^kernel: Linux [^ ]+ [^ ]+$'
}
# has NAME yes|no [TEXT]: the line of a feature in $output begins so
has() { match "$output" "^$1 +$2[,:]? ?[(]?${3:-}"; }
# number NAME: prints the number of a system call on this architecture
number() { printf '#include <sys/syscall.h>\nSYS_%s\n' "$1" | cc -E - | tail -n 1; }

@test "version: prints the release, the commit and the versions of the libraries" {
	local release want major minor
	release=$(sed -n 's/^VERSION := //p' "$ROOT/Makefile")
	run --separate-stderr "$CTINIT" version
	eq "$status" 0
	match "${lines[0]}" "^ctinit $release( \([0-9a-f]{12}\))?\$"
	want="glibc $(getconf GNU_LIBC_VERSION | cut -d' ' -f2)"
	[[ ${lines[1]} != *musl* ]] || want="musl $(dpkg-query -W -f '${Version}' musl-dev | cut -d- -f1)"
	eq "${lines[1]}" "libc: $want"
	major=$(awk '$2 == "EV_VERSION_MAJOR" { print $3 }' /usr/include/ev.h)
	minor=$(awk '$2 == "EV_VERSION_MINOR" { print $3 }' /usr/include/ev.h)
	eq "${lines[2]}" "libev: $major.$minor"
	eq "${lines[3]}" "inih: $(find /usr/lib -name inih.pc -exec sed -n 's/^Version: *//p' {} +)"
	eq "${lines[4]}" "svc.ini: format 1"
	eq "${#lines[@]}" 5 "lines"
	run "$CTINIT" --version
	eq "${lines[0]}" "$("$CTINIT" version | head -n 1)"
	run --separate-stderr "$CTINIT" version extra
	eq "$status" 2
	match "$stderr" 'unexpected argument "extra"'
	run --separate-stderr "$CTINIT" version --verbos
	eq "$status" 2
	match "$stderr" 'unknown option "--verbos"'
}

@test "version: NEWS.md begins with the version of the Makefile" {
	local release
	release=$(sed -n 's/^VERSION := //p' "$ROOT/Makefile")
	eq "$(grep -m 1 -oE '^## [0-9.]+' "$ROOT/docs/NEWS.md")" "## $release"
}

@test "version --verbose: one line for each feature, as root and as a user, and nothing is left" {
	local line
	snapshot
	kernel "$CTINIT" version --verbose
	match "$output" "^kernel: Linux $(uname -r) $(uname -m)\$"
	for line in "${lines[@]:6}"; do
		match "$line" '^[a-zA-Z0-9_ ]{20} (yes(, .+)? \(without it: .+\)|no: .+; so .+)$'
	done
	[ "${#lines[@]}" -ge 20 ] || fail "only:" "$output"
	has pidfd yes
	has openat2 yes
	need_user
	kernel as_user "$CTINIT" version -v
	has pidfd yes
	has 'mount API' yes
	if as_user unshare -Ur true 2>/dev/null; then has 'user namespaces' yes; else has 'user namespaces' no; fi
	nothing_left
}

@test "version --verbose: the control groups are those of the mounts" {
	need_root
	need_umount
	local v1 v2 want=no
	v1=$(awk '$3 == "cgroup" { n++ } END { print n + 0 }' /proc/self/mounts)
	v2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	kernel "$CTINIT" version -v
	case $v1:$v2 in
	0:) want='no: none is mounted' ;;
	*:) want='no: only v1 is mounted' ;;
	0:*) want="yes, unified: v2 in $v2 " ;;
	*) want="yes, hybrid: v2 in $v2 " ;;
	esac
	match "$output" "^cgroup v2 +$want"
	kernel unshare -m sh -ec 'umount -R /sys/fs/cgroup; exec "$0" version -v' "$CTINIT"
	has 'cgroup v2' no 'none is mounted; so '
	has 'own control group' no
	kernel unshare -m sh -ec 'mount -t tmpfs none /mnt; mkdir /mnt/a /mnt/b
		mount -t cgroup2 none /mnt/a; umount -R /sys/fs/cgroup; exec "$0" version -v' "$CTINIT"
	has 'cgroup v2' yes 'unified: v2 in /mnt/a '
	kernel sh "$ROOT/tests/lib/in-cgroup2" "$CTINIT" version -v
	has 'cgroup v2' yes 'unified: v2 in /sys/fs/cgroup '
	has 'own control group' no
	kernel sh "$ROOT/tests/lib/in-cgroup2" sh "$ROOT/tests/lib/own-cgroup" "$CTINIT" version -v
	has 'own control group' yes
}

@test "version --verbose: user namespaces that the limit forbids, with the sysctl that allows them" {
	need_user
	tries limit as_user unshare -Ur sh -c 'echo 9 >/proc/sys/user/max_user_namespaces' ||
		skip "needs a user namespace and its limit: $WHY"
	kernel as_user unshare -Ur sh -ec 'echo 0 >/proc/sys/user/max_user_namespaces; exec "$0" version -v' "$CTINIT"
	has 'user namespaces' no '.*user namespaces are off: sysctl user.max_user_namespaces'
	kernel as_user unshare -Ur sh -ec 'echo 1 >/proc/sys/user/max_user_namespaces
		exec unshare -U "$0" version -v' "$CTINIT"
	has 'user namespaces' no '.*the limit of user namespaces is reached; so an ordinary user'
}

# Each filter refuses one system call, as those of engines do.
@test "version --verbose: a system call that a filter refuses is a no" {
	need_root
	local call name number errno
	while read -r call name; do
		number=$(number "$call")
		[ -n "$number" ] || fail "no number of $call"
		for errno in 1 38; do
			kernel "$TOOLS/refuse_call" "$number" "$errno" "$CTINIT" version -v
			# The kernel itself answers EPERM to a user's fsopen(). glibc hides ENOSYS
			# of pwritev2().
			[ "$call:$errno" = fsopen:1 ] ||
				has "$name" no '(.*a filter .*refuses it|Operation not supported); so '
			[ "$call" = openat2 ] || has openat2 yes
		done
	done <<-'END'
		seccomp seccomp
		pidfd_open pidfd
		pidfd_send_signal pidfd group signal
		clone3 clone into cgroup
		open_tree mount API
		fsopen mount API
		mount_setattr mount_setattr
		openat2 cached path lookup
		openat2 openat2
		execveat execveat
		memfd_create memfd
		close_range close_range
		pwritev2 RWF_NOWAIT on pipes
		inotify_init1 inotify
	END
}

@test "version --verbose: works in a root without any file, as PID 1" {
	need_root
	need_static
	mkdir "$T/root"
	cp "$CTINIT" "$T/root/ctinit"
	kernel unshare -pf chroot "$T/root" /ctinit version -v
	has 'cgroup v2' no '/proc/self/mounts cannot be read'
	has overlay no 'No such file or directory'
	has 'lists of children' no
	has pidfd yes
}
