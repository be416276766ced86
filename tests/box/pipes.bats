#!/usr/bin/env bats
# tests/box/pipes.bats - tests stdout = pipe:SERVICE: no byte is lost, and the reader sees end
# of file.
# timeout: 200
load ../lib/life

# pid_of LOG WORD: prints the pid of the last line "WORD PID" in a log
pid_of() { sed -n "s/^$2 //p" "$1" | tail -n 1; }

@test "pipes: a task's output is the reader's input, including its end" {
	ini one <<-'END'
		[service:reader]
		type = task
		command = /bin/sh -c 'sort; echo end'
		[service:writer]
		type = task
		command = /bin/sh -c 'echo b; echo a; echo c >&2'
		stdout = pipe:reader
		stderr = pipe:reader
	END
	in_ns one
	eq "$status" 0 "$stderr"
	eq "$output" $'a\nb\nc\nend'
	nothing_left
}

@test "pipes: the end comes with the last of several writers; /dev/stdout can be opened by name" {
	ini many <<-'END'
		[service:reader]
		type = task
		command = /bin/sh -c 'sort; echo end'
		[service:one]
		type = task
		user = www-data
		command = /bin/sh -c 'echo 1 >/dev/stdout'
		stdout = pipe:reader
		[service:two]
		type = task
		after = one
		user = nobody
		command = /bin/sh -c 'echo 2'
		stdout = pipe:reader
		[service:skipped]
		type = task
		when = NOT_SET
		command = /bin/echo 3
		stdout = pipe:reader
		[service:three]
		type = task
		after = two
		command = /bin/sh -c 'echo 4; exit 1'
		stdout = pipe:reader
		on-failed = ignore
	END
	in_ns many
	eq "$output" $'1\n2\n4\nend' "$stderr"
}

@test "pipes, on-failed: the name of a service with instances = 1 means that instance" {
	ini one <<-'END'
		[service:a]
		type = task
		command = /bin/sh -c 'echo piped; exit 1'
		stdout = pipe:l
		on-failed = start:m
		[service:l]
		type = task
		instances = 1
		command = /bin/cat
		[service:m]
		type = task
		instances = 1
		autostart = no
		command = /bin/echo started
	END
	in_ns one
	match "$output" piped
	match "$output" started
}

@test "pipes: a writer's restart is no end of input, its stop is" {
	ini again <<-END
		[service:reader]
		type = task
		command = /bin/sh -c 'cat >$T/got; echo end >>$T/got'
		[service:writer]
		command = /bin/sh -c 'echo line; exit 1'
		stdout = pipe:reader
		restart-delay = 1ms
		restart-limit = 4
		on-failed = ignore
	END
	in_ns again
	eq "$(cat "$T/got")" $'line\nline\nline\nline\nline\nend' "$stderr"
}

# At least 30000 numbered lines pass while the reader or the writer is killed again and again.
@test "pipes: a kill -9 of the reader loses only the line that it was reading or writing" {
	ini kill <<-END
		[service:reader]
		command = /bin/sh -c 'echo "reader \$\$" >>$T/pids; while read -r x; do echo "\$x"; done >>$T/got'
		restart = on-failure
		restart-delay = 1ms
		restart-max-delay = 5ms
		restart-limit = 0
		[service:writer]
		type = task
		command = /bin/sh -c 'i=0; until [ \$i -ge 30000 ] && [ -e $T/enough ]; do i=\$((i+1)); printf "%07d\\n" \$i; done; echo \$i >$T/count'
		stdout = pipe:reader
	END
	local kills=0 pid last=
	up kill
	wait_for 10 test -s "$T/got"
	while ! ct_gone "$PID" && [ "$kills" -lt 20 ]; do
		for pid in $(children_of "$INIT"); do
			[ "$pid" != "$last" ] && grep -qaz 'while read' "/proc/$pid/cmdline" 2>/dev/null || continue
			last=$pid
			kill -KILL "$pid" 2>/dev/null && kills=$((kills + 1))
		done
	done
	touch "$T/enough"
	finish 30 "$PID"
	eq "$STATUS" 0 "$(tail -n 5 "$T/kill.err")"
	[ "$kills" -ge 20 ] || fail "only $kills kills"
	# Each kill may lose only the line that was being read or written.
	local got count
	got=$(grep -c '^.......$' "$T/got")
	count=$(cat "$T/count")
	[ $((got + kills)) -ge "$count" ] || fail "$got of $count lines with $kills kills"
	eq "$(grep '^.......$' "$T/got" | sort | uniq -d | wc -l)" 0 "lines that came twice"
}

@test "pipes: what was written before a kill -9 of the writer is read" {
	ini writer <<-END
		[service:reader]
		type = task
		command = /bin/sh -c 'cat >$T/got'
		start-delay = 300ms
		[service:writer]
		type = task
		command = /bin/sh -c 'seq 5000; kill -KILL \$\$'
		stdout = pipe:reader
		on-failed = ignore
	END
	in_ns writer
	eq "$(cat "$T/got")" "$(seq 5000)" "$stderr"
}

@test "pipes: a reader that is restarted after the end of input waits for more" {
	ini more <<-END
		[service:reader]
		command = /bin/sh -c 'echo "starts"; cat'
		restart-delay = 1ms
		[service:writer]
		type = task
		command = /bin/echo line
		stdout = pipe:reader
		[service:other]
		command = /bin/sleep 1000
	END
	up more
	wait_line 10 "$T/more.err" '^ctinit [|] reader: exited with code 0 .*restarting'
	wait_for 10 lines_like "$T/more.out" starts 2
	# A third start would have happened within 3 ms.
	wait_for 5 signals_taken "$INIT"
	kill -USR2 "$INIT"
	wait_line 10 "$T/more.err" '^ctinit [|] reader: ready, pid'
	down 10
	eq "$(cat "$T/more.out")" $'starts\nline\nstarts' "$(cat "$T/more.err")"
}

@test "pipes: a reader that is done breaks the pipe for its writers" {
	ini "done" <<-'END'
		[service:reader]
		type = task
		command = /usr/bin/head -n 2
		[service:writer]
		type = task
		command = /usr/bin/yes
		stdout = pipe:reader
		success = PIPE
	END
	in_ns "done"
	eq "$status" 0 "$stderr"
	eq "$output" $'y\ny'
	match "$stderr" '^ctinit [|] writer: done after .*, killed by SIGPIPE'
	nothing_left
}

@test "pipes: a chain of three, stopped from the outside" {
	ini chain <<-'END'
		[service:last]
		command = /bin/sh -c 'while read -r x; do echo "last $x"; done; echo over'
		[service:middle]
		command = /bin/sh -c 'while read -r x; do echo "middle $x"; done'
		stdout = pipe:last
		after = last
		[service:first]
		command = /bin/sh -c 'echo first; exec sleep 1000'
		stdout = pipe:middle
		after = middle
	END
	up chain
	wait_line 10 "$T/chain.out" '^last middle first$'
	down 10
}

@test "pipes: a reload keeps the pipe of an unchanged writer, with another reader" {
	ini reload <<-END
		[service:reader]
		command = /bin/sh -c 'while read -r x; do echo "one \$x"; done'
		[service:writer]
		command = /bin/sh -c 'i=0; while :; do i=\$((i+1)); echo \$i; sleep 0.02; done'
		stdout = pipe:reader
	END
	up reload
	wait_line 10 "$T/reload.out" '^one 3$'
	sed -i 's/"one /"two /; s/^\[service:writer/[service:also]\ncommand = \/bin\/sleep 1000\n&/' "$T/reload.ini"
	kill -HUP "$INIT"
	# The first line may lack the part that the old reader had read.
	wait_for 10 lines_like "$T/reload.out" '^two [0-9]+$' 2
	local last
	last=$(sed -n 's/^two //p' "$T/reload.out" | sed -n 2p)
	wait_line 10 "$T/reload.out" "^two $((last + 5))$"
	down 10
	no_match "$(cat "$T/reload.err")" 'writer: stopped.*(restart|ready)'
	eq "$(grep -c '^ctinit [|] writer: ready' "$T/reload.err")" 1
	nothing_left
}

# goes_on: PID 1 still answers
goes_on() {
	local lines
	lines=$(grep -c '| tick: ' "$E")
	kill -USR2 "$INIT"
	wait_for 20 lines_like "$E" '[|] tick: ' $((lines + 1))
}

@test "pipes: a writer that keeps the pipe locked does not stop ctinit when the reader has failed" {
	begin lock <<-END
		[service:writer]
		command = $TOOLS/hold_pipe main
		stdout = pipe:reader
		[service:reader]
		command = /bin/sleep 2000
		restart = never
		on-failed = ignore
		[service:tick]
		command = /bin/sleep 1000
	END
	wait_for 20 in_splice
	pkill -KILL -P "$INIT" -fx '/bin/sleep 2000'
	wait_line 20 "$E" '^ctinit [|] reader: failed'
	goes_on
	down
}

@test "pipes: a writer whose reader keeps the pipe locked starts when it is unlocked" {
	# A child of a start closes its copy of the pipe at its exec, so `fails` runs before the lock.
	begin lock <<-END
		[service:reader]
		command = $TOOLS/hold_pipe stdin
		[service:first]
		type = task
		command = /bin/sh -c 'until [ -e $T/up ]; do sleep 0.05; done; echo x'
		stdout = pipe:reader
		[service:fails]
		type = task
		command = /bin/sh -c 'touch $T/up; until [ -e $T/go ]; do sleep 0.05; done; exit 1'
		on-failed = start:second
		[service:second]
		autostart = no
		command = /bin/sleep 1000
		stdout = pipe:reader
		[service:tick]
		command = /bin/sleep 1000
	END
	wait_line 20 "$E" '^ctinit [|] first: done' # until then it waits in splice(2) without the lock
	wait_for 20 in_splice
	touch "$T/go"
	wait_line 20 "$E" '^ctinit [|] second: cannot start a process: .*keeps the pipe of its streams locked'
	goes_on
	no_match "$(cat "$E")" 'second: ready'
	pkill -KILL -P "$INIT" -x hold_pipe
	wait_line 20 "$E" '^ctinit [|] second: ready'
	goes_on
	down
}
