#!/bin/sh
# init/libc/libev_source.sh DIR - gets Debian's source of libev into DIR; `make libev-source` calls it.
#
# Takes it from the archive that has libev-dev. apt-get verifies it, and keeps its lists below
# DIR, so the system needs no deb-src line, and the caller no root. Debian has not changed the
# files of libev 4.33; a source package with patches is refused.
set -eu
umask 022
give_up() {
	echo "libev-source: $1" >&2
	exit 1
}
for program in apt-get apt-cache xz; do
	command -v "$program" >/dev/null || give_up "$program is missing (Debian: apt, xz-utils)"
done
mkdir -p "$1"
dir=$(cd "$1" && pwd)
work=$dir/work
rm -rf "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# "500 URI SUITE/COMPONENT ARCH Packages"
LC_ALL=C apt-cache policy libev-dev | awk '$5 == "Packages" {
	component = suite = $3; sub(/.*\//, "", component); sub(/\/[^\/]*$/, "", suite)
	print "deb-src", $2, suite, component }' | sort -u >"$work/sources.list"
[ -s "$work/sources.list" ] || give_up 'apt knows no archive with libev-dev: run apt-get update'

apt() {
	apt-get -qq -o APT::Update::Error-Mode=any -o Acquire::Retries=3 -o APT::Sandbox::User= \
		-o Dir::Etc::SourceParts=/dev/null -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::State::Lists=$work/lists" \
		-o "Dir::Cache=$work/cache" "$@" >"$work/log" 2>&1 || {
		cat "$work/log" >&2
		give_up "apt-get $1 failed"
	}
}
apt update
(cd "$work" && apt source --download-only libev)
for file in "$work"/*.tar.*; do tar -xf "$file" -C "$work"; done
[ ! -s "$work/debian/patches/series" ] || give_up 'Debian has patches for it, which are not applied here'
set -- "$work"/libev-*/ev.c
[ -e "$1" ] || give_up 'the source package has no ev.c'
# Not the time in the package: make compiles what is new.
touch "${1%/*}"/ev*.[ch]
mv "${1%/*}"/ev*.[ch] "${1%/*}/LICENSE" "$dir"
