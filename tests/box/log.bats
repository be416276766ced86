#!/usr/bin/env bats
# tests/box/log.bats - tests stdout and stderr = log: every line names its service, no line is
# lost.
# timeout: 240
load ../lib/life
load ../lib/log
as_users_see_it

# answers: Q28
@test "log: lines are plain with one writing service, and prefixed with names with more" {
	boot <<-'END'
		[service:web]
		type = task
		command = /bin/sh -c 'echo one; echo two >&2; printf last'
	END
	eq "$status $output" $'0 one\nlast' "$stderr"
	match "$stderr" '^two$'
	boot <<-'END'
		[service:web]
		type = task
		command = /bin/sh -c 'echo one; echo "{\"a\":1}"; printf last'
		[service:db]
		type = task
		command = /bin/sh -c 'echo err >&2'
		instances = 2
	END
	eq "$output" $'web | one\n{"a":1}\nweb | last' "$stderr"
	match "$stderr" '^db@1 \| err$'
	match "$stderr" '^db@2 \| err$'
	again --set defaults.log-format=plain
	eq "$output" $'one\n{"a":1}\nlast' "$stderr"
}

# answers: Q31
@test "log: json has all fields, nests objects and escapes invalid UTF-8" {
	boot <<-'END'
		[service:web]
		type = task
		instances = 1
		log-format = json
		command = /bin/sh -c 'printf "a \"q\" \\\\ \\t\\n {\"x\":[1,{}]} \\n{broken\\n\\377\\302\\251\\033\\n"'
	END
	eq "$status" 0 "$stderr"
	python3 - "$output" <<-'END'
		import json, re, sys
		lines = [json.loads(l) for l in sys.argv[1].split("\n")]
		assert len(lines) == 4, lines
		for l in lines:
		    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", l["time"]), l
		    assert l["service"] == "web" and l["instance"] == 1 and l["stream"] == "stdout"
		    assert isinstance(l["pid"], int)
		assert lines[0]["text"] == 'a "q" \\ \t', lines[0]
		assert lines[1]["json"] == {"x": [1, {}]}, lines[1]
		assert lines[2]["text"] == "{broken", lines[2]
		assert lines[3]["text"] == "\\xff\u00a9\x1b", lines[3]
	END
}

@test "log: json distinguishes a setup from a service of the same name, drops and partial lines" {
	boot <<-END
		[defaults]
		log-format = json
		[setup:web]
		command = /bin/echo prepared
		[service:web]
		type = task
		log-rate = 100
		command = $TOOLS/lines_write a 5000 100 4096
		[service:long]
		type = task
		command = /bin/sh -c 'head -c 20000 /dev/zero | tr "\\\\0" x'
	END
	eq "$status" 0 "$stderr"
	python3 - "$output" <<-'END'
		import json, sys
		lines = [json.loads(l) for l in sys.argv[1].split("\n")]
		setup = [l for l in lines if "setup" in l]
		assert [(l["setup"], l["text"], l["service"]) for l in setup] == [(True, "prepared", "web")], setup
		web = [l for l in lines if l.get("service") == "web" and "setup" not in l]
		gone = [l for l in web if "dropped" in l]
		assert gone and len(web) - len(gone) + sum(l["dropped"] for l in gone) == 5000, gone
		for l in gone:
		    many = "s were" if l["dropped"] > 1 else " was"
		    assert l["text"].startswith("web: %d line%s dropped: more than 100 in a second" % (l["dropped"], many)), l
		    assert l["stream"] == "stdout" and l["time"].endswith("Z"), l
		long = [l for l in lines if l.get("service") == "long"]
		assert [(len(l["text"]), l.get("part")) for l in long] == [(16384, True), (3616, None)], [len(l["text"]) for l in long]
	END
}

# answers: Q34
@test "log: time is local or UTC, long lines come in parts, a file keeps every byte" {
	boot --set service:a.log-time=utc <<-'END'
		[service:a]
		type = task
		command = /bin/echo hello
	END
	match "$output" '^[0-9-]{10}T[0-9:]{8}\.[0-9]{6}Z hello$'
	TZ=UTC-5:30 again --set service:a.log-time=local
	match "$output" '^[0-9-]{10}T[0-9:]{8}\.[0-9]{6}\+05:30 hello$'
	boot <<-'END'
		[service:a]
		type = task
		command = /usr/bin/python3 -c 'print("x" * 40000)'
	END
	eq "$(wc -l <<<"$output")" 3
	eq "$(awk '{ print length($0) }' <<<"$output" | tr '\n' ' ')" "16390 16390 7232 "
	match "$output" 'x \[\.\.\.\]$'
	python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(1, 256)) * 20 + b"\n")' >"$T/bytes"
	boot <<-END
		[service:a]
		type = task
		command = /bin/cat $T/bytes
	END
	unshare -pf --mount-proc "$CTINIT" run "$T/boot.ini" >"$T/got" 2>/dev/null
	cmp "$T/bytes" "$T/got"
}

# answers: Q28
@test "log: on a terminal control characters are escaped and names are coloured" {
	cat >"$T/t.ini" <<-'END'
		[service:a]
		type = task
		command = /usr/bin/printf 'bell\a \033[2Jgone\ttab\n'
		[service:b]
		type = task
		command = /bin/true
	END
	CI=1 TERM=xterm script -qec "unshare -pf --mount-proc $CTINIT run $T/t.ini" "$T/typed" >/dev/null </dev/null
	grep -qF 'bell\x07 \x1b[2Jgone	tab' "$T/typed" || fail "$(cat -v "$T/typed")"
	grep -q $'\033\\[36ma      |\033\\[0m ' "$T/typed" || fail "$(cat -v "$T/typed")"
	CI=1 TERM=xterm NO_COLOR=1 script -qec "unshare -pf --mount-proc $CTINIT run $T/t.ini" "$T/typed" >/dev/null </dev/null
	grep -q '^a      | bell' "$T/typed" || fail "$(cat -v "$T/typed")"
}

# answers: Q29
@test "log: any user can open /dev/stdout, /dev/stderr and /proc/self/fd/1" {
	boot <<-'END'
		[service:a]
		type = task
		user = www-data
		command = /bin/sh -c 'echo 1 >/dev/stdout; echo 2 >/proc/self/fd/1; echo 3 >/dev/stderr; echo 4 >>/dev/fd/1'
	END
	eq "$status $output" $'0 1\n2\n4' "$stderr"
	match "$stderr" '^3$'
}

@test "log-console, log-file: rotation by size cuts no line; the mode is set; USR1 reopens the file" {
	mkdir "$T/d"
	boot <<-END
		[service:a]
		type = task
		log-console = no
		log-file = $T/d/\${CTINIT_SERVICE}.log
		log-file-mode = 0604
		log-max-size = 10K
		log-keep = 3
		command = $TOOLS/lines_write a 500 100 4096
	END
	eq "$status $output" "0 " "$stderr"
	eq "$(find "$T/d" -type f -printf "%f\n" | sort | tr '\n' ' ')" "a.log a.log.1 a.log.2 a.log.3 "
	eq "$(stat -c %a "$T/d/a.log.1")" 604
	for f in "$T"/d/*; do
		[ "$(stat -c %s "$f")" -le 10240 ] || fail "$f is too large"
		eq "$(awk 'length($0) != 99' "$f")" ""
	done
	eq "$(cat "$T"/d/a.log.3 "$T"/d/a.log.2 "$T"/d/a.log.1 "$T"/d/a.log | tail -n 1 | cut -d' ' -f 2)" 000000000499
	begin reopen <<-END
		[service:a]
		log-file = $T/d/b.log
		command = /bin/sh -c 'echo first; while ! [ -e $T/go ]; do sleep 0.02; done; echo second; exec sleep 1000'
	END
	wait_line 10 "$T/d/b.log" first
	mv "$T/d/b.log" "$T/d/moved"
	kill -USR1 "$INIT"
	wait_for 10 test -e "$T/d/b.log"
	touch "$T/go"
	wait_line 10 "$T/d/b.log" second
	eq "$(cat "$T/d/moved")" first
	kill -TERM "$INIT"
	finish 20 "$PID"
}

@test "log-file: USR1 without a log file logs that there is nothing to reopen" {
	begin nofile <<-END
		[service:a]
		command = /bin/sh -c 'echo up >$T/nofile.up; exec sleep 1000'
	END
	wait_line 10 "$T/nofile.up" up
	kill -USR1 "$INIT"
	wait_line 10 "$T/nofile.err" '^ctinit [|] SIGUSR1: no log file is open, so there is nothing to reopen$'
	kill -TERM "$INIT"
	finish 20 "$PID"
}

@test "log-file: a missing directory is reported once; the file is made when the directory exists" {
	mkfifo "$T/more"
	begin nodir <<-END
		[service:a]
		log-file = $T/later/a.log
		command = /bin/sh -c 'echo one; echo two; read x <$T/more; echo three; while sleep 0.1; do echo on; done'
	END
	wait_line 10 "$T/nodir.err" "a: cannot write $T/later/a.log: No such file or directory \\(dirs makes the directory\\); its lines are missing"
	mkdir "$T/later"
	echo go >"$T/more"
	wait_line 10 "$T/later/a.log" on
	kill -TERM "$INIT"
	finish 20 "$PID"
	eq "$STATUS $(grep -c 'cannot write' "$T/nodir.err")" "0 1"
}

@test "log-file: an unset variable in it is reported with the line of the file that was read outside" {
	cat >"$T/unset.ini" <<-END
		[service:a]
		type = task
		command = /bin/echo one
		log-file = $T/\${NO_SUCH_DIR}/unset.log
	END
	run --separate-stderr "$CTINIT" run "$T/unset.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" "^ctinit [|] a: $T/unset.ini:4: \[service:a\] log-file: NO_SUCH_DIR is not set: it is empty here"
	eq "$(cat "$T/unset.log")" one
}

@test "log-file: a full disk is reported once, loses only the lines meanwhile and ends nothing" {
	mkdir "$T/small"
	mount -t tmpfs -o size=64k t "$T/small"
	head -c 32768 /dev/zero >"$T/small/other"
	begin full <<-END
		[service:a]
		log-file = $T/small/a.log
		command = /bin/sh -c '$PROGRAMS/fill.sh $T/small 1; exec sleep 1000'
	END
	wait_line 20 "$T/full.out" '^filled'
	wait_line 10 "$T/full.err" 'cannot write .*a.log: No space left'
	rm "$T/small/other"
	wait_line 10 "$T/full.out" '^after'
	wait_line 10 "$T/small/a.log" '^after'
	eq "$(grep -c 'cannot write' "$T/full.err")" 1
	eq "$(grep -cvE '^(line [0-9]+ of something that fills the disk|filled|after)$' "$T/small/a.log")" 0
	match "$(cat "$T/small/a.log")" '^line 0 '
	eq "$(awk '/^line/ && $2 != n++ { print; exit }' "$T/small/a.log")" "" "a line after one that is missing"
	kill -TERM "$INIT"
	finish 20 "$PID"
	umount "$T/small"
}

@test "log-file: a file that cannot be rotated is reported once with the reason, and grows" {
	ini stuck <<-END
		[service:a]
		main = yes
		log-max-size = 4K
		log-keep = 1
		log-file = $T/stuck.log
		command = /bin/sh -c 'seq 20000; exit 7'
	END
	mkdir "$T/stuck.log.1"
	ct run "$T/stuck.ini"
	eq "$status" 7 "$stderr"
	eq "$(grep -c 'a: cannot rotate .*stuck.log: Is a directory; it grows until that works' <<<"$stderr")" 1
	no_match "$stderr" 'cannot write'
	seq 20000 | diff - "$T/stuck.log"
}

@test "log-file: a file that may not grow is reported with that reason and no line is torn" {
	ini grown <<-END
		[service:a]
		main = yes
		log-ring = 0
		log-max-size = 0
		log-file = $T/grown.log
		command = /bin/sh -c 'printf "%03000d\\n" 0; echo short; exit 7'
	END
	# There is no space for either line; otherwise the short one could fit in a second
	# write.
	head -c 19999998 /dev/zero >"$T/grown.log"
	run --separate-stderr prlimit --fsize=20000000:20000000 "${PID1[@]}" "$CTINIT" run -q "$T/grown.ini"
	eq "$status" 7 "$stderr"
	match "$stderr" 'cannot write .*grown.log: File too large'
	no_match "$stderr" 'No space left'
	eq "$(stat -c %s "$T/grown.log")" 19999998
}

@test "log: a full disk behind the container's stdout is reported once and tears no line" {
	mkdir "$T/small"
	mount -t tmpfs -o size=64k t "$T/small"
	head -c 32768 /dev/zero >"$T/small/other"
	cat >"$T/disk.ini" <<-END
		[service:a]
		main = yes
		command = $PROGRAMS/fill.sh $T/small 2
	END
	unshare -pf --mount-proc --kill-child "$CTINIT" run -q "$T/disk.ini" >"$T/small/out" 2>"$T/disk.err" &
	wait_line 20 "$T/disk.err" '^filled'
	wait_line 10 "$T/disk.err" "^ctinit [|] cannot write the container's stdout: No space left on device"
	rm "$T/small/other"
	wait "$!"
	eq "$(grep -c 'cannot write' "$T/disk.err")" 1
	match "$(tail -1 "$T/small/out")" '^after$'
	[ "$(grep -cvE '^(line [0-9]+ of something that fills the disk|after)$' "$T/small/out")" -le 1 ]
	umount "$T/small"
}

@test "log: a closed reader of the container's stdout is reported once" {
	cat >"$T/head.ini" <<-'END'
		[service:a]
		main = yes
		command = /bin/sh -c 'echo 1; until [ -e GONE ]; do sleep 0.02; done; echo 2'
	END
	sed -i "s|GONE|$T/gone|" "$T/head.ini"
	unshare -pf --mount-proc --kill-child "$CTINIT" run -q "$T/head.ini" 2>"$T/head.err" |
		(head -1 && exec <&- && touch "$T/gone")
	eq "$(grep -c "the container's stdout has no reader" "$T/head.err")" 1
}

@test "log-rate: limits the lines of a second and reports the number of the others" {
	boot <<-END
		[service:a]
		type = task
		log-rate = 100
		command = $TOOLS/lines_write a 5000 100 4096
	END
	eq "$status" 0 "$stderr"
	shown=$(grep -c '^a 0' <<<"$output")
	told=$(sed -nE 's/^ctinit [|] a: ([0-9]+) lines? (was|were) dropped: more than 100 in a second.*/\1/p' \
		<<<"$output" | total)
	[ "$shown" -ge 100 ] || fail "$shown lines"
	[ "$shown" -le 2500 ] || fail "$shown lines were not limited"
	eq $((shown + told)) 5000
}

# answers: Q33
@test "log-full: drop counts the lost lines; block stops the service but not its neighbours" {
	cat >"$T/d.ini" <<-END
		[service:a]
		type = task
		log-full = drop
		command = $TOOLS/lines_write a 100000 100 4096
		[service:b]
		type = task
		log-console = no
		log-file = $T/b.log
		command = $TOOLS/lines_write b 1000 100 0
	END
	run "${LIMIT[@]}" bash -c "unshare -pf --mount-proc $CTINIT run $T/d.ini 2>$T/d.err | $TOOLS/lines_check 500000 0 100000"
	read -r lines repeated lost torn told names <<<"$output"
	eq "$((lines + told)) $lost $repeated $torn $names" "100000 $told 0 0 1"
	[ "$told" -gt 0 ] || fail "nothing was dropped"
	eq "$(wc -l <"$T/b.log")" 1000
	# The reader stops reading: b continues, a blocks, and the container still ends.
	sed -i 's/log-full = drop/log-full = block/; s/a 100000/a 1000000/' "$T/d.ini"
	rm "$T/b.log"
	mkfifo "$T/still"
	exec 7<>"$T/still"
	start still bash -c "exec unshare -pf --mount-proc --kill-child $CTINIT run $T/d.ini >$T/still"
	wait_for 20 test -s "$T/b.log"
	wait_for 20 lines_like "$T/b.log" '' 1000
	wait_line 20 "$T/still.err" '^ctinit [|] b: done'
	kill -TERM "$(children_of "$PID" | tr -d "[:space:]")"
	finish 20 "$PID"
	match "$(cat "$T/still.err")" 'SIGTERM'
	match "$(cat "$T/still.err")" "the container's stdout was not read: its last [0-9]+ lines, and output still in pipes, are lost"
	# The number of dropped lines is reported on an output that is read.
	unread=$(dd iflag=nonblock bs=1M status=none <&7 2>"$T/dd" | wc -c) # empties the pipe
	[ "$unread" -gt 0 ] || fail "nothing came"
	sed -i 's/log-full = block/log-full = drop/' "$T/d.ini"
	start drop bash -c "exec unshare -pf --mount-proc --kill-child $CTINIT run $T/d.ini >$T/still"
	finish 20 "$PID"
	match "$(cat "$T/drop.err")" 'a: [0-9]+ lines were dropped: its output was not read'
	# The last line may be torn and counts as lost.
	came=$(dd iflag=nonblock bs=1M status=none <&7 2>"$T/dd" | wc -l)
	exec 7<&-
	dropped=$(sed -n 's/^ctinit [|] a: \([0-9]*\) lines were dropped.*/\1/p' "$T/drop.err" | total)
	lost=$(sed -n 's/.*its last \([0-9]*\) lines are lost$/\1/p' "$T/drop.err")
	eq "$((came + dropped + lost))" 1000000 "$came came, $dropped dropped, $lost lost"
}

@test "log-follow: follows over a rotation and a truncation, to the last line before the end" {
	mkdir "$T/v"
	echo old >"$T/v/app.log"
	cat >"$T/f.sh" <<-END
		echo one >>$T/v/app.log
		echo new one >$T/v/made.log
		mv $T/v/app.log $T/v/app.log.1
		echo two >>$T/v/app.log.1
		echo three >>$T/v/app.log
		while ! grep -q three $T/out; do sleep 0.02; done
		echo four >$T/v/app.log
		while ! grep -q four $T/out; do sleep 0.02; done
		echo five >>$T/v/app.log
		printf last >>$T/v/app.log
	END
	cat >"$T/f.ini" <<-END
		[service:a]
		type = task
		command = /bin/sh $T/f.sh
		log-follow = $T/v/app.log $T/v/made.log
	END
	"${LIMIT[@]}" unshare -pf --mount-proc "$CTINIT" run "$T/f.ini" >"$T/out" 2>"$T/err" || fail "$(cat "$T/err")"
	in_order "$T/out" one two three four five last
	match "$(cat "$T/out")" '^new one$'
	no_match "$(cat "$T/out")" old
}

@test "ready = log: the line makes each start ready; a wrong expression is an error" {
	boot <<-'END'
		[service:a]
		command = /bin/sh -c 'echo starting; echo "listening on port 80"; exec sleep 1000'
		ready = log:'^listening on (port|socket) [0-9]+$'
		[service:b]
		type = task
		main = yes
		needs = a
		command = /bin/echo b runs
	END
	eq "$status" 0 "$stderr"
	match "$stderr" '^ctinit [|] a: ready after'
	match "$output" '^b \| b runs'
	boot <<-'END'
		[service:a]
		command = /bin/sh -c 'echo not it; exec sleep 1000'
		ready = log:never
		start-timeout = 300ms
		restart-limit = 1
		restart-delay = 1ms
	END
	eq "$status" 1 "$stderr"
	boot <<-'END'
		[service:a]
		command = /bin/true
		ready = log:'(unclosed'
	END
	eq "$status" 125
	match "$stderr" 'log: not a POSIX extended regular expression'
}

@test "log-follow: a file that cannot be followed is reported once with the reason" {
	mkdir "$T/no"
	mkdir "$T/no/dir"
	ln -s /dev/null "$T/no/link"
	mkfifo "$T/no/fifo"
	cat >"$T/no.ini" <<-END
		[service:a]
		type = task
		command = /bin/sh -c 'echo one; echo two >>$T/no/file'
		log-follow = $T/no/dir $T/no/link $T/no/fifo $T/no/file $T/no/none
	END
	run --separate-stderr "$CTINIT" run "$T/no.ini"
	eq "$status" 0 "$stderr"
	eq "$(sort <<<"$output")" $'one\ntwo'
	eq "$(grep -F 'cannot follow' <<<"$stderr" | sort)" "ctinit | a: cannot follow $T/no/dir: it is not a regular file
ctinit | a: cannot follow $T/no/fifo: it is not a regular file
ctinit | a: cannot follow $T/no/link: it is a link"
}

# answers: Q32
@test "syslog: messages of daemons to /dev/log are a line each, with priority and tag" {
	need_devices
	cat >"$T/s.py" <<-'END'
		import socket, syslog
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.connect("/dev/log")
		s.send(b"<27>Nov 25 10:00:00 cron[12]: hello\0")
		s.send(b"<134>1 2026-11-25T10:00:00Z host app 77 ID [x y=\"a\\]b\"] five\n")
		s.send(b"no shape \x1b[1m\xff")
		syslog.openlog("py", 0, syslog.LOG_MAIL)
		syslog.syslog(syslog.LOG_WARNING, "two\nlines")
	END
	cat >"$T/s.ini" <<-END
		[init]
		syslog = yes
		[service:a]
		type = task
		user = www-data
		command = /usr/bin/python3 $T/s.py
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c '
		mkdir "$1/dev" && cp -a /dev/null /dev/urandom "$1/dev/" && ln -s /proc/self/fd "$1/dev/fd" &&
		mount --bind "$1/dev" /dev && exec "$2" run "$1/s.ini"' sh "$T" "$CTINIT"
	eq "$status" 0 "$stderr"
	eq "$output" "$(printf 'syslog | %s\n' 'daemon.err cron[12]: hello' 'local0.info app[77]: five' \
		'user.notice no shape \x1b[1m\xff' 'mail.warning py: two\x0alines')" "$stderr"
	[ ! -e "$T/dev/log" ] # PID 1 has removed it at its end
}

@test "syslog: a /dev/log that cannot be opened to everybody is reported and removed" {
	need_devices
	local chmod=53 # fchmodat
	[ "$(uname -m)" != x86_64 ] || chmod=90
	printf '[init]\nsyslog = yes\n[service:a]\ntype = task\ncommand = /bin/echo fine\n' >"$T/s.ini"
	mkdir "$T/dev"
	cp -a /dev/null /dev/urandom "$T/dev/"
	# shellcheck disable=SC2016
	run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c '
		mount --bind "$1/dev" /dev && ls /dev/log && exit 99
		exec "$4" "$3" 1 "$2" run "$1/s.ini"' sh "$T" "$CTINIT" "$chmod" "$TOOLS/refuse_call"
	eq "$status" 0 "$stderr"
	eq "$output" fine
	match "$stderr" '^ctinit [|] cannot serve /dev/log: Operation not permitted'
	[ ! -e "$T/dev/log" ]
}

@test "logger: exists only where it is needed, has no rights and sleeps when idle" {
	begin none <<-'END'
		[service:a]
		stdout = inherit
		stderr = null
		command = /bin/sh -c 'echo up; exec sleep 1000'
	END
	wait_line 10 "$T/none.out" up
	run ! logger_of "$INIT"
	kill -TERM "$INIT"
	finish 20 "$PID"
	begin one <<-'END'
		[service:a]
		command = /bin/sh -c 'echo up; exec sleep 1000'
	END
	wait_line 10 "$T/one.out" up
	pid=$(logger_of "$INIT")
	match "$(cat "/proc/$pid/status")" '^NoNewPrivs:.1'
	match "$(cat "/proc/$pid/status")" '^CapEff:.0000000000000000'
	wait_for 10 quiet "$pid"
	before=$(switches "$pid")
	sleep 2 # check the state after this time
	eq "$(switches "$pid")" "$before"
	down
}

# harass PID TIMES: kills the logger below PID that many times, or until there is none
harass() {
	local i pid
	for ((i = 0; i < $2; i++)); do
		wait_for 10 logger_or_gone "$1" || return 0
		pid=$(logger_of "$1") || return 0
		kill -KILL "$pid" 2>/dev/null || return 0
		wait_for 5 ct_gone "$pid"
	done
}
logger_or_gone() { logger_of "$1" || ct_gone "$1"; }

@test "logger: killed again and again it loses nothing and keeps the order" {
	for i in {1..20}; do
		printf '[service:s%d]\ntype = task\ncommand = %s s%d 100000 100 %d\n' "$i" \
			"$TOOLS/lines_write" "$i" $((i % 3 * 30000))
	done >"$T/k.ini"
	# This task keeps the logger alive until the last kill.
	printf '[service:stays]\ntype = task\nstdout = null\ncommand = /bin/sh -c "until [ -e %s ]; do sleep 0.02; done"\n' \
		"$T/enough" >>"$T/k.ini"
	mkfifo "$T/pipe"
	start check bash -c "$TOOLS/lines_check 0 60 <$T/pipe"
	check=$PID
	start killed bash -c "exec unshare -pf --mount-proc --kill-child $CTINIT run $T/k.ini >$T/pipe"
	killed=$PID
	wait_for 10 has_child "$killed"
	harass "$(children_of "$killed" | tr -d "[:space:]")" 40
	touch "$T/enough"
	finish 100 "$killed"
	eq "$STATUS" 0 "$(cat "$T/killed.err")"
	finish 60 "$check"
	eq "$STATUS" 0 "$(cat "$T/check.out")"
	read -r lines repeated lost torn told names <"$T/check.out"
	eq "$((lines - repeated)) $lost $told $names" "2000000 0 0 20"
	[ "$(grep -c 'the logger: killed by SIGKILL' "$T/killed.err")" -ge 5 ] || fail "$(cat "$T/killed.err")"
}

@test "logger: killed while it writes a file it writes no line twice" {
	cat >"$T/k.ini" <<-END
		[service:a]
		type = task
		log-console = no
		log-file = $T/a.log
		log-max-size = 4M
		log-keep = 50
		command = $TOOLS/lines_write a 1000000 100 65536
	END
	start killed unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/k.ini"
	killed=$PID
	wait_for 10 has_child "$killed"
	harass "$(children_of "$killed" | tr -d "[:space:]")" 20
	finish 100 "$killed"
	eq "$STATUS" 0 "$(cat "$T/killed.err")"
	eq "$(find "$T" -name "a.log*" | sort -rV | xargs cat | "$TOOLS/lines_check")" "1000000 0 0 0 0 1"
}
