# shellcheck shell=bash
# tests/lib/reload.bash - reloads a PID 1 started by `up` of life.bash.

# reload [SIGNAL]: requests a reload and waits until it is done
reload() {
	local before
	before=$(over)
	kill -HUP "$INIT"
	wait_for 20 is_over "$before" || fail "the reload did not end" "$(cat "$E")"
}
over() { grep -cE '^ctinit [|] reload: (applied|nothing has changed)' "$E" || :; }
is_over() { [ "$(over)" -gt "$1" ]; }
# pid SECONDS...: prints the pids of `sleep SECONDS` below PID 1
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
# lines ERE: prints how many of PID 1's lines match
lines() { grep -cE -e "$1" "$E" || :; }
# have SECONDS N: succeeds if N processes `sleep SECONDS` run below PID 1
have() { [ "$(pid "$1" | wc -l)" = "$2" ]; }
# pending: succeeds if PID 1 has a pending signal
pending() { [ "$(awk '/^ShdPnd/ { print $2 }' "/proc/$INIT/status")" != 0000000000000000 ]; }
# fds PID: prints the number of open descriptors; dirty PID: the private dirty memory in KiB
fds() { find "/proc/$1/fd" -type l | wc -l; }
fds_are() { [ "$(fds "$1")" = "$2" ]; }
dirty() { awk '/Private_Dirty/ { sum += $2 } END { print sum }' "/proc/$1/smaps"; }
