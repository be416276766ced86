#!/usr/bin/env bats
# tests/box/podman-user.bats - tests the same image with the podman of an ordinary user.
# timeout: 120
load ../lib/common
load ../lib/podman

setup_file() {
	export POD_AS=user
	has_podman || return 0
	T=$POD
	need_user
	export CT_USER
	cat >"$POD/svc.ini" <<-'END'
		[service:first]
		command = /bin/busybox sh -c 'trap "echo first ends; exit 0" TERM; echo first is up; while :; do /bin/busybox sleep 60 & wait; done'
		[service:second]
		command = /bin/busybox sh -c 'trap "echo second ends; exit 0" TERM; echo second is up; while :; do /bin/busybox sleep 60 & wait; done'
		needs = first
	END
	chown -R "$CT_USER" "$POD"
	# The user owns the build context and everything below it.
	pod_image_context svc '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
	chown -R "$CT_USER" "$POD/svc"
	pod build -q -t localhost/svc:1 "$POD/svc"
}
teardown_file() {
	pod_teardown
	ct_remove_user
}
setup() {
	need_podman
	ct_setup
}

logs_have() { pod logs "$1" 2>&1 | grep -qE "$2"; }

@test "rootless podman: services from an image FROM scratch, stopped in order" {
	pod_run -d --name plain localhost/svc:1
	wait_for 30 logs_have plain 'second is up'
	pod stop -t 20 plain
	pod logs plain >"$T/log" 2>&1
	in_order "$T/log" 'second is up' 'second ends' 'first ends'
	eq "$(pod inspect -f '{{.State.ExitCode}}' plain)" 0 "exit code"
}

@test "rootless podman: --read-only --user 1000 --cap-drop all" {
	pod_run -d --name bare --read-only --user 1000 --cap-drop all localhost/svc:1
	wait_for 30 logs_have bare 'second is up'
	pod stop -t 20 bare
	eq "$(pod inspect -f '{{.State.ExitCode}}' bare)" 0 "exit code"
}

@test "rootless podman: --init passes exit codes on" {
	local code
	for code in 0 9 255; do
		run pod_run --rm --init --init-path="$POD/ctinit" \
			--entrypoint '["/bin/busybox"]' localhost/svc:1 sh -c "exit $code"
		eq "$status" "$code" "exit code"
	done
}
