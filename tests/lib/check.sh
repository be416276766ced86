#!/usr/bin/env bash
# tests/lib/check.sh - runs `make check`: unit, sim, golden and lint, as any user.
#
# Does not install packages or create users. If this user cannot write to the tree, builds
# and tests a copy, then removes it.
set -eu
cd "${BASH_SOURCE[0]%/*}/../.."
read -r MODE built < <(make -s --no-print-directory program)
export MODE
sh tests/lib/deps.sh check

writable() {
	local dir
	for dir in . build "build/$MODE" build/tools; do
		[ ! -e "$dir" ] || [ -w "$dir" ] || return 1
	done
}

if ! writable; then
	copy=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-check.XXXXXX")
	trap 'rm -rf "$copy"' EXIT
	echo "check: $PWD cannot be written to; building in $copy" >&2
	tar -cf - --exclude=./.git --exclude='./build/*' . | tar -xf - --no-same-owner -C "$copy"
	mkdir -p "$copy/${built%/*}"
	for path in "build/$MODE" build/tools "$built" build/libev; do
		[ ! -e "$path" ] || cp -R --preserve=timestamps "$path" "$copy/${path%/*}/"
	done
	cd "$copy"
fi
jobs=$(nproc 2>/dev/null || echo 2)
make -s --no-print-directory -j"$jobs" all unit tools
JOBS=$jobs bash tests/run.sh unit sim golden lint
