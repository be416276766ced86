#!/usr/bin/env bats
# tests/box/podman-images.bats - tests the two images of docs/images, without a registry.
# timeout: 120
load ../lib/common
load ../lib/podman

setup_file() {
	has_podman || return 0
	cp -r "$ROOT/docs/images" "$POD/images"
	cp "$POD/ctinit" "$POD/images/ctinit"
	pod build -q -t localhost/ctinit "$POD/images"
}
teardown_file() { pod_teardown; }
setup() {
	need_podman
	ct_setup
}

@test "images: the one FROM scratch has the program and svc.ini only, and runs a service" {
	pod create --name files localhost/ctinit
	eq "$(pod export files | tar -t | grep -v '/$' | sort | xargs)" "etc/svc.ini sbin/ctinit" "files"
	run --separate-stderr pod_run --rm localhost/ctinit
	eq "$status" 0 "$stderr"
	eq "$output" "$("$CTINIT" version)"
}

@test "images: another image takes the program with COPY --from" {
	pod_image base '[]'
	pod build -q -t localhost/web --build-arg BASE=localhost/base:1 \
		-f "$POD/images/Containerfile.copy" "$POD/images"
	run --separate-stderr pod_run --rm localhost/web /bin/busybox sh -c 'cat /proc/1/comm; exit 7'
	eq "$status" 7 "$stderr"
	eq "$output" ctinit "PID 1"
}
