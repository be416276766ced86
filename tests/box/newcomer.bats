#!/usr/bin/env bats
# tests/box/newcomer.bats - tests what somebody reads and gets who has few rights: an ordinary
# user, and root in a container of podman.
# timeout: 120
load ../lib/common

setup() {
	need_root
	ct_setup
}

# deps_for_user [PATH]: runs `deps.sh demo` as the user, where the headers are missing
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
