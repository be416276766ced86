# shellcheck shell=bash
# tests/lib/leftovers.bash - makes users, and removes leftovers of killed test runs.
#
# Names contain the pid of their run: the users cttPID and ctnPID, the cgroups of own-cgroup,
# and the directories below. CT_RUN is that pid, in the environment of every process of the
# run. Only one run at a time makes or removes users.

# user_add NAME: makes a user with subordinate ids; user_del NAME: removes it
user_add() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	flock /etc sh -ec 'useradd -M -d /nonexistent -s /bin/sh "$1"
		grep -qs "^$1:" /etc/subuid || usermod --add-subuids 900000000-900065535 \
			--add-subgids 900000000-900065535 "$1"' - "$1" >&2
}
user_del() { flock /etc userdel "$1" 2>/dev/null; }
# user_add_bare NAME: makes a user without subordinate ids
user_add_bare() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	flock /etc sh -ec 'useradd -M -d /nonexistent -s /bin/sh -K SUB_UID_COUNT=0 -K SUB_GID_COUNT=0 "$1"
		sed -i "/^$1:/d" /etc/subuid /etc/subgid' - "$1" >&2
}

# remove_tree DIR: removes it, unmounting anything in it
remove_tree() {
	rm -rf --one-file-system "$1" 2>/dev/null && return 0
	awk -v d="$1/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo |
		sort -r | xargs -r -n1 umount
	rm -rf --one-file-system "$1"
}

# run_lives PID: succeeds if the run, or a process that it started, exists
run_lives() {
	grep -qzE 'run\.sh|bats' "/proc/$1/cmdline" 2>/dev/null ||
		grep -qzlx "CT_RUN=$1" /proc/[0-9]*/environ 2>/dev/null
}

remove_dead_runs() {
	local at run user
	for at in "${TMPDIR:-/tmp}"/ctinit-run.*.* /tmp/ct{pod,docker}.*.*; do
		run=${at%.*}
		run=${run##*.}
		[ ! -O "$at" ] || run_lives "$run" || remove_tree "$at"
	done
	[ "$(id -u)" = 0 ] || return 0
	for at in /sys/fs/cgroup/ctinit-test.*.*.* /sys/fs/cgroup/*/ctinit-test.*.*.*; do
		run=${at##*/ctinit-test.}
		[ ! -d "$at" ] || run_lives "${run%%.*}" || find "$at" -depth -type d -exec rmdir {} +
	done
	sed -nE 's/^(ct[tn][0-9]+):.*/\1/p' /etc/passwd | while read -r user; do
		run_lives "${user#ct?}" || user_del "$user"
	done
}
