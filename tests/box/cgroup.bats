#!/usr/bin/env bats
# tests/box/cgroup.bats - tests kill = tree when each service has its own control group.
# timeout: 120
load ../lib/life

setup() {
	need_root
	ct_setup
	need_cgroup
	snapshot
}
# in_group FILE: runs FILE as PID 1 in a cgroup that is the root of its namespace, and prints
# the remaining cgroups
in_group() {
	run --separate-stderr "${LIMIT[@]}" sh "$ROOT/tests/lib/in-cgroup2" \
		sh "$ROOT/tests/lib/own-cgroup" sh -c 'unshare -pf --mount-proc "$0" run --set defaults.log-format=plain "$1"; r=$?
			find /sys/fs/cgroup -mindepth 1 -type d; exit $r' "$CTINIT" "$1"
}

@test "cgroup: all processes that a task leaves end, marked or not; each service has its own group" {
	ini t <<-END
		[service:a]
		type = task
		command = /bin/sh -c 'grep ^0 /proc/self/cgroup; exec $PROGRAMS/leave.sh cleared:4201 twice:4202 child:4203 exit'
		[service:b]
		command = /bin/sh -c 'env -i setsid sleep 4204 & exec sleep 4205'
		before = a
		[service:g]
		type = task
		after = a
		kill = group
		command = /bin/sh -c 'grep ^0 /proc/self/cgroup'
		[service:c]
		after = g
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 420[123]"; pgrep -fxc "sleep 420[45]"; exit 0'
	END
	in_group "$T/t.ini"
	eq "$status" 0 "$stderr"
	eq "$output" $'0::/ctinit.a\n0::/\n0\n2' "$stderr"
	no_match "$stderr" 'left behind|killed [0-9]'
	nothing_left
}

@test "cgroup: processes that ignore SIGTERM are killed by their group and named" {
	ini d <<-END
		[service:a]
		type = task
		command = $PROGRAMS/leave.sh -t cleared:4211 below:4212 kill
		success = KILL
		[service:b]
		after = a
		command = /bin/bash -c 'trap "" TERM; env -i setsid sleep 4213 & until pgrep -fx "sleep 4213"; do :; done; while :; do wait; done'
		stop-timeout = 300ms
		[service:c]
		after = b
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 421[12]"; until pgrep -fx "sleep 4213"; do :; done >/dev/null'
	END
	in_group "$T/d.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: killed 3 processes that were left: (sleep|sh) \(pid [0-9]+\), (sleep|sh) \(pid [0-9]+\), sleep \(pid [0-9]+\)$'
	match "$stderr" '^ctinit [|] b: killed 1 process with it: sleep \(pid [0-9]+\)$'
	match "$stderr" '^ctinit [|] b: stopped in .*, killed by SIGKILL'
	no_match "$output" ctinit
	nothing_left
}

# A process outside of its cgroup may live a moment longer, but cannot fork any more.
@test "cgroup: a service that forks without end is ended" {
	ini f <<-END
		[service:a]
		type = task
		command = $PROGRAMS/fork-without-end.sh 0.5
		[service:c]
		after = a
		type = task
		main = yes
		command = /bin/sh -c 'for i in \$(seq 500); do n=\$(pgrep -c "bash|fork-w"); [ "\$n" = 0 ] && break; sleep 0.02; done; echo \$n'
	END
	in_group "$T/f.ini"
	eq "$output" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: killed [0-9]+ processes that were left: (bash|fork-without)'
	nothing_left
}

@test "cgroup: only a group that is delegated to ctinit is divided" {
	ini n <<-'END'
		[service:a]
		type = task
		command = /bin/sh -c 'sed -n "s,^0::.*/,,p" /proc/self/cgroup'
	END
	local mark
	for mark in user.x user.delegate; do
		run --separate-stderr "${LIMIT[@]}" sh "$ROOT/tests/lib/in-cgroup2" sh -euc '
			g=/sys/fs/cgroup/ctinit-test.$CT_CGROUP.$$; mkdir $g; python3 -c "import os, sys
try: os.setxattr(sys.argv[1], sys.argv[2], b\"1\")
except OSError: os.setxattr(sys.argv[1], \"trusted\" + sys.argv[2][4:], b\"1\")" $g "$2"
			(echo 0 >$g/cgroup.procs; "$0" run --set defaults.log-format=plain -q "$1"); rmdir $g' "$CTINIT" "$T/n.ini" "$mark"
		eq "$status" 0 "$stderr"
		if [ "$mark" = user.x ]; then no_match "$output" 'ctinit\.a'; else eq "$output" ctinit.a; fi
	done
	nothing_left
}

@test "cgroup: a hundred remaining processes end by SIGTERM, and none is killed" {
	ini h <<-'END'
		[service:a]
		type = task
		command = /bin/bash -c 'for ((i = 0; i < 100; i++)); do env -i setsid sleep 4221 & done; until [ $(pgrep -fxc "sleep 4221") = 100 ]; do :; done; exit 0'
	END
	in_group "$T/h.ini"
	eq "$status" 0 "$stderr"
	no_match "$stderr" 'killed [0-9]'
	nothing_left
}

@test "cgroup: the commands around a service run in its group" {
	cat >"$T/say" <<-'END'
		#!/bin/sh
		sed -n "s,^0::,$1 ,p" /proc/self/cgroup >>"${0%/*}/said"
	END
	chmod 755 "$T/say"
	ini c <<-END
		[service:a]
		when = exec:$T/say when
		wait-for = exec:$T/say wait-for
		pre-start = $T/say pre-start
		command = /bin/sleep 4231
		ready = exec:$T/say ready
		reload = $T/say reload
		health = exec:$T/say health
		health-interval = 1s
		pre-stop = $T/say pre-stop
		post-stop = $T/say post-stop
		[service:g]
		kill = group
		type = task
		pre-start = $T/say group
		command = /bin/true
		[service:c]
		needs = a
		after = g
		type = task
		main = yes
		command = /bin/sh -c 'kill -HUP 1; until grep -q reload $T/said && grep -q health $T/said; do sleep 0.05; done'
	END
	in_group "$T/c.ini"
	eq "$status" 0 "$stderr"
	eq "$output" '' "no group is left"
	eq "$(sort -u "$T/said")" $'group /\n'"$(printf '%s /ctinit.a\n' health post-stop \
		pre-start pre-stop ready reload wait-for when)"
	nothing_left
}

@test "cgroup: an unmarked process of a pre-start ends with a failed start, or with the service" {
	ini p <<-'END'
		[defaults]
		on-failed = ignore
		restart = never
		[service:a]
		pre-start = /bin/bash -c 'trap "" TERM; env -i setsid sleep 4241 & until pgrep -fx "sleep 4241"; do :; done >/dev/null; exit 3'
		command = /bin/true
		[service:b]
		type = task
		pre-start = /bin/sh -c 'env -i setsid sleep 4242 & until pgrep -fx "sleep 4242"; do :; done >/dev/null'
		command = /bin/pgrep -fxc 'sleep 4242'
		[service:d]
		pre-start = /bin/true
		command = /no/such
		[service:c]
		after = a b d
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 424[12]"; ls -d /sys/fs/cgroup/ctinit.[abd]; exit 0'
	END
	in_group "$T/p.ini"
	eq "$status" 0 "$stderr"
	eq "$output" $'1\n0' "$stderr"
	match "$stderr" '^ctinit [|] a: killed 1 process that was left: sleep \(pid [0-9]+\)$'
	nothing_left
}

@test "cgroup: post-stop outlives the remaining processes and is killed whole at its timeout" {
	ini s <<-END
		[service:a]
		type = task
		command = /bin/bash -c 'trap "" TERM; env -i setsid sleep 4251 & until pgrep -fx "sleep 4251"; do :; done >/dev/null'
		post-stop = /bin/sh -c 'sleep 1.5; echo "after \$(pgrep -fxc "sleep 4251")"'
		[service:b]
		after = a
		type = task
		command = /bin/true
		post-stop = /bin/sh -c 'env -i setsid sleep 4252 & touch $T/b; sleep 4253'
		stop-timeout = 3s
		[service:c]
		after = b
		type = task
		main = yes
		command = /bin/sh -c 'ls $T/b; for i in \$(seq 100); do pgrep -fx "sleep 425." >/dev/null || break; sleep 0.02; done; pgrep -fxc "sleep 425."; exit 0'
	END
	in_group "$T/s.ini" # a killed process may take a moment to die
	eq "$status" 0 "$stderr"
	eq "$output" "after 0"$'\n'"$T/b"$'\n0' "$stderr"
	match "$stderr" '^ctinit [|] a: killed 1 process that was left: sleep \(pid [0-9]+\)$'
	match "$stderr" '^ctinit [|] b: post-stop .*no end within'
	nothing_left
}
