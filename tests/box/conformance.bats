#!/usr/bin/env bats
# tests/box/conformance.bats - runs every case of tests/conformance: on the peers, compared
# with their record, then on ctinit.
# timeout: 300

load ../lib/common

cases() {
	need_pid_namespace
	run python3 "$ROOT/tests/conformance/run.py" "$1"
	[ "$status" = 0 ] || {
		grep -A 40 '^not ok' <<<"$output" | grep -v '^ok' >&2
		tail -n 1 <<<"$output" >&2
		return 1
	}
	match "$output" '^# [1-9][0-9]+ of [0-9]+ cases passed'
}

@test "conformance: the peers do what is recorded" {
	local peer found=''
	for peer in tini dumb-init catatonit; do
		! command -v "$peer" >/dev/null || found=yes
	done
	[ -n "$found" ] || skip "none of tini, dumb-init and catatonit is installed"
	cases --peers
}

@test "conformance: native mode does what every case demands" {
	cases --native
}

@test "conformance: under a peer's name ctinit does the same as the peer, or better" {
	cases --names
}
