#!/usr/bin/env bats
# tests/box/notify.bats - tests which messages, and which kinds of end of file, make a service
# ready.
load ../lib/life
as_users_see_it

# client NAME PYTHON: writes the program $T/NAME, in which say(BYTES, ADDRESS) sends a message
# and `own` is the address in NOTIFY_SOCKET
client() {
	cat >"$T/$1" <<-END
		#!/usr/bin/python3
		import os, socket, sys, time
		own = os.environ.get('NOTIFY_SOCKET')
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		def say(text, to=own):
		    s.sendto(text, '\0' + to[1:])
	END
	printf '%s\n' "$2" >>"$T/$1"
	chmod 755 "$T/$1"
}
holds() { printf '[service:%s]\nready = notify\n%s\ncommand = %s\n' "$1" "${3:-}" "$2"; }
IGNORED='a message to its NOTIFY_SOCKET is ignored: its sender is not a process of this service'

@test "notify: READY=1 of another service does not count, as root or with the same user" {
	local user
	for user in '' 'user = 65534'; do
		client keep "open('$T/address', 'w').write(own)
time.sleep(1000)"
		client other "
while not os.path.exists('$T/address') or not open('$T/address').read(): time.sleep(0.01)
say(b'READY=1', open('$T/address').read())
say(b'READY=1', open('$T/address').read())
say(b'READY=1')
time.sleep(1000)"
		chmod 777 "$T"
		rm -f "$T/address"
		begin it < <(
			holds a "$T/keep" "$user"
			holds b "$T/other" "$user"
		)
		wait_line 20 "$E" 'b: ready'
		wait_line 20 "$E" "a: $IGNORED"
		no_match "$(cat "$E")" 'a: ready'
		eq "$(grep -c "a: $IGNORED" "$E")" 1 "$(cat "$E")"
		chmod 755 "$T"
		down
	done
}

@test "notify: every process of the service counts: a child, another session, an orphan" {
	client here "say(b'READY=1'); time.sleep(1000)"
	# shellcheck disable=SC2016
	{
		holds child "/bin/sh -c '$T/here & exec sleep 1000'"
		holds session "/bin/sh -c 'setsid $T/here & exec sleep 1000'"
		holds orphan "/bin/sh -c '(setsid $T/here &); exec sleep 1000'"
		holds deep "/bin/sh -c 'sh -c \"sh -c $T/here; true\"; true'"
		holds user "$T/here" 'user = 65534'
		holds once "/bin/sh -c 'python3 $T/once; exec sleep 1000'"
	} >"$T/it.ini"
	client once "say(b'READY=1')"
	up it
	for name in child session orphan deep user once; do
		wait_line 20 "$E" "$name: ready"
	done
	no_match "$(cat "$E")" ignored
	down
}

@test "notify: a message that is not text is ignored as a whole and reported" {
	local what
	for what in 'READY=1\0garbage' '\0READY=1' 'READY=1\n\x01' 'READY=1\n'; do
		client it "say(b'$what'); time.sleep(0.2); say(b'x' * 5000 + b'\\nREADY=1'); time.sleep(1000)"
		begin it < <(holds a "$T/it")
		if [ "$what" = 'READY=1\n' ]; then
			wait_line 20 "$E" 'a: ready'
		else
			wait_line 20 "$E" 'a: a message to its NOTIFY_SOCKET is ignored: it is not text'
			no_match "$(cat "$E")" 'a: ready'
		fi
		down
	done
	client long "say(b'READY=1\\n' + b'x' * 5000); time.sleep(1000)"
	begin it < <(holds a "$T/long")
	wait_line 20 "$E" 'ignored: it is longer than 4095 bytes'
	no_match "$(cat "$E")" 'a: ready'
	down
	client whole "say(b'READY=1\\0'); time.sleep(1000)" # the terminating NUL of a C string counts
	begin it < <(holds a "$T/whole")
	wait_line 20 "$E" 'a: ready'
	down
}

# As before Linux 6.16, descriptors are not refused. PID 1 cannot fork a child to receive
# them, because clone() with only SIGCHLD (17) fails. So the datagram stays in the socket.
@test "notify: a datagram with descriptors is read once, not again and again, when the process ends" {
	local clone=220 setsockopt=208
	[ "$(uname -m)" != x86_64 ] || clone=56 setsockopt=54
	client gives "s.connect('\0' + own[1:]); socket.send_fds(s, [b'STATUS=here'], [1])"
	ini gift < <(holds a "$T/gives" 'restart = never')
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" \
		"$TOOLS/refuse_call" "$setsockopt:2=83" 92 "$TOOLS/refuse_call" "$clone:0=17" 11 \
		"$CTINIT" run -v "$T/gift.ini" # 83: SO_PASSRIGHTS
	match "$stderr" 'a: status: here'
	[ "$(grep -c 'a: status: here' <<<"$stderr")" -le 2 ] || fail "$stderr"
}

@test "fd: a descriptor that is closed without a newline fails the start at once" {
	says <<-'END'
		ready = fd:3
		start-timeout = 0
		restart = never
		command = /bin/sh -c 'printf x >&3; exec 3>&-; exec sleep 1000'
	END
	eq "$status" 1 "$stderr"
	match "$stderr" 'a: not ready: it closed the descriptor of ready = fd: without a newline; stopping it'
	match "$stderr" 'a: failed'
	# If the process exits, the closed descriptor is not reported.
	says <<-'END'
		ready = fd:3
		restart = never
		command = /bin/sh -c 'exit 3'
	END
	eq "$status" 3 "$stderr"
	no_match "$stderr" 'descriptor of ready'
	# While another process has the descriptor open, the newline may still come.
	says <<-'END'
		ready = fd:3
		command = /bin/sh -c '(sleep 0.3; echo >&3; exec sleep 1000) & exec 3>&-; sleep 0.6; exit 4'
		restart = never
	END
	eq "$status" 4 "$stderr"
	match "$stderr" 'a: ready after'
}
