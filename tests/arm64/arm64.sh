#!/usr/bin/env bash
# tests/arm64/arm64.sh - cross-builds ctinit and its tests for arm64, runs them with qemu-user.
# timeout: 300
#
# Prints TAP: a test for each that ran. With musl: the unit tests, the golden files,
# `ctinit -- CMD`, its conformance, the order of stops and tests/arm64/supervise.bats. With glibc:
# the last. Skips everything, with the reason, where the tools for it cannot be had.
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
export JOBS=${JOBS:-2} CROSS=arm64
unset CTINIT CT_USER
log=$(mktemp)
trap 'rm -f "$log"' EXIT

skip() {
	printf '1..1\nok 1 - arm64 # SKIP %s\n' "$1"
	exit 0
}

# build TARGET...: with MODE
build() { make -s -j"$JOBS" --no-print-directory "$@" >"$log" 2>&1; }

# as_tap <OUTPUT of run.sh: prints its counts as TAP, and what failed as comments
as_tap() {
	awk '
		/^tests\// {
			file = $1
			for (i = 1; i <= $2; i++) print "ok " ++n " - " file " (" i ")"
			bad = match($0, /[0-9]+ FAILED/) ? substr($0, RSTART) + 0 : 0
			next
		}
		/^    ok .*# *[Ss][Kk][Ii][Pp]/ {
			sub(/^ *ok [0-9]+ (- )?/, "")
			print "ok " ++n " - " file ": " $0
			next
		}
		/^--- / { for (i = 1; i <= bad; i++) print "not ok " ++n " - " file; next }
		/^[0-9]+ passed, / { ended++; next }
		{ print "# " $0 }
		END {
			if (ended != 2) print "not ok " ++n " - both runs end"
			print "1.." n
		}'
}

command -v aarch64-linux-gnu-gcc >/dev/null || skip "no aarch64-linux-gnu-gcc (package gcc-aarch64-linux-gnu)"
[ build/arm64/debian/unpacked -nt tests/arm64/debian.sh ] || skip "no libev, inih and musl for arm64: run make arm64-archives"
if ! MODE=musl build all unit || ! MODE=fast build all; then
	printf '1..1\nnot ok 1 - arm64: it builds\n'
	sed 's/^/# /' "$log"
	exit 1
fi
CROSS='' build tools
why=$(sh tests/arm64/emulate.sh true) || skip "$why"
{
	MODE=musl sh tests/arm64/emulate.sh bash tests/run.sh unit golden tests/box/single.bats \
		tests/box/stop-order.bats tests/arm64/conformance.sh tests/arm64/supervise.bats
	MODE=fast sh tests/arm64/emulate.sh bash tests/run.sh tests/arm64/supervise.bats
} 2>&1 | as_tap
