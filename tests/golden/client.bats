#!/usr/bin/env bats
# tests/golden/client.bats - compares what the client verbs print for recorded replies.

load ../lib/common
load ../lib/replay

setup() {
	ct_setup
	replay_start
}

@test "client: status prints an aligned table, without columns that are empty" {
	golden status.txt status
	eq "$(requests)" "status" "request"
}

@test "client: status of one name shows all that is known, with its last lines" {
	grep -v '"name":"\(migrate\|cache\|web@.\|db\|mail\|old\)"' "$ROOT/tests/golden/replies/status" \
		>"$T/one"
	mkdir "$T/replies"
	cp "$ROOT/tests/golden/replies/logs" "$T/replies"
	cp "$T/one" "$T/replies/status"
	mkdir "$T/second"
	rm "$T/control"
	replay_start "$T/replies"
	golden status-one.txt status worker
	eq "$(requests)" $'status --usage worker\nlogs -n 10 worker' "requests"
}

@test "client: --json prints the reply lines as they are, without the last one" {
	client status --json >"$T/got"
	grep -v '^{"ok"' "$ROOT/tests/golden/replies/status" | diff - "$T/got"
}

@test "client: logs pads the names and escapes what a service wrote" {
	golden logs.txt logs
	no_match "$(cat "$T/got")" $'\033'
	golden logs-times.txt logs --times -n 5 db
	match "$(requests)" '^logs -n 5 db$'
}

@test "client: a control character of a service never reaches the terminal" {
	local verb
	for verb in status logs events; do
		client "$verb" >"$T/got"
		! grep -q $'[\001-\010\013-\037\177]' "$T/got" || fail "$verb: $(cat -v "$T/got")"
		! grep -qP '\xc2[\x80-\x9f]' "$T/got" || fail "$verb prints C1"
	done
	client events --json >"$T/got"
	! grep -q $'[\001-\010\013-\037\177]' "$T/got"
}

@test "client: events prints times, states and reasons" {
	golden events.txt events
	start follow client events -f db
	wait_line 5 "$T/follow.out" 'db: ready'
	match "$(requests)" '^events -f db$'
}

@test "client: graph draws the edges with lines, in ASCII where the locale is not UTF-8" {
	TERM=xterm golden graph.txt graph
	eq "$(requests)" $'status\ngraph' "requests"
	LC_ALL=C golden graph-ascii.txt graph
	TERM=dumb golden graph-ascii.txt graph
	golden graph.dot graph --dot
	grep -hv '^{"ok"' "$ROOT/tests/golden/replies/"{status,graph} | diff - <(client graph --json)
}

@test "client: blame and plot show the times of the start and what it waited for" {
	golden blame.txt blame
	golden plot.svg.txt plot
	python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$T/got"
}

@test "client: keys NAME explains one key" {
	run "$CTINIT" keys restart
	eq "$status" 0 "exit code"
	match "$output" '^restart = '
	run "$CTINIT" keys autorestart
	eq "$status" 1 "exit code"
	match "$output" 'there is no key "autorestart"; did you mean restart\?'
}

@test "client: the words of a request are quoted" {
	run client stop "a b" "it's" '$x' '#'
	eq "$status" 2 "exit code"
	eq "$(requests)" "stop 'a b' 'it'\\''s' '\$x' '#'" "request"
	run client stop "$(printf '%5000s' x)"
	eq "$status" 2 "exit code of a request that is too long"
	match "$output" 'ctinit stop: the request is longer than 4096 bytes'
}

@test "client: a refused request prints the reason and exits with its code" {
	mkdir "$T/replies"
	printf '%s\n' '{"ok":false,"exit":3,"error":"there is no service \"a\u001b[2Jb\""}' >"$T/replies/start"
	printf '%s\n' '{"ok":false,"exit":5,"error":"web: not ready within 2 s"}' >"$T/replies/restart"
	printf '%s\n' '{"ok":true}' >"$T/replies/health"
	cp "$ROOT/tests/golden/replies/logs" "$T/replies"
	rm "$T/control"
	replay_start "$T/replies"
	run client start a
	eq "$status" 3 "exit code"
	eq "$output" 'ctinit start: there is no service "a\x1b[2Jb"' "message"
	run client restart --timeout 2s web@1
	eq "$status" 5 "exit code"
	eq "${lines[0]}" 'ctinit restart: web: not ready within 2 s' "message"
	match "$output" '^db +[|] ready for connections$'
	match "$(requests)" '^restart --timeout=2000 web@1$'
	run client health web
	eq "$status" 0 "exit code"
	run client wait a
	eq "$status" 2 "exit code of a reply that is missing"
	kill "$PID"
	finish 5 "$PID" || true
	run client health
	eq "$status" 4 "exit code without an init"
}

@test "client: wrong command lines exit with 2 and say what is wrong" {
	local line
	while IFS='|' read -r line message; do
		# shellcheck disable=SC2086 # split into words on purpose
		run "$CTINIT" $line
		eq "$status" 2 "ctinit $line"
		match "$output" "$message"
	done <<-'END'
		stop|NAME is missing
		signal web|an argument is missing
		signal NOPE web|"NOPE" is no signal
		scale web|an argument is missing
		scale a 1 b|one NAME at a time
		start --timeout 3 a|--timeout must be a time such as 30s or 2m, not "3"
		logs -n x|-n must be a number, not "x"
		logs --since x|--since must be a time such as 5m, not "x"
		health --live --ready|exclude each other
		reload --dry-run a|--dry-run is for the whole configuration
		shutdown 300|CODE must be one number from 0 to 255
		status --control a --container b|exclude each other
	END
}

@test "client: verbs of other programs are answered with ours" {
	local word hint
	while read -r word hint; do
		run "$CTINIT" "$word"
		eq "$status" 2 "$word"
		match "$output" "unknown verb \"$word\"; did you mean $hint"
	done <<-'END'
		ps ctinit status\?
		tail ctinit logs -f NAME\?
		up ctinit start NAME\?
		down ctinit stop NAME
		update ctinit reload\?
		avail ctinit status\?
		pid ctinit status NAME\?
		restrat restart\?
	END
}

@test "client: help prints the options of every verb" {
	local verb
	for verb in status logs events start stop restart reload signal scale wait enable disable health shutdown graph blame plot; do
		run "$CTINIT" help "$verb"
		eq "$status" 0 "$verb"
		match "$output" "^usage: ctinit $verb"
		match "$output" '^  --container NAME$'
	done
}
