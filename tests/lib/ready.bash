# shellcheck shell=bash
# tests/lib/ready.bash - starts servers and services for the tests of readiness and health.

# answers NAME PORT:MODE...: runs tests/lib/answers.py in the background
answers() {
	local word
	start "$1" python3 "$ROOT/tests/lib/answers.py" "${@:2}"
	for word in "${@:2}"; do wait_line 10 "$T/$1.out" "^serves ${word%:*}\$"; done
}
# after TEXT ERE: prints the time of a line such as "ready after 1.2 s" in milliseconds
after() {
	grep -E -m 1 -e "$2" <<<"$1" | sed -E 's/.* after ([0-9.]+) (m?s).*/\1 \2/' |
		awk '{ printf "%d\n", $2 == "s" ? $1 * 1000 : $1 }'
}
# sleeper NAME READY [LINES]: prints a service that only sleeps, with this `ready`
sleeper() { printf '[service:%s]\ncommand = /bin/sleep 1000\nready = %s\n%b\n' "$1" "$2" "${3:-}"; }
more_checks() { [ "$(wc -l <"$T/checks")" -ge "$1" ]; }
