#!/usr/bin/env bats
# tests/box/log-follow.bats - tests followed files that are shared, removed, or do not exist
# yet.
# timeout: 240
load ../lib/life
load ../lib/log
load ../lib/reload
as_users_see_it

@test "log-follow: of two services that follow one file, one stops and the other's lines still come" {
	mkdir "$T/v"
	: >"$T/v/app.log"
	begin two <<-END
		[service:a]
		command = /bin/sh -c 'echo up; exec sleep 1000'
		log-follow = $T/v/app.log
		[service:b]
		command = /bin/sh -c 'echo up; exec sleep 1000'
		log-follow = $T/v/app.log
		[service:c]
		command = /bin/sh -c 'echo up; exec sleep 1000'
	END
	for name in a b c; do wait_line 10 "$T/two.out" "^$name \\| up"; done
	echo one >>"$T/v/app.log"
	for name in a b; do wait_line 10 "$T/two.out" "^$name \\| one"; done
	sed -i '/service:b/,/follow/d' "$T/two.ini"
	reload
	wait_for 10 quiet "$(logger_of "$INIT")" # wait until the logger has handled the reload too
	echo two >>"$T/v/app.log"
	wait_line 10 "$T/two.out" '^a \| two'
	no_match "$(cat "$T/two.out")" '^b \| two'
	mv "$T/v/app.log" "$T/v/app.log.1"
	echo three >>"$T/v/app.log.1"
	wait_line 10 "$T/two.out" '^a \| three'
	echo four >"$T/v/app.log"
	wait_line 10 "$T/two.out" '^a \| four'
	down
}

@test "log-follow: after a removed file and a missing directory lines come again, without polling" {
	local pid
	mkdir "$T/v"
	begin gone <<-END
		[service:a]
		command = /bin/sh -c 'echo up; exec sleep 1000'
		log-follow = $T/v/app.log $T/not/yet/made.log $T/link/to.log
	END
	wait_line 10 "$T/gone.out" '^up'
	pid=$(logger_of "$INIT")
	wait_for 20 sleeps "$pid"
	exec 6>>"$T/v/app.log"
	echo one >&6
	wait_line 10 "$T/gone.out" '^one'
	rm "$T/v/app.log"
	echo two >&6
	wait_line 10 "$T/gone.out" '^two'
	wait_for 20 sleeps "$pid"
	reload # the logger keeps the removed file open
	wait_for 20 sleeps "$pid"
	echo three >&6
	wait_line 10 "$T/gone.out" '^three'
	wait_for 20 sleeps "$pid"
	rmdir "$T/v"
	mkdir "$T/v"
	echo four >"$T/v/app.log"
	exec 6>&-
	wait_line 10 "$T/gone.out" '^four'
	wait_for 20 sleeps "$pid"
	mkdir "$T/not"
	wait_for 20 sleeps "$pid"
	mkdir "$T/not/yet"
	echo five >"$T/not/yet/made.log"
	wait_line 10 "$T/gone.out" '^five'
	wait_for 20 sleeps "$pid"
	ln -s "$T/nowhere" "$T/link"
	mkdir "$T/nowhere"
	echo six >"$T/nowhere/to.log"
	wait_line 10 "$T/gone.out" '^six'
	wait_for 20 sleeps "$pid"
	rm -r "$T/not"
	mkdir -p "$T/not/yet"
	echo seven >"$T/not/yet/made.log"
	wait_line 10 "$T/gone.out" '^seven'
	wait_for 20 sleeps "$pid"
	down
}

# numbers FILE COUNT: adds COUNT numbered lines to FILE
numbers() {
	local i
	for ((i = 0; i < $2; i++)); do echo "$1 $((++LAST[$1]))"; done >>"$T/v/$1"
}
# follow FILE...: changes log-follow in change.ini
follow() { sed -i "s|^log-follow =.*|log-follow =$(printf " $T/v/%s" "$@")|" "$T/change.ini"; }
opens() { find "/proc/$(logger_of "$INIT")/fd" -lname "$T/v/$1" | grep -q .; }
opens_not() { ! opens "$1"; }

@test "log-follow: a reload adds, removes and swaps followed files, also while the logger is killed" {
	local pid round old new stays
	declare -A LAST=([a]=0 [b]=0 [c]=0)
	mkdir "$T/v"
	for new in a b c; do echo "never before" >"$T/v/$new"; done
	begin change <<-END
		[service:s]
		command = /bin/sh -c 'echo up; exec /bin/sleep 1000'
		log-follow = $T/v/a $T/v/b
		log-file = $T/v/log
		log-time = none
	END
	wait_line 10 "$T/v/log" '^up$'
	wait_for 10 runs 1000
	pid=$(pid 1000)
	wait_for 10 probed "$T/v/a" "$T/v/log"
	old=a stays=b new=c
	for round in {1..12}; do
		LOGGER=$(logger_of "$INIT")
		numbers "$stays" 20
		[ $((round % 3)) = 0 ] || kill -STOP "$LOGGER"
		numbers "$old" 300
		printf 'half %d' "$round" >>"$T/v/$old"
		numbers "$stays" 20
		if [ $((round % 2)) = 0 ]; then follow "$stays" "$new"; else follow "$new" "$stays"; fi
		reload
		[ $((round % 4)) != 2 ] || kill -CONT "$LOGGER"
		kill -KILL "$LOGGER"
		wait_for 20 another_logger "$INIT" "$LOGGER"
		wait_for 20 probed "$T/v/$new" "$T/v/log" "probe $round"
		wait_line 20 "$T/v/log" "^half $round\$"
		wait_for 20 opens_not "$old"
		printf '\nnever after\n' >>"$T/v/$old"
		numbers "$stays" 20
		numbers "$new" 20
		set -- "$old" "$stays" "$new"
		old=$2 stays=$3 new=$1
	done
	eq "$(pid 1000)" "$pid"
	no_match "$(cat "$E")" bug
	down
	no_match "$(cat "$T/v/log")" never
	for new in a b c; do
		eq "$(grep "^$new " "$T/v/log")" "$(seq -f "$new %.0f" "${LAST[$new]}")"
	done
	eq "$(grep -c '^half' "$T/v/log")" 12
}
