#!/usr/bin/env bats
# tests/box/fifo.bats - tests FIFOs as stdin, stdout and stderr: a start never waits for the
# other end, and a server with a stop command on stdin can be supervised.
load ../lib/common
load ../lib/life

@test "fifo: pre-stop stops a server by a word on its stdin" {
	cat >"$T/game.sh" <<-'END'
		trap 'echo killed' TERM
		echo "type a word"
		while read -r word; do
			echo "read: $word"
			[ "$word" != stop ] || { sleep 0.5; echo saved; exit 0; }
		done
		echo "end of input"
	END
	begin game <<-END
		[service:game]
		command = /bin/sh $T/game.sh
		pre-start = /bin/sh -c 'rm -f $T/in && mkfifo -m 600 $T/in'
		stdin = file:$T/in
		ready = "log:type a word"
		pre-stop = /bin/sh -c 'echo stop >$T/in'
		stop-signal = CONT:20s TERM:10s
	END
	wait_line 10 "$T/game.err" 'game: ready'
	# each writer opens, writes and closes, but the server sees no end of file
	echo one >"$T/in"
	wait_line 10 "$T/game.out" 'read: one'
	echo two >"$T/in"
	wait_line 10 "$T/game.out" 'read: two'
	kill -TERM "$INIT"
	finish 30 "$PID"
	eq "$STATUS" 0
	eq "$(cat "$T/game.out")" $'type a word\nread: one\nread: two\nread: stop\nsaved'
}

@test "fifo: a start waits for neither reader nor writer of its FIFOs" {
	mkfifo "$T/in" "$T/out" "$T/err"
	begin nobody <<-END
		[service:a]
		command = /bin/sh -c 'echo said; echo wrong >&2; read -r word; echo "got \$word"; exec sleep 1000'
		stdin = file:$T/in
		stdout = file:$T/out
		stderr = file:$T/err
	END
	wait_line 10 "$T/nobody.err" 'a: ready'
	# data written before the reader opens it is in the FIFO
	start reader head -n 1 "$T/out"
	finish 20 "$PID"
	eq "$(cat "$T/reader.out")" said
	echo word >"$T/in"
	start reader head -n 1 "$T/out"
	finish 20 "$PID"
	eq "$(cat "$T/reader.out")" "got word"
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	eq "$STATUS" 0
}

@test "fifo: the service does not get the flag that kept the open from blocking" {
	mkfifo "$T/in"
	ini flag <<-END
		[service:a]
		type = task
		main = yes
		command = /usr/bin/python3 -c 'import fcntl, os; print([bool(fcntl.fcntl(i, fcntl.F_GETFL) & os.O_NONBLOCK) for i in range(2)])'
		stdin = file:$T/in
		stdout = file:$T/plain
	END
	in_ns flag
	eq "$status" 0 "$stderr"
	eq "$(cat "$T/plain")" "[False, False]"
}
