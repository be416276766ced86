#!/usr/bin/env bats
# tests/box/reading.bats - tests how ctinit reads files: only regular files where required,
# with limits on size and time, and SIGINT and SIGTERM still work.
load ../lib/common
load ../lib/life

good() { printf '[service:a]\nmain = yes\ntype = task\ncommand = /bin/echo ran\n'; }

@test "reading: a pipe and standard input are read; a FIFO, device or directory in [include] is refused" {
	run --separate-stderr "$CTINIT" check <(good)
	eq "$status" 0 "$stderr"
	run --separate-stderr bash -c '"$1" check - <"$2"' sh "$CTINIT" <(good)
	eq "$status" 0 "$stderr"
	mkfifo "$T/a.ini"
	mkdir "$T/b.ini"
	ln -s /dev/zero "$T/c.ini"
	{ printf '[include]\nfiles = %s/?.ini\n' "$T" && good; } >"$T/main.ini"
	ct check "$T/main.ini"
	eq "$status" 1
	match "$stderr" 'cannot open .*/a.ini: it is not a regular file'
	match "$stderr" 'cannot open .*/b.ini: Is a directory'
	match "$stderr" 'cannot open .*/c.ini: it is not a regular file'
	ct check /dev/zero
	match "$stderr" '/dev/zero: cannot open it: it is neither a file nor a pipe'
}

@test "reading: a pattern that would walk over the whole system is refused" {
	mkdir -p "$T/d"
	(cd "$T/d" && seq 4200 | xargs mkdir)
	{ printf '[include]\nfiles = %s/d/*/*.ini\n' "$T" && good; } >"$T/wide.ini"
	ct check "$T/wide.ini"
	eq "$status" 1
	match "$stderr" 'wide.ini:2: \[include\] files: .*more than 4096 directories'
	rm -r "$T"/d/1*
	ct check "$T/wide.ini"
	eq "$status" 0 "$stderr"
}

@test "reading: SIGTERM and SIGINT end check and run while a pipe is not closed" {
	local verb signal
	mkfifo "$T/slow"
	exec 7<>"$T/slow"
	echo '[service:a]' >&7
	for verb in check run; do
		for signal in TERM INT; do
			# the open descriptor shows that ctinit is reading the file
			start slow env --default-signal=INT "$CTINIT" $verb "$T/slow" 7>&-
			wait_for 10 reads "$PID" "$T/slow"
			kill -$signal "$PID"
			finish 10 "$PID"
			eq "$STATUS" $((128 + $(kill -l $signal)))
			echo '[service:a]' >&7
		done
	done
	# the kernel ignores default actions for PID 1
	start init "${PID1[@]}" "$CTINIT" run "$T/slow" 7>&-
	find_init
	wait_for 10 reads "$INIT" "$T/slow"
	kill -TERM "$INIT"
	finish 10 "$UNSHARE"
	eq "$STATUS" 143
	exec 7<&-
}
reads() { find "/proc/$1/fd" -lname "$2" | grep -q .; }

@test "reading: [container] env-file as a FIFO, a device or without end is refused at once" {
	local root
	root=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	mkfifo "$T/fifo"
	for file in "$T/fifo" /dev/zero /proc/self/task; do
		printf '[container]\nrootfs = %s\nenv-file = %s\n[service:a]\ncommand = /bin/true\n' "$root" "$file" >"$T/c.ini"
		ct run "$T/c.ini"
		eq "$status" 125
		match "$stderr" "cannot read the env-file $file; it is not a regular file"
	done
	head -c 1100000 /dev/zero | tr '\0' '\n' >"$T/large"
	sed -i "s,^env-file.*,env-file = $T/large," "$T/c.ini"
	ct run "$T/c.ini"
	match "$stderr" 'larger than 1 MiB'
}

# passwd_hangs: gives PID 1 its own /etc/passwd; opening it blocks until `release`
passwd_hangs() {
	need_hang_open
	own_accounts
	start hang "$TOOLS/hang_open" "$T/passwd"
	HANG=$PID
	wait_line 10 "$T/hang.out" '^up'
}
release() {
	kill "$HANG"
	wait "$HANG" || :
}

@test "reading: an /etc/passwd on a hung file system blocks only starts with a user" {
	passwd_hangs
	begin users <<-END
		[service:free]
		command = /bin/sh -c 'exit 1'
		restart-limit = 0
		restart-max-delay = 50ms
		on-failed = ignore
		[service:plain]
		user = daemon
		command = /bin/sh -c 'echo plain is \$(id -un); exec sleep 1000'
		[service:hooks]
		user = daemon
		pre-start = /bin/sh -c 'echo pre is \$(id -u)'
		command = /bin/sleep 1000
		[service:asks]
		user = daemon
		when = exec:/bin/true
		dirs = $T/made:user=daemon
		command = /bin/sleep 1000
	END
	wait_for 20 lines_like "$E" 'free: exited' 5
	no_match "$(cat "$E")" '(plain|hooks|asks): ready'
	release
	for name in plain hooks asks; do wait_line 10 "$E" "$name: ready"; done
	wait_line 10 "$T/users.out" 'plain is daemon'
	wait_line 10 "$T/users.out" "pre is $(id -u daemon)"
	eq "$(stat -c %U "$T/made")" daemon
	down
}

@test "reading: a start that waits for /etc/passwd stops at once on a request, and fails in time" {
	passwd_hangs
	begin stopped <<-END
		[service:a]
		user = daemon
		command = /bin/sleep 1000
		[service:b]
		command = /bin/sleep 1000
	END
	wait_line 10 "$E" 'b: ready'
	kill -TERM "$INIT"
	finish 5 "$UNSHARE"
	eq "$STATUS" 0
	no_match "$(cat "$E")" 'no answer' # the stop did not wait for the helper's time limit
	ini late <<-END
		[service:a]
		user = daemon
		restart = never
		command = /bin/sleep 1000
	END
	in_ns late
	eq "$status" 125
	match "$stderr" 'a: cannot read /etc/passwd: no answer within 10 s'
}

@test "reading: a user that was just added is known to the next start" {
	cp /etc/passwd "$T/passwd"
	# shellcheck disable=SC2016 # expanded by the inner shell
	PID1=(unshare -pfm --mount-proc --kill-child sh -c 'mount --bind "$0" /etc/passwd && exec "$@"' "$T/passwd")
	ini added <<-END
		[service:before]
		type = task
		user = daemon
		command = /bin/true
		[service:add]
		type = task
		needs = before
		command = /bin/sh -c 'echo newuser:x:4321:4321::/:/bin/sh >>/etc/passwd'
		[service:after]
		type = task
		needs = add
		user = newuser
		command = /usr/bin/id -u
		[service:again]
		type = task
		needs = after
		user = other
		pre-start = +/bin/sh -c 'echo other:x:4322:4322::/:/bin/sh >>/etc/passwd'
		command = /usr/bin/id -u
	END
	in_ns added
	eq "$status" 0 "$stderr"
	eq "$output" $'4321\n4322'
}

@test "reading: map-user with an /etc/passwd that hangs is a warning after 10 s" {
	passwd_hangs
	ini map <<-END
		[init]
		map-user = someone:4321:4321
		[service:a]
		type = task
		command = /bin/echo ran
	END
	in_ns map
	eq "$status" 0 "$stderr"
	eq "$output" ran
	match "$stderr" 'map-user: /etc/passwd is not changed: (no answer within 10 s|it may be the host)'
}
