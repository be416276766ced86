#!/bin/sh
# tests/arm64/debian.sh DIR - downloads Debian's libev, inih and musl for arm64 and unpacks them.
#
# apt keeps the list of the arm64 packages in DIR/apt, so neither dpkg nor apt of the host learns
# of the architecture, and no root is needed. DIR/unpacked is made at the end. The paths in
# musl-gcc.specs become those below DIR.
set -eu
dir=$1
for program in apt-get dpkg; do
	command -v $program >/dev/null || {
		echo "$0: $program is missing" >&2
		exit 1
	}
done
mkdir -p "$dir"
top=$(cd "$dir" && pwd)
rm -rf "$top/apt" "${top:?}/usr"
mkdir -p "$top/apt/lists/partial" "$top/apt/cache/archives/partial" "$top/apt/debs"
trap 'rm -rf "$top/apt"' EXIT
: >"$top/apt/status"
apt() {
	LC_ALL=C apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 \
		-o Dir::State="$top/apt" -o Dir::State::status="$top/apt/status" \
		-o Dir::Cache="$top/apt/cache" -o Acquire::Languages=none -o Acquire::Retries=3 \
		-o APT::Sandbox::User= -o APT::Update::Post-Invoke::= "$@"
}
# A source without packages for arm64 is no fault: the download shows what is missing. A mirror
# may fail for a moment.
download() {
	apt update >&2 || :
	(cd "$top/apt/debs" && apt download libev-dev libinih-dev musl-dev >&2)
}
download || download || download
for deb in "$top/apt/debs"/*.deb; do dpkg -x "$deb" "$top"; done
sed "s,/usr/\(lib\|include\)/aarch64-linux-musl,$dir&,g" \
	"$dir/usr/lib/aarch64-linux-musl/musl-gcc.specs" >"$dir/musl-gcc.specs"
touch "$dir/unpacked"
