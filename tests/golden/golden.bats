#!/usr/bin/env bats
# tests/golden/golden.bats - compares the diagnostics, output and exit code of `ctinit check
# --print NAME.ini` with NAME.expected.

load ../lib/common

@test "check --print of each golden file is as expected" {
	cd "$ROOT/tests/golden"
	for file in *.ini; do
		{ "$CTINIT" check --print "$file" 2>&1 || echo "exit $?"; } >"$T/got"
		diff -u "${file%.ini}.expected" "$T/got"
	done
}
