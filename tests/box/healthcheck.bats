#!/usr/bin/env bats
# tests/box/healthcheck.bats - tests a HEALTHCHECK by `ctinit health` in an image FROM scratch.
# timeout: 120
load ../lib/common
load ../lib/podman
load ../lib/docker

setup_file() {
	has_podman || return 0
	cat >"$POD/svc.ini" <<-'END'
		[service:web]
		command         = /bin/busybox sleep 1000
		health          = file:/ok
		health-interval = 100ms
		health-retries  = 1
		on-unhealthy    = ignore
	END
	pod_image_context svc '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
	: >"$POD/svc/ok"
	cat >>"$POD/svc/Containerfile" <<-'END'
		COPY ok /ok
		HEALTHCHECK --interval=1s --timeout=20s --retries=1 CMD ["/sbin/ctinit", "health"]
	END
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

# podman leaves the interval to timers of systemd; without it we run the check by hand.
pod_is() {
	pod healthcheck run h >/dev/null 2>&1 || :
	[ "$(pod inspect -f '{{.State.Health.Status}}' h)" = "$1" ]
}
# answers: Q21
@test "healthcheck: podman finds an image FROM scratch healthy, unhealthy, and healthy again" {
	pod build -q --format docker -t localhost/svc:1 "$POD/svc"
	pod_run -d --name h localhost/svc:1
	wait_for 20 pod_is healthy
	pod exec h /bin/busybox rm /ok
	wait_for 20 pod_is unhealthy
	pod inspect -f '{{range .State.Health.Log}}{{.Output}}{{end}}' h >"$T/why"
	match "$(cat "$T/why")" 'ctinit health: web: unhealthy'
	pod exec h /bin/busybox touch /ok
	wait_for 20 pod_is healthy
	pod rm -f -t 10 h
}

docker_is() { [ "$(docker inspect -f '{{.State.Health.Status}}' web)" = "$1" ]; }
# answers: Q21
@test "healthcheck: dockerd finds an image FROM scratch healthy, unhealthy, and healthy again" {
	docker_up
	docker build -q -t ct/svc:1 -f "$POD/svc/Containerfile" "$POD/svc"
	docker run -d --name web --network=none ct/svc:1
	wait_for 20 docker_is healthy
	docker exec web /bin/busybox rm /ok
	wait_for 20 docker_is unhealthy
	docker inspect -f '{{range .State.Health.Log}}{{.Output}}{{end}}' web >"$T/why"
	match "$(cat "$T/why")" 'ctinit health: web: unhealthy'
	docker exec web /bin/busybox touch /ok
	wait_for 20 docker_is healthy
	docker rm -f web
}
