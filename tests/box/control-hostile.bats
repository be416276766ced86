#!/usr/bin/env bats
# tests/box/control-hostile.bats - clients of the control socket that behave badly do not
# disturb PID 1.
# timeout: 400
load ../lib/life
load ../lib/control

# Starts a service that writes its pid, as seen from here, into $T/pid, and 300 others.
crowd() {
	{
		cat <<-END
			[service:web]
			command = sh -c 'read -r pid rest </proc/self/stat; echo \$pid >$T/pid.new; mv $T/pid.new $T/pid; exec sleep 1000'
			restart-delay = 1ms
			restart-max-delay = 1ms
			restart-limit = 0
		END
		for i in $(seq "${1:-300}"); do
			printf '[service:s%d]\ntype = task\ncommand = true\nautostart = no\n' "$i"
		done
	} | sed 's/^\t*//' | ini crowd
	# Without a pid namespace of its own, so that pids are those that we see.
	start crowd "$CTINIT" run "${PLAIN[@]}" --in-place --control "$T/control" "$T/crowd.ini"
	INIT=$PID
	E=$T/crowd.err
	wait_for 10 test -s "$T/pid"
}
end_crowd() {
	kill -TERM "$INIT"
	finish 20 "$INIT"
	eq "$STATUS" 0 "$(tail -n 20 "$E")"
}
# hostile KIND [UID]: keeps 1000 such clients until calm
hostile() {
	start hostile "$ROOT/tests/lib/hostile_clients.py" "$T/control" "$1" 1000 "${@:2}"
	HOSTILE=$PID
	wait_line 20 "$T/hostile.out" ready
}
calm() {
	kill -TERM "$HOSTILE"
	finish 20 "$HOSTILE"
}
delay() { "$ROOT/tests/lib/restart_delay.py" "$T/pid" 11; }

@test "control: 1,000 clients of each bad kind do not delay a restart by 10 ms, nor keep root out" {
	local before during kind
	crowd
	before=$(delay)
	for kind in silent garbage half fds deaf wait; do
		# shellcheck disable=SC2046 # no word for root
		hostile "$kind" $([ "$kind" = fds ] && echo 0 || echo 4711)
		# the machine may be busy with something else: the best of three
		for _ in 1 2 3; do
			during=$(delay)
			[ "$during" -gt $((before + 10000)) ] || break
		done
		echo "# $kind: $before us without, $during us with" >&3
		[ "$during" -le $((before + 10000)) ] || fail "$kind: $before us without, $during us with"
		for _ in $(seq 30); do
			ask status web
			eq "$status" 0 "$kind: $output"
		done
		calm
	done
	ask ping
	eq "$status" 0
	end_crowd
}

sockets() { find "/proc/$INIT/fd" -lname 'socket:*' | wc -l; }
closed_all() { [ "$(sockets)" = "$1" ]; }
@test "control: strangers that hold all places with descriptors do not keep root out" {
	local before
	crowd 1
	cat >"$T/hold.py" <<-'END'
		import fcntl, os, socket, struct, sys, termios, time
		os.setgroups([])
		os.setresgid(4711, 4711, 4711)
		os.setresuid(4711, 4711, 4711)
		held = []
		for _ in range(64):  # CONTROL_CLIENTS_MAX
		    s = socket.socket(socket.AF_UNIX)
		    s.connect(sys.argv[1])
		    s.sendall(b"wait --for=failed web\n")
		    held.append(s)
		for s in held:
		    while struct.unpack("i", fcntl.ioctl(s, termios.TIOCOUTQ, bytes(4)))[0]:
		        time.sleep(.01)  # the request is not read yet
		    socket.send_fds(s, [b"x"], [0])
		print("held", flush=True)
		time.sleep(1000)
	END
	before=$(sockets)
	start hold python3 "$T/hold.py" "$T/control"
	wait_line 10 "$T/hold.out" held
	ask ping
	eq "$status" 0 "$output"
	kill -KILL "$PID"
	wait_for 10 closed_all "$before" || fail "PID 1 has $(sockets) sockets, not $before"
	end_crowd
}

@test "control: the memory of PID 1 with the socket open, and after many clients" {
	local with without after
	private() { awk '/^Private_Dirty/ { print $2 }' "/proc/$INIT/smaps_rollup"; }
	begin m --control off <<-END
		[service:a]
		command = sleep 1000
	END
	wait_line 10 "$E" '^ctinit [|] a: ready'
	wait_for 10 quiet "$INIT"
	without=$(private)
	down
	up m --control "$T/control"
	wait_line 10 "$E" '^ctinit [|] a: ready'
	wait_for 10 quiet "$INIT"
	with=$(private)
	for _ in $(seq 20); do ask status; done
	wait_for 10 quiet "$INIT"
	after=$(private)
	echo "# private dirty: $without KiB off, $with KiB on, $after KiB after 20 clients" >&3
	[ "$with" -le $((without + 8)) ] || fail "$without KiB without, $with KiB with the socket"
	[ "$after" -le $((with + 24)) ] || fail "$with KiB, after clients $after KiB"
	down
}

@test "control: a reply that a reload interrupts says so" {
	crowd 1000
	cat >"$T/slow.py" <<-'END'
		import os, socket, sys, time
		s = socket.socket(socket.AF_UNIX)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
		s.connect(sys.argv[1])
		s.sendall(b"status\n")
		first = s.recv(100)
		print("begun", flush=True)
		while not os.path.exists(sys.argv[2]):
		    time.sleep(.01)
		data = first
		while part := s.recv(65536):
		    data += part
		print(data.decode().splitlines()[-1])
	END
	start slow python3 "$T/slow.py" "$T/control" "$T/go"
	wait_line 10 "$T/slow.out" begun
	sed -i '/^\[service:s1000\]/,$d' "$T/crowd.ini"
	kill -HUP "$INIT"
	wait_line 10 "$E" '^ctinit [|] reload: done'
	touch "$T/go"
	finish 10 "$PID"
	match "$(cat "$T/slow.out")" 'the configuration has changed meanwhile; ask again'
	end_crowd
}
