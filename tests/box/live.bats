#!/usr/bin/env bats
# tests/box/live.bats - drives the live list of services in a real terminal, and compares
# whole screens with tests/box/screens/. SCREENS=write bats tests/box/live.bats writes them.
load ../lib/common

setup() {
	need_root
	ct_setup
	mkdir "$T/go"
	# Nothing here starts or stops by itself, so each screen stays until the test goes on.
	ini shop <<-END
		[service:postgres]
		command = /bin/sleep 1000
		ready = exec:/bin/sh -c 'until [ -e $T/go/postgres ]; do sleep 0.02; done'
		[service:cache]
		command = /bin/sh -c 'echo cache says hello; exec sleep 1000'
		ready = exec:/bin/sh -c 'until [ -e $T/go/cache ]; do sleep 0.02; done'
		[service:web]
		needs = postgres cache
		stop-timeout = 1h
		command = /bin/sh -c 'trap "" TERM; touch $T/go/web; while :; do sleep 0.05; done'
		ready = exec:/bin/sh -c 'until [ -e $T/go/web ]; do sleep 0.02; done'
		[service:worker]
		needs = web postgres cache
		command = /bin/sleep 1000
	END
}

teardown() {
	close_terminal
	ct_teardown
}
close_terminal() {
	local pid
	pid=$(tmux -S "$T/tmux" display -p '#{pid}' 2>/dev/null) || return 0
	tmux -S "$T/tmux" kill-server
	wait_for 10 ct_gone "$pid"
}

as_pid1=(unshare -pf --mount-proc --kill-child)

# terminal COLUMNS ROWS CMD...: runs CMD in a terminal of this size
terminal() {
	local columns=$1 rows=$2
	shift 2
	tmux -S "$T/tmux" -f /dev/null start-server \; set -g history-limit 50000 \; \
		new-session -d -x "$columns" -y "$rows" "$(printf '%q ' "$@"); echo over \$?; exec sleep 1000" \; \
		set status off 3>&- 4>&-
}
screen() { tmux -S "$T/tmux" capture-pane -p "$@"; }
keys() { tmux -S "$T/tmux" send-keys "$@"; }
# shows ERE: waits until a line of the screen matches
shows() { wait_for 20 seen "$1" || fail "not on the screen: $1" "$(screen)"; }
seen() { screen | grep -qE -e "$1"; }

# Replaces times, which differ. Removes empty lines at the end, and the ^C that the terminal echoes at
# any moment: before, after or between the parts of a line.
masked() { screen | sed -E 's/^\^C//; s/ +[0-9.]+ m?s\b/ TIME/g' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }

# golden NAME: the screen is that of tests/box/screens/NAME
golden() {
	local file=$ROOT/tests/box/screens/$1 got
	got=$(masked)
	if [ "${SCREENS:-}" = write ]; then echo "$got" >"$file"; fi
	diff -u "$file" - <<<"$got"
}

@test "live: starting and stopping services are a list, at 80x24 and 120x40" {
	local size
	for size in 80x24 120x40; do
		terminal ${size/x/ } "${as_pid1[@]}" env TERM=xterm "$CTINIT" run "$T/shop.ini"
		shows '^starting: 0 of 4 ready'
		shows 'cache says hello'
		shows '^  web +waiting'
		golden "start-$size"
		touch "$T/go/postgres"
		shows '^starting: 1 of 4 ready'
		golden "one-$size"
		touch "$T/go/cache"
		shows 'all 4 services ready'
		golden "ready-$size"
		keys C-c
		shows '^stopping: 3 left'
		shows '^  web +stopping'
		golden "stop-$size"
		keys C-c
		shows 'asked again to end'
		shows '^over 0'
		screen >"$T/end"
		in_order "$T/end" '^ctinit .* SIGINT; container exit code 0$' '^over 0$'
		no_match "$(cat "$T/end")" '^(starting|stopping):'
		close_terminal
		rm "$T"/go/*
	done
}

@test "live: more services than fit are a number, and a small terminal has no list" {
	local n
	for n in $(seq 30); do
		printf '[service:s%s]\ncommand = /bin/sleep 1000\nready = exec:/bin/sleep 1000\n' "$n"
	done >"$T/many.ini"
	terminal 80 24 "${as_pid1[@]}" env TERM=xterm "$CTINIT" run "$T/many.ini"
	shows '^  \.\.\. and 22 more$'
	golden many-80x24
	tmux -S "$T/tmux" resize-window -x 40 -y 12
	shows '^  \.\.\. and 26 more$'
	eq "$(screen | grep -c '^  s')" 4
	tmux -S "$T/tmux" resize-window -x 40 -y 5
	wait_for 20 empty
}
empty() { ! seen '^  s|^starting'; }

@test "live: a dumb terminal has plain lines, and one that says what is still stopping" {
	terminal 80 24 "${as_pid1[@]}" env TERM=dumb "$CTINIT" run "$T/shop.ini"
	shows 'cache says hello'
	touch "$T/go/postgres"
	shows 'postgres: ready'
	touch "$T/go/cache"
	shows 'all 4 services ready'
	keys C-c
	shows '^ctinit .* still stopping: postgres, cache, web; \^C again: at most 1 s more$'
	golden dumb-80x24
	keys C-c
	shows '^over 0'
}

# recorded [VARIABLE...] -- ARG...: runs ctinit on a terminal; $T/typed has its bytes
recorded() {
	local env=()
	while [ "$1" != -- ]; do env+=("$1"); shift; done
	shift
	run "${LIMIT[@]}" env -u CI "${env[@]}" script -qec "stty rows 24 columns 80; $(printf '%q ' "${as_pid1[@]}" "$CTINIT" run "$@")" \
		"$T/typed" </dev/null
}
drawn() { grep -q 'starting: [0-9]' "$T/typed"; }

@test "live: there is no list with CI, without TERM, with -q, json or a service that writes to the terminal itself" {
	ini slow <<-'END'
		[service:slow]
		command = /bin/sleep 0.9
		ready = exec:/bin/sleep 0.6
		main = yes
		[service:other]
		command = /bin/sleep 1000
	END
	sed '/other/,$s/^command/stdout = inherit\n&/' "$T/slow.ini" >"$T/inherit.ini"
	recorded TERM=xterm -- "$T/slow.ini"
	drawn || fail "$(cat -v "$T/typed")"
	no_match "$(tail -n 4 "$T/typed")" 'starting: ' # erased
	recorded TERM=xterm CI=true -- "$T/slow.ini"
	! grep -qF $'\033[J' "$T/typed" || fail "$(cat -v "$T/typed")"
	grep -qF $'\033[1mctinit' "$T/typed"
	recorded -u TERM -- "$T/slow.ini"
	! drawn
	recorded TERM=dumb -- "$T/slow.ini"
	! grep -qF $'\033' "$T/typed" || fail "$(cat -v "$T/typed")"
	recorded TERM=xterm -- -q "$T/slow.ini"
	! drawn
	recorded TERM=xterm -- --set defaults.log-format=json "$T/slow.ini"
	! drawn
	recorded TERM=xterm -- "$T/inherit.ini"
	! drawn
	run --separate-stderr "${LIMIT[@]}" env TERM=xterm "${as_pid1[@]}" "$CTINIT" run "$T/slow.ini"
	no_match "$stderr$output" $'\033'
}

@test "live: the list never tears the output of a service, also when the terminal changes its size" {
	local n i
	ini loud <<-END
		[service:loud]
		command = /bin/sh $T/loud
		[service:late]
		command = /bin/sleep 1000
		ready = exec:/bin/sh -c 'until [ -e $T/go/all ]; do sleep 0.1; done; sleep 0.5'
	END
	cat >"$T/loud" <<-END
		i=0
		while [ \$i -lt 4000 ]; do
			i=\$((i + 1))
			echo "number \$i of the lines"
			[ \$((i % 50)) != 0 ] || sleep 0.05
		done
		touch $T/go/all
		exec sleep 1000
	END
	terminal 80 24 "${as_pid1[@]}" env TERM=xterm "$CTINIT" run "$T/loud.ini"
	shows '^starting: 1 of 2 ready'
	for n in 20 30 24; do
		tmux -S "$T/tmux" resize-window -x 80 -y "$n"
		shows 'number [0-9]+ of the lines'
	done
	wait_for 30 test -e "$T/go/all"
	shows 'all 2 services ready'
	screen -S - | grep -E 'number [0-9]' >"$T/lines"
	for ((i = 1; i <= 4000; i++)); do echo "loud   | number $i of the lines"; done | diff - "$T/lines"
}

@test "live: a container of ctinit run has the list, too, and PID 1 sleeps when it is gone" {
	printf '[container]\nnamespaces = pid mount\n' >>"$T/shop.ini"
	terminal 80 24 env TERM=xterm "$CTINIT" run --container "$T/shop.ini"
	shows '^starting: 0 of 4 ready'
	shows '^  web +waiting +[0-9.]+ m?s  postgres, cache$'
	touch "$T/go/postgres" "$T/go/cache"
	shows 'all 4 services ready'
	INIT=$(children_of "$(children_of "$(tmux -S "$T/tmux" display -p '#{pane_pid}')" | tr -d ' ')" | tr -d ' ')
	wait_for 10 quiet "$INIT"
	keys C-c
	shows '^stopping: 3 left'
	keys C-c
	shows '^over 0'
}
