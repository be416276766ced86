#!/usr/bin/env bats
# tests/arm64/supervise.bats - runs the program for arm64 with qemu-user: services and
# the logger. qemu-user cannot make namespaces, so there is no container.
# shellcheck disable=SC2154 # the helpers set status, output and stderr
load ../lib/life
load ../lib/log
as_users_see_it

# serving NAME: prints a service that says when it is up and when it stops
serving() {
	printf '%s\n' "[service:$1]" "ready = \"log:^$1 up\"" "command = /bin/sh -c 'trap \"echo $1 stops; exit 0\" TERM; echo $1 up; while :; do sleep 0.1; done'"
}
# main_of SERVICE: prints the pid of its shell, by its text
main_of() { pgrep -P "$INIT" -f "echo $1 up"; }
up_again() { [ "$(grep -c "$1 up" "$T/two.out")" -ge 2 ]; }

@test "arm64: the program is one for aarch64, and needs no library" {
	local machine
	machine=$(od -An -tu2 -j18 -N2 "$CTINIT")
	eq $((machine)) 183 # EM_AARCH64, elf.h
	is_static
}

@test "arm64: two services start in order, one is restarted, both stop in order with exit code 0" {
	{
		serving db
		serving web
		echo 'needs = db'
	} >"$T/two.ini"
	up two
	wait_line 20 "$T/two.out" 'web up'
	in_order "$T/two.out" 'db up' 'web up'
	kill -KILL "$(main_of web)"
	wait_for 20 up_again web
	down
	in_order "$T/two.out" 'db up' 'web up' 'web up' 'web stops' 'db stops'
	eq "$(grep -c 'db up' "$T/two.out")" 1
}

@test "arm64: a logger that is killed is replaced, and no line is lost" {
	serving web >"$T/one.ini"
	up one
	wait_line 20 "$T/one.out" 'web up'
	find_init
	signal_logger KILL
	wait_for 20 another_logger "$INIT" "$LOGGER"
	down
	wait_line 20 "$T/one.out" 'web stops'
}

@test "arm64: each row of skipped.tsv names a test" {
	local file name why
	python3 - "$ROOT" >"$T/cases" <<-'END'
		import sys
		sys.dont_write_bytecode = True
		sys.path.insert(0, f"{sys.argv[1]}/tests/conformance")
		import run
		print(*(f"{c.family}: {c.name}" for c in run.CASES), sep="\n")
	END
	while IFS=$'\t' read -r file name why; do
		[ -n "$why" ] || fail "no reason: $file $name"
		case $file in
		*.bats) grep -qF "@test \"$name\" {" "$ROOT/$file" ;;
		*.c) grep -q "^static void $name(void" "$ROOT/$file" ;;
		*) grep -qxF "$name" "$T/cases" ;;
		esac || fail "no such test: $file $name"
	done < <(grep -v '^#' "$ROOT/tests/arm64/skipped.tsv")
}
