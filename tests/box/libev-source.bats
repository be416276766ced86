#!/usr/bin/env bats
# tests/box/libev-source.bats - tests make libev-source, and what a build does with its result.
load ../lib/common

# The apt of these tests has the words that it fails at in $T/fail, and logs to $T/calls.
setup() {
	ct_setup
	mkdir "$T/bin" "$T/tree"
	cat >"$T/bin/apt-cache" <<-'END'
		#!/bin/sh
		[ -e "$T/no-lists" ] || echo '        500 http://mirror.example/debian a/updates/main amd64 Packages'
		echo '        100 /var/lib/dpkg/status'
	END
	cat >"$T/bin/apt-get" <<-'END'
		#!/bin/sh
		for word; do
			case $word in Dir::Etc::SourceList=*) cat "${word#*=}" >>"$T/calls" ;; esac
			case $word in update | source) verb=$word ;; esac
		done
		echo "$verb" >>"$T/calls"
		if grep -qx "$verb" "$T/fail"; then echo 'E: no network'; exit 100; fi
		[ "$verb" = source ] || exit 0
		mkdir libev-4.33 debian
		touch -d 2020-01-01 libev-4.33/ev.h libev-4.33/LICENSE
		[ -e "$T/other" ] || touch -d 2020-01-01 libev-4.33/ev.c
		[ ! -e "$T/patches" ] || { mkdir debian/patches && echo one.patch >debian/patches/series; }
		tar -czf libev_4.33.orig.tar.gz libev-4.33
		tar -cJf libev_4.33-1.debian.tar.xz debian
		rm -r libev-4.33 debian
	END
	chmod 755 "$T/bin"/*
	: >"$T/fail"
}

get_source() { PATH=$T/bin:$PATH run sh "$ROOT/init/libc/libev_source.sh" "$T/libev"; }

@test "libev-source: apt-get gets the source from the archive that has libev-dev" {
	touch "$T/before"
	get_source
	eq "$status:$output" 0:
	eq "$(xargs <"$T/calls")" "$(xargs <<-'END'
		deb-src http://mirror.example/debian a/updates main
		update
		deb-src http://mirror.example/debian a/updates main
		source
	END
	)"
	eq "$(echo "$T"/libev/*)" "$T/libev/LICENSE $T/libev/ev.c $T/libev/ev.h"
	[ ! "$T/before" -nt "$T/libev/ev.c" ] || fail "ev.c is older than what make has built"
}

@test "libev-source: what fails is an error, and no source stays" {
	local verb
	for verb in update source; do
		echo $verb >"$T/fail"
		get_source
		eq "$status" 1 "$verb"
		in_order <(echo "$output") '^E: no network$' "^libev-source: apt-get $verb failed$"
		eq "$(ls "$T/libev")" "" "$verb"
	done
	: >"$T/fail"
	touch "$T/other"
	get_source
	eq "$status:$output" "1:libev-source: the source package has no ev.c"
	touch "$T/patches"
	get_source
	eq "$status:$output" "1:libev-source: Debian has patches for it, which are not applied here"
	touch "$T/no-lists"
	get_source
	eq "$status:$output" "1:libev-source: apt knows no archive with libev-dev: run apt-get update"
	eq "$(ls "$T/libev")" ""
}

@test "libev-source: the build compiles libev if its source is there" {
	cp -R "$ROOT/Makefile" "$ROOT/conf" "$ROOT/init" "$ROOT/supervisor" "$ROOT/tests" "$T/tree"
	run make -C "$T/tree" MODE=musl V=1 -n all
	match "$output" '-c -o build/musl/conf/'
	match "$output" 'archives.sh init/libc/archives.txt .*libev\.a .*libinih\.a'
	no_match "$output" 'build/libev/|libev\.o'
	mkdir -p "$T/tree/build/libev"
	touch "$T/tree/build/libev/ev.c" "$T/tree/build/libev/ev.h"
	run make -C "$T/tree" MODE=musl V=1 -n all
	match "$output" '-DEV_USE_TIMERFD=1 .*-c -o build/musl/libev\.o build/libev/ev\.c'
	match "$output" 'build/libev/ev\.h .*build/musl/include'
	match "$output" 'archives.sh init/libc/archives.txt [^ ]*libinih\.a'
	no_match "$output" 'archives.txt.*libev\.a'
}
