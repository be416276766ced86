# shellcheck shell=bash
# tests/lib/docker.bash - runs dockerd with its own data, no network and cgroup v2 only:
# load ../lib/docker
#
# docker_up starts it, or skips the test; teardown calls docker_down, which ends it by its pid.
# ctinit is its docker-init.

docker_up() {
	local program
	for program in dockerd docker containerd runc; do
		command -v "$program" >/dev/null || skip "$program is not installed (docker.io)"
	done
	D=$(mktemp -d "/tmp/ctdocker.${CT_RUN:-$$}.XXXXXX")
	export DOCKER_HOST=unix://$D/d.sock
	ln -s "$CTINIT" "$D/docker-init"
	had_group=$(find /sys/fs/cgroup -maxdepth 2 -type d -name docker)
	start dockerd "$ROOT/tests/lib/in-cgroup2" dockerd --data-root "$D/data" --exec-root "$D/exec" \
		-p "$D/pid" -H "$DOCKER_HOST" --iptables=false --ip6tables=false \
		--bridge=none --exec-opt native.cgroupdriver=cgroupfs \
		--init-path "$D/docker-init"
	wait_for 20 docker_decided || :
	docker version >"$T/version" 2>&1 || skip "dockerd does not run here: $(tail -n 1 "$T/dockerd.err")"
}

docker_decided() { ct_gone "$PID" || docker version; }

docker_down() {
	local pid
	[ -n "${D:-}" ] || return 0
	pid=$(cat "$D/pid" 2>/dev/null) || pid=
	[ -z "$pid" ] || {
		kill "$pid"
		wait_for 20 ct_gone "$pid"
	}
	[ -n "${had_group:-}" ] || find /sys/fs/cgroup -maxdepth 2 -type d -name docker \
		-exec rmdir {} +
	rm -rf --one-file-system "$D"
}
