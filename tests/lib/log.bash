# shellcheck shell=bash
# tests/lib/log.bash - finds and signals the logger of a PID 1: load ../lib/log

# Prints the logger of a PID 1, unless it is a zombie.
logger_of() { pgrep -P "$1" -r R,S,D,T,t -x ctinit-log; }
# another_logger INIT PID: succeeds if there is a logger other than PID; sets $LOGGER
another_logger() {
	LOGGER=$(logger_of "$1") && [ "$LOGGER" != "$2" ]
}
# signal_logger SIGNAL: signals the logger of $INIT, waiting until it has started
signal_logger() {
	wait_for 10 another_logger "$INIT" ''
	kill "-$1" "$LOGGER"
}
# of PID KEY: prints the value of a line in /proc/PID/status
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }
wakes() { awk '/ctxt/ { n += $2 } END { print n }' "/proc/$1/status"; }
# sleeps PID: succeeds if the process does not run within a second
sleeps() {
	local before
	before=$(wakes "$1")
	timeout 1 tail -f /dev/null || :
	[ "$(wakes "$1")" = "$before" ]
}
# probed FILE LOG [LINE]: succeeds if LOG has the line; otherwise adds the line to FILE again.
# For wait_for: the logger may miss lines until it has looked at the file
probed() {
	! grep -qx -e "${3:-probe}" "$2" || return 0
	printf '%s\n' "${3:-probe}" >>"$1"
	return 1
}
# total: prints the sum of the numbers on stdin, one per line
total() { awk '{ n += $1 } END { print n + 0 }'; }
