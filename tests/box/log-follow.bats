#!/usr/bin/env bats
# tests/box/log-follow.bats - followed files that are shared, removed, or not there yet.
# timeout: 240
load ../lib/life
load ../lib/log
load ../lib/reload
as_users_see_it

@test "log-follow: a file of two services: one goes, the other's lines still come" {
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
	wait_for 10 quiet "$(logger_of "$INIT")" # it has been told, too
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

@test "log-follow: a removed file, a directory that is not there: lines come, and in between it sleeps" {
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
