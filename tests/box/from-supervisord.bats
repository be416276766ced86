#!/usr/bin/env bats
# tests/box/from-supervisord.bats - does what a newcomer does in docs/from-supervisord-session.md: turns an
# image with supervisord into one with ctinit, and finds the worker that fails.
# timeout: 240
load ../lib/common
load ../lib/podman

setup_file() {
	[ -x "${CTINIT%/*}/ctinit-convert" ] || return 0
	has_podman || return 0
	local root
	root=$(sh "$ROOT/tests/lib/rootfs.sh" php)
	tar -C "$root" -c . | pod import -q - localhost/debian-packages:latest
}
teardown_file() { pod_teardown; }
setup() {
	need_podman
	ct_setup
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
}

# The guide's podman: with the store of this test, and without cgroups and network.
podman_in_path() {
	export REAL_PATH=$PATH
	mkdir "$T/bin"
	cat >"$T/bin/podman" <<-'END'
		#!/bin/bash
		PATH=$REAL_PATH
		. "$ROOT/tests/lib/podman.bash"
		case $1 in
		run) pod_run "${@:2}" ;;
		build) pod build --runtime=runc --network=none "${@:2:$#-2}" "$PWD" ;;
		*) pod "$@" ;;
		esac
	END
	chmod 755 "$T/bin/podman"
	export PATH=$T/bin:$PATH
}

@test "from-supervisord: an image of supervisord becomes one of ctinit; a failing worker is found and repaired" {
	local guide=$ROOT/docs/from-supervisord-session.md
	podman_in_path
	mkdir -p "$T/guide/upper"
	cp "$CTINIT" "$T/guide/upper/ctinit"
	run python3 "$ROOT/tests/lib/guide.py" "$CTINIT" none "$T/guide" "$guide"
	[ "$status" = 0 ] || fail "$(grep -A 40 '^not ok' <<<"$output")"
	[ "$(grep -c '^ok' <<<"$output")" -ge 20 ] || fail "only:" "$output"
}

@test "from-supervisord: the image of the guide has the packages of the test's root" {
	local packages
	packages=$(sed -n 's/^php) packages=\([^ ]*\) .*/\1/p' "$ROOT/tests/lib/rootfs.sh")
	eq "$(sed -n 's/^    \(supervisor .*\)/\1/p' "$ROOT/docs/from-supervisord-session.md" | tr ' ' ',')" "$packages"
}
