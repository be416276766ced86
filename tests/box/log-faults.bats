#!/usr/bin/env bats
# tests/box/log-faults.bats - tests logging while disks, readers and the logger itself fail.
# timeout: 240
load ../lib/life
load ../lib/log
load ../lib/reload

teardown() {
	! mountpoint -q "$T/disk" || umount -l "$T/disk"
	ct_teardown
}

# to OUTPUT NAME <INI: like `begin` of life.bash, with OUTPUT as stdout and lines in the
# user's format
to() {
	ini "$2"
	start "$2" bash -c "exec ${PID1[*]} $CTINIT run $T/$2.ini >$1"
	find_init
}

@test "log faults: a read-only file system or /dev/full is reported once; other files continue" {
	need_devices
	mkdir "$T/disk"
	mount -t tmpfs -o ro t "$T/disk"
	tick="command = /bin/sh -c 'while :; do echo tick; sleep 0.02; done'"
	to "$T/ro.out" ro <<-END
		[defaults]
		log-console = no
		[service:ro]
		log-file = $T/disk/ro.log
		$tick
		[service:full]
		log-file = /dev/full
		$tick
		[service:fine]
		log-file = $T/fine.log
		$tick
	END
	wait_line 10 "$T/ro.err" 'ro: cannot write .*/ro\.log: Read-only file system'
	wait_line 10 "$T/ro.err" 'full: cannot write /dev/full: No space left on device'
	wait_line 10 "$T/fine.log" '^tick$'
	nsenter -t "$INIT" -m mount -o remount,rw "$T/disk"
	mount -o remount,rw "$T/disk"
	wait_line 10 "$T/disk/ro.log" '^tick$'
	kill -TERM "$INIT"
	finish 20 "$PID"
	eq "$(grep -c 'cannot write' "$T/ro.err")" 2 "$(cat "$T/ro.err")"
	eq "$(sort -u "$T/disk/ro.log" "$T/fine.log")" tick
}

@test "log faults: a stalled reader blocks only its stream; memory is bounded, drops are reported later" {
	mkfifo "$T/still"
	exec 7<>"$T/still"
	to "$T/still" still <<-END
		[service:a]
		type = task
		log-full = drop
		command = $TOOLS/lines_write a 300000 100 4096
		[service:b]
		log-format = plain
		command = /bin/sh -c 'n=0; while :; do n=\$((n+1)); echo \$n >&2; sleep 0.05; done'
		[service:c]
		log-console = no
		log-file = $T/c.log
		type = task
		command = $TOOLS/lines_write c 100000 100 4096
	END
	wait_line 20 "$T/still.err" '^ctinit [|] a: done'
	wait_line 20 "$T/still.err" '^ctinit [|] c: done'
	wait_for 20 lines_like "$T/c.log" '' 100000
	now=$(grep -cE '^[0-9]+$' "$T/still.err")
	wait_line 20 "$T/still.err" "^$((now + 3))\$"
	wait_line 20 "$T/still.err" 'a: done'
	dirty=$(awk '/^(Private|Shared)_Dirty/ { n += $2 } END { print n }' "/proc/$(logger_of "$INIT")/smaps_rollup")
	[ "$MODE" = asan ] || [ "$dirty" -lt 4096 ] || fail "$dirty KiB in the logger"
	start check bash -c "exec $TOOLS/lines_check 0 0 300000 <$T/still 7<&-"
	check=$PID
	wait_for 10 test -e "/proc/$check/fd/0"
	exec 7<&-
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	finish 20 "$check"
	eq "$STATUS" 0 "$(cat "$T/check.out" "$T/check.err")"
	read -r lines repeated lost torn told names <"$T/check.out"
	eq "$((lines + told)) $lost $repeated $torn $names" "300000 $told 0 0 1"
	[ "$told" -gt 100000 ] || fail "$told lines were dropped"
}

@test "log faults: with drop, a slow reader and killed loggers, exactly the reported lines are missing" {
	for i in {1..10}; do
		printf '[service:s%d]\ntype = task\nlog-full = drop\ncommand = %s s%d 400000 100 %d\n' \
			"$i" "$TOOLS/lines_write" "$i" $((i % 3 * 30000))
	done >"$T/ten"
	# This task keeps the logger alive until the last kill.
	printf '[service:stays]\ntype = task\nstdout = null\ncommand = /bin/sh -c "until [ -e %s ]; do sleep 0.02; done"\n' \
		"$T/enough" >>"$T/ten"
	mkfifo "$T/pipe"
	start check bash -c "exec $TOOLS/lines_check 5000000 10 400000 <$T/pipe"
	check=$PID
	to "$T/pipe" kills <"$T/ten"
	pid=0
	for _ in 1 2 3 4 5; do
		wait_for 10 another_logger "$INIT" "$pid"
		pid=$LOGGER
		kill -KILL "$pid"
	done
	touch "$T/enough"
	finish 60 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$T/kills.err")"
	finish 20 "$check"
	eq "$STATUS" 0 "$(cat "$T/check.out" "$T/check.err")"
	read -r lines repeated lost torn told names <"$T/check.out"
	eq "$((lines - repeated + lost)) $names" "4000000 10"
	[ "$told" -gt 0 ] || fail "nothing was dropped"
}

@test "log-follow: a directory that is made later is found; an unfinished last line ends with its file" {
	cat >"$T/f.sh" <<-END
		while ! [ -e $T/go ]; do sleep 0.02; done
		mkdir $T/late
		printf 'one\nhalf' >$T/late/app.log
		while ! grep -q one $T/late.out; do sleep 0.02; done
		mv $T/late/app.log $T/late/app.log.1
		echo next >$T/late/app.log
		while ! grep -q next $T/late.out; do sleep 0.02; done
		rm -r $T/late
		mkdir $T/late
		echo anew >$T/late/app.log
		while ! grep -q anew $T/late.out; do sleep 0.02; done
	END
	to "$T/late.out" late <<-END
		[service:a]
		type = task
		command = /bin/sh $T/f.sh
		log-follow = $T/late/app.log
	END
	: >"$T/go" # only after to() has seen PID 1
	finish 30 "$PID"
	eq "$(cat "$T/late.out")" $'one\nhalf\nnext\nanew'
}

@test "log faults: settings that cannot be expanded are reported once; the defaults apply and nothing blocks" {
	local i old
	to "$T/safe.out" safe <<-END
		[service:a]
		log-console = no
		log-file = $T/a.log
		command = /bin/sh -c 'n=0; while :; do n=\$((n+1)); echo \$n; sleep 0.02; done'
	END
	wait_line 10 "$T/a.log" '^2$'
	E=$T/safe.err
	cat >>"$T/safe.ini" <<-'END'
		log-rate = ${NOBODY_SET_IT:-often}
	END
	reload
	wait_line 10 "$E" '^ctinit [|] a: .*log-rate.*; its log settings stay as they were$'
	for i in 1 2; do
		old=$(logger_of "$INIT")
		kill -KILL "$old"
		wait_for 10 another_logger "$INIT" "$old"
		wait_line 10 "$T/a.log" "^$(($(tail -n 1 "$T/a.log") + 10))\$"
	done
	sed -i 's/^log-file.*/log-file = ${FILE_THAT_NOBODY_SET:?none}/; /^log-rate/d' "$T/safe.ini"
	reload
	old=$(logger_of "$INIT")
	kill -KILL "$old"
	wait_for 10 another_logger "$INIT" "$old"
	wait_line 10 "$T/safe.out" "^$(($(tail -n 1 "$T/a.log") + 10))\$"
	eq "$(grep -c '^ctinit [|] a: .*; its log settings stay as they were$' "$E")" 1 "$(cat "$E")"
	sed -i '/^log-file/d' "$T/safe.ini"
	reload
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$E")"
	eq "$(cat "$T/a.log" "$T/safe.out" | sort -nu | awk '$1 != NR { print NR; exit }')" ""
}

@test "log faults: a stalled reader delays the services after the setups by one second" {
	local ended up
	mkfifo "$T/still"
	exec 7<>"$T/still"
	to "$T/still" setup <<-END
		[setup:fill]
		command = /bin/sh -c 'head -c 100000 /dev/zero | tr "\\000" x | fold -w 99; date +%s%3N >$T/ended'
		[service:a]
		command = /bin/sh -c 'date +%s%3N >$T/up; exec sleep 1000'
	END
	wait_line 10 "$T/up" .
	read -r ended <"$T/ended"
	read -r up <"$T/up"
	[ $((up - ended)) -ge 990 ] || fail "only $((up - ended)) ms"
	[ $((up - ended)) -lt 9000 ] || fail "$((up - ended)) ms" # long enough for a busy machine
	E=$T/setup.err
	down
	exec 7<&-
	eq "$(grep -cE "^ctinit [|] the container's stdout was not read: its last [0-9]+ lines(, and output still in pipes,)? are lost$" "$E")" 1 "$(cat "$E")"
}

# without_signals: prints a command that runs a program with a failing F_SETSIG, so a write to
# a pipe sends no signal
without_signals() {
	local number=25
	[ "$(uname -m)" != x86_64 ] || number=72 # fcntl; 10: F_SETSIG
	echo "$TOOLS/refuse_call $number:1=10 1"
}
# polled LOGGER: prints how many descriptors its epoll watches
polled() {
	local fd
	for fd in "/proc/$1/fd"/*; do
		[[ $(readlink "$fd") != *eventpoll* ]] || grep -c ^tfd: "/proc/$1/fdinfo/${fd##*/}"
	done
}
# from COUNT NAME: all COUNT lines of NAME arrived in order
from() { grep "^$2 | " "$T/wakes.out" | cut -d' ' -f3 | cmp -s - <(seq "$1") || fail "$2: not all that it wrote"; }

@test "log faults: pipes are not polled; where signals are missing no line is lost" {
	local how looks pid
	while read -r looks how; do
		rm -f "$T/go" "$T/gone" "$T/all"
		ini wakes <<-END
			[service:flood]
			command = /bin/sh -c 'seq 1 50000; exec sleep 1000'
			[service:quick]
			command = /bin/sh -c 'i=0; while [ \$i -lt 2000 ]; do echo \$((i=i+1)); done; exec sleep 1000'
			[service:slow]
			command = /bin/sh -c 'for i in 1 2 3 4 5; do echo \$i; sleep 0.02; done; exec sleep 1000'
			[service:late]
			command = /bin/sh -c 'until [ -e $T/go ]; do sleep 0.02; done; for i in \$(seq 100); do echo \$i; done; : >$T/gone; exec sleep 1000'
			[service:later]
			command = /bin/sh -c 'until [ -e $T/gone ]; do sleep 0.02; done; echo 1; : >$T/all; exec sleep 1000'
		END
		# shellcheck disable=SC2086 # split into words on purpose
		start wakes $how "${PID1[@]}" "$CTINIT" run "$T/wakes.ini"
		find_init
		wait_line 20 "$T/wakes.out" '^flood \| 50000$'
		wait_line 20 "$T/wakes.out" '^quick \| 2000$'
		wait_line 20 "$T/wakes.out" '^slow \| 5$'
		pid=$(logger_of "$INIT")
		wait_for 20 sleeps "$pid"
		kill -STOP "$pid"
		: >"$T/go"
		wait_for 20 test -e "$T/all"
		kill -CONT "$pid"
		wait_line 20 "$T/wakes.out" '^late \| 100$'
		wait_line 20 "$T/wakes.out" '^later \| 1$'
		from 50000 flood
		from 2000 quick
		from 5 slow
		from 100 late
		eq "$(polled "$pid")" "$looks" "$how"
		wait_for 20 sleeps "$pid"
		down
	done <<-END
		2
		11 $(without_signals)
		2 prlimit --sigpending=0:0
	END
}

@test "log faults: after a replaced logger a service that writes for the first time is heard" {
	ini numbers <<-END
		[service:first]
		command = /bin/sleep 1000
		[service:late]
		command = /bin/sh -c 'until [ -e $T/now ]; do sleep 0.02; done; echo said; exec sleep 1000'
		[service:last]
		command = /bin/sleep 1000
	END
	start numbers "${PID1[@]}" "$CTINIT" run "$T/numbers.ini"
	E=$T/numbers.err
	find_init
	wait_line 20 "$E" '^ctinit [|] last: ready'
	sed -i 1,2d "$T/numbers.ini"
	reload
	pid=$(logger_of "$INIT")
	kill -KILL "$pid"
	wait_for 20 another_logger "$INIT" "$pid"
	wait_for 20 sleeps "$LOGGER"
	: >"$T/now"
	wait_line 20 "$T/numbers.out" '^late \| said$'
	down
}

@test "log faults: lines that had no room on the console are written when the reader reads again" {
	local how pid
	mkfifo "$T/narrow"
	for how in "" "$(without_signals)"; do
		rm -f "$T/wrote"
		exec 7<>"$T/narrow"
		ini room <<-END
			[service:a]
			log-format = json
			command = /bin/sh -c 'yes "" | dd bs=20000 count=1 iflag=fullblock status=none; : >$T/wrote; exec sleep 1000'
		END
		start room bash -c "exec $how ${PID1[*]} $CTINIT run $T/room.ini >$T/narrow 7<&-"
		find_init
		wait_for 20 test -e "$T/wrote"
		pid=$(logger_of "$INIT")
		wait_for 20 sleeps "$pid"
		start all bash -c "exec cat <$T/narrow 7<&-"
		wait_for 10 test -e "/proc/$PID/fd/0"
		exec 7<&-
		wait_for 20 lines_like "$T/all.out" '"text":""' 20000
		E=$T/room.err
		down
	done
}

@test "log faults: a blocked service continues after a reload to log-full = drop" {
	mkfifo "$T/nobody"
	exec 7<>"$T/nobody"
	to "$T/nobody" freed <<-END
		[service:a]
		command = /bin/sh -c 'seq 1 300000; : >$T/freed; exec sleep 1000'
	END
	E=$T/freed.err
	wait_line 20 "$E" '^ctinit [|] a: ready'
	wait_for 20 sleeps "$(logger_of "$INIT")"
	[ ! -e "$T/freed" ] || fail "it did not stand still"
	echo 'log-full = drop' >>"$T/freed.ini"
	reload
	wait_for 20 test -e "$T/freed"
	exec 7<&-
	down
}
