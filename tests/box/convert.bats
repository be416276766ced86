#!/usr/bin/env bats
# tests/box/convert.bats - runs the same services below the real supervisord and s6, and by
# ctinit from what `ctinit convert` makes of their files, and compares what they got.
# timeout: 120
load ../lib/life

setup() {
	need_root
	ct_setup
	snapshot
	[ -x "${CTINIT%/*}/ctinit-convert" ] || skip "there is no ctinit-convert here"
	cp "$PROGRAMS/what-i-got.sh" "$T/got.sh"
	mkdir -m 777 "$T/theirs" "$T/ours"
}

has_files() {
	local dir=$1 name
	shift
	for name; do [ -e "$dir/$name" ] || return 1; done
}
# converted FILE [OPTION...]: writes $T/svc.ini, which has to pass the check
converted() {
	"$CTINIT" convert --force -o "$T/svc.ini" "${@:2}" "$1" 2>"$T/report" || :
	"$CTINIT" check "$T/svc.ini"
}
# ours NAME...: runs $T/svc.ini until all NAMEs have written their file, then ends it
ours() {
	up svc
	wait_for 20 has_files "$T/ours" "$@"
	down
}
same_files() { diff -ru "$T/theirs" "$T/ours"; }

@test "convert: programs get the same from ctinit as from supervisord" {
	command -v supervisord >/dev/null || skip "there is no supervisord"
	cat >"$T/s.conf" <<-END
		[supervisord]
		nodaemon=true
		logfile=/dev/null
		logfile_maxbytes=0
		pidfile=$T/pid
		user=root
		umask=077
		directory=/usr
		environment=A="all of it"
		[program:One]
		command=$T/got.sh one "a b" 'c  d' e\\ f %(ENV_WORDS)s "%(ENV_WORDS)s" 100%% ; gone
		environment=B="x, y",C='%(ENV_WORDS)s/%(program_name)s'
		user=nobody
		directory=/usr
		priority=5
		stopsignal=USR1
		[program:two]
		command=$T/got.sh two%(process_num)02d %(here)s \$HOME "it's"
		process_name=%(program_name)s_%(process_num)02d
		numprocs=2
		umask=027
		[include]
		files=more/*.conf
	END
	mkdir "$T/more"
	printf '[program:three]\ncommand=%s/got.sh three\n\t# no\n\t  continued ;\n' "$T" >"$T/more/3.conf"
	export WORDS="w1 w2"
	cd "$T" # both run where they are started
	OUT=$T/theirs start theirs supervisord -c "$T/s.conf"
	wait_for 20 has_files "$T/theirs" one two00 two01 three
	kill -TERM "$PID"
	finish 20 "$PID"
	converted "$T/s.conf"
	export OUT=$T/ours
	ours one two00 two01 three
	same_files
}

starts_of() { [ -e "$T/$1" ] && [ "$(wc -l <"$T/$1")" -ge "$2" ]; }

@test "convert: restarts, retries and exit codes are those of supervisord" {
	command -v supervisord >/dev/null || skip "there is no supervisord"
	cat >"$T/s.conf" <<-END
		[supervisord]
		nodaemon=true
		logfile=/dev/null
		logfile_maxbytes=0
		pidfile=$T/pid
		user=root
		[program:expected]
		command=/bin/sh -c 'echo x >>\$OUT/expected; exit 3'
		exitcodes=0,3
		startsecs=0
		[program:once]
		command=/bin/sh -c 'echo x >>\$OUT/once; exit 9'
		autorestart=false
		startsecs=0
		[program:retried]
		command=/bin/sh -c 'echo x >>\$OUT/retried; exit 1'
		startretries=1
		[program:stays]
		command=/bin/sleep 1000
	END
	OUT=$T/theirs start theirs supervisord -c "$T/s.conf"
	THEIRS=$PID
	converted "$T/s.conf"
	OUT=$T/ours up svc
	wait_line 20 "$E" 'retried: failed'
	wait_for 20 starts_of theirs/retried 2
	# The container goes on without the failed program, as supervisord does.
	kill -USR2 "$INIT"
	wait_line 10 "$E" 'stays: ready'
	down
	kill -TERM "$THEIRS"
	finish 20 "$THEIRS"
	same_files
}

@test "convert: services get the same from ctinit as from s6" {
	command -v s6-svscan >/dev/null || skip "there is no s6"
	mkdir -p "$T/scan/simple" "$T/scan/kept" "$T/scan/down"
	cat >"$T/scan/simple/run" <<-END
		#!/bin/sh
		# a comment
		exec 2>&1
		export A="x y" B=\$WORDS
		umask 027
		cd /usr
		exec s6-setuidgid nobody $T/got.sh simple "a b" "\$WORDS" \$WORDS
	END
	cat >"$T/scan/kept/run" <<-END
		#!/bin/sh
		if [ -e ./run ]; then C=found; export C; fi
		exec $T/got.sh kept
	END
	printf '#!/bin/sh\necho "$1" "$3" >"$OUT/finish"\n' >"$T/scan/kept/finish"
	printf '#!/bin/sh\nexec %s/got.sh down\n' "$T" >"$T/scan/down/run"
	touch "$T/scan/down/down"
	echo USR1 >"$T/scan/simple/down-signal"
	chmod +x "$T"/scan/*/run "$T"/scan/*/finish
	export WORDS="w1 w2"
	converted "$T/scan" --from=s6 --path="$T/scan"
	OUT=$T/theirs start theirs s6-svscan "$T/scan"
	wait_for 20 has_files "$T/theirs" simple kept
	kill -TERM "$PID"
	finish 20 "$PID"
	export OUT=$T/ours
	ours simple kept
	wait_for 10 has_files "$T/ours" finish
	same_files
}

@test "convert: each format is found by itself; wrong files and options" {
	cd "$ROOT/tests/golden/convert"
	for kind in supervisord=supervisord.conf procfile=Procfile compose=compose.yaml \
		s6=s6-overlay runit=sv system.=one.service system.=units; do
		"$CTINIT" convert "${kind#*=}" >"$T/got" 2>/dev/null || :
		match "$(head -1 "$T/got")" "--from=${kind%=*} "
	done
	run --separate-stderr "$CTINIT" convert "$T/none"
	eq "$status" 125
	match "$stderr" 'No such file'
	run --separate-stderr "$CTINIT" convert --from=nothing Procfile
	eq "$status" 2
	match "$stderr" 'known are supervisord'
	run --separate-stderr "$CTINIT" convert
	eq "$status" 2
	mkfifo "$T/fifo"
	run --separate-stderr "$CTINIT" convert "$T/fifo"
	eq "$status" 125
	printf 'a\0b' >"$T/binary"
	run --separate-stderr "$CTINIT" convert "$T/binary"
	eq "$status" 125
}

@test "convert: -o makes a new file only; --force replaces; --report=file appends the report" {
	cd "$ROOT/tests/golden/convert"
	run --separate-stderr "$CTINIT" convert -o "$T/new.ini" Procfile
	eq "$status" 1
	match "$stderr" 'lost: Procfile:7'
	eq "$output" ""
	echo mine >"$T/old.ini"
	run --separate-stderr "$CTINIT" convert -o "$T/old.ini" Procfile
	eq "$status" 125
	match "$stderr" '--force replaces it'
	eq "$(cat "$T/old.ini")" mine
	run --separate-stderr "$CTINIT" convert -o "$T/old.ini" --force --report=file Procfile
	eq "$stderr" ""
	match "$(cat "$T/old.ini")" '^# lost: Procfile:7'
	"$CTINIT" check "$T/old.ini"
	eq "$(find "$T" -name '*.new')" "" "left files"
}

@test "convert: quotes and newlines in values add no key and no section" {
	cat >"$T/s.conf" <<-'END'
		[supervisord]
		[program:a]
		command=/bin/echo "x
		  main = yes
		  [service:evil]
		  command = /bin/evil" 'y''z' "]" =
		environment=A="1
		  user = root",B="'"
	END
	converted "$T/s.conf"
	"$CTINIT" check --print "$T/svc.ini" >"$T/print"
	no_match "$(cat "$T/print")" '^(main|user|\[service:evil)'
	eq "$(grep -c '^\[' "$T/svc.ini")" 2 "sections"
}
