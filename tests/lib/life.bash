# shellcheck shell=bash
# tests/lib/life.bash - the program as PID 1 of a pid namespace, supervising in place:
# load ../lib/life, which loads common, too.
#
# in_ns, boot, again, says: to its end; $status, $output, $stderr. up, begin: in the
# background; $UNSHARE (and $PID) is what was started, $INIT its PID 1, $E what it says.
# down: asked to end, and gone.
# shellcheck disable=SC2034,SC2153 # most variables are for the tests; PID is by start
load ../lib/common

PID1=(unshare -pf --mount-proc --kill-child)
# For a whole file: needs no root; lines as log-format = auto shows them, not plain.
in_user_namespace() { PID1=(unshare -rpf --mount-proc --kill-child); }
as_users_see_it() { PLAIN=(); }

setup() {
	need_root
	ct_setup
	snapshot
}

# in_ns NAME [OPTION...]: $T/NAME.ini
in_ns() {
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "${@:2}" "$T/$1.ini"
}
# in_ns_words NAME WORD...: with words after the file, as `docker run IMAGE WORD...`
in_ns_words() {
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/$1.ini" "${@:2}"
}
# boot [OPTION...] <INI; again [OPTION...]: the same file once more
boot() {
	ini boot
	again "$@"
}
again() { in_ns boot "$@"; }
# says <LINES: of the one service a, which is the main one; in $T/k.ini
says() {
	{ printf '[service:a]\nmain = yes\n'; cat; } >"$T/k.ini"
	in_ns k
}

# up NAME [OPTION...]: $T/NAME.ini
up() {
	local name=$1
	shift
	start "$name" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$@" "$T/$name.ini"
	E=$T/$name.err
	find_init
}
# begin NAME [OPTION...] <INI
begin() {
	ini "$1"
	up "$@"
}
# find_init: $INIT below what was started by hand just before
find_init() {
	UNSHARE=$PID
	wait_for 10 has_child "$UNSHARE"
	INIT=$(children_of "$UNSHARE" | tr -d '[:space:]')
}
has_child() { [ -n "$(children_of "$1")" ]; }
# down [SECONDS]: within that, with exit code 0, nothing left; $TOOK milliseconds
down() {
	local begin=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	finish "${1:-20}" "$UNSHARE"
	TOOK=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
	eq "$STATUS" 0 "$(tail -n 20 "$E")"
	nothing_left
}

# does_nothing: PID 1 makes no system call in two seconds, once it has nothing to do
does_nothing() {
	wait_for 10 quiet "$INIT"
	wait_for 20 no_call || fail "$(cat "$T/calls")"
}
no_call() {
	local init=$PID
	start strace strace -qq -o "$T/calls" -p "$INIT"
	wait_for 10 traced
	sleep 2 # what is looked at is this time
	kill -TERM "$PID"
	finish 10 "$PID"
	PID=$init
	# The one it sleeps in is all there is to see.
	[ "$(grep -vc 'detached' "$T/calls")" = 0 ]
}
traced() { grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$INIT/status"; }

# signals_taken PID: none is pending any more
signals_taken() {
	[ "$(grep -cE '^(Sig|Shd)Pnd:.0*$' "/proc/$1/status")" = 2 ]
}

# own_accounts: from now on PID 1 has copies of /etc/passwd and /etc/group, which map-user may
# write. Where a test runs in a container, those of the system are the container's own.
own_accounts() {
	cp /etc/passwd /etc/group "$T/"
	# shellcheck disable=SC2016,SC2034 # sh expands it; in_ns and up use it
	PID1=(unshare -mpf --mount-proc --kill-child --propagation private sh -c
		'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && exec "$@"' "$T")
}
