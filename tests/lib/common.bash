# shellcheck shell=bash
# tests/lib/common.bash - defines the common functions of bats files: load ../lib/common
#
# $ROOT is the checkout, $CTINIT the program under test, $TOOLS the directory of small C
# programs, $PROGRAMS that of shell and Python programs, $T a directory for this test (0755,
# removed at its end).
# A file with its own setup() or teardown() must call ct_setup first and ct_teardown last.
# Processes from `start` are killed by pid at the end of the test.
# Nothing here sleeps to wait: wait_for retries a command until it succeeds or the time is
# over.
bats_require_minimum_version 1.5.0

ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
CTINIT=${CTINIT:-$ROOT/build/ctinit}
MODE=${MODE:-musl}
TOOLS=${TOOLS:-$ROOT/build/tools}
CT_CGROUP=${CT_RUN:-none}.${CT_GUARD:-$$}
PROGRAMS=$ROOT/tests/lib/programs
export ROOT CTINIT TOOLS PROGRAMS CT_CGROUP
# What the caller is, such as a CI or a service, decides what ctinit prints and whom it tells.
unset CI NO_COLOR CTINIT_CONTROL CTINIT_ENV CTINIT_SERVICE CTINIT_INSTANCE KUBERNETES_SERVICE_HOST \
	NOTIFY_SOCKET NOTIFY_FD LISTEN_FDS LISTEN_PID LISTEN_FDNAMES WATCHDOG_USEC WATCHDOG_PID
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/leftovers.bash"
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/need.bash"

setup() { ct_setup; }
teardown() { ct_teardown; }
teardown_file() { ct_remove_user; }

ct_setup() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/ctinit.XXXXXX")
	chmod 755 "$T"
	: >"$T/.pids"
	export T
	[ -z "${CT_SKIPPED:-}" ] || skip_listed
}

# Skips a test that the file $CT_SKIPPED lists.
skip_listed() {
	local why
	why=$(awk -F '\t' -v file="${BATS_TEST_FILENAME#"$ROOT/"}" -v test="$BATS_TEST_DESCRIPTION" \
		'$1 == file && $2 == test { print $3 }' "$CT_SKIPPED")
	[ -z "$why" ] || skip "$why"
}

ct_teardown() {
	local pid
	[ -d "${T:-}" ] || return 0
	while read -r pid; do kill_tree "$pid"; done <"$T/.pids"
	cd / || return
	rm -rf --one-file-system "$T"
}

# --- comparing --------------------------------------------------------------------------

# For tests with several services that match lines without the service name.
# shellcheck disable=SC2034 # used by the tests
PLAIN=(--set defaults.log-format=plain)

fail() {
	printf '%s\n' "$@" >&2
	return 1
}

# eq GOT WANTED [WHAT]
eq() { [ "$1" = "$2" ] || fail "${3:-value}: got    '$1'" "${3:-value}: wanted '$2'"; }

# match TEXT ERE: a line of TEXT matches; no_match TEXT ERE: no line matches
match() { grep -qE -e "$2" <<<"$1" || fail "no line matches: $2" "in:" "$1"; }
no_match() { ! grep -qE -e "$2" <<<"$1" || fail "a line matches: $2" "in:" "$1"; }

# in_order FILE ERE...: the file has matching lines in this order; other lines may be between
# them
in_order() {
	local file=$1 line want
	shift
	exec 8<"$file"
	for want; do
		while :; do
			if ! IFS= read -r line <&8; then
				exec 8<&-
				fail "missing, or not in this place: $want" "in $file:" \
					"$(cat "$file")"
				return 1
			fi
			[[ $line =~ $want ]] && break
		done
	done
	exec 8<&-
}

# --- waiting --------------------------------------------------------------------------

# wait_for SECONDS CMD...: runs CMD every 20 ms until it succeeds. SECONDS is for a quiet
# machine; the limit is ten times that, four times more in a sanitized build.
# Do not use `wait_for 5 [ "$(...)" = x ]`: it expands $(...) only once.
SLOW=${SLOW:-10}
wait_for() {
	local limit=$(($1 * SLOW)) end
	shift
	[[ $MODE = @(fast|musl) ]] || limit=$((limit * 4))
	end=$((${EPOCHREALTIME/[.,]/} + limit * 1000000))
	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME/[.,]/}" -lt "$end" ] || {
			fail "not true within $limit s: $*"
			return 1
		}
		sleep 0.02
	done
}

# wait_line SECONDS FILE ERE: waits for a matching line in the file; on failure shows the file
wait_line() {
	wait_for "$1" grep -qE -e "$3" "$2" || fail "no line like '$3' in $2:" "$(cat "$2")"
}

# lines_like FILE ERE COUNT: the file has at least COUNT matching lines
lines_like() { [ "$(grep -cE -e "$2" "$1")" -ge "$3" ]; }

# A hanging command is killed by this limit, or by that of the whole file.
LIMIT=(timeout -k 2 600)

# quiet PID: the process sleeps, without a context switch in half a second
quiet() {
	local before
	before=$(switches "$1")
	sleep 0.5
	[ "$(switches "$1")" = "$before" ] && grep -q '^State:.S' "/proc/$1/status"
}
switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$1/status"; }

# --- processes ------------------------------------------------------------------------

# start NAME CMD...: runs CMD in the background; $PID is its pid, its output goes to
# $T/NAME.out and $T/NAME.err
start() {
	local name=$1
	shift
	"$@" >"$T/$name.out" 2>"$T/$name.err" </dev/null 3>&- &
	PID=$!
	echo "$PID" >>"$T/.pids"
}

# finish SECONDS PID: waits until a child of ours has exited; sets $STATUS to its exit code
finish() {
	wait_for "$1" ct_gone "$2" || return 1
	export STATUS=0
	wait "$2" || STATUS=$?
}
ct_gone() { ! kill -0 "$1" 2>/dev/null; }

# children_of PID
children_of() {
	local task
	for task in "/proc/$1/task"/*/children; do cat "$task" 2>/dev/null || :; done
}

# Kills the process and all its descendants by pid, the deepest first. Stops each before, so
# that a supervisor does not start again what is killed below it.
kill_tree() {
	local pid=$1 child
	kill -STOP "$pid" 2>/dev/null || :
	for child in $(children_of "$pid"); do kill_tree "$child"; done
	kill -KILL "$pid" 2>/dev/null || :
	wait "$pid" 2>/dev/null || :
}

# --- set-up and checks after a test ---------------------------------------------------

mounts_now() { awk '{ print $5, $6, $9, $10 }' /proc/self/mountinfo | sort; }
cgroups_now() { find /sys/fs/cgroup -type d 2>/dev/null | sort; }

# Prints the orphans of this run. They are children of the guard, or of PID 1 if a file is run
# by hand. A good test leaves no orphans.
orphans_now() {
	local pid
	[ -n "${CT_GUARD:-}" ] || return 0
	for pid in $(children_of "$CT_GUARD"); do
		ct_above "$pid" || ct_show "$pid"
	done
}
ct_above() { # succeeds if it is one of our ancestors
	local at=$BASHPID
	while [ "$at" -gt 1 ] && [ "$at" != "$CT_GUARD" ]; do
		[ "$at" != "$1" ] || return 0
		at=$(awk '{ sub(/.*\) /, ""); print $2 }' "/proc/$at/stat" 2>/dev/null || echo 0)
	done
	return 1
}
ct_show() {
	local state
	state=$(awk '{ sub(/.*\) /, ""); print $1 }' "/proc/$1/stat" 2>/dev/null || echo Z)
	[ "$state" = Z ] || echo "$1 $(tr '\0' ' ' <"/proc/$1/cmdline")"
}

# snapshot ... nothing_left: checks that no mount, cgroup or process was added since the
# snapshot
snapshot() {
	mounts_now >"$T/.mounts"
	cgroups_now >"$T/.cgroups"
}
nothing_left() {
	local pid
	wait_for 10 ct_nothing_left && return 0
	echo "new mounts:" "$(mounts_now | comm -13 "$T/.mounts" -)" >&2
	echo "new cgroups:" "$(cgroups_now | comm -13 "$T/.cgroups" - | ct_own_cgroups)" >&2
	echo "orphans:" "$(orphans_now)" >&2
	return 1
}
# Filters out those of other test files and runs.
ct_own_cgroups() {
	grep -i ctinit | awk -v own="/ctinit-test.$CT_CGROUP." \
		'index($0, "/ctinit-test.") == 0 || index($0, own)'
}
ct_nothing_left() {
	[ -z "$(mounts_now | comm -13 "$T/.mounts" -)" ] &&
		[ -z "$(cgroups_now | comm -13 "$T/.cgroups" - | ct_own_cgroups)" ] &&
		[ -z "$(orphans_now)" ]
}

# --- users and roots ----------------------------------------------------------------------

# Copies the libraries of a sanitized build, which is not static, into a root.
is_static() { ! ldd "$CTINIT" >/dev/null 2>&1; }
need_static() { is_static || skip "this build of ctinit is dynamic: it cannot stand alone in an image"; }
add_libs() {
	local lib
	is_static && return 0
	while read -r lib; do
		install -D "$lib" "$1$lib"
	done < <(ldd "$CTINIT" | grep -oE '/[^ ]+')
}

# busybox_root DIR NAME...: makes a root directory with busybox under these names, and the
# files that ctinit needs
busybox_root() {
	local root=$1 name
	shift
	mkdir -p "$root"/{bin,etc,proc,sys,dev,run,tmp}
	cp "$(command -v busybox)" "$root/bin/busybox"
	for name; do ln -s busybox "$root/bin/$name"; done
	add_libs "$root"
}

# Selects an ordinary user with a subuid range: CT_USER of the whole run, or a new one for
# this file. $UDIR is a directory of that user; as_user sets HOME and XDG_RUNTIME_DIR to it.
# Sets $CTINIT to a path that the user can reach. has_user fails where no user can be made.
need_user() { has_user || skip "$WHY"; }
has_user() {
	CT_USER=${CT_USER:-}
	if ! is_root; then
		CT_USER=$(id -un)
	elif [ -z "$CT_USER" ]; then
		tries user ct_make_user || { WHY="needs an ordinary user: $WHY" && return 1; }
		CT_USER=$(cat "$BATS_FILE_TMPDIR/user")
	fi
	UDIR=$T/user
	install -d -m 700 -o "$CT_USER" "$UDIR" "$UDIR/run"
	if ! as_user test -x "$CTINIT" 2>/dev/null; then
		install -m 755 "$CTINIT" "$T/ctinit"
		CTINIT=$T/ctinit
	fi
}

# as_user CMD...: runs CMD in $UDIR with the user's ids and groups and a short environment
as_user() {
	local set=()
	! is_root || set=(setpriv --reuid "$CT_USER" --regid "$CT_USER" --init-groups)
	(cd "$UDIR" && exec "${set[@]}" env -i PATH="$PATH" TERM="${TERM:-dumb}" HOME="$UDIR" \
		USER="$CT_USER" XDG_RUNTIME_DIR="$UDIR/run" \
		${CONTAINERS_CONF:+CONTAINERS_CONF="$CONTAINERS_CONF"} \
		${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@")
}

ct_make_user() {
	local name=ctt${CT_RUN:-$$}
	user_add "$name" && echo "$name" >"$BATS_FILE_TMPDIR/user"
}

ct_remove_user() {
	[ -s "${BATS_FILE_TMPDIR:-/nonexistent}/user" ] || return 0
	user_del "$(cat "$BATS_FILE_TMPDIR/user")"
	rm -f "$BATS_FILE_TMPDIR/user"
}

# --- short forms ----------------------------------------------------------------------

# ini NAME <<EOF: writes $T/NAME.ini
ini() { cat >"$T/$1.ini"; }

# ct ARG...: runs ctinit and sets $status, $output and $stderr
ct() { run --separate-stderr "${LIMIT[@]}" "$CTINIT" "$@"; }

# Prints a free TCP port of 127.0.0.1.
free_port() {
	local port
	while :; do
		port=$((20000 + SRANDOM % 12000))
		grep -qi ":$(printf %04X "$port") 0*:0000 0A" /proc/net/tcp /proc/net/tcp6 || break
	done
	echo "$port"
}

# http HOST PORT [PATH]: prints the response to a GET; needs no HTTP client
http() {
	(
		exec 9<>"/dev/tcp/$1/$2" || exit 1
		printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "${3:-/}" "$1" >&9
		timeout 50 cat <&9
	)
}
