# shellcheck shell=bash
# tests/lib/replay.bash - runs client verbs against recorded replies: load ../lib/replay
#
# replay_start [DIR] answers at $T/control with the replies of DIR (tests/golden/replies).
# `client VERB ...` runs a verb there; `golden NAME VERB ...` compares its output with
# tests/golden/client/NAME.

replay_start() {
	rm -f "$T/control"* "$T/replay.out" # of another one
	start replay python3 "$ROOT/tests/lib/control_replay.py" "$T/control" \
		"${1:-$ROOT/tests/golden/replies}"
	wait_line 5 "$T/replay.out" listening
}
client() {
	local verb=$1
	shift
	LC_ALL=${LC_ALL:-C.UTF-8} TZ=UTC "$CTINIT" "$verb" --control "$T/control" "$@"
}
golden() {
	local name=$1
	shift
	client "$@" >"$T/got" 2>&1 || return 1
	[ -z "${GOLDEN_WRITE:-}" ] || cp "$T/got" "$ROOT/tests/golden/client/$name"
	diff -u "$ROOT/tests/golden/client/$name" "$T/got"
}
requests() { cat "$T/control.requests"; }
