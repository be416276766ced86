#!/bin/sh
# docs/packaging/deb.sh ROOT VERSION ARCH OUT - makes the Debian packages ctinit and
# ctinit-alternatives in OUT.
#
# ROOT is the DESTDIR of a `make install PREFIX=/usr`. SOURCE_DATE_EPOCH is the time of every
# file, in seconds. docs/packaging/debian/ has what Debian calls by these names.
set -eu
root=${1:?usage: deb.sh ROOT VERSION ARCH OUT} version=$2-1 arch=$3 out=$4
: "${SOURCE_DATE_EPOCH:?}"
umask 022
files=$(cd "${0%/*}/debian" && pwd)
top=$(cd "${0%/*}/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-deb.XXXXXX")
trap 'rm -rf "$work"' EXIT

# control_field FILE NAME: prints the value of the field
control_field() { sed -n "s/^$2: //p" "$1"; }

# documents NAME: adds the files that every package has
documents() {
	install -d "$work/$1/usr/share/doc/$1" "$work/$1/DEBIAN"
	cp "$files/copyright" "$work/$1/usr/share/doc/$1/copyright"
	install -D -m 644 "$files/$1.lintian-overrides" "$work/$1/usr/share/lintian/overrides/$1"
	{
		printf 'ctinit (%s) unstable; urgency=medium\n\n' "$version"
		printf '  * New version: %s has the changes.\n\n' /usr/share/doc/ctinit/changelog.gz
		printf ' -- %s  %s\n' "$(control_field "$files/ctinit.control" Maintainer)" \
			"$(date -R -u -d "@$SOURCE_DATE_EPOCH")"
	} | gzip -9n >"$work/$1/usr/share/doc/$1/changelog.Debian.gz"
}

# pack NAME ARCH: writes the control files and packs the tree
pack() {
	size=$(find "$work/$1/usr" -type f -printf '%s\n' -o -printf '1\n' |
		awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
	sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$2/" -e "s/@SIZE@/$size/" \
		"$files/$1.control" >"$work/$1/DEBIAN/control"
	(cd "$work/$1" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
	chmod -R a-s,u=rwX,go=rX "$work/$1"
	for script in postinst prerm; do
		[ ! -e "$files/$1.$script" ] ||
			install -m 755 "$files/$1.$script" "$work/$1/DEBIAN/$script"
	done
	find "$work/$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$work/$1" \
		"$out/${1}_${version}_$2.deb" >/dev/null
}

to=$work/ctinit/usr
documents ctinit
for program in "$root"/usr/bin/ctinit "$root"/usr/bin/ctinit-*; do
	[ ! -e "$program" ] || install -D -m 755 "$program" "$to/sbin/${program##*/}"
done
for page in "$root"/usr/share/man/man?/*.[1-9]; do
	install -d "$to/share/man/man${page##*.}"
	gzip -9nc "$page" >"$to/share/man/man${page##*.}/${page##*/}.gz"
done
# A program without a manual of its own has a section in ctinit(1).
for program in "$to"/sbin/ctinit-*; do
	page=$to/share/man/man1/${program##*/}.1.gz
	[ ! -e "$program" ] || [ -e "$page" ] || ln -s ctinit.1.gz "$page"
done
for folder in bash-completion zsh fish; do
	[ ! -d "$root/usr/share/$folder" ] || cp -R "$root/usr/share/$folder" "$to/share/"
done
gzip -9nc "$top/docs/NEWS.md" >"$to/share/doc/ctinit/changelog.gz"
pack ctinit "$arch"

documents ctinit-alternatives
# update-alternatives does not make directories.
install -d "$work/ctinit-alternatives/usr/libexec/podman"
pack ctinit-alternatives all
