# shellcheck shell=bash
# tests/lib/ready.bash - for the tests of readiness, health and wait-for.

# in_ns FILE: as PID 1 of a pid namespace, in place, to its end
in_ns() { run --separate-stderr timeout -k 2 60 unshare -pf --mount-proc "$CTINIT" run "${PLAIN[@]}" "$T/$1.ini"; }
# up NAME: $T/NAME.ini in the background; INIT is PID 1's own pid
up() {
	start "$1" unshare -pf --mount-proc --kill-child "$CTINIT" run "${PLAIN[@]}" "$T/$1.ini"
	UNSHARE=$PID
	wait_for 10 has_init "$PID"
}
has_init() {
	INIT=$(pgrep -P "$1" -x ctinit || pgrep -P "$1" | head -n 1)
	[ -n "$INIT" ]
}
# down NAME: asks it to stop; $TOOK milliseconds until it was gone, with 0
down() {
	local begin=${EPOCHREALTIME/[.,]/}
	kill -TERM "$INIT"
	finish 20 "$UNSHARE"
	# shellcheck disable=SC2034 # the caller reads it
	TOOK=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
	eq "$STATUS" 0 "$(cat "$T/$1.err")"
	nothing_left
}
# answers NAME PORT:MODE...: tests/lib/answers.py in the background
answers() {
	local word
	start "$1" python3 "$ROOT/tests/lib/answers.py" "${@:2}"
	for word in "${@:2}"; do wait_line 10 "$T/$1.out" "^serves ${word%:*}\$"; done
}
# after TEXT ERE: the milliseconds that the line says ("ready after 1.2 s")
after() {
	grep -E -m 1 -e "$2" <<<"$1" | sed -E 's/.* after ([0-9.]+) (m?s).*/\1 \2/' |
		awk '{ printf "%d\n", $2 == "s" ? $1 * 1000 : $1 }'
}
# sleeper NAME READY [LINES]: a service that does nothing, with that `ready`
sleeper() { printf '[service:%s]\ncommand = /bin/sleep 1000\nready = %s\n%b\n' "$1" "$2" "${3:-}"; }
more_checks() { [ "$(wc -l <"$T/checks")" -ge "$1" ]; }
