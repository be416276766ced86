#!/bin/sh
# docs/packaging/dist.sh VERSION MODE OUT - makes the files of a release; `make dist` calls it.
#
# With CROSS=arm64 the program and the packages are for arm64; build/arm64/debian must exist.
# OUT gets ctinit-VERSION.tar.gz (the source), ctinit-VERSION-ARCH (the program),
# ctinit-NAME-VERSION-ARCH (the programs beside it), the Debian packages of
# docs/packaging/deb.sh, and SHA256SUMS. The programs are compiled from the files of the
# archive, so they contain nothing that the archive lacks; the libraries are Debian's.
# Equal commits, compilers and libraries give equal bytes: each time is SOURCE_DATE_EPOCH
# (default: that of the commit), and no path gets in.
set -eu
version=${1:?usage: dist.sh VERSION MODE OUT} mode=$2
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 022
give_up() {
	echo "dist: $1" >&2
	exit 1
}
command -v scdoc >/dev/null || give_up 'scdoc is missing, which makes the man pages: run make deps'

# The names that Debian and the images of containers use.
case ${CROSS:-$(${CC:-cc} -dumpmachine)} in
x86_64-*) arch=amd64 ;;
arm64 | aarch64-*) arch=arm64 ;;
*) arch=$(${CC:-cc} -dumpmachine | sed 's/-.*//') ;;
esac
if [ -n "${CROSS:-}" ] && [ "$(uname -m)" != aarch64 ] && ! command -v qemu-aarch64-static >/dev/null; then
	give_up 'qemu-aarch64-static is missing, which runs the program for its man pages: run make deps'
fi

rm -rf "$3"
mkdir -p "$3/work"
out=$(cd "$3" && pwd)
work=$out/work name=ctinit-$version
tree=$work/$name
mkdir "$tree"
if [ -e .git ]; then
	git() { command git -c safe.directory="$PWD" "$@"; }
	[ -z "$(git status --porcelain -uno)" ] ||
		echo 'dist: makes the last commit: changes that are not committed are not in it' >&2
	git archive -o "$work/git.tar" HEAD
	tar -xf "$work/git.tar" -C "$tree"
else
	tar -cf "$work/tree.tar" --exclude=./build --exclude=./compile_commands.json .
	tar -xf "$work/tree.tar" -C "$tree"
fi
: "${SOURCE_DATE_EPOCH:=$(sed -n 's/^time \([0-9]*\)$/\1/p' "$tree/docs/packaging/source.txt")}"
[ -n "$SOURCE_DATE_EPOCH" ] ||
	give_up 'this tree has no commit, so its time is unknown: set SOURCE_DATE_EPOCH'
export SOURCE_DATE_EPOCH

tar -cf "$work/$name.tar" -C "$work" --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" \
	--owner=0 --group=0 --numeric-owner --mode=a-s,u=rwX,go=rX "$name"
gzip -9nc "$work/$name.tar" >"$out/$name.tar.gz"
if [ "$mode" = musl ] && [ ! -e build/libev/ev.c ]; then
	sh init/libc/libev_source.sh build/libev ||
		echo "dist: the program has all of Debian's libev.a, and is 24 KiB larger" >&2
fi
mkdir -p "$tree/build"
if [ -n "${CROSS:-}" ]; then
	mkdir "$tree/build/$CROSS"
	cp -R "build/$CROSS/debian" "$tree/build/$CROSS"
fi
if [ -e build/libev/ev.c ]; then
	cp -R build/libev "$tree/build"
fi

${MAKE:-make} -s -C "$tree" MODE="$mode" "CFLAGS=${CFLAGS:-} -ffile-prefix-map=$tree=." \
	DESTDIR="$work/root" PREFIX=/usr LINKS=no install >/dev/null
install -m 755 "$work/root/usr/bin/ctinit" "$out/$name-$arch"
for own in "$work"/root/usr/bin/ctinit-*; do
	[ ! -e "$own" ] || install -m 755 "$own" "$out/${own##*/}-$version-$arch"
done
if command -v dpkg-deb >/dev/null; then
	sh docs/packaging/deb.sh "$work/root" "$version" "$arch" "$out"
else
	echo 'dist: no Debian packages: dpkg-deb is missing' >&2
fi
rm -rf "$work"
cd "$out"
sha256sum ctinit* >SHA256SUMS
cat SHA256SUMS
