#!/usr/bin/env bats
# tests/box/own-lines.bats - tests the format of ctinit's own lines.
load ../lib/common

in_ns() { run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc --kill-child "$CTINIT" run "$@"; }

setup() {
	need_root
	ct_setup
	cat >"$T/a.ini" <<-'END'
		[service:web]
		command = /bin/sh -c 'echo up; exit 3'
		restart = never
		on-failed = ignore
		after = job
		[service:job]
		type = task
		command = /bin/sh -c 'for i in 1 2 3 4; do echo $i; done'
		log-rate = 1
		log-follow = /no/dir/file
		log-file = /no/dir/other
	END
}

# objects TEXT: checks that each line is one JSON object; prints SERVICE LEVEL TEXT of each
objects() {
	python3 -c '
import json, sys
for line in sys.stdin:
    o = json.loads(line)
    assert o["time"] and o["stream"] in ("stdout", "stderr"), o
    print(o["service"], o.get("level", "-"), o.get("pid"), o.get("text"))' <<<"$1"
}

@test "own lines: log-format = json in [defaults] makes an object of every line, on both streams" {
	cat >>"$T/a.ini" <<-'END'
		[defaults]
		log-format = json
		[service:doubt]
		type = task
		command = /bin/sh -c 'echo $HOME'
		log-file-mode = 0777
		log-file = /tmp/../tmp/x
		when = NEVER
	END
	in_ns -v "$T/a.ini"
	own=$(objects "$stderr")
	objects "$output" >"$T/out"
	match "$own" '^ctinit debug 1 job: pid [0-9]+: /bin/sh'
	match "$own" '^ctinit info 1 web: ready after'
	match "$own" '^ctinit info 1 job: done'
	match "$own" '^ctinit error 1 web: failed: '
	match "$own" '^ctinit warning [0-9]+ job: cannot .*/no/dir/other'
	match "$(tail -n 1 <<<"$own")" '^ctinit .*nothing left to run'
	match "$(cat "$T/out")" '^web - [0-9]+ up$'
	match "$(cat "$T/out")" '^job warning [0-9]+ job: 3 lines were dropped'
	eq "$(wc -l <<<"$stderr")" "$(grep -c '^ctinit ' <<<"$own")"
}

@test "own lines: with json, errors of the file and of the set-up are objects too" {
	printf '%s\n' '[defaults]' 'log-format = json' '[service:a]' 'command = /bin/true' 'nonsense = 1' >"$T/bad.ini"
	in_ns "$T/bad.ini"
	eq "$status" 125
	match "$(objects "$stderr")" '^ctinit error [0-9]+ .*/bad.ini:5: .*nonsense'
	# The value may come from the environment of ctinit.
	printf '%s\n' '[defaults]' 'log-format = ${SHAPE:-plain}' '[service:a]' 'type = task' 'command = /bin/true' >"$T/env.ini"
	SHAPE=json in_ns "$T/env.ini"
	match "$(objects "$stderr")" '^ctinit info 1 a: done'
	in_ns "$T/env.ini"
	match "$stderr" '^ctinit [|] a: done'
	run --separate-stderr "$CTINIT" run --rootfs /no/such/root --set defaults.log-format=json "$T/a.ini"
	eq "$status" 125
	match "$(objects "$stderr")" '^ctinit error [0-9]+ cannot open .*/no/such/root'
}

@test "own lines: log-time in [defaults] puts the time in front, in the zone of TZ" {
	in_ns --set defaults.log-time=utc "$T/a.ini"
	no_match "$stderr" '^ctinit'
	match "$stderr" '^20[0-9-]+T[0-9:.]+Z ctinit [|] web: ready after'
	TZ=XYZ-05:30 in_ns --set defaults.log-time=local "$T/a.ini"
	match "$stderr" '^20[0-9-]+T[0-9:.]+\+05:30 ctinit [|] web: ready after'
	match "$stderr" '^20[0-9-]+T[0-9:.]+\+05:30 ctinit [|] job: .*cannot'
	# A FIFO instead of the time zone file must not block PID 1 or the logger.
	mkfifo "$T/fifo"
	run --separate-stderr timeout -k 2 60 unshare -pf --mount-proc --kill-child env "TZ=:$T/fifo" "$CTINIT" run \
		--set defaults.log-time=local "$T/a.ini"
	match "$stderr" '^20[0-9-]+T[0-9:.]+\+00:00 ctinit [|] web: ready after'
	match "$output" '^20[0-9-]+T[0-9:.]+\+00:00 web [|] up'
}

@test "own lines: a zone file that is emptied later changes nothing" {
	cp /usr/share/zoneinfo/Asia/Kolkata "$T/zone" || skip "there are no time zones here"
	cat >"$T/zone.ini" <<-END
		[service:a]
		type = task
		command = /bin/sh -c ': >$T/zone; echo empty'
		[service:b]
		type = task
		after = a
		command = /bin/echo later
		log-time = local
	END
	run --separate-stderr timeout -k 2 60 unshare -pf --mount-proc --kill-child env "TZ=:$T/zone" "$CTINIT" run \
		--set defaults.log-time=local "$T/zone.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" '^20[0-9-]+T[0-9:.]+\+05:30 ctinit [|] b: done'
	match "$output" ' b [|] later' # the logger may have read the zone after that
}

@test "own lines: with a zone file that is cut or wrong the time is UTC" {
	local size
	cp /usr/share/zoneinfo/Europe/Berlin "$T/whole" || skip "there are no time zones here"
	for size in 4 43 44 60 200 1200 wrong; do
		# Wrong: the first block has 0x7f000000 times.
		if [ "$size" = wrong ]; then
			{ head -c 32 "$T/whole"; printf '\177\0\0\0'; tail -c +37 "$T/whole"; } >"$T/zone"
		else
			head -c "$size" "$T/whole" >"$T/zone"
		fi
		run --separate-stderr timeout -k 2 60 unshare -pf --mount-proc --kill-child env "TZ=:$T/zone" \
			"$CTINIT" run --set defaults.log-time=local "$T/a.ini"
		match "$stderr" '^20[0-9-]+T[0-9:.]+\+00:00 ctinit [|] web: ready after'
	done
}

@test "own lines: are coloured on a terminal, except with NO_COLOR or TERM=dumb" {
	local esc=$'\033'
	export CTINIT
	seen() { run "${LIMIT[@]}" script -qec "env CI=1 $1 unshare -pf --mount-proc --kill-child $CTINIT run $T/a.ini" /dev/null </dev/null; }
	seen TERM=xterm
	match "$output" "^$esc\[1mctinit \|$esc\[0m web: ready after"
	match "$output" "^$esc\[1;31mctinit \| web: failed: .*$esc\[0m"
	match "$output" "^$esc\[1mctinit \|$esc\[0m job: .*cannot"
	for how in NO_COLOR=1 TERM=dumb; do
		seen $how
		match "$output" '^ctinit \| web: ready after'
		match "$output" '^ctinit \| web: failed'
		match "$output" '^ctinit \| job: .*cannot'
		no_match "$output" "$esc"
	done
}

@test "own lines: a reload applies log-format and log-time to them, of the logger too" {
	printf '%s\n' '[service:a]' 'command = /bin/sleep 1000' >"$T/r.ini"
	E=$T/re.err
	start re unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/r.ini"
	wait_line 10 "$E" '^ctinit [|] a: ready'
	INIT=$(children_of "$PID" | tr -d ' ')
	cat >"$T/r.ini" <<-END
		[defaults]
		log-format = json
		[service:a]
		command = /bin/sleep 1000
		[service:b]
		type = task
		command = /bin/echo b
		log-file = /no/dir/file
	END
	kill -HUP "$INIT"
	wait_line 10 "$E" '"service":"ctinit".*reload: done'
	wait_line 10 "$E" '"service":"ctinit".*/no/dir/file'
	printf '%s\n' '[defaults]' 'log-time = utc' '[service:a]' 'command = /bin/sleep 1000' 'nonsense = 1' >"$T/r.ini"
	kill -HUP "$INIT" # refused: nothing changes, and the error is a JSON object
	wait_line 10 "$E" '"service":"ctinit".*reload: refused'
	match "$(objects "$(grep '^{' "$E")")" '^ctinit error 1 .*/r.ini:5: .*nonsense'
	sed -i '/nonsense/d' "$T/r.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" '^20[0-9-]+T[0-9:.]+Z ctinit [|] reload: done'
	no_match "$(cat "$E")" '^ctinit: '
	kill -TERM "$INIT"
	finish 10 "$PID"
	match "$(tail -n 1 "$E")" '^20[0-9-]+T[0-9:.]+Z ctinit [|] SIGTERM'
}

@test "own lines: of a single command begin with ctinit: as before" {
	in_ns -v -- /bin/true
	eq "$(grep -cv '^ctinit: ' <<<"$stderr")" 0 "$stderr"
}

@test "own lines: on a terminal names are padded, and neighbours have different colours" {
	local esc=$'\033' n colours
	: >"$T/names.ini"
	for n in a bb frontend d e; do
		printf '[service:%s]\ntype = task\ncommand = /bin/echo of-%s\n' "$n" "$n" >>"$T/names.ini"
	done
	run "${LIMIT[@]}" script -qec "env CI=1 TERM=xterm unshare -pf --mount-proc --kill-child $CTINIT run $T/names.ini" \
		/dev/null </dev/null
	match "$output" "^$esc\[1mctinit   \|$esc\[0m bb: done after"
	match "$output" "^$esc\[[0-9]+ma        \|$esc\[0m of-a"
	match "$output" "^$esc\[[0-9]+mfrontend \|$esc\[0m of-frontend"
	colours=$(grep 'of-' <<<"$output" | grep -oE "^$esc\[[0-9]+m" | tr -dc '0-9\n' | sort -u | xargs)
	eq "$(wc -w <<<"$colours")" 5 "$output"
	no_match "$(tr ' ' '\n' <<<"$colours")" '^(31|91)$'
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/names.ini"
	match "$output" '^a [|] of-a' # elsewhere nothing is padded
	match "$stderr" '^ctinit [|] a: done'
}
