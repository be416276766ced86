#!/usr/bin/env bats
# tests/box/newcomer.bats - tests what somebody reads and gets who has few rights: an ordinary
# user, and root in a container of podman.
# timeout: 180
load ../lib/common
load ../lib/podman

setup() {
	need_root
	ct_setup
}
teardown() {
	pod_teardown
	ct_teardown
}

# deps_for_user PATH: runs `deps.sh demo` as the user, where the headers are missing
deps_for_user() {
	mkdir -p "$T/none"
	# shellcheck disable=SC2016 # expanded by the inner shell
	run --separate-stderr unshare -m --propagation private sh -ec '
		mount --bind "$1" /usr/include
		PATH=$2 exec setpriv --reuid "$3" --clear-groups sh "$4" demo' - \
		"$T/none" "$1" "$CT_USER" "$T/deps.sh"
	eq "$status" 1
	match "${stderr_lines[0]}" '^deps: missing: libc .*libev libinih'
	match "${stderr_lines[1]}" '^deps: packages of .*: libc6-dev .*libev-dev libinih-dev'
}
@test "newcomer: a user without the packages reads which are missing, and the command that installs them" {
	need_user
	cp "$ROOT/tests/lib/deps.sh" "$T/deps.sh"
	chmod 644 "$T/deps.sh"
	mkdir "$T/bin"
	deps_for_user "$T/bin:/usr/bin:/bin"
	match "${stderr_lines[2]}" '^deps: only root may install them'
	if ! command -v sudo >/dev/null; then eq "${stderr_lines[3]}" "deps:   su -c 'sh $T/deps.sh demo'"; fi
	eq "${#stderr_lines[@]}" 4
	# a sudo that asks for a password
	printf '#!/bin/sh\nexit 1\n' >"$T/bin/sudo"
	chmod 755 "$T/bin/sudo"
	deps_for_user "$T/bin:/usr/bin:/bin"
	eq "${stderr_lines[3]}" "deps:   sudo sh $T/deps.sh demo"
}

# checkout DIR [STEP]...: copies the checkout and what `make all tools` has built, with the times of the
# files. $DIR/steps has what the demo shows, after these steps
checkout() {
	mkdir "$1"
	(cd "$ROOT" && {
		find . -path ./build -prune -o -path ./.git -prune -o -type f -print0
		find build -maxdepth 1 -type f -print0
		find build/fast build/musl build/tools -path '*/tests/*' -prune -o '(' -type f -o -type l ')' -print0
	} | tar -c --null -T -) | tar -x -C "$1"
	rm "$1/build/commit" # an older one than its object would be compiled again
	printf '%s\n' "${@:2}" 'expect ^ctinit [|] ticker: ready' 'send \x03' \
		'expect container exit code 0' >"$1/steps"
}
# two_commands DIR: prints the script that runs both commands of README.md in a checkout: the
# demo, ended by ^C when its last service is ready, and a few files of the tests. bats adds its
# own directory to PATH, where `bats` is another program.
two_commands() {
	local path
	# shellcheck disable=SC2001 # of several directories
	path=$(sed 's,[^:]*/bats-core:,,g' <<<"$PATH")
	cat <<-END
		PATH=$path
		cd "$1" || exit
		make -n run >/dev/null && make -n test >/dev/null || exit
		PORT=$(free_port) python3 tests/lib/terminal.py make -s run <steps || [ \$? = 130 ] || exit
		bash tests/run.sh tests/box/first-steps.bats tests/box/arguments.bats
	END
}

@test "newcomer: the two commands work for a user in a checkout of the user's" {
	need_user
	need_host
	checkout "$UDIR/ctinit"
	chown -R "$CT_USER:" "$UDIR/ctinit"
	run as_user env -u MAKEFLAGS sh -c "$(two_commands "$UDIR/ctinit")"
	eq "$status" 0 "$output"
	match "$output" '^[1-9][0-9]* passed, 0 failed'
	if has_subids; then no_match "$output" 'skipped'; else match "$output" '# skip needs root, or a user namespace: .'; fi
}

# in_podman ARG...: runs the two commands in a container with the host's programs
in_podman() {
	local dir root=$POD/machine
	mkdir -p "$root"/{mnt,proc,sys,dev,run,tmp,root,usr,var/lib,var/log}
	cp -a /etc "$root/etc"
	for dir in bin sbin lib lib64; do [ ! -e "/$dir" ] || ln -s "usr/$dir" "$root/$dir"; done
	checkout "$root/root/ctinit" 'expect is ignored: this is a container already'
	run pod_run --rm -v /usr:/usr:ro "$@" --rootfs "$root" \
		/bin/sh -c "$(two_commands /root/ctinit)"
	eq "$status" 0 "$output"
	match "$output" '^[1-9][0-9]* passed, 0 failed'
}
@test "newcomer: the two commands work in a container of podman that may make namespaces" {
	has_podman || skip "needs podman: $WHY"
	in_podman --privileged
	no_match "$output" 'skipped'
}
@test "newcomer: in an ordinary container of podman the demo works, and tests are skipped with the reason" {
	has_podman || skip "needs podman: $WHY"
	in_podman
	match "$output" '# skip needs namespaces and mounts: unshare: .*Operation not permitted'
}
