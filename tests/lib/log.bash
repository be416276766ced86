# shellcheck shell=bash
# tests/lib/log.bash - an init with a logger beside it: load ../lib/log

# Not one that is dead and not reaped yet.
logger_of() { pgrep -P "$1" -r R,S,D,T,t -x ctinit-log; }
# another_logger INIT PID: one that is not PID; $LOGGER
another_logger() {
	LOGGER=$(logger_of "$1") && [ "$LOGGER" != "$2" ]
}
# signal_logger SIGNAL: to the logger of $INIT, once there is one: it may be on its way to exec
signal_logger() {
	wait_for 10 another_logger "$INIT" ''
	kill "-$1" "$LOGGER"
}
# of PID KEY: a line of its /proc/PID/status
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }
wakes() { awk '/ctxt/ { n += $2 } END { print n }' "/proc/$1/status"; }
# sleeps PID: not once in a second
sleeps() {
	local before
	before=$(wakes "$1")
	timeout 1 tail -f /dev/null || :
	[ "$(wakes "$1")" = "$before" ]
}
# probed FILE LOG [LINE]: a line of FILE has come; for wait_for, as one before the logger has
# looked at the file may not
probed() {
	! grep -qx -e "${3:-probe}" "$2" || return 0
	printf '%s\n' "${3:-probe}" >>"$1"
	return 1
}
# total: the sum of the numbers on stdin, one a line
total() { awk '{ n += $1 } END { print n + 0 }'; }
