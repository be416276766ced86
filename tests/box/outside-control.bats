#!/usr/bin/env bats
# tests/box/outside-control.bats - tests that clients on the host reach the init of a container
# through the front end: by its name, only root and its user, and that nothing is left.
# timeout: 180
load ../lib/common

setup() {
	ct_setup
	R=$T/root
	busybox_root "$R" sh sleep true
	NAME=t$BASHPID
	need_root
	snapshot
}

# place NAME: prints where the front end of root listens
place() { echo "/run/ctinit/containers/$1/control"; }
ask() { run "$ROOT/tests/lib/control.py" "$@"; }
answers_at() { "$ROOT/tests/lib/control.py" "$1" ping 2>/dev/null | grep -q '"ok":true'; }
# front: prints the pid of the front end, which is below the subshell of as_user
front() { pgrep -P "$1" -x ctinit | head -1 | grep . || echo "$1"; }
a_container() {
	start "$1" "$CTINIT" run --set container.name="$NAME" "${@:2}" --rootfs "$R" -- /bin/sleep 1000
}

@test "outside-control: root on the host asks a container by its name; the place goes with it" {
	a_container c
	wait_for 10 answers_at "$(place "$NAME")"
	eq "$(stat -c '%a %u' "/run/ctinit/containers/$NAME")" '700 0'
	ask "$(place "$NAME")" ping
	match "$output" '"pid":1'
	ask "$(place "$NAME")" status
	eq "$status" 0
	match "$output" '"type":"unit","name":"main"'
	kill -TERM "$PID"
	finish 20 "$PID"
	[ ! -e "/run/ctinit/containers/$NAME" ]
	nothing_left
}

@test "outside-control: a user asks an own container; another user cannot, root can" {
	local at
	need_user
	chmod -R a+rX "$T"
	at=$UDIR/run/ctinit/containers/$NAME/control
	start c as_user "$CTINIT" run --set container.name="$NAME" --set container.user-map=auto --rootfs "$R" -- /bin/sleep 1000
	wait_for 20 answers_at "$at"
	cp "$ROOT/tests/lib/control.py" "$T/control.py"
	run as_user python3 "$T/control.py" "$at" status
	eq "$status" 0
	match "$output" '"name":"main"'
	run setpriv --reuid 12345 --regid 12345 --clear-groups python3 "$T/control.py" "$at" ping
	[ "$status" -ne 0 ]
	kill -TERM "$(front "$PID")"
	finish 20 "$PID"
	[ ! -e "${at%/control}" ]
	nothing_left
}

@test "outside-control: the second container of a chosen name gets a warning, and no place" {
	local first
	a_container one
	first=$PID
	wait_for 10 answers_at "$(place "$NAME")"
	ct run --set container.name="$NAME" --rootfs "$R" -- /bin/true
	eq "$status" 0
	match "$stderr" "another container with the name $NAME runs"
	ask "$(place "$NAME")" ping
	eq "$status" 0
	kill -TERM "$first"
	finish 20 "$first"
}

@test "outside-control: a name that comes from the file gets the pid behind it if it is taken" {
	local first
	cp -r "$R" "$T/$NAME"
	start one "$CTINIT" run --rootfs "$T/$NAME" -- /bin/sleep 1000
	first=$PID
	wait_for 10 answers_at "$(place "$NAME")"
	start two "$CTINIT" run --rootfs "$T/$NAME" -- /bin/sleep 1000
	wait_for 10 answers_at "$(place "$NAME-$PID")"
	eq "$(cat "$T/two.err")" ''
	kill -TERM "$first" "$PID"
	finish 20 "$PID"
	finish 20 "$first"
	[ ! -e "/run/ctinit/containers/$NAME-$PID" ]
}

@test "outside-control: the place of a killed front end is used again" {
	a_container one
	wait_for 10 answers_at "$(place "$NAME")"
	kill -KILL "$PID"
	finish 20 "$PID"
	[ -e "$(place "$NAME")" ]
	a_container two
	wait_for 10 answers_at "$(place "$NAME")"
	kill -TERM "$PID"
	finish 20 "$PID"
	[ ! -e "/run/ctinit/containers/$NAME" ]
	eq "$(cat "$T/two.err")" ''
}

@test "outside-control: control = off closes this way, too" {
	start c "$CTINIT" run --set init.control=off --set container.name="$NAME" --rootfs "$R" -- /bin/sh -c 'echo up; exec sleep 1000'
	wait_line 10 "$T/c.out" up
	[ ! -e "/run/ctinit/containers/$NAME" ]
	kill -TERM "$PID"
	finish 20 "$PID"
}

# It has given back the pages of its program.
keeps_little() { [ "$(awk '/^Pss_File/ { print $2 }' "/proc/$1/smaps_rollup")" -le 32 ]; }
pss() { awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup"; }
at_most() { [ "$(pss "$1")" -le "$2" ]; }

@test "outside-control: a front end that was asked 100 times uses no more memory than before" {
	local before
	need_static
	a_container c
	wait_for 10 answers_at "$(place "$NAME")"
	wait_for 10 keeps_little "$PID"
	before=$(pss "$PID")
	for _ in $(seq 100); do
		ask "$(place "$NAME")" ping
		eq "$status" 0
	done
	wait_for 10 at_most "$PID" $((before + 8))
	kill -TERM "$PID"
	finish 20 "$PID"
}
