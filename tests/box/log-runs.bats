#!/usr/bin/env bats
# tests/box/log-runs.bats - tests the boundary between the output of one process and the next.
# timeout: 240
load ../lib/life
load ../lib/log
load ../lib/reload
as_users_see_it

json() { # KEY...: prints these keys of each line of $T/runs.out
	python3 -c '
import json, sys
for line in open(sys.argv[1]):
	print(*(json.loads(line).get(key) for key in sys.argv[2:]))' "$T/runs.out" "$@"
}

@test "log runs: the next process does not continue an unfinished last line that was read long ago" {
	begin runs <<-END
		[service:a]
		restart-delay = 0
		log-format = json
		command = /bin/sh -c 'if [ -e $T/go ]; then echo next; exec sleep 1000; fi; printf "half \$\$"; : >$T/first; until [ -e $T/go ]; do sleep 0.02; done; exit 1'
	END
	wait_for 10 test -e "$T/first"
	: >"$T/go"
	wait_line 10 "$T/runs.out" '"next"'
	eq "$(json pid text | awk '{ print $2, $2 == "half" ? $1 == $3 : "" }' | paste -sd,)" "half 1,next " "$(cat "$T/runs.out")"
	down
}

@test "log runs: an unfinished last line and the next process's first line are two lines" {
	local pid
	begin runs <<-END
		[service:a]
		restart-delay = 0
		log-format = json
		command = $PROGRAMS/half-line.sh $T
	END
	wait_line 10 "$T/runs.out" '"up"'
	pid=$(logger_of "$INIT")
	kill -STOP "$pid"
	: >"$T/go"
	wait_for 10 test -e "$T/second"
	kill -CONT "$pid"
	wait_line 10 "$T/runs.out" '"next [0-9]+"'
	eq "$(json pid text | awk '{ print $2, $2 == "half" ? $1 == $3 : $3 + 0 ? $1 == $3 : "" }' | paste -sd,)" \
		"up ,next ,half 1,next 1" "$(cat "$T/runs.out")"
	down
}

@test "log runs: a service that replaces another, with a killed logger, gets none of the other's lines" {
	local old
	begin runs <<-END
		[service:a]
		command = /bin/sh -c 'echo up; exec sleep 1000'
		[service:b]
		command = /bin/sh -c 'printf half; : >$T/half; exec sleep 1000'
	END
	wait_for 10 test -e "$T/half"
	wait_line 10 "$T/runs.out" '^a \| up'
	old=$(logger_of "$INIT")
	wait_for 10 sleeps "$old"
	kill -STOP "$old"
	sed -i '/service:b/,$d' "$T/runs.ini"
	reload
	cat >>"$T/runs.ini" <<-END
		[service:c]
		command = /bin/sh -c 'echo whole; : >$T/whole; exec sleep 1000'
	END
	reload
	wait_for 10 test -e "$T/whole"
	kill -KILL "$old"
	wait_line 10 "$T/runs.out" 'whole$'
	eq "$(grep whole "$T/runs.out")" "c | whole"
	down
}

@test "log runs: the first writer is written first, though the logger came late and both have ended" {
	local pid
	begin runs <<-END
		[defaults]
		restart = never
		[service:stays]
		command = /bin/sleep 1000
		[service:a]
		command = /bin/sh -c 'echo up; until [ -e $T/b-gone ]; do sleep 0.02; done; echo ends'
		[service:b]
		command = /bin/sh -c 'echo up; until [ -e $T/go ]; do sleep 0.02; done; echo ends; : >$T/b-gone'
	END
	wait_line 10 "$T/runs.out" '^a \| up'
	wait_line 10 "$T/runs.out" '^b \| up'
	pid=$(logger_of "$INIT")
	wait_for 10 sleeps "$pid"
	kill -STOP "$pid"
	: >"$T/go"
	wait_line 10 "$E" '^ctinit [|] b: done'
	wait_line 10 "$E" '^ctinit [|] a: done'
	kill -CONT "$pid"
	wait_line 10 "$T/runs.out" '^a \| ends'
	eq "$(grep ends "$T/runs.out" | paste -sd,)" "b | ends,a | ends" "$(cat "$T/runs.out")"
	down
}
