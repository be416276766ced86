#!/usr/bin/env bats
# tests/box/engines.bats - tests ctinit instead of an engine's own init: podman's podman-init,
# the pause program of its pods, and dockerd's docker-init.
# timeout: 180
load ../lib/common
load ../lib/podman
load ../lib/docker

setup_file() {
	has_podman || return 0
	# podman builds the pod's infra image with the catatonit that it finds.
	mkdir "$POD/helpers"
	cp "$POD/ctinit" "$POD/helpers/catatonit"
	# There is no command-line option for the cgroups of a pod.
	sed -i 's/^\[containers\]$/&\ncgroups = "disabled"/' "$CONTAINERS_CONF"
	cat >>"$CONTAINERS_CONF" <<-END
		helper_binaries_dir = ["$POD/helpers", "/usr/libexec/podman", "/usr/lib/podman"]
	END
	mkdir -p "$POD/root/bin"
	cp "$(command -v busybox)" "$POD/root/bin/busybox"
	tar -C "$POD/root" -c . | pod import - localhost/bb:1
}
teardown_file() { pod_teardown; }
setup() {
	need_podman
	ct_setup
}
teardown() {
	docker_down
	ct_teardown
}

@test "podman: as /run/podman-init ctinit acts as catatonit, with its exit code and messages" {
	run --separate-stderr pod_run --rm --init --init-path="$POD/ctinit" localhost/bb:1 \
		/no/such/command
	eq "$status" 1
	# shellcheck disable=SC2154 # set by bats
	match "$stderr" 'ERROR \(catatonit:[0-9]+\): failed to exec pid1: No such file'
}

@test "podman: ctinit is the pause program of a pod and ends on SIGTERM" {
	local infra
	pod pod create --name p --share ipc --network none >"$T/create" 2>&1 ||
		skip "this podman cannot make a pod here: $(tail -n 1 "$T/create")"
	infra=$(pod pod inspect -f '{{.InfraContainerID}}' p)
	pod pod start p >"$T/start" 2>&1 || {
		pod pod rm -f p
		skip "a pod's first container cannot start here: $(tail -n 1 "$T/start")"
	}
	eq "$(pod inspect -f '{{.State.Running}} {{.Path}} {{.Args}}' "$infra")" \
		'true /catatonit [-P]'
	cmp "/proc/$(pod inspect -f '{{.State.Pid}}' "$infra")/exe" "$CTINIT"
	pod stop -t 20 "$infra"
	eq "$(pod inspect -f '{{.State.ExitCode}}' "$infra")" 0 "exit code"
	pod pod rm -f p
}

@test "dockerd: --init-path and docker run --init" {
	docker_up
	tar -C "$POD/root" -c . | docker import - ct/bb:1
	eq "$(docker info -f '{{.InitBinary}}' 2>/dev/null)" "$D/docker-init"
	eq "$(docker version -f '{{range .Server.Components}}{{if eq .Name "docker-init"}}{{.Version}}{{end}}{{end}}')" \
		"$("$CTINIT" version | awk '{ print $2; exit }')_ctinit"
	run docker run --rm --network=none --init ct/bb:1 /bin/busybox sh -c \
		'/bin/busybox tr "\0" " " </proc/1/cmdline; exit 7'
	eq "$status" 7
	match "$output" '^/sbin/docker-init -- /bin/busybox sh'
}

@test "dockerd: with the host's pid namespace services are supervised in place, and a line says why" {
	docker_up
	tar -C "$POD/root" -c . | docker import - ct/bb:1
	cat >"$T/svc.ini" <<-'END'
		[service:b]
		type = task
		main = yes
		command = /bin/busybox sh -c 'echo pid $$; exit 7'
	END
	chmod 755 "$T"
	local flags=(--rm --network=none --pid=host --cap-add SYS_ADMIN -v "$CTINIT:/bin/ctinit:ro"
		-v "$T/svc.ini:/svc.ini:ro" ct/bb:1 /bin/ctinit run)
	run --separate-stderr docker run "${flags[@]}" /svc.ini
	eq "$status" 7
	[[ $output =~ 'pid '([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -gt 3 ] || fail "a pid of its own: $output"
	# If this test runs in a pid namespace, --pid=host shares only that one, and nothing
	# is reported.
	# shellcheck disable=SC2154 # set by bats
	[ "$(stat -Lc %i /proc/self/ns/pid)" != 4026531836 ] ||
		match "$stderr" 'supervising in place: this is a container \(/.dockerenv\)'
	run --separate-stderr docker run "${flags[@]}" --in-place /svc.ini
	eq "$status" 7
	no_match "$stderr" 'in place'
	run --separate-stderr docker run "${flags[@]}" --container /svc.ini
	eq "$status" 7 "$stderr"
	match "$output" 'pid [23]$'
	# The same file with [container], in a container that shares another one's processes.
	sed -i '1i [container]\nrootfs = /srv/only-on-the-host' "$T/svc.ini"
	docker run -d --name other --network=none ct/bb:1 /bin/busybox sleep 600
	run --separate-stderr docker run "${flags[@]/host/container:other}" /svc.ini
	eq "$status" 7 "$stderr"
	match "$stderr" 'container. is ignored: this is a container already \(/.dockerenv\)'
	docker rm -f other
}
