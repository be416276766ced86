# shellcheck shell=bash
# tests/lib/need.bash - skips a test that cannot run here; common.bash loads it.
#
# Each function tries the thing itself, because root may do little in a container, and an
# ordinary user much in a user namespace. need_X skips the test with the reason. has_X fails
# instead, and sets $WHY: for setup_file, where bats has no skip.

# tries NAME CMD...: succeeds if CMD does; else sets $WHY to the last line that it wrote, without
# the hints of mount(8). Runs CMD once for each file of tests.
tries() {
	local result=$BATS_FILE_TMPDIR/tries.$1 said
	if [ ! -e "$result" ]; then
		if said=$("${@:2}" 2>&1 </dev/null 3>&-); then
			: >"$result"
		else
			grep -v '^ ' <<<"$said" | tail -n 1 >"$result"
			grep -q . "$result" || echo "${*:2} fails" >"$result"
		fi
	fi
	WHY=$(cat "$result")
	[ -z "$WHY" ]
}

is_root() { [ "$(id -u)" = 0 ]; }

# The right to make namespaces and to mount. An ordinary user has it by tests/lib/as-root.
has_root() {
	is_root || {
		WHY="needs root${CT_NOT_ROOT:+, or a user namespace: $CT_NOT_ROOT}"
		return 1
	}
	tries root unshare -mpf --mount-proc --propagation private mount -t tmpfs none /mnt ||
		{ WHY="needs namespaces and mounts: $WHY" && return 1; }
}
need_root() { has_root || skip "$WHY"; }
# Root of the files and of the ids is enough.
need_uid_0() { is_root || skip "needs root"; }

# need_pid_namespace [CMD...]: PID 1 in a namespace, which CMD makes; ns and in_ns of the tests make
# a user namespace for an ordinary user.
need_pid_namespace() {
	local how=(unshare -pf --mount-proc)
	is_root || how+=(-Ur)
	[ $# = 0 ] || how=("$@")
	tries pidns "${how[@]}" true || skip "needs a pid namespace: $WHY"
}
# Namespaces that an ordinary user makes, with a /proc of their own.
need_user_namespace() {
	tries userns as_user unshare -Urmpf --mount-proc true ||
		skip "needs namespaces of an ordinary user: $WHY"
}
# All ids, as outside of user namespaces, so that any of them can be mapped.
need_all_ids() {
	grep -q ' 4294967295$' /proc/self/uid_map ||
		skip "needs all ids, and has a user namespace with these: $(xargs </proc/self/uid_map)"
}
# The right to take a terminal from another session.
need_terminal() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	tries terminal python3 "$ROOT/tests/lib/terminal.py" sh -c 'setsid -c true; exit $?' ||
		skip "needs the terminal of another session: $WHY"
}
# Device nodes, also those of /dev, that belong to root and can be made.
need_devices() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	tries devices sh -c 'mknod "$0" c 1 3 && : >"$0"' "$T/null.$BASHPID" ||
		skip "needs device nodes: $WHY"
}
# A better priority than that of the tests: an ordinary user may be at any.
need_priority() {
	tries priority python3 -c 'import os; os.setpriority(os.PRIO_PROCESS, 0, 3)' ||
		skip "needs the right to set a priority: $WHY"
}
# A file whose open hangs.
need_hang_open() { tries hang_open "$TOOLS/hang_open" || skip "needs fanotify: $WHY"; }
# An overlay over the root directory, which may have mounts that a user cannot take apart.
need_overlay_of_root() {
	tries overlay unshare -m --propagation private sh -ec 'mount -t tmpfs t /mnt
		mkdir /mnt/up /mnt/work /mnt/root
		mount -t overlay o -o lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work /mnt/root' ||
		skip "needs an overlay of the root directory: $WHY"
}
# An overlay in which dpkg can replace packages. Root outside of a user namespace has it; inside of
# one, only an overlay that renames directories of its lower layer will do.
need_overlay_rename() {
	! grep -q ' 4294967295$' /proc/self/uid_map || return 0
	tries rename unshare -m --propagation private sh -ec 'mount -t tmpfs t /mnt
		mkdir -p /mnt/up /mnt/work /mnt/root /mnt/low/a
		mount -t overlay o -o lowerdir=/mnt/low,upperdir=/mnt/up,workdir=/mnt/work /mnt/root
		python3 -c "import os; os.rename(\"/mnt/root/a\", \"/mnt/root/b\")"' ||
		skip "needs an overlay that renames directories: $WHY"
}
# The right to unmount the control groups in a namespace.
need_umount() {
	tries umount unshare -m --propagation private umount -R /sys/fs/cgroup ||
		skip "needs to unmount control groups: $WHY"
}
# A control group of its own; see tests/lib/own-cgroup.
need_cgroup() {
	tries cgroup sh "$ROOT/tests/lib/in-cgroup2" sh "$ROOT/tests/lib/own-cgroup" true ||
		skip "needs a control group v2: $WHY"
}
# More than one id in a user namespace of the ordinary user.
need_subids() { has_subids || skip "needs subordinate ids of a user: $WHY"; }
has_subids() { has_user && tries subids as_user unshare -U --map-root-user --map-auto true; }
# A host: where ctinit finds that it is in a container, it makes no other one by itself.
need_host() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	tries host sh -c 'said=$("$0" run --set container.hostname=a -- /bin/true 2>&1)
		echo "$said"
		case $said in *"is ignored"*) exit 1 ;; esac' "$CTINIT" ||
		skip "needs a host: $WHY"
}
