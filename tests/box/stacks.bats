#!/usr/bin/env bats
# tests/box/stacks.bats - whole applications from Debian's packages, as conf/examples has
# them: a desktop, a web application, a mail server.
# timeout: 420
load ../lib/common
load ../lib/web

setup_file() {
	is_root || return 0
	STACKS=$(sh "$ROOT/tests/lib/rootfs.sh" stacks)
	export STACKS
}
setup() {
	need_root
	ct_setup
	export CTINIT
	examples=$ROOT/conf/examples
	snapshot
}

# up NAME FILE [VARIABLE=VALUE | SERVICE.KEY=VALUE]...: in its own network; $PID, and $INIT
# its PID 1
up() {
	local name=$1 file=$2 word variables=() sets=(--set container.network=none)
	for word in "${@:3}"; do
		if [[ ${word%%=*} == *.* ]]; then sets+=(--set "$word"); else variables+=("$word"); fi
	done
	start "$name" env "${variables[@]}" "$CTINIT" run --rootfs "$STACKS" "${sets[@]}" \
		"$examples/$file"
	wait_for 5 has_init
	INIT=$(tr -d '[:space:]' < <(children_of "$PID"))
}
has_init() { [ -n "$(children_of "$PID")" ]; }
# times SECONDS NAME ERE COUNT: until so many such lines; shows them all if not
times() {
	wait_for "$1" lines_like "$T/$2.err" "$3" "$4" || fail "not $4 times '$3':" "$(cat "$T/$2.err")"
}
inside() { nsenter -t "$INIT" -a -- "$@"; }
# there PORT: a conversation with a port of the container; lines to send come on stdin,
# one for each line of answer that begins as it says: EXPECT|SEND
there() {
	nsenter -t "$INIT" -n -- timeout 10 bash -c '
		exec 9<>"/dev/tcp/127.0.0.1/$1" || exit 1
		while IFS="|" read -r want send; do
			until [[ ${line-} == $want* ]]; do
				IFS= read -r line <&9 || exit 1
				echo "$line"
			done
			line=""
			[ -z "$send" ] || printf "%b\r\n" "$send" >&9
		done' - "$1"
}
ends_well() { # NAME
	kill -TERM "$PID"
	finish 40 "$PID"
	eq "$STATUS" 0 "exit code"
	match "$(tail -n 1 "$T/$1.err")" 'SIGTERM, exit code 0'
	nothing_left
}

# answers: Q20
@test "stacks: desktop: X, window manager and VNC; a crash of X is no failure of its clients" {
	local first again
	# One restart each: were the crashes of X theirs too, the container would end.
	up desktop desktop.ini wm.restart-limit=1 vnc.restart-limit=1
	wait_line 20 "$T/desktop.err" '^vnc: ready after'
	in_order "$T/desktop.err" '^xvfb: ready after' '^wm: ready after' '^vnc: ready after'
	match "$(inside xdpyinfo -display :1)" 'dimensions: +1280x800 pixels'
	match "$(inside xprop -display :1 -root _NET_SUPPORTING_WM_CHECK)" 'window id # 0x'
	match "$(there 5900 <<<'RFB 003.')" '^RFB 003\.'

	for again in 2 3 4; do
		first=$(master "$PID" Xvfb)
		[ -n "$first" ]
		kill -KILL "$first"
		times 20 desktop '^vnc: ready after' "$again"
		[ "$(master "$PID" Xvfb)" != "$first" ]
		match "$(inside xprop -display :1 -root _NET_SUPPORTING_WM_CHECK)" 'window id # 0x'
		match "$(there 5900 <<<'RFB 003.')" '^RFB 003\.'
	done
	lines_like "$T/desktop.err" '^xvfb: ready after' 4

	# The window manager alone: X and VNC stay.
	first=$(master "$PID" Xvfb)
	kill -KILL "$(master "$PID" openbox)"
	wait_line 5 "$T/desktop.err" '^wm: killed by KILL.*restarting'
	times 10 desktop '^wm: ready after' 5
	eq "$(master "$PID" Xvfb)" "$first" "Xvfb"
	eq "$(grep -c '^vnc: ready' "$T/desktop.err")" 4
	ends_well desktop
	in_order "$T/desktop.err" '^(vnc|wm): stopped' '^xvfb: stopped'
}
