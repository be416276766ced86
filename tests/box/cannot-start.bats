#!/usr/bin/env bats
# tests/box/cannot-start.bats - tests starts that always fail in the same way.
load ../lib/life

# fails_after_two CODE REASON <<KEYS: the service is tried twice, then fails permanently with
# CODE
fails_after_two() {
	{ printf '[service:a]\nrestart-delay = 10ms\n'; cat; } >"$T/k.ini"
	in_ns k
	eq "$status" "$1" "$stderr"
	eq "$(grep -cE "a: .*$2" <<<"$stderr")" 2 "$stderr"
}

@test "start: a program that cannot be executed is tried twice, then the service fails" {
	printf '#!/no/such/interpreter\n' >"$T/script"
	printf '\177ELF\1\0\0' >"$T/garbage"
	chmod 755 "$T/script" "$T/garbage"
	: >"$T/plain"
	fails_after_two 127 'cannot run /no/such/program: No such file' <<<'command = /no/such/program'
	fails_after_two 127 'cannot run nosuchprogram: ' <<<'command = nosuchprogram x'
	fails_after_two 127 'its interpreter /no/such/interpreter is missing' <<<"command = $T/script"
	fails_after_two 126 'cannot run .*plain: Permission denied' <<<"command = $T/plain"
	fails_after_two 126 'cannot run .*garbage: Exec format error' <<<"command = $T/garbage"
	fails_after_two 126 'cannot run /etc: ' <<<'command = /etc'
}

@test "start: an unknown user or group is tried twice, then the service fails" {
	need_root
	: >"$T/env"
	fails_after_two 125 'user nosuch is not known' <<<$'command = /bin/true\nuser = nosuch'
	fails_after_two 125 'group nosuch is not known' <<<$'command = /bin/true\nuser = root:nosuch'
	fails_after_two 125 'user nosuch is not known' <<<$'command = /bin/true\nuser = nosuch\nenv-file = '"$T/env"
}

@test "start: a pre-start, script or dirs that cannot work is tried twice, then the service fails" {
	need_root
	mkdir "$T/scripts"
	printf '\177ELF\1\0\0' >"$T/scripts/garbage"
	chmod 755 "$T/scripts" "$T/scripts/garbage"
	fails_after_two 127 'pre-start: cannot run /no/such: No such file' <<<$'command = /bin/true\npre-start = /no/such'
	fails_after_two 126 'scripts: cannot run .*garbage: Exec format error' <<<$'type = task\nrestart = on-failure\nscripts = '"$T/scripts"
	fails_after_two 125 'user nosuch is not known' <<<"command = /bin/true"$'\ndirs = '"$T/d:user=nosuch"
	fails_after_two 125 'user nosuch is not known' <<<$'pre-start = /bin/true\ncommand = /bin/true\ndirs = '"$T/d:user=nosuch"
}

@test "start: a pre-start that fails after a start without its user is tried up to restart-limit" {
	need_root
	echo WHO=root >"$T/env"
	ini k <<-END
		[service:a]
		command = /bin/true
		env-file = $T/env
		user = \${WHO}
		pre-start = +/bin/sh -c '[ -e $T/second ] && echo WHO=root >$T/env || echo WHO=nosuch >$T/env; : >$T/second'
		pre-start = /bin/sh -c 'echo tried; exit 3'
		restart-delay = 10ms
		restart-max-delay = 10ms
		restart-limit = 4
	END
	in_ns k
	eq "$(grep -c 'user nosuch is not known' <<<"$stderr")" 1 "$stderr"
	eq "$(grep -c tried <<<"$output")" 4 "$output $stderr"
}

# again_then_waits KEY...: a service whose first start fails because of KEY..., and whose
# later starts hang in wait-for
again_then_waits() {
	rm -f "$T/second"
	printf '%s\n' '[service:a]' 'restart-delay = 10ms' 'restart-max-delay = 10ms' 'restart-limit = 2' \
		"wait-for = exec:sh -c '[ ! -e $T/second ]'" 'wait-timeout = 1s' "$@" >"$T/k.ini"
	in_ns k
	eq "$(grep -c 'a: waited .* for exec:sh' <<<"$stderr")" 2 "$stderr"
	match "$stderr" '^ctinit [|] a: failed: could not be started, more often than restart-limit = 2 allows$'
	match "$stderr" '^ctinit [|] service a failed: could not be started; '
}

@test "start: a wait-for that fails has nothing of the attempt before, which failed otherwise" {
	printf '#!/bin/sh\n: >%s/second\n' "$T" >"$T/mark"
	chmod 755 "$T/mark"
	# It could never start.
	again_then_waits "pre-start = $T/mark" 'command = /no/such/program'
	# A command failed before it; post-stop runs after commands only.
	again_then_waits "pre-start = $T/mark" 'pre-start = /bin/false' 'command = /bin/true' 'post-stop = /bin/echo after'
	eq "$(grep -c after <<<"$output")" 1 "$output"
	# It was not ready in time.
	again_then_waits "pre-start = $T/mark" 'command = sleep 1000' 'ready = file:/no/file' 'start-timeout = 100ms'
}

@test "start: restart-limit = 0 tries until the program exists" {
	ini k <<-END
		[service:a]
		restart-limit = 0
		restart-delay = 10ms
		restart-max-delay = 50ms
		command = $T/later
		ready = log:up
	END
	up k
	wait_for 10 lines_like "$E" 'a: cannot run .*later' 5
	printf '#!/bin/sh\necho up; exec sleep 1000\n' >"$T/new"
	chmod 755 "$T/new"
	mv "$T/new" "$T/later"
	wait_line 10 "$E" 'a: ready'
	down 10
	nothing_left
}

@test "start: a program that is being replaced is tried again" {
	cp /bin/sleep "$T/daemon"
	ini k <<-END
		[service:a]
		restart-delay = 10ms
		command = $T/daemon 1000
		post-stop = /bin/sh -c 'mv $T/daemon $T/old'
		pre-start = /bin/sh -c '[ ! -e $T/old ] || [ ! -e $T/tried ] || mv $T/old $T/daemon; : >$T/tried'
	END
	up k
	wait_line 10 "$E" 'a: ready'
	rm "$T/tried"
	kill -KILL "$(pgrep -P "$INIT" -x daemon)"
	wait_line 10 "$E" 'a: cannot run .*daemon'
	wait_for 10 lines_like "$E" 'a: ready' 2
	down 10
	nothing_left
}
