#!/usr/bin/env bats
# tests/box/control-reload.bats - reloads and scales over the control socket.
# timeout: 240
load ../lib/life
load ../lib/control

pair() {
	begin r --control "$T/control" <<-END
		[service:db]
		command = sleep 1000
		[service:web]
		command = sleep 1000
		instances = 2
	END
	wait_line 10 "$E" '^ctinit [|] web@2: ready'
}

@test "control: a dry run shows the changes and makes none, a reload makes them" {
	pair
	sed -i 's/^\[service:db\]/&\ndirectory = \//; s/instances = 2/instances = 1/' "$T/r.ini"
	ask reload --dry-run
	eq "$status" 0 "$output"
	match "$output" '"type":"change","name":"web@2","action":"stop"'
	match "$output" '"type":"change","name":"db","action":"restart","why":"directory"'
	ask status
	eq "$(field starts | tr '\n' ' ')" "1 1 1 "
	ask reload
	eq "$status" 0 "$output"
	match "$output" '"type":"change","name":"db","action":"restart","why":"directory"'
	ask status
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "db web@1 "
	ask reload
	eq "$output" '{"ok":true}'
	down
}

@test "control: a wrong file is refused with its errors as whole lines" {
	pair
	echo 'foo = bar' >>"$T/r.ini"
	echo 'command = x' >>"$T/r.ini"
	for words in "reload --dry-run" reload; do
		# shellcheck disable=SC2086 # two words
		ask $words
		eq "$status" 1
		match "$output" '"type":"message","level":"error","text":"[^"]*r.ini:6: \[service:web\] foo: no such key'
		match "$output" '"error":"the configuration has errors'
	done
	match "$(cat "$E")" "^ctinit [|] $T/r.ini:6: \[service:web\] foo: no such key"
	ask status
	eq "$status" 0
	down
}

@test "control: scale leaves the key reload of the services that continue alone" {
	begin s --control "$T/control" <<-END
		[service:web]
		command = sh -c 'trap "echo hung up" HUP; while :; do sleep 0.01; done'
		reload = HUP
		[service:job]
		command = sleep 1000
	END
	wait_line 10 "$E" '^ctinit [|] job: ready'
	ask scale job 2
	eq "$status" 0 "$output"
	ask reload
	eq "$status" 0 "$output"
	wait_line 10 "$T/s.out" 'hung up'
	down
	eq "$(grep -c 'hung up' "$T/s.out")" 1
}

@test "control: scale starts what is off or was stopped by hand, with its needs, and says what it did" {
	begin s --control "$T/control" <<-END
		[service:redis]
		command = sleep 1000
		[service:web]
		command = sleep 1000
		needs = redis
		instances = 2
		[service:job]
		command = sleep 1000
		autostart = no
	END
	wait_line 10 "$E" '^ctinit [|] web@2: ready'
	ask scale job 2
	eq "$status" 0 "$output"
	in_order <(echo "$output") '"name":"job@1".*"to":"ready"' '"ok":true'
	in_order <(echo "$output") '"name":"job@2".*"to":"ready"' '"ok":true'
	ask stop redis
	ask scale --timeout=20000 web 3
	eq "$status" 0 "$output"
	ask status redis web
	eq "$(field state | tail -n +2 | tr '\n' ' ')" "ready ready ready ready "
	ask scale web 0
	eq "$status" 0 "$output"
	in_order <(echo "$output") '"name":"web@3".*"to":"stopping"' '"name":"web@3".*"to":"down"' '"ok":true'
	no_match "$output" '"type":"change"'
	ask status web
	match "$output" '"name":"web".*"state":"skipped".*"why":"instances = 0"'
	ask start all
	eq "$status" 0 "$output"
	ask start web
	eq "$status" 1
	match "$output" '"error":"web: skipped: instances = 0"'
	ask disable job@2
	ask scale job 3
	eq "$status" 1
	match "$output" '"error":"job@2: it is disabled; enable it first: ctinit enable job@2"'
	down
}

@test "control: a number that scale has set stays until the one of the file is changed" {
	pair
	ask scale web 3
	eq "$status" 0 "$output"
	ask reload --dry-run
	match "$output" '"text":"web: keeps instances = 3, set by ctinit scale; the file says 2"'
	ask reload
	eq "$status" 0 "$output"
	match "$output" '"type":"message","level":"info","text":"web: keeps instances = 3, set by ctinit scale; the file says 2"'
	wait_line 10 "$E" '^ctinit [|] reload: web: keeps instances = 3, set by ctinit scale'
	sed -i 's/instances = 2/instances = 1/' "$T/r.ini"
	ask reload
	eq "$status" 0 "$output"
	match "$output" '"text":"web: instances = 1 of the file counts now, no longer the 3 that ctinit scale had set"'
	ask status web
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "web@1 "
	ask reload
	eq "$output" '{"ok":true}'
	sed -i 's/instances = 1/instances = 0/' "$T/r.ini"
	ask reload
	eq "$(grep -o '"action".*' <<<"$output")" '"action":"stop"}'
	down
}

@test "control: scale changes the instances at once, and later reloads keep the number" {
	pair
	ask scale web 4
	eq "$status" 0 "$output"
	ask status web
	eq "$(field state | tail -n +2 | tr '\n' ' ')" "ready ready ready ready "
	sed -i 's/^\[service:db\]/&\ndirectory = \//' "$T/r.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" '^ctinit [|] reload: done'
	wait_line 10 "$E" '^ctinit [|] reload: db: restart: directory'
	ask wait --timeout=10000 all
	ask status web
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "web@1 web@2 web@3 web@4 "
	ask scale web 1
	eq "$status" 0 "$output"
	ask status web
	eq "$(field name | tail -n +2 | tr '\n' ' ')" "web@1 "
	ask scale web many
	eq "$status" 2
	ask scale web@1 2
	eq "$status" 2
	ask scale nobody 2
	eq "$status" 3
	down
}

@test "control: a reload with more changes than PID 1 keeps counts the others" {
	local i kept
	pair
	for ((i = 0; i < 100; i++)); do
		printf '[service:a-new-task-%d]\ntype = task\nautostart = no\ncommand = true\n' "$i"
	done >>"$T/r.ini"
	ask reload
	eq "$status" 0
	kept=$(grep -c '"type":"change"' <<<"$output")
	[ "$kept" -ge 30 ] || fail "only $kept changes"
	match "$output" "\"text\":\"and $((100 - kept)) more lines, which are in the output of the container\"}"
	eq "$(tail -n 1 <<<"$output")" '{"ok":true}'
	eq "$(grep -c 'reload: a-new-task-' "$E")" 100
	ask reload
	eq "$output" '{"ok":true}'
	down
}
