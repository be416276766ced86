#!/usr/bin/env bats
# tests/box/reading.bats - files that ctinit reads: regular ones unless said otherwise, bounded
# in size and time, and SIGINT and SIGTERM work meanwhile.
load ../lib/common
load ../lib/life

good() { printf '[service:a]\nmain = yes\ntype = task\ncommand = /bin/echo ran\n'; }

@test "reading: a pipe and standard input are read; a FIFO, device or directory in [include] is not" {
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
			# the file itself is the handshake: it is open while it is read
			start slow env --default-signal=INT "$CTINIT" $verb "$T/slow"
			wait_for 10 reads "$PID" "$T/slow"
			kill -$signal "$PID"
			finish 10 "$PID"
			eq "$STATUS" $((128 + $(kill -l $signal)))
			echo '[service:a]' >&7
		done
	done
	# PID 1 gets no default action
	start init "${PID1[@]}" "$CTINIT" run "$T/slow"
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
