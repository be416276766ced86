#!/usr/bin/env bats
# tests/box/podman.bats - tests ctinit as the ENTRYPOINT of an image FROM scratch, and as
# podman's --init, with podman and crun.
# timeout: 180
load ../lib/common
load ../lib/podman

setup_file() {
	has_podman || return 0
	cat >"$POD/svc.ini" <<-'END'
		[init]
		shutdown-timeout = 50s
		[service:first]
		command = /bin/busybox sh -c 'trap "echo first ends; exit 0" TERM; echo first is up; while :; do /bin/busybox sleep 60 & wait; done'
		[service:second]
		command = /bin/busybox sh -c 'trap "echo second ends; exit 0" TERM; echo second is up; while :; do /bin/busybox sleep 60 & wait; done'
		needs = first
	END
	pod_image svc '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
	pod_image cmd '["/sbin/ctinit", "--"]'
}
teardown_file() { pod_teardown; }
setup() {
	need_podman
	ct_setup
}

logs_have() { pod logs "$1" 2>&1 | grep -qE "$2"; }

# up NAME FLAG...: starts the services image and waits until both services are up
up() {
	local name=$1
	shift
	pod_run -d --name "$name" "$@" localhost/svc:1
	wait_for 20 logs_have "$name" 'second is up'
}
# down NAME: runs podman stop; both services must stop in order on SIGTERM, with exit code 0
down() {
	pod stop -t 100 "$1"
	pod logs "$1" >"$T/log" 2>&1
	in_order "$T/log" 'second is up' 'second ends' 'first ends'
	eq "$(pod inspect -f '{{.State.ExitCode}}' "$1")" 0 "exit code"
	no_match "$(cat "$T/log")" 'in time|KILL|killing'
	pod rm "$1"
}

@test "podman: services from an image FROM scratch, stopped in order" {
	up plain
	pod exec plain /bin/busybox cat /proc/1/comm >"$T/comm"
	eq "$(cat "$T/comm")" ctinit "PID 1"
	down plain
}

@test "podman: --read-only" {
	up ro --read-only
	down ro
}

@test "podman: --read-only without any tmpfs" {
	up ro2 --read-only --read-only-tmpfs=false
	down ro2
}

@test "podman: --user 1000" {
	up user --user 1000:1000
	pod exec user /bin/busybox id -u >"$T/id"
	eq "$(cat "$T/id")" 1000 "uid"
	down user
}

@test "podman: --cap-drop all, no-new-privileges, read-only, as nobody" {
	up bare --cap-drop all --security-opt no-new-privileges --read-only --user 65534
	down bare
}

@test "podman: --privileged" {
	up priv --privileged
	down priv
}

# answers: Q11
@test "podman: supervises under podman's own --init, where it is not PID 1" {
	up sub --init --init-path="$POD/ctinit"
	pod exec sub /bin/busybox ps -o pid,args >"$T/ps"
	match "$(cat "$T/ps")" '^ *1 .*podman-init'
	match "$(cat "$T/ps")" 'ctinit run /etc/svc.ini'
	down sub
}

# both NAME FLAG... IMAGE WORD...: runs a file with a [container] for the host; b runs in
# place
both() {
	local out
	run pod_run --rm "${@:2}"
	out=$output
	eq "$status" 7 "$1: $out"
	match "$out" 'b ran'
	eq "$(grep -c 'container. is ignored' <<<"$out")" 1 "$1: $out"
}
@test "podman: a file with [container] serves an image where ctinit is PID 1 and where it is not" {
	printf '%s\n' '[container]' 'rootfs = /srv/only-on-the-host' 'network = none' '[service:b]' \
		'type = task' 'main = yes' "command = /bin/busybox sh -c 'echo b ran; exit 7'" >"$T/svc.ini"
	local at=(-v "$T/svc.ini:/etc/svc.ini:ro")
	both 'PID 1' "${at[@]}" localhost/svc:1
	both --init "${at[@]}" --init --init-path="$POD/ctinit" localhost/svc:1
	both 'below a shell' "${at[@]}" --entrypoint '["/bin/busybox"]' localhost/svc:1 \
		sh -c '/sbin/ctinit run /etc/svc.ini; exit $?'
}

@test "podman: a file that needs a container without CAP_SYS_ADMIN gets advice" {
	run pod_run --rm --entrypoint '["/bin/busybox"]' localhost/svc:1 \
		/bin/busybox sh -c 'mkdir /r; /sbin/ctinit run --rootfs /r -- /bin/true'
	eq "$status" 125
	match "$output" 'cannot make the namespaces: .*no CAP_SYS_ADMIN here.*--in-place.*--cap-add SYS_ADMIN'
}

@test "podman: --init --init-path in front of a command" {
	run --separate-stderr pod_run --rm --init --init-path="$POD/ctinit" \
		--entrypoint '["/bin/busybox"]' localhost/cmd:1 ps -o pid,args
	eq "$status" 0 "exit code"
	match "$output" '^ *1 .*podman-init -- /bin/busybox ps'
}

@test "podman: --init passes the exit code on" {
	local code
	for code in 0 1 7 126 127 255; do
		run pod_run --rm --init --init-path="$POD/ctinit" \
			--entrypoint '["/bin/busybox"]' localhost/cmd:1 sh -c "exit $code"
		eq "$status" "$code" "exit code"
	done
}

@test "podman: exit codes of one command with ctinit as the ENTRYPOINT" {
	local code
	for code in 0 1 2 77 125 126 127 128 129 143 254 255; do
		run pod_run --rm localhost/cmd:1 /bin/busybox sh -c "exit $code"
		eq "$status" "$code" "exit code"
	done
}

@test "podman: killed by a signal is 128+N, not found is 127" {
	run pod_run --rm localhost/cmd:1 /bin/busybox sh -c 'kill -KILL $$'
	eq "$status" 137 "SIGKILL"
	run pod_run --rm localhost/cmd:1 /bin/busybox sh -c 'kill -TERM $$'
	eq "$status" 143 "SIGTERM"
	run pod_run --rm localhost/cmd:1 /no/such
	eq "$status" 127 "not found"
	run pod_run --rm localhost/cmd:1 /etc
	eq "$status" 126 "a directory"
}

@test "podman: stop of one command: SIGTERM reaches it and its exit code comes back" {
	pod_run -d --name one localhost/cmd:1 /bin/busybox sh -c \
		'trap "exit 9" TERM; echo up; while :; do /bin/busybox sleep 60 & wait; done'
	wait_for 20 logs_have one '^.*up$'
	pod stop -t 20 one
	eq "$(pod inspect -f '{{.State.ExitCode}}' one)" 9 "exit code"
	pod rm one
}

@test "podman: a bad file is 125 and names its line" {
	mkdir "$T/etc"
	printf '[service:x]\ncomand = /bin/busybox\n' >"$T/etc/svc.ini"
	chmod 755 "$T/etc"
	run pod_run --rm -v "$T/etc:/etc:ro" localhost/svc:1
	eq "$status" 125 "exit code"
	match "$output" 'svc.ini:2: .*comand'
}

# answers: Q1 Q2
@test "podman: a service that fails for good ends the container with its exit code" {
	mkdir "$T/etc"
	cat >"$T/etc/svc.ini" <<-'END'
		[service:other]
		command = /bin/busybox sleep 600
		[service:main]
		command = /bin/busybox sh -c 'exit 42'
		main = yes
	END
	chmod 755 "$T/etc"
	run pod_run --rm -v "$T/etc:/etc:ro" localhost/svc:1
	eq "$status" 42 "exit code"
}

@test "podman: the logger is confined under the engine's own filter, as root and as a user" {
	local logger='for p in /proc/[0-9]*; do grep -qx ctinit-log $p/comm && cat $p/status; done'
	for user in 0 1234; do
		up "logger$user" --user "$user"
		pod exec "logger$user" /bin/busybox sh -c "$logger" >"$T/status" || :
		match "$(cat "$T/status")" '^Name:.ctinit-log$'
		match "$(cat "$T/status")" '^NoNewPrivs:.1$'
		match "$(cat "$T/status")" '^Seccomp_filters:.2$'
		for set in CapInh CapPrm CapEff CapBnd CapAmb; do
			# Without CAP_SETPCAP the bounding set stays, but no_new_privs makes
			# it harmless.
			[ "$user$set" = 1234CapBnd ] || match "$(cat "$T/status")" "^$set:.0000000000000000\$"
		done
		down "logger$user"
	done
}
