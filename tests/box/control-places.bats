#!/usr/bin/env bats
# tests/box/control-places.bats - tests where the control socket is, and who may use it.
# timeout: 240
load ../lib/life
load ../lib/control

# Writes $T/a.ini: a service that says where it finds the socket.
sleeper() {
	cat >"$T/a.ini" <<-'END'
		[service:a]
		command = sh -c 'echo "[$CTINIT_CONTROL]"; exec sleep 1000'
	END
}

@test "control: another user may ask, but not change anything" {
	begin r --control "$T/control" <<-END
		[service:a]
		command = sleep 1000
	END
	wait_line 10 "$E" '^ctinit [|] a: ready'
	ask_as 4711 status
	eq "$status" 0 "$output"
	ask_as 4711 health
	eq "$status" 0
	for words in "stop a" "restart a" "shutdown" "reload" "signal TERM a" "events" "disable a"; do
		# shellcheck disable=SC2086 # several words
		ask_as 4711 $words
		eq "$status" 1
		match "$output" 'not permitted for user 4711: see control-allow'
	done
	down
}

@test "control: control-allow lists users and groups; 65534 is never allowed" {
	printf 'root:x:0:0::/:/bin/sh\nann:x:4711:4711::/:/bin/sh\n' >"$T/passwd"
	printf 'root:x:0:\nstaff:x:4800:\n' >"$T/group"
	ini r <<-END
		[init]
		control-allow = 4711 @4800 65534 nobody-knows
		[service:a]
		command = sleep 1000
	END
	up r --control "$T/control"
	wait_line 10 "$E" '^ctinit [|] a: ready'
	match "$(cat "$E")" '^ctinit [|] \[init\] control-allow: .*nobody-knows'
	ask_as 4711 restart a
	eq "$status" 0 "$output"
	ask_as 4712 restart a
	eq "$status" 1
	ask_as 65534 restart a
	eq "$status" 1
	run setpriv --reuid 4712 --regid 4712 --groups 4800 /usr/bin/python3 "$T/control.py" "$T/control" restart a
	eq "$status" 0 "$output"
	down
}

@test "control: a reload looks the users and groups of control-allow up again" {
	printf 'root:x:0:0::/:/bin/sh\nann:x:4711:4711::/:/bin/sh\n' >"$T/passwd"
	printf 'root:x:0:\nstaff:x:4800:\n' >"$T/group"
	ini r <<-END
		[init]
		control-allow = ann @staff
		[service:a]
		command = sleep 1000
	END
	start r "${PID1[@]}" sh -c "mount --bind $T/passwd /etc/passwd && mount --bind $T/group /etc/group &&
		exec $CTINIT run --control $T/control $T/r.ini"
	E=$T/r.err
	find_init
	wait_line 10 "$E" '^ctinit [|] a: ready'
	may() { ask_as "$1" restart a && [ "$status" = 0 ]; }
	may_not() { ask_as "$1" restart a && [ "$status" = 1 ]; }
	may 4711
	may_not 4712
	printf 'root:x:0:0::/:/bin/sh\nann:x:4712:4712::/:/bin/sh\n' >"$T/passwd"
	ask reload
	eq "$status" 0 "$output"
	wait_for 10 may 4712
	may_not 4711
	# the key itself, too
	sed -i 's/^control-allow = .*/control-allow = 4713/' "$T/r.ini"
	ask reload
	eq "$status" 0 "$output"
	wait_for 10 may 4713
	may_not 4712
	no_match "$(cat "$E")" 'needs a new start'
	down
}

@test "control: a stale socket is replaced, that of a living init is left alone" {
	sleeper
	start first "$CTINIT" run "${PLAIN[@]}" --in-place --control "$T/control" "$T/a.ini"
	local first=$PID
	wait_line 10 "$T/first.out" "^\\[$T/control\\]"
	start second "$CTINIT" run "${PLAIN[@]}" --in-place --control "$T/control" "$T/a.ini"
	local second=$PID
	wait_line 10 "$T/second.err" "the control socket is at .*: $T/control: another process listens there"
	ask ping
	eq "$(field pid)" "$first"
	kill -TERM "$second"
	finish 10 "$second"
	[ -S "$T/control" ]
	local service
	service=$(pgrep -P "$first" -x sleep)
	kill -KILL "$first"
	finish 10 "$first"
	kill -KILL "$service"
	[ -S "$T/control" ]
	start third "$CTINIT" run "${PLAIN[@]}" --in-place --control "$T/control" "$T/a.ini"
	wait_line 10 "$T/third.out" "^\\[$T/control\\]"
	ask ping
	eq "$(field pid)" "$PID"
	kill -TERM "$PID"
	finish 10 "$PID"
	[ ! -e "$T/control" ]
}

@test "control: where nothing is writable, an abstract socket serves those inside" {
	sleeper
	start ro unshare -pfm --mount-proc sh -c "mount -t tmpfs none /run && mount -o remount,ro /run && exec \
		env -u XDG_RUNTIME_DIR $CTINIT run --set defaults.log-format=plain $T/a.ini"
	wait_line 10 "$T/ro.out" '^\[@ctinit/[0-9]+/1\]$'
	find_init
	local name
	name=$(tr -d '[]' <"$T/ro.out")
	run nsenter -t "$INIT" -p -m python3 "$ROOT/tests/lib/control.py" "$name" stop a
	eq "$status" 0 "$output"
	# From outside of the pid namespace, where other containers may be, there is no answer.
	run "$ROOT/tests/lib/control.py" "$name" ping
	eq "$status" 4 "$output"
	eq "$output" ''
	kill -TERM "$INIT"
	finish 10 "$UNSHARE"
}

@test "control: an ordinary user has the socket in XDG_RUNTIME_DIR, and may do everything" {
	sleeper
	cp "$CTINIT" "$T/ctinit"
	install -d -o 4711 "$T/xdg"
	start user setpriv --reuid 4711 --regid 4711 --clear-groups env XDG_RUNTIME_DIR="$T/xdg" \
		"$T/ctinit" run --set defaults.log-format=plain --in-place "$T/a.ini"
	wait_line 10 "$T/user.out" "^\\[$T/xdg/ctinit/control\\]"
	ln -s xdg/ctinit/control "$T/control"
	ask_as 4711 restart a
	eq "$status" 0 "$output"
	ask_as 4712 restart a
	eq "$status" 1 "$output"
	kill -TERM "$PID"
	finish 10 "$PID"
}

@test "places: a command without services has a socket only where it is named" {
	start c unshare -mpf --mount-proc --kill-child sh -c "mount -t tmpfs run /run && exec $CTINIT run --in-place -- \
		sh -c 'ls -A /run; echo \"[\$CTINIT_CONTROL]\"; exec sleep 1000'"
	wait_line 10 "$T/c.out" '^\[\]$'
	eq "$(wc -l <"$T/c.out")" 1 "$(cat "$T/c.out")"
	start d unshare -pf --mount-proc --kill-child "$CTINIT" run --in-place --control "$T/named" -- sleep 1000
	wait_for 10 test -S "$T/named"
	ct status --control "$T/named"
	eq "$status" 0
}
