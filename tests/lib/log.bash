# shellcheck shell=bash
# tests/lib/log.bash - an init with a logger beside it: load ../lib/log

# begin NAME ARGS... <INI: run as PID 1 in the background; $INIT
begin() {
	local name=$1
	shift
	cat >"$T/$name.ini"
	start "$name" unshare -pf --mount-proc --kill-child "$CTINIT" run "$@" "$T/$name.ini"
	wait_for 10 ct_child "$PID"
	# shellcheck disable=SC2034 # for the tests
	INIT=$(children_of "$PID" | tr -d "[:space:]")
}
ct_child() { [ -n "$(children_of "$1")" ]; }
logger_of() { pgrep -P "$1" -x ctinit-log; }
# another_logger INIT PID: one that is not PID; $LOGGER
another_logger() {
	LOGGER=$(logger_of "$1") && [ "$LOGGER" != "$2" ]
}
# of PID KEY: a line of its /proc/PID/status
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }
