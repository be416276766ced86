#!/usr/bin/env bats
# tests/box/guides.bats - runs every file and every session of the guides as printed.
# timeout: 240
load ../lib/common

setup_file() {
	has_root || return 0
	WEB_ROOT=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	export WEB_ROOT
}
setup() {
	need_root
	ct_setup
	snapshot
}
# guide NAME LEAST: runs docs/NAME.md, which must have at least LEAST sessions
guide() {
	run python3 "$ROOT/tests/lib/guide.py" "$CTINIT" "$WEB_ROOT" "$T" "$ROOT/docs/$1.md"
	[ "$status" = 0 ] || fail "$(grep -A 30 '^not ok' <<<"$output")"
	[ "$(grep -c '^ok' <<<"$output")" -ge "$2" ] || fail "only:" "$output"
	nothing_left
}

@test "guides: from supervisord" {
	guide from-supervisord 6
}

@test "guides: from s6-overlay" {
	guide from-s6-overlay 8
}

@test "guides: from entrypoint scripts" {
	guide from-entrypoint-scripts 9
}

@test "guides: output and logs" {
	guide logs 16
}
