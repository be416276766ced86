#!/usr/bin/env bats
# tests/box/terminal.bats - tests the container's terminal: owner, job control, ^C, sizes.
# timeout: 200
load ../lib/common

setup() {
	need_root
	ct_setup
	export CTINIT
	snapshot
	ini shell <<-'END'
		[service:shell]
		command = /bin/bash --norc --noprofile -i
		environment = PS1=at-the-prompt> HISTFILE= TERM=dumb
		main = yes
		terminal = yes
		[service:other]
		command = /bin/sleep 1000
	END
}

# on_terminal PROGRAM...: runs it on a terminal; the steps come from stdin, $output has its
# output
on_terminal() { run "${LIMIT[@]}" python3 "$ROOT/tests/lib/terminal.py" "$@"; }

# As an engine starts it with -t: PID 1 is the session leader of the terminal.
as_engine=(unshare -pf --mount-proc --kill-child setsid -c)

# The steps that a shell on its own terminal must pass.
steps() {
	cat <<-'END'
		expect at-the-prompt>
		send tty; echo "flags $-"\n
		expect ^/dev/(pts/\d+|console)
		expect ^flags \w*m
		expect at-the-prompt>
		send sleep 1000 &\n
		expect ^\[1\] \d+
		send jobs; kill %1\n
		expect Running +sleep 1000
		expect at-the-prompt>
		send sh -c 'trap "echo interrupted; exit 3" INT; echo runs; while :; do sleep 0.05; done'\n
		expect ^runs
		send \x03
		expect interrupted
		expect at-the-prompt>
		send sh -c 'echo sleeps; exec sleep 1000'\n
		expect ^sleeps
		send \x1a
		expect Stopped +sh -c
		send kill -KILL %%; wait\n
		expect at-the-prompt>
		size 33 77
		send stty size\n
		expect ^33 77
		send sh -c 'trap "echo changed; exit" WINCH; echo waits; while :; do sleep 0.05; done'\n
		expect ^waits
		size 34 78
		expect ^changed
		send echo x >/dev/tty && echo "opened"\n
		expect ^opened
		send exit 7\n
	END
}

# answers: Q44
@test "terminal: a shell has job control, ^C, ^Z and sizes as PID 1 that leads the session" {
	need_terminal
	on_terminal "${as_engine[@]}" "$CTINIT" run "$T/shell.ini" < <(steps)
	eq "$status" 7 "$output"
	match "$output" '^ctinit [|] main service shell ended: exited with code 7; container exit code 7$'
	nothing_left
}

@test "terminal: the same below a shell's session, as PID 1 and as a subreaper" {
	on_terminal unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/shell.ini" < <(steps)
	eq "$status" 7 "$output"
	on_terminal unshare -pf --mount-proc --kill-child "$CTINIT" -- "$CTINIT" run "$T/shell.ini" \
		< <(steps)
	eq "$status" 7 "$output"
	nothing_left
}

# answers: Q44
@test "terminal: the same in a container that ctinit makes, as root and as a user" {
	printf '[container]\nnamespaces = pid mount\n' >>"$T/shell.ini"
	on_terminal "$CTINIT" run --container "$T/shell.ini" < <(steps)
	eq "$status" 7 "$output"
	need_user
	chmod 755 "$T"
	install -m 644 "$ROOT/tests/lib/terminal.py" "$T/terminal.py" # the checkout may be below /root, which other users cannot enter
	as_user true || skip "no user"
	sed -i 's,/root,/,' "$T/shell.ini"
	run "${LIMIT[@]}" setpriv --reuid "$CT_USER" --regid "$CT_USER" --init-groups \
		env HOME="$UDIR" python3 "$T/terminal.py" "$CTINIT" run --container "$T/shell.ini" \
		< <(steps)
	eq "$status" 7 "$output"
	nothing_left
}

@test "terminal: it belongs to the service's user at each start" {
	need_terminal
	sed -i 's/^main = yes/user = www-data\nrestart-delay = 1ms/' "$T/shell.ini"
	on_terminal "${as_engine[@]}" "$CTINIT" run "$T/shell.ini" <<-'END'
		expect at-the-prompt>
		send id -un; echo again > $(tty) && echo "flags $-"\n
		expect ^www-data
		expect ^again
		expect ^flags \w*m
		send kill -KILL $$\n
		expect shell: killed by SIGKILL
		expect at-the-prompt>
		send echo "flags $-"; echo x >/dev/tty && echo "opened"\n
		expect ^flags \w*m
		expect ^opened
		send exit 0\n
		expect shell: exited with code 0
		expect at-the-prompt>
		send exec sh -c 'echo sleeps; exec sleep 1000'\n
		expect ^sleeps
		send \x03
		expect shell: killed by SIGINT
		expect at-the-prompt>
		send \x04
		expect shell: exited with code 0
		expect at-the-prompt>
		send sleep 0.01; echo restarts | tr a-z A-Z\n
		expect ^RESTARTS
		send end-of-the-test\n
		expect end-of
		kill
	END
	eq "$status" 0 "$output"
}

@test "terminal: without a service on the terminal ^C ends the container" {
	need_terminal
	sed -i '/^terminal/d; /^main/d; s,^command = /bin/bash.*,command = /bin/sleep 1000,' "$T/shell.ini"
	on_terminal "${as_engine[@]}" "$CTINIT" run "$T/shell.ini" <<-'END'
		expect ^ctinit [|] shell: ready
		send \x03
	END
	eq "$status" 0 "$output"
	match "$output" '^ctinit [|] SIGINT; container exit code 0$'
	nothing_left
}

@test "terminal: without a terminal the service's streams are ctinit's own" {
	sed -i 's,^command = /bin/bash.*,command = /bin/sh,' "$T/shell.ini"
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/shell.ini" \
		<<<'echo "read from stdin"; exit 4'
	eq "$status" 4 "$stderr"
	eq "$output" "read from stdin"
}

@test "terminal: one service has it, and its stdin has no other value" {
	printf '[service:a]\ncommand = true\nterminal = yes\n[service:b]\ncommand = true\nstdin = inherit\n' >"$T/two.ini"
	ct check "$T/two.ini"
	eq "$status" 1
	match "$stderr$output" 'only one service may have'
	printf '[service:a]\ncommand = true\nterminal = yes\nstdin = null\n' >"$T/null.ini"
	ct check "$T/null.ini"
	eq "$status" 1
	match "$stderr$output" "the terminal is the service's input"
}

@test "terminal: while its service is down ^C is for ctinit, also after a program that switched it off" {
	need_terminal
	cat >"$T/over.ini" <<-'END'
		[service:asks]
		terminal = yes
		restart-delay = 1h
		command = /bin/sh -c 'echo asks; read x; stty raw -echo; kill -KILL $$'
		[service:other]
		command = /bin/sleep 1000
	END
	{ cat "$T/over.ini" && printf '[container]\nnamespaces = pid mount\n'; } >"$T/own.ini"
	for how in "${as_engine[*]} $CTINIT run $T/over.ini" "$CTINIT run $T/own.ini" \
		"unshare -pf --mount-proc --kill-child $CTINIT run $T/over.ini"; do
		# shellcheck disable=SC2086
		on_terminal $how <<-'END'
			expect ^asks
			send \n
			expect asks: killed by SIGKILL
			send \x03
			expect ^ctinit [|] SIGINT; container exit code 0
		END
		eq "$status" 0 "$how: $output"
	done
	nothing_left
}
