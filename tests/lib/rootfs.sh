#!/bin/sh
# tests/lib/rootfs.sh web - print a directory with a Debian 12 root that holds nginx, redis,
# procps and curl; build it with mmdebstrap first if it is not there (half a minute).
#
# Built once into build/roots, or into CTINIT_TEST_CACHE, and used again for 30 days.
# Needs root and, to build, the network that apt-get has; that it cannot be built is an
# error. Nobody may write into it: tests put an overlay on top.
set -eu
name=${1:?usage: rootfs.sh web}
top=$(cd "$(dirname "$0")/../.." && pwd)
case $name in
web) packages=nginx-light,redis-server,procps,curl,iproute2 ;;
*)
	echo "rootfs.sh: no root named '$name': there is web" >&2
	exit 2
	;;
esac
cache=${CTINIT_TEST_CACHE:-$top/build/roots}
dir=$cache/$name
mark=$cache/$name.done # holds what it was made from
mkdir -p "$cache"
chmod 755 "$cache"

exec 9>"$cache/$name.lock"
flock 9
fresh() {
	[ -d "$dir" ] && [ -e "$mark" ] && [ "$(cat "$mark")" = "$packages" ] &&
		[ -z "$(find "$mark" -mtime +30)" ]
}
if ! fresh; then
	rm -rf "$dir" "$mark"
	# mmdebstrap unpacks where others can look, and mounts only in a namespace of its own.
	unshare -m --propagation private env TMPDIR="$cache" mmdebstrap --quiet --variant=minbase \
		--include="$packages" --aptopt='Acquire::Retries "3"' \
		--aptopt='APT::Install-Recommends "false"' \
		bookworm "$dir" 9>&- >"$cache/$name.log" 2>&1 || {
		cat "$cache/$name.log" >&2
		echo "rootfs.sh: mmdebstrap could not make $dir" >&2
		rm -rf "$dir"
		exit 1
	}
	chmod 755 "$dir"
	echo "$packages" >"$mark"
fi
echo "$dir"
