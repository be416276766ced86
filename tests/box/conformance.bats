#!/usr/bin/env bats
# timeout: 240
# Every case of tests/conformance: first the peers against their record, then ctinit.

load ../lib/common

@test "what the peers do is what is recorded" {
	local peer found=''
	for peer in tini dumb-init catatonit; do
		! command -v "$peer" >/dev/null || found=yes
	done
	[ -n "$found" ] || skip "none of tini, dumb-init and catatonit is installed"
	run python3 "$ROOT/tests/conformance/run.py" --peers
	no_match "$output" '^not ok'
	eq "$status" 0
}

@test "ctinit does the same, or better, under every name and in native mode" {
	timeout 5 "$CTINIT" -- /bin/true || skip "this build has no single-command mode"
	run python3 "$ROOT/tests/conformance/run.py"
	no_match "$output" '^not ok'
	eq "$status" 0
}
