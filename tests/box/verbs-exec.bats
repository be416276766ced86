#!/usr/bin/env bats
# tests/box/verbs-exec.bats - runs commands beside a service by `ctinit exec`, with pipes and in a
# real terminal.
# timeout: 120
load ../lib/common

setup() {
	ct_setup
	cat >"$T/svc.ini" <<-END
		[service:web]
		environment = COLOUR=blue
		directory = $T
		command = /bin/sleep 1000
	END
	start c "$CTINIT" run --in-place --control "$T/control" "$T/svc.ini"
	wait_for 10 "$CTINIT" wait --control "$T/control" web
}
teardown() {
	local server
	for server in "$T"/tmux*; do
		tmux -S "$server" kill-server 2>/dev/null || :
	done
	ct_teardown
}
x() { "$CTINIT" exec --control "$T/control" "$@"; }

@test "verbs-exec: streams, environment, directory and exit code are the command's" {
	run --separate-stderr x web -- /bin/sh -c 'cat; echo "$COLOUR $PWD"; echo wrong >&2; exit 5' <<<'some input'
	eq "$status" 5 "exit code"
	eq "$output" "some input
blue $T" "stdout"
	eq "$stderr" wrong "stderr"
	run x web -- /bin/sh -c 'kill -KILL $$'
	eq "$status" 137 "exit code after a signal"
	run -127 x web -- no-such-program
	run x nope -- true
	eq "$status" 3 "exit code of an unknown service"
	run x web
	eq "$status" 2 "exit code without a command"
}

@test "verbs-exec: a megabyte goes through in both directions at once" {
	head -c 1000000 /dev/urandom >"$T/bytes"
	x web -- /bin/cat <"$T/bytes" >"$T/got"
	cmp "$T/bytes" "$T/got"
}

@test "verbs-exec: a signal reaches the command, and its end is reported" {
	start x x web -- /bin/sh -c 'trap "echo got TERM; exit 9" TERM; echo begun; while :; do sleep 1000 & wait; done'
	wait_line 10 "$T/x.out" begun
	kill -TERM "$(pgrep -P "$PID" -x ctinit || echo "$PID")"
	finish 10 "$PID"
	eq "$STATUS" 9 "exit code"
	match "$(cat "$T/x.out")" '^got TERM$'
}

shot() { tmux -S "${server:-$T/tmux}" capture-pane -p >"$T/shot"; }
shows() { shot && grep -qE -e "$1" "$T/shot"; }
keys() { tmux -S "${server:-$T/tmux}" send-keys "$@"; }
terminal() {
	tmux -S "${server:-$T/tmux}" -f /dev/null new-session -d -x 100 -y 30 \
		"$CTINIT exec --control $T/control web -- /bin/sh; echo code \$?; stty -a; exec cat"
}
client_of_pane() { children_of "$(tmux -S "${server:-$T/tmux}" display-message -p '#{pane_pid}')"; }

@test "verbs-exec: a terminal of its own, with its size, job control and exit code" {
	terminal
	wait_for 10 shows '[$#] *$'
	keys 'stty size; tty; echo $COLOUR' Enter
	wait_for 10 shows '^30 100'
	wait_for 10 shows '^/dev/pts/'
	wait_for 10 shows '^blue'
	tmux -S "${server:-$T/tmux}" resize-window -x 90 -y 20
	keys 'clear; stty size' Enter
	wait_for 10 shows '^20 90'
	keys 'sleep 1000' Enter C-c
	keys 'echo code=$?' Enter
	wait_for 10 shows '^code=130'
	keys 'exit 7' Enter
	wait_for 10 shows '^code 7'
	match "$(cat "$T/shot")" ' icanon '
}

@test "verbs-exec: the terminal is restored after a signal and a crash of the client" {
	local signal child server
	for signal in TERM SEGV; do
		# a server of its own: the last one may not be gone yet
		server=$T/tmux.$signal
		terminal
		wait_for 10 shows '[$#] *$'
		child=$(client_of_pane)
		if [ "$signal" = TERM ]; then # which an interactive shell ignores
			keys "exec sh -c 'echo be\"\"gun; exec sleep 1000'" Enter
			wait_for 10 shows '^begun'
		fi
		kill -s "$signal" "${child// /}"
		wait_for 10 shows '^code 1[0-9][0-9]'
		wait_for 10 shows ' icanon '
	done
}
