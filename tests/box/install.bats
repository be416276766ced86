#!/usr/bin/env bats
# tests/box/install.bats - tests make install, and that the files of the manual and the examples are right.
load ../lib/common

@test "install: the copy in DESTDIR and PREFIX runs" {
	run make -s -C "$ROOT" install "DESTDIR=$T/dest" PREFIX=/opt/ct
	eq "$status" 0 "make install: $output"
	in_order <(echo "$output") "^install: $T/dest/opt/ct/bin/ctinit$" \
		"^install: $T/dest/opt/ct/share/man/man1/ctinit.1$"
	[ -x "$T/dest/opt/ct/bin/ctinit" ]
	run "$T/dest/opt/ct/bin/ctinit" version
	eq "$status" 0 "version"
	match "$output" '^ctinit [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]{12}\))?$'
	[ -s "$T/dest/opt/ct/share/man/man1/ctinit.1" ]
	[ -s "$T/dest/opt/ct/share/man/man5/svc.ini.5" ]
	eq "$(find "$T/dest" -type l)" "" "links nobody asked for"
}

@test "install: LINKS=yes adds the names of the peers, also over itself" {
	local name
	make -s -C "$ROOT" install "DESTDIR=$T/dest" PREFIX=/usr LINKS=yes
	make -s -C "$ROOT" install "DESTDIR=$T/dest" PREFIX=/usr LINKS=yes
	for name in tini tini-static dumb-init catatonit docker-init podman-init; do
		[ "$T/dest/usr/bin/$name" -ef "$T/dest/usr/bin/ctinit" ] || fail "$name"
		[ "$(realpath "$T/dest/usr/bin/$name")" = "$(realpath "$T/dest/usr/bin")/$name" ]
	done
	run "$T/dest/usr/bin/tini" -- /bin/sh -c 'exit 3'
	eq "$status" 3 "tini's way"
}

@test "install: the path of each engine's init selects its personality, also for a copy" {
	local path
	for path in usr/libexec/docker/docker-init sbin/docker-init run/podman-init tini \
		usr/libexec/podman/catatonit usr/bin/tini-static; do
		mkdir -p "$T/$(dirname "$path")"
		cp "$CTINIT" "$T/$path"
		run "$T/$path" --version
		eq "$status" 0 "$path"
		match "$output" '^tini version [0-9]'
	done
	cp "$CTINIT" "$T/dumb-init"
	run sh -c 'exec "$(readlink -f "$1")" -r 15:2 sh -c "exit 6"' - "$T/dumb-init"
	eq "$status" 6 "a copy keeps its name when a script resolves the path"
}

@test "install: without man pages it reports that scdoc is missing" {
	mkdir -p "$T/tree/build"
	cp "$CTINIT" "$T/tree/build/ctinit"
	cd "$T/tree"
	run --separate-stderr sh "$ROOT/tests/lib/install.sh" "$T/dest" /usr
	eq "$status" 0 "$stderr"
	eq "${lines[0]}" "install: $T/dest/usr/bin/ctinit"
	for file in bash-completion/completions/ctinit zsh/vendor-completions/_ctinit \
		fish/vendor_completions.d/ctinit.fish; do
		match "$output" "install: $T/dest/usr/share/$file"
		match "$(cat "$T/dest/usr/share/$file")" 'completion for ctinit'
	done
	match "$stderr" '^install: no manuals: scdoc is not installed'
}

@test "install: the program is static, stripped and has at most 720,000 bytes, with glibc 1.65 MB" {
	local size most=1650000
	need_static
	if [ "$MODE" = musl ]; then
		most=745000 # with all of libev, for which there was no source
		[ ! -e "$ROOT/build/libev/ev.c" ] || most=720000
	fi
	size=$(stat -c %s "$CTINIT")
	[ "$size" -le $most ] || fail "$size bytes"
	run readelf -lW "$CTINIT"
	no_match "$output" 'INTERP|DYNAMIC|RWE'
	match "$output" 'GNU_RELRO'
	match "$output" 'GNU_STACK.* RW '
	run readelf -SW "$CTINIT"
	no_match "$output" '\.symtab|\.debug_info'
}

@test "make: cross-compiling uses the tools of that compiler" {
	local tool
	run env -u CC -u MODE make -n -B -C "$ROOT" CROSS_COMPILE=zz-linux-gnu- LDFLAGS=-L/zz/lib all
	eq "$status" 0
	for tool in gcc ar strip objcopy nm; do match "$output" "(^|[^a-z])zz-linux-gnu-$tool "; done
	match "$output" 'gcc .*-L/zz/lib -o build/fast/ctinit'
	no_match "$output" '(^|[&|(] *)(cc|ar|strip|objcopy|nm) '
	# With only CC set, the compiler determines the other tools.
	printf '#!/bin/sh\ncase $1 in -print-prog-name=*) echo /zz/bin/${1#*=} ;; esac\n' >"$T/zz-cc"
	chmod 755 "$T/zz-cc"
	run env -u MODE make -n -B -C "$ROOT" CC="$T/zz-cc" all
	for tool in ar strip objcopy nm; do match "$output" "/zz/bin/$tool "; done
}

# make_here ARGUMENT...: make in this tree, without the MODE of this test
make_here() { env -u MODE -u CC -u MAKEFLAGS make -s --no-print-directory -C "$ROOT" "$@"; }

@test "make: musl is the default for gcc, elsewhere the C library of the compiler, and make says so" {
	eq "$(make_here program MUSL_CC=sh)" "musl build/ctinit"
	eq "$(make_here program MUSL_CC=sh CC='/zz/ccache /zz/gcc-12')" "musl build/ctinit"
	eq "$(make_here program MUSL_CC=sh MODE=fast)" "fast build/fast/bin/ctinit"
	eq "$(make_here program MUSL_CC=sh CC=/zz/clang)" "fast build/ctinit"
	eq "$(make_here program MUSL_CC=zz-gcc)" "fast build/ctinit"
	eq "$(make_here program MUSL_CC=zz-gcc MODE=musl)" "musl build/musl/bin/ctinit"
	run make_here -n all MUSL_CC=zz-gcc
	match "$output" "ctinit is built with the C library of cc: zz-gcc is missing [(]Debian: musl-tools[)]'"
	run make_here -n all MUSL_CC=sh CC=/zz/clang
	match "$output" "ctinit is built with the C library of /zz/clang: musl-gcc is not for .lang'"
	run make_here -n all MUSL_CC=sh
	no_match "$output" 'C library of'
	printf '#!/bin/sh\necho x86_64-alpine-linux-musl\n' >"$T/zz-cc"
	chmod 755 "$T/zz-cc"
	run make_here no-musl MUSL_CC=zz-gcc CC="$T/zz-cc"
	eq "$status:$output" 0:
}

@test "make: an archive that wants a symbol of libc that is not in the list fails the build" {
	printf 'int known(void); int own(void) { return known(); }' >"$T/a.c"
	printf 'int own(void), unknown(void); int both(void) { return own() + unknown(); }' >"$T/b.c"
	cc -c -o "$T/a.o" "$T/a.c"
	cc -c -o "$T/b.o" "$T/b.c"
	ar rc "$T/a.a" "$T/a.o"
	ar rc "$T/b.a" "$T/b.o"
	printf '# list\nknown\n' >"$T/list"
	run sh "$ROOT/init/libc/archives.sh" "$T/list" "$T/a.a"
	eq "$status:$output" "0:"
	run sh "$ROOT/init/libc/archives.sh" "$T/list" "$T/a.a" "$T/b.a"
	eq "$status" 1
	match "$output" '^  unknown [(].*b\.a:b\.o:?[)]$'
	no_match "$output" '^  (known|own) [(]'
}

@test "svc.ini(5): every file in it passes check" {
	awk -v d="$T" '/^```$/ { on = !on; n += on; next } on { print > (d "/manual" n ".ini") }' \
		"$ROOT/docs/svc.ini.5.scd"
	[ -s "$T/manual3.ini" ]
	local file
	for file in "$T"/manual*.ini; do
		ct check "$file"
		eq "$status" 0 "$file: $output$stderr"
	done
}

@test "examples: every one passes check" {
	local file n=0
	export HERE=$ROOT/conf/examples/demo PORT=8080 DATA=/srv/data
	while read -r file; do
		ct check "$file"
		eq "$status" 0 "$file: $output$stderr"
		n=$((n + 1))
	done < <(find "$ROOT/conf/examples" -name '*.ini')
	[ "$n" -ge 4 ]
}

@test "deps: is quiet when all is installed, and lists what is missing when it may not install" {
	local name
	for name in apt-get apk sudo; do printf '#!/bin/sh\necho "$0 $*"\n' >"$T/$name"; done
	chmod 755 "$T"/*
	run env PATH="$T:$PATH" sh "$ROOT/tests/lib/deps.sh"
	eq "$status" 0 "deps"
	eq "$output" "" "deps says"
	run sh "$ROOT/tests/lib/deps.sh" nonsense
	eq "$status" 2 "usage"
	run sh "$ROOT/tests/lib/deps.sh" list
	match "$output" '^libev-dev$'
	# The demo prints hints with curl and ps.
	in_order "$ROOT/conf/examples/demo/run.sh" ' curl ' ' ps '
	sed -n '/^demo=/,/^.$/p' "$ROOT/tests/lib/deps.sh" >"$T/demo"
	in_order "$T/demo" '^curl ' '^ps '
}
