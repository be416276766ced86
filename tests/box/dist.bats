#!/usr/bin/env bats
# tests/box/dist.bats - tests make dist: equal bytes in two directories, lintian, and the packages
# in a Debian root.
# timeout: 360
load ../lib/common

setup_file() {
	DIST=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-dist.XXXXXX")
	export DIST GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	chmod 755 "$DIST"
	mkdir "$DIST/a"
	tar -C "$ROOT" --exclude=./build --exclude=./.git --exclude=./compile_commands.json -c . |
		tar -x -C "$DIST/a"
	in_clone a git init -q
	in_clone a git add -A
	in_clone a env GIT_COMMITTER_DATE=2026-01-02T03:04:05Z git -c user.name=t \
		-c user.email=t@localhost commit -q -m release
	MADE=$DIST/a/build/dist
	export MADE
	with_libev "$DIST/a"
	in_clone a make -s dist >"$DIST/log" 2>&1 || fail "$(cat "$DIST/log")"
	NAME=$(basename "$MADE"/ctinit-*.tar.gz .tar.gz)
	export NAME VERSION=${NAME#ctinit-}
	has_root || return 0
	WEB_ROOT=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	export WEB_ROOT
	lower_packages
}
teardown_file() { rm -rf --one-file-system "${DIST:?}"; }

# with_libev TREE: so that make dist does not ask the network for it
with_libev() {
	[ ! -e "$ROOT/build/libev/ev.c" ] || { mkdir "$1/build" && cp -R "$ROOT/build/libev" "$1/build/"; }
}
in_clone() { (cd "$DIST/$1" && "${@:2}"); }
# Without the variables of the make that runs these tests.
make() { env -u MAKEFLAGS -u MAKELEVEL -u MODE make "$@"; }

# Repacks both packages as version 0.0.1 with one file more.
lower_packages() {
	local deb dir
	mkdir "$DIST/lower"
	for deb in "$MADE"/*.deb; do
		dir=$DIST/lower/tree
		dpkg-deb -R "$deb" "$dir"
		sed -i -e 's/^Version: .*/Version: 0.0.1-1/' -e 's/(= .*)/(= 0.0.1-1)/' "$dir/DEBIAN/control"
		mkdir -p "$dir/usr/share/ctinit"
		touch "$dir/usr/share/ctinit/$(basename "$deb" .deb).old"
		dpkg-deb --root-owner-group -b "$dir" "$DIST/lower"
		rm -r "$dir"
	done
}

# Packs the files of an installed Debian package again.
pack_installed() {
	local dir=$DIST/peers/$1 file
	mkdir -p "$dir/DEBIAN"
	dpkg -L "$1" | while read -r file; do
		if [ -L "$file" ] || [ -f "$file" ]; then echo "$file"; fi
	done | tar -P -c -T - | tar -x -C "$dir"
	dpkg-query -W -f 'Package: ${Package}\nVersion: ${Version}\nArchitecture: ${Architecture}\nMaintainer: ${Maintainer}\nDescription: ${binary:Summary}\n' \
		"$1" >"$dir/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$dir" "$DIST/peers"
	rm -r "$dir"
}

# in_debian: runs the script from stdin in a Debian root, with the packages in /dist. dpkg
# installs the manuals too, which that root leaves out.
in_debian() {
	need_overlay_rename
	cat - >"$DIST/script" <<-'END'
		set -eu
		install_debs() { dpkg --path-include='/usr/share/*' -i "$@"; }
		files() { find /usr /etc /var/lib/dpkg/alternatives ! -name '*cache*' ! -type d | sort; }
		new=/dist/a/build/dist lower=/dist/lower
	END
	cat >>"$DIST/script"
	ct run --rootfs "$WEB_ROOT" --set container.overlay=tmpfs --set "container.volume=$DIST:/dist:ro" \
		--set container.network=none -- /bin/sh /dist/script
	eq "$status" 0 "$output $stderr"
}

@test "dist: two clones in different directories give the same bytes" {
	mkdir -p "$DIST/another/path"
	git clone -q "$DIST/a" "$DIST/another/path/b"
	with_libev "$DIST/another/path/b"
	(cd "$DIST/another/path/b" && umask 077 && CCACHE_DISABLE=1 TZ=Asia/Tokyo LC_ALL=C make -s dist) \
		>"$DIST/log" 2>&1 || fail "$(cat "$DIST/log")"
	run diff -r "$MADE" "$DIST/another/path/b/build/dist"
	eq "$status:$output" 0:
	run grep -rc "$DIST" "$MADE"
	no_match "$output" ':[1-9]'
}

@test "dist: the sums are right, and the program is static and knows its commit" {
	local program=("$MADE/$NAME"-*)
	run sh -c 'cd "$1" && sha256sum -c SHA256SUMS' - "$MADE"
	eq "$status" 0 "$output"
	eq "$(wc -l <"$MADE/SHA256SUMS")" 6 "files"
	eq "$("${program[0]}" version | head -n 1)" "ctinit $VERSION ($(in_clone a git rev-parse --short=12 HEAD))"
	run readelf -lSW "${program[0]}"
	no_match "$output" 'INTERP|DYNAMIC|\.symtab|\.debug_info'
}

@test "dist: an unpacked archive gives the same archive and knows its commit" {
	mkdir "$DIST/c"
	tar -xf "$MADE/$NAME.tar.gz" -C "$DIST/c"
	eq "$(in_clone a git ls-files | wc -l)" "$(find "$DIST/c/$NAME" -type f | wc -l)" "files"
	eq "$(in_clone "c/$NAME" make -s --eval='show: ; @echo $(COMMIT)' show)" \
		"$(in_clone a git rev-parse --short=12 HEAD)" "commit"
	# In the place of make, which would compile it: installs the program of the other build.
	cat >"$T/install" <<-'END'
		#!/bin/sh
		for word; do case $word in DESTDIR=*) to=${word#*=}/usr ;; /*) cd "$word" ;; esac; done
		mkdir -p "$to/bin" "$to/share/man/man1"
		echo >"$to/share/man/man1/ctinit.1"
		cp "$MADE/$NAME"-* "$to/bin/ctinit"
		ls build/libev >"$T/libev" 2>&1 || :
	END
	chmod 755 "$T/install"
	mkdir -p "$DIST/c/$NAME/build/libev"
	touch "$DIST/c/$NAME/build/libev/ev.c"
	in_clone "c/$NAME" env MAKE="$T/install" sh docs/packaging/dist.sh "$VERSION" musl build/dist
	cmp "$MADE/$NAME.tar.gz" "$DIST/c/$NAME/build/dist/$NAME.tar.gz"
	eq "$(cat "$T/libev")" ev.c "source of libev for the program"
	# A copy of a tree has no commit.
	echo >"$DIST/c/$NAME/docs/packaging/source.txt"
	run in_clone "c/$NAME" env -u SOURCE_DATE_EPOCH sh docs/packaging/dist.sh "$VERSION" musl build/dist
	eq "$status" 1
	match "$output" '^dist: this tree has no commit, so its time is unknown: set SOURCE_DATE_EPOCH$'
	# A change that is not committed does not get in.
	git clone -q "$DIST/a" "$DIST/d"
	with_libev "$DIST/d"
	echo more >>"$DIST/d/docs/NEWS.md"
	run in_clone d env MAKE="$T/install" sh docs/packaging/dist.sh "$VERSION" musl build/dist
	eq "$status" 0 "$output"
	match "$output" '^dist: makes the last commit: changes that are not committed are not in it'
	cmp "$MADE/$NAME.tar.gz" "$DIST/d/build/dist/$NAME.tar.gz"
	run in_clone d make -n dist
	match "$output" 'sh docs/packaging/dist.sh'
	eq "$(in_clone d ls build/dist | wc -l)" 5 "files after make -n"
}

@test "dist: CROSS=arm64 makes the program, its manuals and its package for arm64" {
	local dist=$DIST/a/build/arm64/dist
	command -v aarch64-linux-gnu-gcc >/dev/null || skip "no aarch64-linux-gnu-gcc (package gcc-aarch64-linux-gnu)"
	[ -e "$ROOT/build/arm64/debian/unpacked" ] || skip "no libev, inih and musl for arm64: run make arm64-archives"
	mkdir "$DIST/a/build/arm64"
	cp -R "$ROOT/build/arm64/debian" "$DIST/a/build/arm64/"
	run in_clone a make -s CROSS=arm64 dist
	eq "$status" 0 "$output"
	eq "$(cd "$dist" && echo *)" \
		"SHA256SUMS $NAME-arm64 $NAME.tar.gz ctinit-alternatives_$VERSION-1_all.deb ctinit_$VERSION-1_arm64.deb"
	cmp "$MADE/$NAME.tar.gz" "$dist/$NAME.tar.gz"
	run readelf -hlSW "$dist/$NAME-arm64"
	match "$output" 'Machine: *AArch64'
	no_match "$output" 'INTERP|DYNAMIC|\.symtab|\.debug_info'
	eq "$(qemu-aarch64-static "$dist/$NAME-arm64" version | head -n 1)" \
		"ctinit $VERSION ($(in_clone a git rev-parse --short=12 HEAD))"
	dpkg-deb -x "$dist/ctinit_$VERSION-1_arm64.deb" "$T/arm64"
	dpkg-deb -x "$(echo "$MADE/ctinit_$VERSION-1"_*.deb)" "$T/native"
	for page in man1/ctinit.1 man5/svc.ini.5; do
		cmp "$T/native/usr/share/man/$page.gz" "$T/arm64/usr/share/man/$page.gz"
	done
	run --separate-stderr lintian --allow-root "$dist"/*.deb
	eq "$status:$output" 0: "$stderr"
}

@test "dist: lintian finds nothing in the packages" {
	run --separate-stderr lintian --allow-root "$MADE"/*.deb
	eq "$status:$output" 0: "$stderr"
}

@test "dist: in a Debian root the package is installed, upgraded and removed" {
	need_root
	in_debian <<-'END'
		files >/tmp/before
		install_debs $lower/ctinit_*.deb
		ls /usr/share/ctinit/*.old
		install_debs $new/ctinit_*.deb
		[ ! -e /usr/share/ctinit ]
		dpkg -V ctinit
		dpkg-query -W ctinit
		/usr/sbin/ctinit version
		/usr/sbin/ctinit -- sh -c 'exit 3' || echo "code $?"
		ls -l /usr/sbin/ctinit /usr/share/man/man1/ctinit.1.gz /usr/share/man/man5/svc.ini.5.gz
		dpkg --purge ctinit
		files | diff /tmp/before -
		echo as before
	END
	echo "$output" >"$T/out"
	in_order "$T/out" '^/usr/share/ctinit/ctinit_.*\.old$' '^ctinit	'"$VERSION-1$" "^ctinit $VERSION \(" \
		'^code 3$' '^-rwxr-xr-x 1 root root .* /usr/sbin/ctinit$' '^-rw-r--r-- .*/ctinit\.1\.gz$' \
		'^-rw-r--r-- .*/svc\.ini\.5\.gz$' '^as before$'
}

@test "dist: ctinit-alternatives takes the names of the peers and gives them back" {
	local name
	need_root
	mkdir -p "$DIST/peers"
	for name in tini dumb-init catatonit; do pack_installed "$name"; done
	in_debian <<-'END'
		dpkg -i /dist/peers/*.deb
		files >/tmp/before
		install_debs $lower/*.deb
		for name in tini tini-static dumb-init catatonit; do
			echo "$name is $(readlink -f /usr/bin/$name)"
		done
		install_debs $new/*.deb
		tini --version
		tini -s -- sh -c 'exit 4' || echo "tini's code $?"
		dumb-init --rewrite 15:2 sh -c 'exit 5' || echo "dumb-init's code $?"
		/usr/libexec/podman/catatonit -- sh -c 'exit 6' || echo "catatonit's code $?"
		update-alternatives --query tini | grep '^Status'
		! dpkg -i /dist/peers/tini_*.deb 2>&1 || exit 1
		! dpkg --remove ctinit 2>&1 || exit 1
		tini --version
		dpkg --purge ctinit-alternatives ctinit
		ls -d /usr/bin/tini /usr/bin/dumb-init /usr/bin/catatonit /usr/libexec/podman || :
		dpkg -i /dist/peers/*.deb
		files | diff /tmp/before -
		echo as before
	END
	echo "$output" >"$T/out"
	in_order "$T/out" '^tini is /usr/sbin/ctinit$' '^tini-static is /usr/sbin/ctinit$' \
		'^dumb-init is /usr/sbin/ctinit$' '^catatonit is /usr/sbin/ctinit$' '^tini version ' \
		"^tini's code 4$" "^dumb-init's code 5$" "^catatonit's code 6$" '^Status: auto$' \
		'conflicts with ctinit-alternatives|ctinit-alternatives.* conflicts' \
		'ctinit-alternatives depends on ctinit' '^tini version ' '^as before$'
	no_match "$output" '^/usr/(bin|libexec)/'
}
