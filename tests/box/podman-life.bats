#!/usr/bin/env bats
# tests/box/podman-life.bats - tests setups, words after the image's name and the terminal, as
# with `podman run -it IMAGE sh`.
# timeout: 180
load ../lib/common
load ../lib/podman

setup_file() {
	has_podman || return 0
	cat >"$POD/svc.ini" <<-'END'
		[setup:first]
		command = /bin/busybox sh -c 'echo FROM_SETUP=yes >>$CTINIT_ENV; echo setup runs'
		[service:web]
		command = /bin/busybox sh -c 'echo "web $FROM_SETUP $0 $*"; exec /bin/busybox sleep 1000' -
		main = yes
	END
	pod_image life '["/sbin/ctinit", "run", "/etc/svc.ini"]' "$POD/svc.ini"
}
teardown_file() { pod_teardown; }
setup() {
	need_podman
	ct_setup
}

@test "podman-life: a command in place of the services runs after the setups and gives its exit code" {
	run --separate-stderr pod_run --rm localhost/life:1 /bin/busybox sh -c 'echo "got $FROM_SETUP"; exit 9'
	eq "$status" 9 "$stderr"
	eq "$output" $'setup runs\ngot yes'
	run --separate-stderr pod_run --rm --user 4711 --read-only localhost/life:1 /bin/busybox sh -c 'echo "got $FROM_SETUP"; /bin/busybox id -u'
	eq "$output" $'setup runs\ngot yes\n4711' "$stderr"
}

@test "podman-life: words with a hyphen are arguments of the main service" {
	pod_run -d --name words localhost/life:1 -x y
	wait_for 20 words_have
	pod rm -f -t 5 words
}
words_have() { pod logs words 2>&1 | grep -q '^web yes - -x y$'; }

# answers: Q44
@test "podman-life: run -it IMAGE sh is a shell with job control and ^C" {
	run "${LIMIT[@]}" python3 "$ROOT/tests/lib/terminal.py" bash -c \
		'. "$ROOT/tests/lib/podman.bash"; POD_TTY=1 pod run --cgroups=disabled --network=none --rm -it localhost/life:1 /bin/busybox sh' <<-'END'
		expect setup runs
		expect # $
		send echo "jobs $- $FROM_SETUP"\n
		expect ^jobs \w*m\w* yes
		send /bin/busybox sh -c 'echo runs; exec /bin/busybox sleep 1000'\n
		expect ^runs
		send \x03
		expect # $
		send echo "still here"; exit 6\n
		expect ^still here
	END
	eq "$status" 6 "$output"
}
