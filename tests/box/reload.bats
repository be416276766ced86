#!/usr/bin/env bats
# tests/box/reload.bats - tests reloads with SIGHUP: which services start, stop or continue,
# and in which order; invalid, slow and missing files; the cost of many reloads.
# timeout: 300
load ../lib/life
load ../lib/reload
in_user_namespace

setup() {
	need_pid_namespace "${PID1[@]}"
	ct_setup
	snapshot
}

@test "reload: live keys apply to running services and are reported; other keys restart them" {
	local a b
	ini live <<-'END'
		[service:a]
		command = /bin/sleep 1001
		[service:b]
		command = /bin/sleep 1002
		restart-delay = ${PAUSE:-100ms}
	END
	up live
	wait_line 10 "$E" '^ctinit [|] b: ready'
	wait_for 10 runs 1001
	wait_for 10 runs 1002
	a=$(pid 1001) b=$(pid 1002)
	reload
	match "$(cat "$E")" '^ctinit [|] reload: nothing has changed$'
	cat >>"$T/live.ini" <<-'END'
		stop-signal = USR1
		restart = never
		on-failed = ignore
	END
	reload
	match "$(cat "$E")" '^ctinit [|] reload: b: changed: restart, on-failed, stop-signal$'
	eq "$(pid 1001) $(pid 1002)" "$a $b" "processes"
	kill -KILL "$b"
	wait_line 10 "$E" '^ctinit [|] b: failed: killed by SIGKILL'
	sed -i 's/1001/1011\numask = 077/' "$T/live.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: a: restart: command, umask$'
	wait_for 10 runs 1011
	runs_not 1001
	eq "$(lines '^ctinit [|] b: ')" 2 "b, which failed and is the same, is left alone"
	down
}

@test "reload: in every state: failed and done stay unless changed; a hung start, a pause and a wait end" {
	ini states <<-END
		[defaults]
		on-failed = ignore
		[service:stays]
		command = /bin/sleep 1000
		[service:failed]
		type = task
		command = /bin/sh -c 'exit 3'
		[service:same-failed]
		type = task
		command = /bin/sh -c 'exit 3'
		[service:done]
		type = task
		command = /bin/true
		[service:same-done]
		type = task
		command = /bin/true
		[service:hung]
		command = /bin/sleep 1001
		ready = file:$T/never
		[service:gone-hung]
		command = /bin/sleep 1002
		ready = file:$T/never
		[service:pauses]
		command = /bin/false
		restart-delay = 1h
		restart-max-delay = 1h
		[service:gone-pauses]
		command = /bin/false
		restart-delay = 1h
		restart-max-delay = 1h
		[service:waits]
		command = /bin/sleep 1003
		wait-for = file:$T/never
		[service:gone-waits]
		command = /bin/sleep 1004
		wait-for = file:$T/never
		[service:skipped]
		command = /bin/sleep 1005
		when = NOT_SET
		[service:gone-skipped]
		command = /bin/sleep 1006
		when = NOT_SET
		[service:deaf]
		command = /bin/sh -c 'trap "" TERM; echo deaf; sleep 1007 & wait; sleep 1008'
		stdout = file:$T/deaf
		stop-timeout = 100ms
	END
	up states -v
	wait_line 10 "$E" '^ctinit [|] gone-pauses: .* -> backoff'
	wait_line 10 "$E" '^ctinit [|] pauses: .* -> backoff'
	wait_line 10 "$E" '^ctinit [|] same-failed: failed'
	wait_line 10 "$E" '^ctinit [|] failed: failed'
	wait_line 10 "$E" '^ctinit [|] same-done: done'
	wait_line 10 "$E" '^ctinit [|] done: done'
	wait_line 10 "$T/deaf" deaf
	wait_for 10 runs 1001
	sed -i '/^\[service:gone/,/^\[service:[^g]/ { /^\[service:[^g]/!d }
		/^\[service:\(failed\|done\|pauses\)/,/^command/ s/^command.*/command = \/bin\/true -x/
		s/NOT_SET/PATH/; s/1001/1011/; /ready =/d; /wait-for/d; s/1007/1017/' "$T/states.ini"
	: >"$T/never"
	reload
	for name in gone-hung gone-pauses gone-waits gone-skipped; do
		match "$(cat "$E")" "^ctinit [|] reload: $name: removed"
	done
	wait_line 10 "$E" '^ctinit [|] hung: ready'
	wait_line 10 "$E" '^ctinit [|] waits: ready'
	wait_line 10 "$E" '^ctinit [|] skipped: ready'
	wait_for 10 lines_like "$E" '^ctinit [|] (failed|done): done after' 3
	for n in 1011 1003 1005 1000; do wait_for 10 runs "$n"; done
	for n in 1001 1002 1004 1006; do runs_not "$n"; done
	eq "$(lines '^ctinit [|] same-(failed|done): (failed|done)')" 2 "ends of what is the same"
	match "$(cat "$E")" '^ctinit [|] deaf: .*(killed|KILL)'
	down
}

@test "reload: a service that failed only by a need is tried again with it, one that failed itself is not" {
	ini chain <<-'END'
		[defaults]
		on-failed = ignore
		[service:stays]
		command = /bin/sleep 1000
		[service:db]
		type = task
		command = /bin/false
		[service:own]
		type = task
		command = /bin/sh -c 'exit 4'
		[service:web]
		command = /bin/sleep 1001
		needs = app
		[service:app]
		command = /bin/sleep 1002
		needs = db
	END
	up chain
	wait_line 10 "$E" '^ctinit [|] web: .*need'
	wait_line 10 "$E" '^ctinit [|] own: failed'
	reload
	runs_not 1001
	sed -i 's/false/true/' "$T/chain.ini"
	reload
	wait_for 10 runs 1001
	in_order "$E" 'reload: db: restart' '^ctinit [|] db: done' '^ctinit [|] app: ready' '^ctinit [|] web: ready'
	eq "$(lines '^ctinit [|] own: ')" 1 "what failed by itself"
	down
}

@test "reload: a changed need restarts its dependents around it, but not those it no longer names" {
	local other
	ini order <<-'END'
		[service:db]
		command = /bin/sleep 1001
		[service:web]
		command = /bin/sleep 1002
		needs = db
		[service:old]
		command = /bin/sleep 1003
		[service:other]
		command = /bin/sleep 1004
		needs = old @group
		[service:member]
		command = /bin/sleep 1005
		group = group
		instances = 2
	END
	up order
	wait_line 10 "$E" '^ctinit [|] web: ready'
	wait_line 10 "$E" '^ctinit [|] other: ready'
	wait_for 10 runs 1004
	other=$(pid 1004)
	sed -i 's/1001/1011/; /service:old/,/1003/d; s/needs = old/needs =/; s/instances = 2/instances = 1/' "$T/order.ini"
	reload
	wait_for 10 runs 1002
	in_order "$E" 'reload: old: removed' 'reload: db: restart' '^ctinit [|] web: .*; waiting for db' '^ctinit [|] db: stopped' \
		'^ctinit [|] db: ready' '^ctinit [|] web: ready'
	eq "$(pid 1004)" "$other" "a service whose need is gone from its section"
	eq "$(lines '^ctinit [|] other: stopped')" 0

	# A service that becomes a need of another one starts despite autostart = no.
	printf '[service:late]\ncommand = /bin/sleep 1006\nautostart = no\n' >>"$T/order.ini"
	sed -i 's/needs = @group/needs = @group late/' "$T/order.ini"
	reload
	wait_for 10 runs 1006
	eq "$(pid 1004)" "$other"
	down
}

@test "reload: instances 2 to 3 to 1 to 0 to 1" {
	local first
	ini many <<-'END'
		[service:stays]
		command = /bin/sleep 1000
		[service:work]
		command = /bin/sleep 1001
		instances = 2
	END
	up many
	wait_line 10 "$E" '^ctinit [|] work@2: ready'
	wait_line 10 "$E" '^ctinit [|] work@1: ready'
	wait_for 10 have 1001 2
	first=$(pid 1001 | sort)
	sed -i 's/instances = .*/instances = 3/' "$T/many.ini"
	reload
	wait_for 10 have 1001 3
	eq "$(pid 1001 | sort | comm -12 - <(echo "$first"))" "$first" "the first two"
	for n in 1 0 1; do
		sed -i "s/instances = .*/instances = $n/" "$T/many.ini"
		reload
		wait_for 10 have 1001 "$n"
	done
	down
}

@test "reload: autostart, enabled, when and [init] start apply" {
	ini start <<-'END'
		[init]
		start = a b
		[service:a]
		command = /bin/sleep 1001
		[service:b]
		command = /bin/sleep 1002
		[service:c]
		command = /bin/sleep 1003
		[service:d]
		command = /bin/sleep 1004
		autostart = no
	END
	up start
	wait_for 10 runs 1002
	wait_for 10 runs 1001
	runs_not 1003
	sed -i 's/start = a b/start = a c/' "$T/start.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: \[init\] start: changed'
	wait_for 10 runs 1003
	runs 1002 # a running service is not stopped because nothing starts it any more
	sed -i '/^\[init/d; /^start/d; s/^autostart = no/autostart = yes/; s/1002/1002\nenabled = no/' "$T/start.ini"
	reload
	wait_for 10 runs 1004
	runs_not 1002
	sed -i 's/^autostart = yes/autostart = no/; s/1003/1003\nwhen = NOT_SET/' "$T/start.ini"
	reload
	runs 1004
	runs_not 1003
	match "$(cat "$E")" '^ctinit [|] c: skipped'
	sed -i 's/NOT_SET/!NOT_SET/' "$T/start.ini"
	reload
	wait_for 10 runs 1003
	down
}

@test "reload: on-failed = start:, dynamic policies and forwarded signals survive moved indices" {
	local keeps p
	ini index <<-END
		[init]
		signals = WINCH:forward:keeps:USR1
		[service:first]
		command = /bin/sleep 1001
		[service:keeps]
		command = /bin/sh -c 'trap "echo got >>$T/got" USR1; trap "exit 5" USR2; echo up >>$T/got; while :; do sleep 1; done'
		kill = group
		restart = never
		on-failed = \${ACTION:-start:rescue}
		success = \${GOOD:-7}
		[service:rescue]
		command = /bin/sleep 1002
		autostart = no
		[service:last]
		command = /bin/sleep 1003
	END
	up index
	wait_line 10 "$T/got" up
	wait_for 10 runs 1003
	sed -i '/service:first/,/1001/d' "$T/index.ini"
	printf '[service:aa]\ncommand = /bin/sleep 1004\n' >>"$T/index.ini"
	reload
	# A live key with a variable is expanded at the reload.
	sed -i 's/restart = never/restart = never\nrestart-delay = 1s/' "$T/index.ini"
	reload
	match "$(cat "$E")" '^ctinit [|] reload: keeps: changed: restart-delay$'
	kill -WINCH "$INIT"
	wait_line 10 "$T/got" got
	eq "$(grep -c up "$T/got")" 1 "starts"
	keeps=$(for p in $(children_of "$INIT"); do ! grep -qs trap "/proc/$p/cmdline" || echo "$p"; done)
	kill -USR2 "$keeps"
	wait_line 10 "$E" '^ctinit [|] keeps: failed: exited with code 5'
	wait_for 10 runs 1002
	down
}

@test "reload: a reader of a pipe is removed and added; a running writer keeps its pipe" {
	ini pipe <<-END
		[service:writer]
		command = /bin/sh -c 'while :; do echo line; sleep 0.05; done'
		kill = group
		stdout = pipe:reader
		[service:reader]
		command = /bin/sh -c 'cat >>$T/read'
		kill = group
		[service:plain]
		command = /bin/sh -c 'readlink /proc/self/fd/0 >>$T/plain; exec sleep 1002'
	END
	up pipe
	wait_line 10 "$T/read" line
	wait_line 10 "$T/plain" null
	printf '[service:new]\ncommand = /bin/sleep 1003\n' >>"$T/pipe.ini"
	reload
	: >"$T/read"
	wait_line 10 "$T/read" line
	sed -i "s/cat >>/cat -u >>/; s/1003/1003\nstdout = pipe:plain/" "$T/pipe.ini"
	reload
	: >"$T/read"
	wait_line 10 "$T/read" line
	wait_line 10 "$T/plain" 'pipe:'
	eq "$(lines '^ctinit [|] writer: stopped')" 0
	down
}

@test "reload: changes of [init] and setups are reported and not applied" {
	ini init <<-END
		[setup:one]
		command = /bin/sh -c 'echo one >>$T/ran'
		[service:a]
		command = /bin/sleep 1001
	END
	up init
	wait_for 10 runs 1001
	sed -i 's/echo one/echo two/' "$T/init.ini"
	cat >>"$T/init.ini" <<-END
		[init]
		mounts = no
		max-parallel-starts = 3
		signals = USR2:reload HUP:ignore
		[setup:new]
		command = /bin/sh -c 'echo new >>$T/ran'
	END
	reload
	for line in '\[init\] mounts: needs a new start' '\[init\] max-parallel-starts: changed' \
		'setup one: changed; setups run only when' 'setup new: new; setups run only when'; do
		match "$(cat "$E")" "^ctinit [|] reload: $line"
	done
	eq "$(cat "$T/ran")" one
	# The new [init] signals are in force.
	printf '[service:b]\ncommand = /bin/sleep 1002\n' >>"$T/init.ini"
	kill -HUP "$INIT"
	kill -USR2 "$INIT"
	wait_for 10 runs 1002
	eq "$(over)" 2
	down
}

@test "reload: unchanged services get their own reload" {
	ini own <<-END
		[service:sig]
		command = /bin/sh -c 'trap "echo again >>$T/sig" HUP; echo up >>$T/sig; while :; do sleep 1; done'
		kill = group
		reload = HUP
		[service:cmd]
		command = /bin/sleep 1001
		reload = /bin/sh -c 'echo \$MAINPID >>$T/cmd'
		[service:fresh]
		command = /bin/sh -c 'trap "echo wrong >>$T/fresh" HUP; echo up >>$T/fresh; while :; do sleep 1; done'
		kill = group
		reload = HUP
	END
	up own
	wait_line 10 "$T/sig" up
	wait_line 10 "$T/fresh" up
	wait_for 10 runs 1001
	sed -i 's/up >>\(.*fresh\)/up2 >>\1/' "$T/own.ini"
	reload
	wait_line 10 "$T/sig" again
	wait_line 10 "$T/cmd" '[0-9]'
	wait_line 10 "$T/fresh" up2
	match "$(cat "$E")" '^ctinit [|] sig: reload: SIGHUP sent$'
	match "$(cat "$E")" '^ctinit [|] cmd: reload: /bin/sh runs$'
	eq "$(lines '^ctinit [|] fresh: reload')" 0
	no_match "$(cat "$T/fresh")" wrong
	down
}

@test "reload: requests during setups and reloads are combined; the last file counts; SIGTERM wins" {
	ini queue <<-END
		[setup:slow]
		command = /bin/sh -c 'echo up >$T/setup; until [ -e $T/go ]; do sleep 0.02; done'
		[service:slow]
		command = /bin/sh -c 'trap "" TERM; echo up >>$T/slow; while :; do sleep 0.05; done'
		kill = group
		stop-timeout = 500ms
	END
	up queue
	wait_line 10 "$T/setup" up
	kill -HUP "$INIT"
	printf '[service:a]\ncommand = /bin/sleep 1001\n' >>"$T/queue.ini"
	: >"$T/go"
	wait_for 20 is_over 0
	wait_for 10 runs 1001
	wait_line 10 "$T/slow" up
	sed -i 's/sleep 0.05/sleep 0.06/' "$T/queue.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" '^ctinit [|] reload: slow: restart'
	for n in 1 2 3 4 5 6 7 8 9; do
		sed -i "s/sleep 10../sleep 101$n/" "$T/queue.ini"
		kill -HUP "$INIT"
	done
	wait_for 20 runs 1019
	wait_line 10 "$E" '^ctinit [|] slow: .*KILL'
	sed -i 's/sleep 0.06/sleep 0.07/' "$T/queue.ini"
	kill -HUP "$INIT"
	wait_for 10 lines_like "$E" '^ctinit [|] reload: slow: restart' 2
	down
	match "$(cat "$E")" '^ctinit [|] reload: given up, the container ends'
	nothing_left
}

@test "reload: bad files, missing files and pipes change nothing; links are followed again; --set stays" {
	local a
	mkdir -p "$T/one" "$T/two" "$T/dir"
	printf '[service:a]\ncommand = /bin/sleep 1001\n' >"$T/one/svc.ini"
	printf '[service:a]\ncommand = /bin/sleep 1001\n[service:b]\ncommand = /bin/sleep 1002\n' >"$T/two/svc.ini"
	ln -s ../one "$T/dir/..data"
	ln -s ..data/svc.ini "$T/dir/link.ini"
	ln -s dir/link.ini "$T/link.ini"
	E=$T/link.err
	cd "$T"
	start link unshare -rpf --mount-proc --kill-child "$CTINIT" run "${PLAIN[@]}" --set service:a.nice=19 link.ini
	cd /
	find_init
	wait_for 10 runs 1001 || fail "$(cat "$E")" "$(children_of "$INIT")"
	a=$(pid 1001)
	ln -sfn ../two "$T/dir/..data"
	reload
	wait_for 10 runs 1002
	eq "$(pid 1001)" "$a" "with --set as before it is the same"

	printf '[service:a]\ncommand =\n[nonsense\n' >"$T/two/svc.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" 'link.ini:3: '
	wait_line 10 "$E" 'refused; nothing has changed'
	rm "$T/dir/..data"
	kill -HUP "$INIT"
	wait_line 10 "$E" 'link.ini: cannot open it'
	wait_for 10 lines_like "$E" 'nothing has changed' 2
	mkfifo "$T/two/fifo"
	ln -sfn two/fifo "$T/link.ini"
	kill -HUP "$INIT"
	wait_for 20 lines_like "$E" 'nothing has changed' 3
	eq "$(pid 1001)" "$a"
	runs 1002
	down
}

@test "reload: a thousand reloads leave no descriptor, no process and no memory behind" {
	local fds before after n
	is_static || skip "the sanitizers keep what was freed"
	{
		for n in {1..20}; do
			printf '[service:s%d]\ncommand = /bin/sleep 1000\nhealth = file:/\nready = file:/\nrestart-delay = ${X:-1s}\n' "$n"
			printf 'reload = HUP\npre-stop = /bin/true\nwhen = file:/\nwait-for = file:/\n'
			printf 'stop-timeout = 2s\n'
		done
	} >"$T/often.ini"
	sed 's/2s/3s/' "$T/often.ini" >"$T/other.ini"
	sed -i 's/reload = HUP/reload = CONT/' "$T/often.ini" "$T/other.ini"
	cp "$T/often.ini" "$T/first.ini"
	up often -q
	wait_for 10 have 1000 20
	# with -q no line reports the end of a reload
	hups 100
	fds=$(fds "$INIT")
	before=$(dirty "$INIT")
	hups 900
	wait_for 10 quiet "$INIT" # the last reload is done
	after=$(dirty "$INIT")
	wait_for 5 fds_are "$INIT" "$fds"
	eq "$(pid 1000 | wc -l)" 20 "processes"
	[ "$after" -le $((before + 64)) ] || fail "private dirty memory: $before KiB, after 900 more: $after KiB"
	down
}
# Sends SIGHUP repeatedly, each time after the previous reload is done: PID 1 then has no
# children but the 20 services and the logger.
hups() {
	local i
	for ((i = 0; i < $1; i++)); do
		cp "$T/$([ $((i % 2)) = 0 ] && echo other || echo first).ini" "$T/often.new"
		mv "$T/often.new" "$T/often.ini"
		kill -HUP "$INIT"
		while [ "$(children_of "$INIT" | wc -w)" != 21 ] || pending; do sleep 0.001; done
	done
}

@test "reload: from 10 services to 2000 and back: the loop and the limit of descriptors grow" {
	local n
	is_static || skip "too slow under the sanitizers"
	printf '[service:s]\ncommand = /bin/sleep 1000\ninstances = 10\n' >"$T/grow.ini"
	ulimit -Sn 256
	up grow
	wait_for 10 have_children 10
	sed -i 's/= 10$/= 2000/' "$T/grow.ini"
	kill -HUP "$INIT"
	wait_for 60 have_children 2000
	sed -i 's/= 2000$/= 10/' "$T/grow.ini"
	kill -HUP "$INIT"
	wait_for 60 have_children 10
	no_match "$(cat "$E")" bug
	eq "$(lines '^ctinit [|] s@(.|10): (stopped|failed)')" 0
	down
}
# have_children COUNT: checks that PID 1 has COUNT children and the logger
have_children() { [ "$(children_of "$INIT" | wc -w)" = $(($1 + 1)) ]; }

# ---- ctinit run on a host ----

# host NAME RUNNER...: starts $T/NAME.ini in a container; $FRONT is the front end
host() {
	local name=$1
	shift
	E=$T/$name.err
	start "$name" "$@" "$CTINIT" run --container "${PLAIN[@]}" "$T/$name.ini"
	wait_line 10 "$E" '^ctinit [|] a: ready'
	FRONT=$PID
	until [ "$(cat "/proc/$FRONT/comm")" = ctinit ]; do
		FRONT=$(children_of "$FRONT" | awk '{ print $1 }')
	done
}

in_container() {
	cat >"$T/host.ini" <<-END
		[container]
		hostname = one
		$1
		[service:a]
		command = $2 1001
	END
	chmod 644 "$T/host.ini"
	host host "${@:3}"
	printf '[service:b]\ncommand = %s 1002\n' "$2" >>"$T/host.ini"
	sed -i 's/= one/= two/' "$T/host.ini"
	kill -HUP "$FRONT"
	wait_line 10 "$E" '^ctinit [|] b: ready'
	match "$(cat "$E")" '\[container\] hostname has changed: that needs a new start'
	echo nonsense >>"$T/host.ini"
	kill -HUP "$FRONT"
	wait_line 10 "$E" 'host.ini:[0-9]+: '
	wait_line 10 "$E" 'the reload is refused, nothing has changed'
	eq "$(lines '^ctinit [|] a: ')" 1 "lines of what goes on"
	sed -i '/nonsense/d' "$T/host.ini"
	# The front end also reads the file after a signal from inside.
	printf '[service:c]\ntype = task\nneeds = c1\ncommand = %s 0\n[service:c1]\ncommand = %s 1003\n' "$2" "$2" >>"$T/host.ini"
	printf '[service:ask]\ntype = task\ncommand = %s -HUP 1\n' "${2%sleep}kill" >>"$T/host.ini"
	kill -HUP "$FRONT"
	wait_line 10 "$E" '^ctinit [|] c: done'
	wait_line 10 "$E" '^ctinit [|] ask: done'
	wait_line 10 "$E" '^ctinit [|] reload: nothing has changed'
	kill -TERM "$FRONT"
	finish 20 "$PID"
	eq "$STATUS" 0 "$(cat "$E")"
	nothing_left
}

make_root() {
	R=$T/root
	busybox_root "$R" sleep kill sh
}

@test "reload: of a container, on the host's files and with a root of its own" {
	need_root
	in_container '' /bin/sleep env
	make_root
	in_container "rootfs = $R" /bin/sleep env
}

@test "reload: of a user's container, without and with a root of its own" {
	need_user
	in_container '' /bin/sleep as_user
	make_root
	in_container "rootfs = $R" /bin/sleep as_user
}

@test "reload: of a container: root reads a user's home; other signals; longer stops" {
	need_root
	need_user
	ini home <<-END
		[container]
		[service:a]
		command = /bin/sh -c 'trap "" TERM; echo up; while :; do sleep 0.05; done'
		kill = group
		stop-timeout = 1s
	END
	install -m 600 -o "$CT_USER" "$T/home.ini" "$UDIR/home.ini"
	E=$T/home.err
	start home "$CTINIT" run --container "${PLAIN[@]}" "$UDIR/home.ini"
	wait_line 10 "$T/home.out" up
	cat >>"$UDIR/home.ini" <<-'END'
		[service:b]
		command = /bin/sleep 1001
		[init]
		signals = USR1:reload HUP:ignore
		[defaults]
		stop-timeout = 20s
	END
	sed -i 's/stop-timeout = 1s/stop-timeout = 12s/' "$UDIR/home.ini"
	kill -HUP "$PID"
	wait_line 10 "$E" '^ctinit [|] b: ready'
	sed -i 's/1001/1002/' "$UDIR/home.ini"
	kill -HUP "$PID"
	kill -USR1 "$PID"
	wait_for 10 lines_like "$E" '^ctinit [|] b: ready' 2
	eq "$(lines '^ctinit [|] reload: (applied|nothing)')" 2
	kill -TERM "$PID"
	finish 25 "$PID"
	eq "$STATUS" 0 "an end that takes longer than before: $(cat "$E")"
	nothing_left
}

@test "reload: of a container: a file that hangs is given up and does not delay the end" {
	need_root
	ini host <<-'END'
		[container]
		[service:a]
		command = /bin/sleep 1001
	END
	host host env
	rm "$T/host.ini"
	mkfifo "$T/host.ini"
	tail -f /dev/null >"$T/host.ini" 3>&- & # keeps the file open and writes nothing
	echo $! >>"$T/.pids"
	kill -HUP "$PID"
	wait_line 20 "$E" 'nothing has changed'
	kill -HUP "$PID"
	wait_for 10 has_reader
	kill -TERM "$PID"
	finish 10 "$PID"
	eq "$STATUS" 0
	eq "$(lines 'nothing has changed')" 1 "the second was waited for: $(cat "$E")"
	kill_tree "$(sed -n 2p "$T/.pids")"
	nothing_left
}
has_reader() { [ "$(children_of "$PID" | wc -w)" = 2 ]; }
