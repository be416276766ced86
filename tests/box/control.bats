#!/usr/bin/env bats
# tests/box/control.bats - tests the control socket: where it is, who may ask, what it says.
# timeout: 240
load ../lib/life
load ../lib/control

three() {
	begin three --control "$T/control" <<-END
		[service:db]
		command = sleep 1000
		group = data
		[service:web]
		command = sleep 1000
		needs = db
		instances = 2
		[service:job]
		type = task
		command = sh -c 'exit 0'
		after = web
		[service:off]
		command = sleep 1000
		autostart = no
		before = web
	END
	wait_line 10 "$E" '^ctinit [|] job: done'
}

@test "control: ping, status and graph answer with JSON lines" {
	three
	ask ping
	eq "$status" 0
	eq "$(field pid)" 1
	ask status
	eq "$status" 0
	eq "$(sed -n 1p <<<"$output" | grep -o '"state":"up"')" '"state":"up"'
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "db web@1 web@2 job off "
	eq "$(field state | tail -n +2 | tr '\n' ' ')" "ready ready ready done down "
	match "$output" '"name":"job","kind":"task".*"exit":"exited with code 0","code":0'
	match "$output" '"name":"web@1".*"needs":\["db"\]'
	match "$output" '"name":"db".*"groups":\["data"\]'
	ask status web@2 @data
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "web@2 db "
	ask status wbe
	eq "$status" 3
	match "$output" 'wbe: no such service; did you mean web[?]'
	ask graph
	match "$output" '"from":"web@2","to":"db","kind":"need"'
	match "$output" '"from":"job","to":"web@1","kind":"order"'
	match "$output" '"from":"web@1","to":"off","kind":"order"'
	down
	[ ! -e "$T/control" ]
}

@test "control: health is for probes: starting is not healthy, done is, live ignores starting" {
	begin h --control "$T/control" <<-END
		[service:slow]
		command = sleep 1000
		ready = file:$T/ready
		[service:job]
		type = task
		command = sh -c 'exit 0'
		[service:off]
		command = sleep 1000
		autostart = no
	END
	wait_line 10 "$E" '^ctinit [|] job: done'
	ask health
	eq "$status" 1
	match "$output" 'slow: starting: waiting for file:'
	ask health job
	eq "$status" 0
	ask health --live
	eq "$status" 0
	touch "$T/ready"
	wait_line 10 "$E" '^ctinit [|] slow: ready'
	ask health
	eq "$status" 0
	ask health off
	eq "$status" 1
	down
}

@test "control: status --usage counts the processes of each service" {
	begin u --control "$T/control" <<-END
		[service:a]
		command = sh -c 'sleep 1000 & sleep 1000 & exec sleep 1000'
		[service:b]
		command = sleep 1000
	END
	wait_line 10 "$E" '^ctinit [|] b: ready'
	three_of_a() {
		ask status --usage a
		match "$output" '"type":"usage","name":"a","processes":3,"memory_bytes":[1-9][0-9]*,"cpu_usec":[0-9]+' 2>/dev/null
	}
	wait_for 10 three_of_a
	match "$output" '"type":"zombies","count":'
	match "$output" '^\{"ok":true\}$'
	no_match "$output" '"name":"b"'
	# Who may do everything may ask at any time.
	for _ in 1 2 3 4 5; do
		run "$CTINIT" status --control "$T/control" --usage --json b
		match "$output" '"type":"usage","name":"b"'
	done
	down
}

@test "control: an unknown request, a long line and a line without its end are refused" {
	three
	ask statsu
	eq "$status" 2
	match "$output" 'no such request: statsu; did you mean status[?]'
	ask "status$(printf '%5000s' '')"
	eq "$status" 2
	match "$output" 'longer than 4096 bytes'
	run python3 - "$T/control" <<-'END'
		import socket, sys
		s = socket.socket(socket.AF_UNIX)
		s.connect(sys.argv[1])
		s.sendall(b"stat")
		s.shutdown(socket.SHUT_WR)
		print(s.recv(4096).decode(), end="")
	END
	match "$output" 'the request has no newline'
	down
}

@test "control: off makes no socket, and the container starts all the same" {
	begin off --control off <<-END
		[service:a]
		command = sh -c 'echo "[\$CTINIT_CONTROL]"; exec sleep 1000'
	END
	wait_line 10 "$T/off.out" '^\[\]$'
	no_match "$(cat /proc/net/unix)" "@ctinit/.*/$INIT\$"
	down
}

@test "ctinit-control(7): its socat line and its Python program work" {
	three
	awk -v d="$T" '/^```$/ { on = !on; n += on; next } on { print > (d "/manual" n) }' \
		"$ROOT/docs/ctinit-control.7.scd"
	sed -i "s,/run/ctinit/control,$T/control,; s/'status web'/'status web@1'/" "$T/manual1"
	match "$(cat "$T/manual1")" 'socat'
	run bash "$T/manual1"
	match "$output" '"type":"unit","name":"web@1"'
	match "$output" '"ok":true'
	sed 's/\\\\/\\/g' "$T/manual2" >"$T/program.py"
	run python3 "$T/program.py" "$T/control"
	eq "$status" 0 "$output"
	in_order <(echo "$output") '^web@1 ready -> stopping$' '^web@2 starting -> ready$' '^restarted$'
	down
}

@test "ctinit-control(7): every field of a reply is in its list, with its type" {
	three
	"$CTINIT" help --fields >"$T/fields"
	cat >"$T/check.py" <<-'END'
		import json, re, sys
		known, kind = {}, None
		for line in open(sys.argv[1]):
		    if m := re.match(r"## (?:Lines of type (\w+)|The last line)", line):
		        kind = m[1] or ""
		    elif m := re.match(r"\*(\w+)\*: (\w+)(, optional)?$", line):
		        known[kind, m[1]] = (m[2], bool(m[3]))
		types = {"string": str, "integer": int, "boolean": bool, "array": list}
		for line in sys.stdin:
		    reply = json.loads(line)
		    assert next(iter(reply)) in ("type", "ok"), line
		    kind = reply.pop("type", "")
		    for key, value in reply.items():
		        assert type(value) is types[known[kind, key][0]], (kind, key, value)
		    for (k, key), (_, optional) in known.items():
		        assert k != kind or optional or key in reply, (kind, key)
		    order = [key for (k, key) in known if k == kind and key in reply]
		    assert list(reply) == order, (list(reply), order)
	END
	for words in ping status "status --usage" graph "events" "restart web" "reload --dry-run" "health off"; do
		# shellcheck disable=SC2086 # several words
		ask $words
		python3 "$T/check.py" "$T/fields" <<<"$output"
	done
	down
}
