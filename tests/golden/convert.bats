#!/usr/bin/env bats
# tests/golden/convert.bats - compares what `ctinit convert` prints for each file and
# directory in tests/golden/convert with NAME.expected.
#
# To see what a change does: UPDATE=yes bats tests/golden/convert.bats, then git diff.

load ../lib/common

setup() {
	ct_setup
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
}

@test "convert: each file and directory gives the expected svc.ini, report and exit code" {
	cd "$ROOT/tests/golden/convert"
	for file in *; do
		case $file in *.expected | *.d) continue ;; esac
		code=0 place=--path=/etc/$file
		[ ! -d "$file/etc" ] || place=--root=$file
		"$CTINIT" convert "$place" "$file" >"$T/out" 2>"$T/err" || code=$?
		{
			cat "$T/out"
			echo "== report"
			sed 's/^ctinit: convert: //' "$T/err"
			echo "== exit $code"
		} >"$T/got"
		[ "${UPDATE:-}" != yes ] || cp "$T/got" "$file.expected"
		diff -u "$file.expected" "$T/got"
		[ "$code" -le 1 ] || continue
		"$CTINIT" check "$T/out" >/dev/null 2>"$T/check" || fail "check: $(cat "$T/check")"
	done
}
