# shellcheck shell=bash
# tests/lib/leftovers.bash - what test runs leave when they are killed, and how it goes.
#
# The pid of its run is in the name of all that would stay: the user cttPID, and the
# directories below. CT_RUN is that pid, in the environment of everything that the run starts.

# remove_tree DIR: also when something is mounted in it
remove_tree() {
	rm -rf --one-file-system "$1" 2>/dev/null && return 0
	awk -v d="$1/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo |
		sort -r | xargs -r -n1 umount
	rm -rf --one-file-system "$1"
}

# run_lives PID: it, or something that it started
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
	sed -nE 's/^(ctt[0-9]+):.*/\1/p' /etc/passwd | while read -r user; do
		run_lives "${user#ctt}" || userdel "$user"
	done
}
