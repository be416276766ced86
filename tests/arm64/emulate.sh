#!/bin/sh
# tests/arm64/emulate.sh CMD... - runs CMD where the kernel starts arm64 programs with qemu-user.
#
# Where the kernel does not do so already, registers qemu-user in a user namespace of its own
# (binfmt_misc, Linux 6.7), so the machine stays as it is and no root is needed. If that is
# impossible, prints why and exits with 75.
set -eu
qemu="qemu-aarch64-static"
probe=build/arm64/ctinit

impossible() {
	echo "$1"
	exit 75
}
runs() { "$probe" version >/dev/null 2>&1; }

if [ "${1:-}" = --registered ]; then
	shift
	mount -t binfmt_misc binfmt /proc/sys/fs/binfmt_misc
	# The first 20 bytes of an ELF program for aarch64 (elf.h), and which bits of them count.
	# P: with argv[0]; F: opens qemu now, so it is found in each root.
	# shellcheck disable=SC1003 # the kernel reads the escapes
	printf '%s' ':arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:'"$(command -v $qemu):PF" \
		>/proc/sys/fs/binfmt_misc/register
	exec "$@"
fi
! runs || exec "$@"
command -v $qemu >/dev/null || impossible "no $qemu (package qemu-user-static)"
why=$(unshare -Urm --propagation private sh "$0" --registered "$probe" version 2>&1) ||
	impossible "qemu-user cannot be registered in a user namespace (binfmt_misc, Linux 6.7): $(printf '%s' "$why" | tail -n 1)"
exec unshare -Urm --propagation private sh "$0" --registered "$@"
