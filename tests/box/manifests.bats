#!/usr/bin/env bats
# tests/box/manifests.bats - runs what `ctinit kube` prints in the podman of an ordinary user,
# and checks what `ctinit compose` and `ctinit quadlet` print.
# timeout: 120
load ../lib/common
load ../lib/podman

setup_file() {
	local convert=${CTINIT%/*}/ctinit-convert
	[ -x "$convert" ] || return 0
	export POD_AS=user
	has_podman || return 0
	T=$POD
	need_user # may copy the program
	cmp -s "$convert" "${CTINIT%/*}/ctinit-convert" || cp "$convert" "${CTINIT%/*}/"
	export CT_USER
	cat >"$POD/svc.ini" <<-'END'
		[service:first]
		command = /bin/busybox sh -c 'trap "echo first ends; exit 0" TERM; echo first is up $GREETING; while :; do /bin/busybox sleep 60 & wait; done'
		[service:second]
		command = /bin/busybox sh -c 'trap "echo second ends; exit 0" TERM; echo second is up; while :; do /bin/busybox sleep 60 & wait; done'
		needs = first
		stop-timeout = 20s
		[service:third]
		command = /bin/busybox sh -c 'until [ -e /scratch/fail ]; do /bin/busybox sleep 0.1; done; exit 1'
		restart = never
		on-failed = ignore
		[container]
		environment = GREETING="a 'b' \"c\" $$d"
		tmpfs = /scratch
	END
	# crun refuses a machine with cgroups of both versions.
	echo 'runtime = "runc"' >>"$CONTAINERS_CONF"
	pod_image_context svc '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
	# podman 4.3 runs the command of a probe by a shell; Kubernetes does not.
	echo 'COPY busybox /bin/sh' >>"$POD/svc/Containerfile"
	chown -R "$CT_USER" "$POD"
	pod build -q -t localhost/svc:1 "$POD/svc"
}
teardown_file() {
	[ -d "${POD:-}" ] || return 0
	pod_teardown
	ct_remove_user
}
setup() {
	ct_setup
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
}

logs_have() { pod logs "$1" 2>&1 | grep -qE "$2"; }

# There is no systemd here that would run the probe again and again: it is run by hand.
probe_says() { [ "$(pod healthcheck run shop-shop 2>/dev/null || :)" = "$1" ]; }
@test "kube: podman kube play runs the printed pod, and it ends within its grace period" {
	need_podman
	"$CTINIT" kube --image=localhost/svc:1 --name=shop "$POD/svc.ini" >"$POD/pod.yaml"
	chmod 644 "$POD/pod.yaml"
	pod play kube --build=false --network=none "$POD/pod.yaml"
	wait_for 30 logs_have shop-shop 'second is up'
	pod logs shop-shop >"$T/log" 2>&1
	match "$(cat "$T/log")" "first is up a 'b' \"c\" \\\$d"
	grace=$(sed -n 's/^  terminationGracePeriodSeconds: //p' "$POD/pod.yaml")
	eq "$grace" 27 "grace period"
	run pod exec shop-shop /sbin/ctinit health --ready
	eq "$status" 0 "ready: $output"
	run pod exec shop-shop /sbin/ctinit health --live
	eq "$status" 0 "live: $output"
	run pod healthcheck run shop-shop # the liveness probe as podman runs it
	eq "$status" 0 "probe: $output"
	pod exec shop-shop /bin/busybox touch /scratch/fail
	wait_for 20 probe_says unhealthy
	pod inspect -f '{{range .State.Health.Log}}{{.Output}}{{end}}' shop-shop >"$T/why"
	match "$(cat "$T/why")" 'third: failed: exited with code 1'
	pod stop -t "$grace" shop-shop
	pod logs shop-shop >"$T/log" 2>&1
	in_order "$T/log" 'second ends' 'first ends'
	eq "$(pod inspect -f '{{.State.ExitCode}}' shop-shop)" 0 "exit code"
	pod play kube --down "$POD/pod.yaml"
}

@test "kube: a Deployment has its replicas, labels and the same pod" {
	printf '[service:a]\ncommand = /bin/a\nready = http://127.0.0.1:8080/\n' >"$T/svc.ini"
	"$CTINIT" kube --kind=deployment --replicas=3 --image=reg/Shop:2 "$T/svc.ini" >"$T/got"
	for want in '^kind: Deployment$' '^  replicas: 3$' '^      app: shop$' \
		'^        app: shop$' '^          - containerPort: 8080$' \
		'^        image: "reg/Shop:2"$' '^      terminationGracePeriodSeconds: 7$' \
		'^          periodSeconds: 2$' '^          failureThreshold: 35$'; do
		match "$(cat "$T/got")" "$want"
	done
}

@test "kube: a published port is a hostPort of a Pod, but not of a Deployment" {
	printf '[service:a]\ncommand = /bin/a\n[container]\npublish = 8080:80\n' >"$T/svc.ini"
	"$CTINIT" kube --image=a "$T/svc.ini" >"$T/got"
	match "$(cat "$T/got")" '^      - containerPort: 80$'
	match "$(cat "$T/got")" '^        hostPort: 8080$'
	"$CTINIT" kube --kind=deployment --image=a "$T/svc.ini" >"$T/got"
	match "$(cat "$T/got")" '^          - containerPort: 80$'
	no_match "$(cat "$T/got")" 'hostPort'
}

@test "kube, compose, quadlet: a value cannot add a line or a key" {
	printf '%s\n' '[service:a]' 'command = /bin/a' '[container]' \
		"environment = \$'A=x\\n  privileged: true\\n[Service]' B='\"; \$(id) %h'" >"$T/svc.ini"
	for verb in kube compose quadlet; do
		"$CTINIT" "$verb" --image=$'i\nprivileged: yes' --name=$'n\nx: y' "$T/svc.ini" >"$T/got"
		no_match "$(cat "$T/got")" '^ *(privileged|x):'
		eq "$(grep -c '^\[Service\]' "$T/got" || :)" "$([ "$verb" = quadlet ] && echo 1 || echo 0)"
	done
	match "$(cat "$T/got")" '^Environment="B=\\"; \$\(id\) %%h"$'
}

@test "compose, quadlet: what the file says is in the result" {
	cat >"$T/svc.ini" <<-'END'
		[container]
		memory = 512M
		cpus = 1.5
		pids = 100
		publish = 8080:80 127.0.0.1:5353:53/udp
		volume = /srv/data:/data:ro
		read-only = yes
		capabilities = default +NET_RAW -KILL
		[service:db]
		command = /usr/bin/redis-server
		ready = tcp:127.0.0.1:6379
		stop-timeout = 20s
		[service:web]
		command = /usr/sbin/nginx -g 'daemon off;'
		needs = db
	END
	"$CTINIT" compose --image=shop:1 --file=/etc/svc.ini "$T/svc.ini" >"$T/compose"
	for want in '^  shop:$' 'entrypoint: \["ctinit", "run", "/etc/svc.ini"\]' \
		'stop_grace_period: 27s' '- "8080:80"' '- "127.0.0.1:5353:53/udp"' '- "6379"' \
		'mem_limit: 536870912' 'cpus: "1.5"' 'pids_limit: 100' '- "/srv/data:/data:ro"' \
		'read_only: true' '- NET_RAW' '- KILL' '- /tmp' 'test: \["CMD", "ctinit", "health"\]'; do
		match "$(cat "$T/compose")" "$want"
	done
	"$CTINIT" quadlet --image=shop:1 "$T/svc.ini" >"$T/unit"
	for want in '^Image=shop:1$' '^PublishPort=8080:80$' '^Volume=/srv/data:/data:ro$' \
		'^Notify=true$' '^PodmanArgs=--stop-timeout=27$' '^ReadOnly=true$' \
		'^HealthCmd=\["ctinit", "health"\]$' '^TimeoutStopSec=37$'; do
		match "$(cat "$T/unit")" "$want"
	done
}

@test "kube, compose, quadlet: wrong command lines and files" {
	run --separate-stderr "$CTINIT" kube "$T/svc.ini"
	eq "$status" 2
	match "$stderr" '--image=IMAGE is missing'
	run --separate-stderr "$CTINIT" kube --kind=job --image=a "$ROOT/conf/examples/tutorial.ini"
	eq "$status" 2
	run --separate-stderr "$CTINIT" quadlet --image=a "$T/none.ini"
	eq "$status" 125
	echo '[service:a]' >"$T/bad.ini"
	run --separate-stderr "$CTINIT" compose --image=a "$T/bad.ini"
	eq "$status" 125
	match "$stderr" 'command: missing'
}
