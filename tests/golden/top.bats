#!/usr/bin/env bats
# tests/golden/top.bats - drives `ctinit top` in a terminal, and compares its screens.

load ../lib/common
load ../lib/replay

setup() {
	ct_setup
	replay_start
}
teardown() {
	tmux -S "$T/tmux" kill-server 2>/dev/null || :
	ct_teardown
}

# top_start COLUMNS ROWS TERM: runs it in a terminal of this size. A server of tmux that is just
# ending refuses.
top_start() {
	wait_for 3 tmux -S "$T/tmux" -f /dev/null new-session -d -x "$1" -y "$2" \
		"env -u NO_COLOR LC_ALL=C.UTF-8 TERM=$3 $CTINIT top --control $T/control; echo code \$?; stty -a; exec sh"
}
keys() { tmux -S "$T/tmux" send-keys "$@"; }
shot() { tmux -S "$T/tmux" capture-pane -p "$@" >"$T/shot"; }
same_screen() { shot && cmp -s "$T/shot" "$ROOT/tests/golden/client/$1"; }
# screen_is NAME: the terminal gets to show tests/golden/client/NAME
screen_is() {
	if [ -n "${GOLDEN_WRITE:-}" ]; then
		wait_for 1 same_screen "$1" 2>/dev/null || cp "$T/shot" "$ROOT/tests/golden/client/$1"
	fi
	wait_for 3 same_screen "$1" || diff -u "$ROOT/tests/golden/client/$1" "$T/shot"
}
shows() { shot && grep -qF -e "$1" "$T/shot"; }

@test "top: shows, selects, sorts, filters, restarts and follows a log at 80x24" {
	top_start 80 24 screen
	screen_is top-80.txt
	keys s s
	screen_is top-80-memory.txt
	keys s s j j j j j
	wait_for 3 shows 'exited with code 3; restarts in 6.8 s'
	keys r
	wait_for 3 shows 'worker: ready'
	match "$(requests)" '^restart worker$'
	keys l
	screen_is top-80-log.txt
	match "$(requests)" '^logs -f -n 50 worker$'
	keys l / w e b Enter
	screen_is top-80-filter.txt
	keys q
	wait_for 3 shows 'code 0'
	wait_for 3 shows ' icanon '
	match "$(cat "$T/shot")" ' icanon .* echo '
}

@test "top: uses a terminal of 120x40, and follows a change of its size" {
	top_start 120 40 screen
	screen_is top-120.txt
	tmux -S "$T/tmux" resize-window -x 60 -y 12
	screen_is top-60.txt
	tmux -S "$T/tmux" resize-window -x 120 -y 40
	screen_is top-120.txt
}

@test "top: names and failures have colours, NO_COLOR removes them" {
	top_start 100 24 screen
	wait_for 3 shows worker
	shot -e
	match "$(cat -v "$T/shot")" '\^\[\[31mbackoff'
	keys q
	wait_for 3 shows 'code 0'
	keys "NO_COLOR=1 TERM=screen $CTINIT top --control $T/control" Enter
	wait_for 3 shows 'q quit'
	shot -e
	no_match "$(cat -v "$T/shot")" '\^\[\[31m'
}

@test "top: the terminal is restored after SIGTERM and after a crash" {
	local signal
	for signal in TERM SEGV; do
		top_start 80 24 screen
		wait_for 3 shows worker
		pkill_top "$signal"
		wait_for 3 shows 'code '
		wait_for 3 shows ' icanon ' # stty(1) prints after that line
		match "$(cat "$T/shot")" ' icanon .* echo '
		tmux -S "$T/tmux" kill-server
		wait_for 3 no_server
	done
}
no_server() { ! pgrep -f "^tmux -S $T/tmux" && rm -f "$T/tmux"; }
pkill_top() {
	local pane child
	pane=$(tmux -S "$T/tmux" display-message -p '#{pane_pid}')
	child=$(children_of "$pane")
	kill -s "$1" "${child// /}"
}

@test "top: an init that no longer answers is reported, and q works at once" {
	top_start 80 24 screen
	wait_for 3 shows worker
	kill -STOP "$PID" # it takes connections, and answers none
	wait_for 8 shows 'no answer for '
	keys q
	wait_for 1 shows 'code 0'
	keys "$CTINIT status --watch --control $T/control" Enter
	wait_for 8 shows 'ctinit status: no answer for '
	keys C-c
	keys "echo o''ver" Enter # the typed line has no such word
	wait_for 1 shows 'over'
	kill -CONT "$PID"
}

@test "top: a dumb terminal and a pipe get plain lists" {
	top_start 100 24 dumb
	wait_for 3 shows '2 zombies, of web@1'
	shot
	match "$(cat "$T/shot")" '^web@1 +unhealthy'
	keys C-c
	client top >"$T/got"
	golden top-plain.txt top
	no_match "$(cat "$T/got")" $'\033'
}

@test "top: without an init it says so and exits with 4" {
	run "$CTINIT" top --control "$T/none"
	eq "$status" 4 "exit code"
	match "$output" 'ctinit top: cannot reach an init at'
}
