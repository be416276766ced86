#!/usr/bin/env bats
# tests/golden/pages.bats - compares docs/requests.md and ARCHITECTURE.md with their lists.

load ../lib/common

print() { awk -f "$ROOT/docs/dev/requests.awk" "$@"; }

@test "requests.md is current: make pages prints it" {
	print "$ROOT/docs/dev/requests.tsv" "$ROOT"/tests/box/*.bats >"$T/page"
	diff -u "$ROOT/docs/requests.md" "$T/page"
	local q
	for q in Q{1..12} Q{16..26} Q{35..45}; do match "$(cat "$T/page")" "^\| $q \|.*\| [a-z].* \|$"; done
}

@test "ARCHITECTURE.md shows the rooms of rooms.tsv: make pages prints them" {
	cd "$ROOT"
	awk -f docs/dev/rooms.awk docs/dev/rooms.tsv docs/dev/ARCHITECTURE.md >"$T/page"
	diff -u docs/dev/ARCHITECTURE.md "$T/page"
	match "$(cat "$T/page")" '^    supervisor_core_ --> conf_$'
	match "$(cat "$T/page")" '^[|] `supervisor/core/` [|] pure: '
}

@test "convert.md has the tables of ctinit-convert: make pages prints them" {
	cd "$ROOT"
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
	awk -v program="${CTINIT%/*}/ctinit-convert" -f docs/dev/convert.awk docs/convert.md >"$T/page"
	diff -u docs/convert.md "$T/page"
	match "$(cat "$T/page")" '^[|] `priority` [|] `after`'
}

@test "requests.awk refuses a request without a test and a tag without a request or test" {
	printf 'Q1\tone\tan answer\nQ2\ttwo\tanother\n' >"$T/list.tsv"
	printf '# answers: Q1 Q2\n@test "t: both" {\n' >"$T/both.bats"
	run print "$T/list.tsv" "$T/both.bats"
	eq "$status" 0 "$output"
	match "$output" '^\| Q2 \| two \| another \| t: both \|$'
	printf '# answers: Q1\n@test "t: one" {\n' >"$T/one.bats"
	run print "$T/list.tsv" "$T/one.bats"
	eq "$status" 1 "a request without a test"
	match "$output" 'Q2: no test answers it'
	printf '# answers: Q7\n@test "t: more" {\n' >"$T/more.bats"
	run print "$T/list.tsv" "$T/both.bats" "$T/more.bats"
	eq "$status" 1 "an unknown request"
	match "$output" 'Q7 is not in'
	printf '# answers: Q1\nhelper() { :; }\n' >"$T/stray.bats"
	run print "$T/list.tsv" "$T/both.bats" "$T/stray.bats"
	eq "$status" 1 "a stray tag"
	match "$output" 'is not followed by a test'
}
