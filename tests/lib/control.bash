# shellcheck shell=bash
# tests/lib/control.bash - asks the control socket $T/control: load ../lib/control
# shellcheck disable=SC2154 # bats sets output

# ask [-c SOCKET] WORD...: sends a request; sets $status and $output
ask() {
	local at=$T/control
	[ "$1" != -c ] || { at=$2 && shift 2; }
	run "$ROOT/tests/lib/control.py" "$at" "$@"
}
# ask_as UID WORD...: the same as another user, who may not be able to enter the checkout
ask_as() {
	cp "$ROOT/tests/lib/control.py" "$T/control.py"
	run setpriv --reuid "$1" --regid "$1" --clear-groups /usr/bin/python3 "$T/control.py" "$T/control" "${@:2}"
}
# field NAME: the values of a field in $output, one a line
field() { grep -oE "\"$1\":(\"[^\"]*\"|[^,}]*)" <<<"$output" | sed 's/^[^:]*://; s/"//g'; }
