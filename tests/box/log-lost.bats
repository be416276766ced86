#!/usr/bin/env bats
# tests/box/log-lost.bats - tests that lines lost on the container's stdout are counted, and
# reported when it works again or at the end.
# timeout: 120
load ../lib/life
load ../lib/log

@test "log lost: the number of lost lines is reported when the output has a reader again, and at the end" {
	mkfifo "$T/out"
	ini lost <<-END
		[service:a]
		command = $PROGRAMS/lose-lines.sh $T
	END
	start lost bash -c "exec ${PID1[*]} $CTINIT run $T/lost.ini >$T/out"
	E=$T/lost.err
	exec 5<"$T/out"
	find_init
	read -r -t 20 line <&5
	eq "$line" up
	exec 5<&-
	: >"$T/gone"
	wait_line 20 "$E" "the container's stdout has no reader any more"
	exec 5<>"$T/out"
	: >"$T/again"
	read -r -t 20 line <&5
	eq "$line" back
	wait_line 20 "$E" "5 lines were lost while the container's stdout had no reader"
	exec 5<&-
	: >"$T/end"
	wait_for 20 test -e "$T/written"
	down
	eq "$(grep -c "2 lines were lost while the container's stdout had no reader" "$E")" 1 "$(cat "$E")"
	eq "$(grep -c "the container's stdout has no reader" "$E")" 1 "$(cat "$E")"
}
