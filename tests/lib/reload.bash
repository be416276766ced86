# shellcheck shell=bash
# tests/lib/reload.bash - a PID 1 that was brought up reads its file again; needs life.bash.

# reload [SIGNAL]: asked and over
reload() {
	local before
	before=$(over)
	kill -HUP "$INIT"
	wait_for 20 is_over "$before" || fail "the reload did not end" "$(cat "$E")"
}
over() { grep -cE '^ctinit [|] reload: (applied|nothing has changed)' "$E" || :; }
is_over() { [ "$(over)" -gt "$1" ]; }
# pid SECONDS...: of those sleeps below PID 1
pid() {
	local child want
	for child in $(children_of "$INIT"); do
		for want; do
			[ "$(tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null)" != "/bin/sleep $want " ] || echo "$child"
		done
	done
}
runs() { [ -n "$(pid "$1")" ]; }
runs_not() { [ -z "$(pid "$1")" ]; }
# lines ERE: how many of PID 1's lines match
lines() { grep -cE -e "$1" "$E" || :; }
# have SECONDS N: so many of those sleeps
have() { [ "$(pid "$1" | wc -l)" = "$2" ]; }
# pending: a signal for PID 1 is not taken yet
pending() { [ "$(awk '/^ShdPnd/ { print $2 }' "/proc/$INIT/status")" != 0000000000000000 ]; }
# fds PID, dirty PID: open descriptors; private dirty memory in KiB
fds() { find "/proc/$1/fd" -type l | wc -l; }
fds_are() { [ "$(fds "$1")" = "$2" ]; }
dirty() { awk '/Private_Dirty/ { sum += $2 } END { print sum }' "/proc/$1/smaps"; }
