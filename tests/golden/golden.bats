#!/usr/bin/env bats
# tests/golden/golden.bats - `ctinit check --print` of each NAME.ini is NAME.expected:
# diagnostics, output, exit code.

load ../lib/common

@test "check --print of each golden file is as expected" {
	cd "$ROOT/tests/golden"
	for file in *.ini; do
		{ "$CTINIT" check --print "$file" 2>&1 || echo "exit $?"; } >"$T/got"
		diff -u "${file%.ini}.expected" "$T/got"
	done
}
