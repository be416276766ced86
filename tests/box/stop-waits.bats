#!/usr/bin/env bats
# tests/box/stop-waits.bats - tests that shutdown-timeout ends every wait of a stop, that a
# second request shortens it, and that a third one ends it. Each wait below would last an
# hour.
# timeout: 400
load ../lib/life
load ../lib/reload

stubborn='trap "" TERM; echo up; while :; do sleep 0.05; done'

# write_file WAIT SHUTDOWN: writes $T/w.ini, whose stop reaches this wait
write_file() {
	printf '[init]\nshutdown-timeout = %s\n' "$2" >"$T/w.ini"
	case $1 in
	drain) printf 'drain = 1h\n' >>"$T/w.ini" ;;
	setup) printf '[setup:s]\ncommand = /bin/sh -c '\''%s'\''\n' "$stubborn" >>"$T/w.ini" ;;
	esac
	printf '[defaults]\nstop-timeout = 1h\npre-stop-timeout = 1h\nstart-timeout = 1h\n[service:a]\n' >>"$T/w.ini"
	case $1 in
	stop) service "$stubborn" ;;
	stopped) service 'trap "" TERM; echo up; kill -STOP $$' ;;
	signals) service 'trap "" HUP USR1; '"$stubborn" 'stop-signal = HUP:1h USR1:1h TERM:1h' ;;
	pre-stop) service "$stubborn" 'pre-stop = /bin/sleep 3001' ;;
	post-stop) service 'echo up; exec sleep 1000' 'post-stop = /bin/sh -c "trap \"\" TERM; sleep 3001"' ;;
	post-stop-killed) service "$stubborn" 'stop-signal = TERM:10ms' 'post-stop = /bin/sleep 3001' ;;
	left) service '(trap "" TERM; sleep 3001) & echo up; exec sleep 1000' ;;
	group) service '(trap "" TERM; sleep 3001) & echo up; exec sleep 1000' 'kill = group' ;;
	rest) service 'env -i setsid sh -c "trap \"\" TERM; echo up; sleep 3001; :" & exec sleep 1000' 'kill = main' ;;
	never-ready) service "$stubborn" 'ready = file:/nowhere' ;;
	pre-start) service 'echo no' "pre-start = /bin/sh -c '$stubborn'" ;;
	prepare) service 'echo no' 'when = exec:/bin/sleep 3001' ;;
	wait-for) service 'echo no' 'wait-for = tcp:127.0.0.1:1' 'wait-timeout = 1h' ;;
	health) service "$stubborn" 'health = exec:/bin/sleep 3001' 'health-interval = 100ms' 'health-timeout = 1h' ;;
	chain)
		service "$stubborn" 'needs = b'
		printf '[service:b]\ncommand = /bin/sh -c '\''%s'\''\n' "$stubborn" >>"$T/w.ini"
		;;
	drain | setup) service 'echo up; exec sleep 1000' ;;
	*) service 'echo up; exec yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ;; # output
	esac
	case $1 in
	prepare | wait-for) # another service shows that PID 1 serves
		printf '[service:b]\ncommand = /bin/sh -c "echo up; exec sleep 1000"\n' >>"$T/w.ini"
		;;
	esac
}
service() {
	printf "command = /bin/sh -c '%s'\n" "$1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@"
} >>"$T/w.ini"

# boot_wait WAIT: starts it and waits until it can be stopped
boot_wait() {
	case $1 in
	slow | pipe | socket | terminal | both-*)
		start w "$ROOT/tests/lib/unread.py" "$1" "${PID1[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/w.ini"
		PYTHON=$PID
		wait_for 10 pgrep -P "$PYTHON" -x unshare
		PID=$(pgrep -P "$PYTHON" -x unshare)
		find_init
		UNSHARE=$PYTHON
		wait_for 20 pgrep -P "$INIT" -x yes
		;;
	*)
		up w
		wait_line 20 "$T/w.out" '^up'
		;;
	esac
	E=$T/w.err
}

# in_the_wait WAIT: succeeds if the stop has reached this wait, as far as a test can see
in_the_wait() {
	case $1 in
	pre-stop | post-stop | post-stop-killed) wait_for 20 pgrep -fx '(/bin/)?sleep 3001' ;;
	esac
	wait_for 20 not_pending
}
not_pending() { ct_gone "$INIT" || ! pending; }

# stop_of WAIT SHUTDOWN REQUESTS MOST: the stop must end within MOST ms after the last request
stop_of() {
	local begin
	write_file "$1" "$2"
	boot_wait "$1"
	begin=${EPOCHREALTIME/[.,]/}
	for request in $(seq "$3"); do
		[ "$request" = 1 ] || in_the_wait "$1"
		ct_gone "$INIT" && break # an earlier request was enough: there was nothing to wait for
		begin=${EPOCHREALTIME/[.,]/}
		kill -TERM "$INIT"
	done
	finish 60 "$UNSHARE"
	TOOK=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
	eq "$STATUS" 0 "$1: $(cat "$E")"
	[ "$TOOK" -lt "$4" ] || fail "$1, shutdown-timeout $2, $3 requests: $TOOK ms" "$(cat "$E")"
	nothing_left
}

# Stops that take less than 3 s on a quiet machine get 8 s more for a busy one.
waits='stop stopped signals pre-stop post-stop post-stop-killed drain left group rest never-ready
	pre-start setup prepare wait-for health chain slow pipe socket terminal both-pipe both-socket
	both-terminal'
waits=${WAITS:-$waits}

@test "stop: shutdown-timeout ends every wait" {
	for wait in $waits; do stop_of "$wait" 500ms 1 9000; done
}

@test "stop: a second request shortens every wait to a second" {
	for wait in $waits; do stop_of "$wait" 1h 2 11000; done
}

@test "stop: a third request ends every wait at once" {
	for wait in $waits; do stop_of "$wait" 1h 3 8500; done
}

@test "stop: lines that were not read in time are counted on stderr" {
	stop_of slow 500ms 1 9000
	match "$(cat "$E")" "stdout was not read( in time)?: its last [0-9]+ lines(, and output still in pipes,)? are lost"
}

# While a tracer is stopped, PID 1 does not see the death of the traced process.
@test "stop: PID 1 does not wait for a process that SIGKILL does not end" {
	local tracer
	printf '[init]\nshutdown-timeout = 500ms\n[service:a]\ncommand = /bin/sleep 3009\n' >"$T/w.ini"
	up w
	wait_for 20 pgrep -P "$INIT" -x sleep
	start strace strace -qq -o "$T/calls" -p "$(pgrep -P "$INIT" -x sleep)"
	tracer=$PID
	wait_for 20 traced_by "$tracer"
	kill -STOP "$tracer"
	kill -TERM "$INIT"
	wait_line 20 "$E" 'a: pid [0-9]+ has not ended 1 s after SIGKILL'
	wait_line 20 "$E" 'SIGTERM; container exit code 0$'
	kill -CONT "$tracer" # the namespace ends only after the traced process has ended
	finish 20 "$UNSHARE"
	eq "$STATUS" 0 "$(cat "$E")"
}
traced_by() { grep -q "^TracerPid:.$1\$" "/proc/$(pgrep -P "$INIT" -x sleep)/status"; }
