#!/usr/bin/env bats
# tests/box/with-contenv.bats - tests scripts of s6-overlay that begin with with-contenv.
load ../lib/common

# in_root CMD...: runs CMD with a /run and a /command of its own
in_root() {
	run --separate-stderr "${LIMIT[@]}" unshare -mpf --mount-proc --kill-child sh -c '
		mount -t tmpfs run /run && mkdir -p /run/s6/container_environment /run/command &&
		cd /run/s6/container_environment && printf "8\n" >WORKERS && printf "a\0b\n\n" >LINES &&
		printf "over" >PATH_OF && : >EMPTY && mkdir directory && mkfifo fifo && printf x >.hidden || exit 99
		ln -s "$CTINIT" /run/command/with-contenv && cd / && exec "$@"' sh "$@"
}

setup() {
	need_root
	ct_setup
	export CTINIT
	printf '#!/run/command/with-contenv sh\necho "$1 $WORKERS $PATH_OF $KEPT ${EMPTY-unset}"\necho "$LINES"\n' >"$T/script"
	chmod 755 "$T/script"
}

@test "with-contenv: a script gets the variables of /run/s6/container_environment beside its own" {
	KEPT=kept PATH_OF=under in_root "$T/script" word
	eq "$status" 0 "$stderr"
	eq "$output" $'word 8 over kept \na\nb'
}

@test "with-contenv: a setup and a service run such scripts, also without the directory" {
	printf '[setup:old]\ncommand = %s one\n[service:app]\ntype = task\ncommand = %s two\n' "$T/script" "$T/script" >"$T/a.ini"
	in_root "$CTINIT" run "$T/a.ini"
	eq "$status" 0 "$stderr"
	match "$output" '^one 8 over'
	match "$output" '^two 8 over'
	in_root sh -c "rm -rf /run/s6; exec $T/script none"
	eq "$status" 0 "$stderr"
	eq "${lines[0]}" 'none    unset'
}

@test "with-contenv: a missing program is 127, one that cannot run 126, none at all a usage line" {
	in_root /run/command/with-contenv no-such-program
	eq "$status" 127
	eq "$stderr" 'with-contenv: cannot run no-such-program: No such file or directory'
	in_root /run/command/with-contenv /etc/passwd
	eq "$status" 126
	in_root /run/command/with-contenv
	match "$stderr" '^usage: with-contenv PROGRAM'
}
