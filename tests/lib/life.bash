# shellcheck shell=bash
# tests/lib/life.bash - runs ctinit in place as PID 1 of a pid namespace: load ../lib/life,
# which also loads common.bash.
#
# in_ns, boot, again and says run it to its end and set $status, $output and $stderr. up and
# begin start it in the background: $UNSHARE (and $PID) is the pid of unshare(1), $INIT the
# pid of PID 1, and $E the file with its stderr. down stops it and waits until it has exited.
# shellcheck disable=SC2034,SC2153 # most variables are for the tests; `start` sets PID
load ../lib/common

PID1=(unshare -pf --mount-proc --kill-child)
# For a whole file: in_user_namespace needs no root; as_users_see_it sets log-format = auto
# instead of plain.
in_user_namespace() { PID1=(unshare -rpf --mount-proc --kill-child); }
as_users_see_it() { PLAIN=(); }

setup() {
	need_root
	ct_setup
	snapshot
}

# in_ns NAME [OPTION...]: runs $T/NAME.ini to its end
in_ns() {
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "${@:2}" "$T/$1.ini"
}
# in_ns_words NAME WORD...: the same with words after the file, as in `docker run IMAGE
# WORD...`
in_ns_words() {
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/$1.ini" "${@:2}"
}
# boot [OPTION...] <INI: runs the file to its end; again [OPTION...]: runs it once more
boot() {
	ini boot
	again "$@"
}
again() { in_ns boot "$@"; }
# says <LINES: runs $T/k.ini, which has only the main service `a` with these lines, to its end
says() {
	{ printf '[service:a]\nmain = yes\n'; cat; } >"$T/k.ini"
	in_ns k
}

# up NAME [OPTION...]: starts $T/NAME.ini in the background
up() {
	local name=$1
	shift
	start "$name" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$@" "$T/$name.ini"
	E=$T/$name.err
	find_init
}
# begin NAME [OPTION...] <INI: writes $T/NAME.ini and starts it in the background
begin() {
	ini "$1"
	up "$@"
}
# find_init: sets $UNSHARE and $INIT after a `start` of unshare(1)
find_init() {
	UNSHARE=$PID
	wait_for 10 has_child "$UNSHARE"
	INIT=$(children_of "$UNSHARE" | tr -d '[:space:]')
}
has_child() { [ -n "$(children_of "$1")" ]; }
# down [SECONDS]: stops it; it must exit with 0 within SECONDS and leave nothing. Sets $TOOK
# to the time in ms
down() {
	local begin=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	finish "${1:-20}" "$UNSHARE"
	TOOK=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
	eq "$STATUS" 0 "$(tail -n 20 "$E")"
	nothing_left
}

# Succeeds if a hold_pipe is in splice(2): number 275 on x86-64, 76 on aarch64.
in_splice() {
	local pid
	for pid in $(pgrep --ns "$INIT" -x hold_pipe); do
		! grep -q '^275 \|^76 ' "/proc/$pid/task"/*/syscall || return 0
	done
	return 1
}

# does_nothing: checks that an idle PID 1 makes no system call in two seconds
does_nothing() {
	wait_for 10 quiet "$INIT"
	wait_for 20 no_call || fail "$(cat "$T/calls")"
}
no_call() {
	local init=$PID
	start strace strace -qq -o "$T/calls" -p "$INIT"
	wait_for 10 traced
	sleep 2 # the test watches for this long
	kill -TERM "$PID"
	finish 10 "$PID"
	PID=$init
	# When strace detaches, it shows the call in which PID 1 sleeps.
	[ "$(grep -vc 'detached' "$T/calls")" = 0 ]
}
traced() { grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$INIT/status"; }

# signals_taken PID: succeeds if no signal of the process is pending
signals_taken() {
	[ "$(grep -cE '^(Sig|Shd)Pnd:.0*$' "/proc/$1/status")" = 2 ]
}

# own_accounts: gives PID 1 copies of /etc/passwd and /etc/group for map-user to change.
# Without them a test in a container would change the files of that container.
own_accounts() {
	cp /etc/passwd /etc/group "$T/"
	# shellcheck disable=SC2016,SC2034 # sh expands it; in_ns and up use it
	PID1=(unshare -mpf --mount-proc --kill-child --propagation private sh -c
		'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && exec "$@"' "$T")
}
