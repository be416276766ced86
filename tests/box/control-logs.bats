#!/usr/bin/env bats
# tests/box/control-logs.bats - tests `logs` of the control socket: what a client gets, and that
# no client, slow or killed, and no killed logger, makes a service wait.
# timeout: 240
load ../lib/life
load ../lib/log

ask() { run "$ROOT/tests/lib/control.py" "$T/control" "$@"; }
# follow NAME WORD...: a client in the background, its replies in $T/NAME.out
follow() { start "$1" "$ROOT/tests/lib/control.py" "$T/control" logs -f "${@:2}"; }
# texts: the names and texts of the `line` lines in a file
texts() { sed -n 's/.*"name":"\([^"]*\)".*"text":"\(.*\)"}$/\1 \2/p' "$1"; }
# unread NAME WORD...: a client that asks and reads nothing; it prints when there is something
# to read, and how much it was sent when the connection ends
unread() { start "$1" "$ROOT/tests/lib/control_unread.py" "$T/control" "${@:2}"; }

@test "control-logs: the lines of all units come by time; -n, --since and names choose" {
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'echo a1; while [ ! -e $T/b2 ]; do sleep 0.01; done; echo a2; echo a3; : >$T/a3; exec sleep 1000'
		[service:b]
		command = sh -c 'while [ ! -s $T/l.out ]; do sleep 0.01; done; echo b1 >&2; : >$T/b2; exec sleep 1000'
		after = a
		[service:none]
		command = sh -c 'echo never; exec sleep 1000'
		log-ring = 0
		[service:file]
		command = sh -c 'echo never; exec sleep 1000'
		stdout = null
		stderr = null
	END
	wait_for 10 lines_like "$T/l.out" 'a3' 1
	ask logs a b
	eq "$status" 0
	eq "$(texts <(echo "$output") | tr '\n' ,)" 'a a1,b b1,a a2,a a3,'
	match "$output" '^{"type":"line","at_ms":[0-9]+,"name":"b","stream":"stderr","pid":[0-9]+,"text":"b1"}$'
	match "$output" '^{"ok":true}$'
	ask logs -n 1 a b
	eq "$(texts <(echo "$output") | tr '\n' ,)" 'b b1,a a3,'
	ask logs -n 0 none file
	match "$output" 'none keeps no output [(]log-ring = 0[)]'
	match "$output" 'file writes nothing to the log'
	ask logs --since=99999999999999 a
	eq "$output" '{"ok":true}'
	ask logs nobody
	eq "$status" 3
	down
}

@test "control-logs: a long line comes in parts, and bytes that are not UTF-8 are escaped" {
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'head -c 9000 /dev/zero | tr "\\0" x; printf "\\n\\377\\n"; exec sleep 1000'
	END
	wait_for 10 test -s "$T/l.out"
	ask logs a
	eq "$(grep -c '"part":true' <<<"$output")" 2
	eq "$(texts <(echo "$output") | sed 's/^a //' | tr -d '\n' | grep -o x | wc -l)" 9001
	match "$output" '"text":"\\\\xff"'
	while read -r line; do [ "${#line}" -lt 4096 ]; done <<<"$output"
	down
}

@test "control-logs: -f follows over a restart, and has all lines and an end when ctinit stops" {
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'trap "echo bye; exit" TERM; echo "I am \$\$"; while :; do sleep 0.01; done'
		restart-delay = 10ms
	END
	follow f -n 1 a
	wait_for 10 lines_like "$T/f.out" '"text":"I am' 1
	ask signal KILL a
	eq "$status" 0
	wait_for 10 lines_like "$T/f.out" '"text":"I am' 2
	down
	finish 10 "$PID" || :
	wait_for 10 grep -q '^{"ok":true}' "$T/f.out"
	match "$(texts "$T/f.out" | tail -1)" 'a bye'
}

@test "control-logs: a killed logger drops its clients, and the next one serves new ones" {
	local first
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'i=0; while :; do i=\$((i + 1)); echo "\$i"; sleep 0.01; done'
	END
	follow f a
	first=$PID
	wait_for 10 lines_like "$T/f.out" '"text":"20"' 1
	kill -KILL "$(logger_of "$INIT")"
	finish 10 "$first"
	eq "$STATUS" 4 "no last line"
	follow g -n 5 a
	wait_for 10 lines_like "$T/g.out" '"text":"[0-9]+"' 20
	# no line is missing, although two loggers have written them
	texts "$T/g.out" | awk '{ if (last && $2 != last + 1) exit 1; last = $2 }'
	down
}

@test "control-logs: a client that reads nothing does not hold up 100 MB, and is dropped" {
	local without with
	big() { printf 'sh -c "head -c 100000000 /dev/zero | tr \\"\\\\0\\" y | fold -w 99; : >%s; exec sleep 1000"' "$T/$1"; }
	ini w <<-END
		[service:a]
		command = $(big w.end)
		log-console = no
	END
	without=$(date +%s%N)
	up w --control "$T/control"
	wait_for 60 test -e "$T/w.end"
	without=$((($(date +%s%N) - without) / 1000000))
	down
	ini s <<-END
		[service:go]
		type = task
		command = sh -c 'until [ -e $T/go ]; do sleep 0.01; done'
		[service:a]
		command = $(big s.end)
		after = go
		log-console = no
		[service:b]
		command = sh -c 'echo first; exec sleep 1000'
	END
	up s --control "$T/control"
	wait_line 10 "$T/s.out" first
	unread one logs -f
	unread two logs -f
	follow three
	wait_line 10 "$T/one.out" asked
	wait_line 10 "$T/two.out" asked
	wait_line 10 "$T/three.out" first
	with=$(date +%s%N)
	: >"$T/go"
	wait_for 60 test -e "$T/s.end"
	with=$((($(date +%s%N) - with) / 1000000))
	[ "$with" -lt $((3 * without + 2000)) ] || fail "$with ms instead of $without ms"
	wait_for 10 grep -q 'bytes are missing here' "$T/three.out"
	wait_line 30 "$T/one.out" 'dropped after [0-9]+'
	wait_line 30 "$T/two.out" 'dropped after [0-9]+'
	ask logs -n 1 a
	eq "$status" 0
	down
}

@test "control-logs: 16 clients at once; the next one is told; their memory goes with them" {
	local i before logger pids=()
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'echo up; exec sleep 1000'
	END
	wait_line 10 "$T/l.out" up
	logger=$(logger_of "$INIT")
	rss() { awk '/^RssAnon|^RssShmem/ { n += $2 } END { print n }' "/proc/$logger/status"; }
	ask logs
	before=$(rss)
	for i in $(seq 16); do
		follow "c$i"
		pids+=("$PID")
	done
	for i in $(seq 16); do wait_line 10 "$T/c$i.out" '"text":"up"'; done
	ask logs
	eq "$status" 1
	match "$output" 'at most 16'
	kill "${pids[@]}"
	back() { ask logs && [ "$(rss)" -le $((before + 8)) ]; }
	wait_for 10 back
	down
}

@test "control-logs: the verb follows over a killed logger: it says so, and no line is missing or twice" {
	begin l --control "$T/control" <<-END
		[service:a]
		command = sh -c 'i=0; while :; do i=\$((i + 1)); echo "n \$i"; sleep 0.01; done'
	END
	wait_line 10 "$T/l.out" 'n 1'
	start f "$CTINIT" logs --control "$T/control" -f a
	wait_for 10 lines_like "$T/f.out" 'n [0-9]+' 20
	kill -KILL "$(logger_of "$INIT")"
	wait_line 10 "$T/f.err" 'the logger was replaced; connecting again'
	wait_for 10 lines_like "$T/f.out" 'n [0-9]+' $(($(wc -l <"$T/f.out") + 20))
	grep -oE 'n [0-9]+' "$T/f.out" | awk 'last && $2 != last + 1 { exit 1 } { last = $2 }'
	kill "$PID"
	down
}

@test "control-logs: the lines of a service that failed for good, and of a finished task, are kept" {
	local logger
	begin l --control "$T/control" <<-END
		[service:bad]
		command = sh -c 'echo no-disk >&2; exit 78'
		restart = never
		on-failed = ignore
		[service:done]
		type = task
		command = sh -c 'echo well'
		[service:small]
		type = task
		command = sh -c 'echo little'
		environment = SIZE=8K
		log-ring = \${SIZE}
		[service:beat]
		command = sh -c 'while :; do echo beat; sleep 0.01; done'
		log-console = no
	END
	# the pipes of the ended ones are closed: only the two of `beat` are left
	pipes() { ask logs -n 0 && [ "$(find "/proc/$(logger_of "$INIT")/fd" -lname 'pipe:*' | wc -l)" -le "$1" ]; }
	kept() {
		ask logs bad "done" small
		eq "$status" 0
		eq "$(texts <(echo "$output") | sort | tr '\n' ,)" "$1"
	}
	verb() { run --separate-stderr "$CTINIT" "$1" --control "$T/control" "${@:2}"; }
	all='bad no-disk,done well,small little,'
	wait_for 10 pipes 4
	kept "$all"
	verb status bad
	match "$output" 'no-disk'
	ask logs --since=1 -n 1 bad
	eq "$(texts <(echo "$output"))" 'bad no-disk'
	follow f beat
	wait_for 20 lines_like "$T/f.out" beat 200
	kept "$all"
	logger=$(logger_of "$INIT")
	kill -KILL "$logger"
	other() { [ -n "$(logger_of "$INIT")" ] && [ "$(logger_of "$INIT")" != "$logger" ] && ask logs -n 0; }
	wait_for 10 other
	kept "$all"
	# a client follows over the next starts, and the second time the pipes are closed
	follow g bad
	wait_for 10 lines_like "$T/g.out" no-disk 1
	ask start bad
	wait_for 10 lines_like "$T/g.out" no-disk 2
	wait_for 10 pipes 4
	kept "bad no-disk,$all"
	ask start bad
	wait_for 10 lines_like "$T/g.out" no-disk 3
	wait_for 10 pipes 4
	kept "bad no-disk,bad no-disk,$all"
	down
}
