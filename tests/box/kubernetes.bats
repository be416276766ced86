#!/usr/bin/env bats
# tests/box/kubernetes.bats - runs docs/kubernetes.md as printed.
# timeout: 120
load ../lib/common

@test "kubernetes: the guide" {
	need_root
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
	busybox_root "$T/root" sh sleep
	mkdir -p "$T/guide/upper/run"
	: >"$T/guide/upper/run/last-words"
	run python3 "$ROOT/tests/lib/guide.py" "$CTINIT" "$T/root" "$T/guide" "$ROOT/docs/kubernetes.md"
	[ "$status" = 0 ] || fail "$(grep -A 90 '^not ok' <<<"$output")"
	[ "$(grep -c '^ok' <<<"$output")" -ge 7 ] || fail "only:" "$output"
}
