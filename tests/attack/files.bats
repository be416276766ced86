#!/usr/bin/env bats
# tests/attack/files.bats - checks a hundred hostile svc.ini files: each error names its line.
# timeout: 300
load ../lib/common

@test "files: the error for a hostile file names file and line and comes in time" {
	mkdir "$T/f"
	run python3 "$ROOT/tests/attack/files.py" "$CTINIT" "$T/f"
	[ "$status" = 0 ] || fail "$(grep -A 5 '^not ok' <<<"$output")" "${output: -500}"
	[ "$(grep -c '^ok' <<<"$output")" -ge 95 ] || fail "only:" "$output"
}
