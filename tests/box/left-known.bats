#!/usr/bin/env bats
# tests/box/left-known.bats - tests which processes belong to a service after its main process
# is dead, with any user, session or title. Processes without a known owner are reported, not
# killed.
# timeout: 240
load ../lib/life

# The capabilities that docker and podman give to a container: no CAP_SYS_PTRACE.
CAPS=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap
engine_capabilities() { PID1=(unshare -pf --mount-proc --kill-child setpriv --bounding-set "$CAPS"); }

# Service a starts `sleep 4401`, which shares only its environment, and exits with 3. Service
# b with the same user does so with `sleep 4402`.
two_services() { # USER
	cat <<-END
		[defaults]
		user = $1
		[service:b]
		command = /bin/sh -c 'setsid setsid sleep 4402 >/dev/null 2>&1 </dev/null & until pgrep -fx "sleep 4402"; do :; done >/dev/null; touch $T/b; exec sleep 1000'
		ready = file:$T/b
		[service:a]
		after = b
		type = task
		command = /bin/sh -c 'setsid sleep 4401 >/dev/null 2>&1 </dev/null & until pgrep -fx "sleep 4401"; do :; done >/dev/null; exit 0'
		[service:c]
		user = root
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4401"; pgrep -fxc "sleep 4402"; exit 0'
	END
}

@test "known: a process of another user ends with its service without CAP_SYS_PTRACE" {
	need_user
	chmod 777 "$T"
	engine_capabilities
	two_services "$CT_USER" | ini user
	in_ns user
	eq "$output" $'0\n1' "$stderr"
	no_match "$stderr" 'left behind|killed [0-9]'
	nothing_left
}

@test "known: the same with every capability, as root and in an ordinary user's user namespace" {
	local who
	need_user
	chmod 777 "$T"
	for who in "$CT_USER" root; do
		rm -f "$T/b"
		two_services "$who" | ini user
		in_ns user
		eq "$output" $'0\n1' "$who: $stderr"
	done
	in_user_namespace
	rm -f "$T/b"
	two_services root | sed '/^user =/d' | ini user
	in_ns user
	eq "$output" $'0\n1' "namespace: $stderr"
	nothing_left
}

@test "known: the same in a container of ctinit without CAP_SYS_PTRACE" {
	local root
	root=$(sh "$ROOT/tests/lib/rootfs.sh" servers)
	ini c <<-END
		[container]
		rootfs = $root
		overlay = tmpfs
		network = none
		$(T=/tmp two_services www-data)
	END
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run "$T/c.ini"
	eq "${output//c | /}" $'0\n1' "$stderr"
	nothing_left
}

@test "known: a process that holds its service's log ends with it; one that holds two logs is unowned" {
	ini log <<-END
		[service:b]
		command = /bin/sh -c 'echo \$\$ >/run/b.pid; exec sleep 1000'
		[service:a]
		after = b
		type = task
		command = $PROGRAMS/two-logs.sh
		success = KILL
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4411"; pgrep -fxc "sleep 4412"; exit 0'
	END
	# shellcheck disable=SC2034 # used by in_ns
	PID1=(unshare -pf --mount-proc --kill-child sh -c 'mount -t tmpfs none /run; exec "$@"' sh)
	in_ns log
	eq "$output" $'0\n1' "$stderr"
	eq "$(grep -c 'orphan of an unknown service' <<<"$stderr")" 1 "$stderr"
	nothing_left
}

@test "known: a process that was once seen below a main process ends with it, without mark and log" {
	ini seen <<-END
		[service:a]
		command = /bin/sh -c 'sh -c "env -i setsid sleep 4421 </dev/null >/dev/null 2>&1 & wait" & echo up; while :; do sleep 0.1; done'
		restart = never
		on-failed = ignore
		[service:b]
		command = /bin/sleep 1000
	END
	up seen
	wait_line 10 "$T/seen.out" '^up'
	# PID 1 records the descendants one second after the service is ready.
	! read -rt 2 <> <(:)
	pkill -KILL -P "$INIT" -x sh
	wait_line 10 "$E" 'a: failed: killed by SIGKILL'
	eq "$(pgrep -fxc "sleep 4421" --ns "$INIT" --nslist pid)" 0 "$(cat "$E")"
	no_match "$(cat "$E")" 'left behind'
	down
}

@test "known: a process that blocks its reader delays neither PID 1 nor its service for long" {
	# Reading that process's environment blocks in the kernel.
	ini hang <<-END
		[service:b]
		command = /bin/sleep 1000
		[service:a]
		type = task
		command = $PROGRAMS/three-strangers.sh $T
		success = KILL
	END
	up hang
	wait_for 10 test -e "$T/up"
	start strace strace -qq -f -e trace=readlinkat -e inject=readlinkat:delay_enter=100000000 -o "$T/calls" -p "$INIT"
	wait_for 10 traced
	touch "$T/go"
	wait_line 10 "$T/calls" 'readlinkat'
	kill -USR2 "$INIT"
	wait_line 1 "$E" 'b: ready, pid'
	wait_line 2 "$E" 'a: done after .*, killed by SIGKILL'
	match "$(cat "$E")" 'orphan of an unknown service'
	has_one 'sleep 1000'
	kill -KILL "$PID" # kill strace: its tracees continue
	down
}
has_one() { [ "$(pgrep -fc "$1" --ns "$INIT" --nslist pid)" = 1 ]; }

@test "known: a process without any proof is named at the second failed start and not ended" {
	local limit
	install -m 755 "$(command -v sleep)" "$T/one-of-them"
	for limit in 3 1; do
		ini again <<-END
			[service:a]
			command = $T/one-of-them \${N:-0.3}
			restart-limit = $limit
			restart-delay = 10ms
		END
		# A daemon like php-fpm: no mark, no log pipe, its own session.
		# shellcheck disable=SC2034,SC2016 # used by in_ns; expanded by the inner shell
		PID1=(unshare -pf --mount-proc --kill-child bash -c 'env -i setsid "$0/one-of-them" 1000 </dev/null >/dev/null 2>&1 & exec "$@"' "$T")
		in_ns again
		eq "$(grep -c 'a: one-of-them (pid [0-9]*) runs the same program, .* type = forking' <<<"$stderr")" 1 "$limit: $stderr"
		[ "$limit" = 1 ] || in_order <(echo "$stderr") '\(1 of 3\)' '\(2 of 3\)' 'runs the same program' '\(3 of 3\)'
	done
	nothing_left
}
