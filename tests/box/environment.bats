#!/usr/bin/env bats
# tests/box/environment.bats - tests the variables, directories and ids of services.
# timeout: 200
load ../lib/life

# with_only NAME=VALUE...: runs $T/k.ini with only these variables in ctinit's environment
with_only() {
	local outer=("${PID1[@]}") PID1
	PID1=(env -i PATH="$PATH" "$@" "${outer[@]}")
	in_ns k
}

# answers: Q38
@test "environment: env-dir is one file a variable" {
	mkdir "$T/d" "$T/d/sub"
	printf 'one line\n' >"$T/d/A"
	printf 'no newline' >"$T/d/B"
	printf 'two\nlines\n\n' >"$T/d/C"
	printf '\n' >"$T/d/EMPTY"
	printf 'with\0nul' >"$T/d/NUL"
	printf 'x' >"$T/d/.hidden"
	printf 'dotted\n' >"$T/d/tls.crt"
	: >"$T/d/GONE"
	ln -s A "$T/d/LINK"
	says <<-END
		command = /usr/bin/env
		env-clear = yes
		env-dir = $T/d -$T/missing
		environment = KEPT=1
	END
	eq "$status" 0 "$stderr"
	match "$output" '^tls.crt=dotted$' # a shell would drop this variable
	GONE=old says <<-END
		command = /bin/sh -c 'env -0 | sort -z | tr "\\\\n\\\\0" "/\\\\n"'
		env-clear = yes
		env-dir = $T/d -$T/missing
		environment = PATH=/usr/bin:/bin
	END
	eq "$(grep -v -e ^PWD= -e ^_= <<<"$output")" \
		$'A=one line\nB=no newline\nC=two/lines/\nCTINIT_SERVICE=a\nEMPTY=\nLINK=one line\nNUL=with/nul\nPATH=/usr/bin:/bin' "$stderr"
	GONE=old says <<-END
		command = /bin/echo "\${GONE:-gone}"
		env-dir = $T/d
	END
	eq "$output" gone "$stderr"
}

@test "environment: an entry of env-dir that is no variable is an error with its name and never blocks" {
	local what
	for what in fifo big equals device toobig; do
		mkdir "$T/$what"
		printf 'fine' >"$T/$what/A"
	done
	mkfifo "$T/fifo/PIPE"
	head -c 131072 /dev/zero | tr '\0' x >"$T/big/BIG"
	truncate -s 1T "$T/toobig/HUGE"
	: >"$T/equals/A=B"
	ln -s /dev/zero "$T/device/ZERO"
	for what in 'fifo:PIPE: not a regular file' 'big:BIG: larger than the 128 KiB' \
		'toobig:HUGE: larger' 'equals:A=B: a name with =' 'device:ZERO: not a regular file'; do
		says <<<$'command = /bin/true\nenv-dir = '"$T/${what%%:*}"
		eq "$status" 125 "$what: $stderr"
		match "$stderr" "^ctinit [|] a: env-dir $T/${what%%:*}: ${what#*:}"
	done
	says <<<$'command = /bin/true\nenv-dir = '"$T/nowhere"
	eq "$status" 125
	match "$stderr" "cannot read env-dir $T/nowhere: No such file"
	says <<<$'command = /bin/true\nenv-dir = -'"$T/k.ini"
	eq "$status" 125
	match "$stderr" "Not a directory"
	printf x >"$T/fifo/ok" && rm "$T/fifo/PIPE"
	head -c 131067 /dev/zero | tr '\0' x >"$T/fifo/BIG"
	says <<<$'command = /bin/sh -c "echo \\${#BIG}"\nenv-dir = '"$T/fifo"
	eq "$output" 131067 "$stderr"
}

@test "environment: 4200 files of env-dir are read; more bytes than an environment may have are an error" {
	mkdir "$T/d"
	mount -t tmpfs t "$T/d" # a tmpfs, because the reader must finish in ten seconds on any disk
	(cd "$T/d" && for i in {1..4200}; do echo "$i" >"V$i"; done)
	says <<<$'command = /bin/true\nenv-dir = '"$T/d"
	eq "$status" 0 "$stderr"
	rm "$T/d"/V*
	(cd "$T/d" && for i in {1..60}; do head -c 120000 /dev/zero | tr '\0' x >"V$i"; done)
	says <<<$'command = /bin/true\nenv-dir = '"$T/d"
	eq "$status" 125
	match "$stderr" "too much for an environment"
	umount "$T/d"
}

# answers: Q38
@test "environment: env-from-file sets NAME to the content of a file, read at each start" {
	printf 'se cret\n' >"$T/s"
	printf 'a\0b' >"$T/nul"
	: >"$T/empty"
	says <<-END
		command = /bin/sh -c 'echo "\$P|\${E-unset}|\${M-unset}"'
		env-from-file = P=$T/s E=$T/empty -M=$T/missing
	END
	eq "$output" "se cret||unset" "$stderr"
	says <<<$'command = /bin/true\nenv-from-file = P='"$T/missing"
	eq "$status" 125
	match "$stderr" "^ctinit [|] a: env-from-file P: cannot read $T/missing: No such file"
	says <<<$'command = /bin/true\nenv-from-file = P='"$T/nul"
	eq "$status" 125
	match "$stderr" "^ctinit [|] a: env-from-file P: $T/nul holds NUL bytes"
	says <<<$'command = /bin/true\nenv-from-file = P=relative'
	eq "$status" 125
	match "$stderr" "k.ini:4: .*NAME=/PATH"
	says <<-END
		command = /bin/sh -c 'echo \$P; echo next >$T/s; exit 1'
		env-from-file = P=$T/s
		restart = on-failure
		restart-limit = 1
		restart-delay = 1ms
	END
	eq "$output" $'se cret\nnext' "$stderr"
	no_match "$stderr" 'se cret' # messages never contain a secret
}

@test "environment: only the variables for ctinit itself are kept from a service, not its LISTEN_ADDR" {
	local own=(NOTIFY_FD=9 LISTEN_FDS=1 LISTEN_PID=1 WATCHDOG_USEC=1)
	local kept=(LISTEN_ADDR=:80 NOTIFY_EMAIL=a@b WATCHDOG_URL=x)
	printf '[service:a]\nmain = yes\ncommand = /usr/bin/env\n' >"$T/k.ini"
	with_only "${own[@]}" "${kept[@]}"
	eq "$status" 0 "$stderr"
	eq "$(grep -E '^(LISTEN|NOTIFY|WATCHDOG)_' <<<"$output" | sort)" \
		"$(printf '%s\n' "${kept[@]}")" "$stderr"
}

@test "environment: the layers apply in order, and start-time values see all of them" {
	local n
	mkdir "$T/d"
	for n in V2 V3 V4 V5; do echo dir >"$T/d/$n"; done
	printf 'V3=file\nV4=file\nV5=file\nFROM=%s\n' "$T/from" >"$T/f"
	echo from >"$T/from"
	V1=own V2=own V3=own V4=own V5=own says <<-END
		command = /bin/echo \${V1} \${V2} \${V3} \${V4} \${V5} \$WORDS
		environment = V5=env WORDS="'a b' \\\${V1} c"
		env-from-file = V4=\${FROM} V5=\${FROM}
		env-file = $T/f
		env-dir = $T/d
	END
	eq "$output" "own dir file from env a b \${V1} c" "$stderr"
	printf 'WORDS=x "y z" $HOME `id`\n' >"$T/f"
	says <<-END
		command = /bin/sh -c 'for w; do echo "<\$w>"; done' sh \$WORDS
		env-file = $T/f
	END
	eq "$output" $'<x>\n<y z>\n<$HOME>\n<`id`>' "$stderr"
}

@test "environment: env-unset removes variables of every layer but not the marks" {
	printf 'F=1\n' >"$T/f"
	O=1 says <<-END
		command = /bin/sh -c 'echo "\${O-}\${F-}\${E-}\${HOME-}:\$CTINIT_SERVICE"'
		user = www-data
		env-file = $T/f
		environment = E=1
		env-unset = O F E HOME CTINIT_SERVICE NOTTHERE
	END
	eq "$output" ":a" "$stderr"
	CTINIT_SERVICE=other CTINIT_INSTANCE=7 says <<-'END'
		command = /bin/sh -c 'echo "$CTINIT_SERVICE ${CTINIT_INSTANCE-none}"'
		environment = CTINIT_SERVICE=liar
	END
	eq "$output" "a none" "$stderr"
	says <<<$'command = /bin/true\nenv-unset = NOT=NAME'
	eq "$status" 125
	match "$stderr" 'name of a variable'
}

# answers: Q36
@test "environment: HOME and USER come from the user, unless the service sets them" {
	HOME=/root says <<-'END'
		command = /bin/sh -c 'echo $HOME $USER $LOGNAME $SHELL $CACHE'
		user = www-data
		environment = CACHE=${HOME}/cache LOGNAME=mine
	END
	eq "$output" "/var/www www-data mine $(getent passwd www-data | cut -d: -f7) /var/www/cache" "$stderr"
	HOME=/root says <<-'END'
		command = /bin/echo ${HOME}
		environment = WHO=www-data
		user = ${WHO}
	END
	eq "$output" /var/www "$stderr"
	HOME=/root says <<<$'command = /bin/echo ${HOME}'
	eq "$output" /root "$stderr"
	HOME=/root says <<<$'command = /bin/echo ${HOME} ${USER:-none}\nuser = 4242\nenv-unset = USER'
	eq "$output" "/ none" "$stderr"
}

@test "environment: HOME comes from the user also with files of variables; a file may override it" {
	local key
	mkdir "$T/dir"
	printf 'A=a\n' >"$T/file"
	printf a | tee "$T/word" >"$T/dir/A"
	for key in "env-file = $T/file" "env-dir = $T/dir" "env-from-file = A=$T/word"; do
		HOME=/root says <<<$'command = /bin/sh -c \'echo $HOME $USER $A\'\nuser = www-data\n'"$key"
		eq "$output" "/var/www www-data a" "$key: $stderr"
	done
	printf 'HOME=/root\n' >"$T/file"
	HOME=/root says <<<$'command = /bin/sh -c \'echo $HOME\'\nuser = www-data\nenv-file = '"$T/file"
	eq "$output" /root "$stderr"
	printf '[init]\nenv-secrets = yes\n[service:a]\ntype = task\nuser = www-data\ncommand = /bin/sh -c %s\n' \
		"'echo \$HOME \$A'" >"$T/s.ini"
	run --separate-stderr env -i PATH="$PATH" HOME=/root A_FILE="$T/word" "$CTINIT" run "$T/s.ini"
	eq "$output" "/var/www a" "$stderr"
}

# answers: Q38
@test "environment: env-secrets sets NAME from NAME_FILE unless NAME is set" {
	printf 'from file\n' >"$T/s"
	cat >"$T/k.ini" <<-'END'
		[init]
		env-secrets = yes
		[service:a]
		main = yes
		command = /bin/sh -c 'echo "$DB|${DB_FILE-none}|$SET|$SET_FILE|$REL_FILE|${OWN-none}"'
		environment = OWN_FILE=/not/looked/at
	END
	with_only DB_FILE="$T/s" SET=set SET_FILE="$T/s" REL_FILE=relative
	eq "$output" "from file|none|set|$T/s|relative|none" "$stderr"
	with_only DB_FILE="$T/missing"
	eq "$status" 125
	match "$stderr" "^ctinit [|] a: env-secrets DB_FILE: cannot read $T/missing: No such file"
	echo 'env-unset = DB_FILE' >>"$T/k.ini"
	with_only DB_FILE="$T/missing"
	eq "$output" "|none||||none" "$stderr"
	sed -i -e 's/^env-secrets = yes/env-secrets = no/' -e /env-unset/d "$T/k.ini"
	with_only DB_FILE="$T/s"
	eq "$output" "|$T/s||||none" "$stderr"
}

@test "environment: conditions see secrets of env-secrets, also those that a setup names" {
	printf 'prod\n' >"$T/mode"
	cat >"$T/k.ini" <<-END
		[init]
		env-secrets = yes
		[setup:names]
		command = /bin/sh -c 'echo "LATE_FILE=$T/mode" >"\$CTINIT_ENV"'
		env-unset = MODE_FILE
		[defaults]
		type = task
		[service:set]
		when = MODE LATE=prod file:/etc exec:/bin/true
		command = /bin/echo set
		[service:other]
		when = MODE=dev
		command = /bin/echo other
		[service:unset]
		when = !LATE
		command = /bin/echo unset
		[service:file]
		when = MODE_FILE
		command = /bin/echo file
		[service:set-file]
		when = OWN_FILE
		needs = set
		command = /bin/echo own
	END
	with_only MODE_FILE="$T/mode" OWN=x OWN_FILE="$T/mode"
	eq "$output" $'set\nown' "$stderr"
	match "$stderr" '^ctinit [|] other: skipped: when = MODE=dev$'
	match "$stderr" '^ctinit [|] unset: skipped: when = !LATE$'
	match "$stderr" '^ctinit [|] file: skipped: when = MODE_FILE$'
	with_only MODE_FILE="$T/missing" OWN=x OWN_FILE="$T/mode"
	eq "$status" 125
	match "$stderr" "^ctinit [|] (set|other|file): when = MODE[^:]*: env-secrets MODE_FILE: cannot read $T/missing: No such file"
}

@test "environment: variables of setups override ctinit's own and are overridden by the service's" {
	mkdir "$T/d" && echo dir >"$T/d/V2"
	cat >"$T/k.ini" <<-END
		[setup:one]
		command = /bin/sh -c 'printf "V1=one\\nV2=one\\nHOME=/set\\nMAKES_FILE=$T/d/V2\\nCTINIT_SERVICE=liar\\n" >"\$CTINIT_ENV"'
		[setup:two]
		command = /bin/sh -c 'echo "V3=\$V1-two" >"\$CTINIT_ENV"'
		[service:a]
		type = task
		main = yes
		needs = b
		user = www-data
		command = /bin/sh -c 'echo \$V1 \$V2 \$V3 \$HOME \$USER \$CTINIT_SERVICE \${CTINIT_ENV-none} \$MAKES'
		env-dir = $T/d
		[service:b]
		type = task
		command = /usr/bin/env
		env-clear = yes
		[init]
		env-secrets = yes
	END
	with_only V1=own HOME=/root
	# where /run cannot be written the control socket has a name of its own
	eq "$(grep -v '^CTINIT_CONTROL=@' <<<"$output")" $'CTINIT_SERVICE=b\none dir one-two /set www-data a none dir' "$stderr"
	# shellcheck disable=SC2016,SC2028
	echo 'printf "A=1\nno line\n" >"$CTINIT_ENV"' >"$T/bad.sh"
	printf '[setup:bad]\ncommand = /bin/sh %s\n[service:a]\nmain = yes\ncommand = /bin/true\n' \
		"$T/bad.sh" >"$T/k.ini"
	in_ns k
	[ "$status" != 0 ]
	match "$stderr" '^ctinit [|] setup bad: CTINIT_ENV:2: not a line NAME=VALUE'
}

# ids FILE...: prints "owner:group mode name," for each file in $T/p
ids() { (cd "$T/p" && stat -c '%U:%G %a %n' "$@" | tr '\n' ','); }

@test "dirs: directories exist with owner and mode before stdout, directory and the program need them" {
	mkdir "$T/p" && install -d -o daemon -m 700 "$T/p/old"
	umask 077
	says <<-END
		command = /bin/sh -c 'pwd; touch here'
		user = www-data
		directory = $T/p/a/b
		stdout = file:$T/p/logs/out
		dirs = $T/p/a/b $T/p/old $T/p/logs:user=daemon:mail,mode=2775 $T/p/n:user=4242,mode=0711
		limit-nofile = 64
	END
	umask 022
	eq "$status" 0 "$stderr"
	eq "$(cat "$T/p/logs/out")" "$T/p/a/b"
	eq "$(ids a a/b a/b/here old logs n)" \
		"root:root 755 a,www-data:www-data 755 a/b,www-data:www-data 644 a/b/here,www-data:www-data 700 old,daemon:mail 2775 logs,UNKNOWN:UNKNOWN 711 n,"
	says <<-END
		command = /bin/true
		dirs = $T/p/old:mode=0750 $T/p/a
	END
	eq "$status" 0 "$stderr"
	eq "$(ids old a)" "www-data:www-data 750 old,root:root 755 a," "without a user the owner stays"
}

@test "dirs: an error names the path; a task works without a command" {
	local what
	mkdir "$T/p" && touch "$T/p/file"
	ini task <<<$'[service:a]\nmain = yes\ntype = task\ndirs = '"$T/p/new"$'\nremove = '"$T/p/f*"
	in_ns task
	eq "$status" 0 "$stderr"
	[ -d "$T/p/new" ] && [ ! -e "$T/p/file" ]
	touch "$T/p/file"
	says <<<$'command = /bin/true\ndirs = '"$T/p/file/x"
	eq "$status" 125
	match "$stderr" "^ctinit [|] a: cannot set up $T/p/file: Not a directory"
	says <<<$'command = /bin/true\ndirs = '"$T/p/x:user=nosuchuser"
	eq "$status" 125
	match "$stderr" '^ctinit [|] a: user nosuchuser is not known: /etc/passwd has no such line$'
	[ ! -e "$T/p/x" ]
	mkdir -m 755 "$T/p/roots"
	ini nobodys <<<$'[service:a]\nmain = yes\ncommand = /bin/true\ndirs = '"$T/p/roots/x"
	run --separate-stderr unshare -pf --mount-proc setpriv --reuid 4711 --regid 4711 \
		--clear-groups "$CTINIT" run "$T/nobodys.ini"
	eq "$status" 125
	match "$stderr" "^ctinit [|] a: cannot set up $T/p/roots/x: Permission denied; dirs and remove work as ctinit's own user$"
	for what in relative "$T/p/../x" / "$T/p/x:mode=9" "$T/p/x:mdoe=1" "$T/p/x:"; do
		says <<<$'command = /bin/true\ndirs = '"$what"
		eq "$status" 125 "$what"
		match "$stderr" 'k.ini:4: .*expected.*/PATH'
		WHAT=$what says <<<$'command = /bin/true\ndirs = ${WHAT}'
		eq "$status" 125 "at the start: $what"
	done
	[ ! -e "$T/p/x" ] && [ ! -e "$T/x" ]
	says <<<$'command = /bin/true\nremove = relative/*'
	eq "$status" 125
	R='/a/../b' says <<<$'command = /bin/true\nremove = ${R}'
	eq "$status" 125
	match "$stderr" 'without \.\.'
}

@test "dirs, remove: run once a start before pre-start, also for setups and scripts" {
	mkdir "$T/p" "$T/scripts.d" && touch "$T/p/old.pid"
	printf '#!/bin/sh\nstat -c "%%U script" %s/p/t\n' "$T" >"$T/scripts.d/one" && chmod 755 "$T/scripts.d/one"
	cat >"$T/k.ini" <<-END
		[setup:s]
		dirs = $T/p/s:user=daemon
		[service:t]
		type = task
		user = mail
		dirs = $T/p/t
		scripts = $T/scripts.d
		[service:a]
		type = task
		main = yes
		needs = t
		user = www-data
		dirs = $T/p/x:recursive
		remove = $T/p/*.pid $T/p/x/*.pid
		pre-start = +/bin/sh -c 'ls $T/p; touch $T/p/x/1.pid'
		pre-start = /bin/sh -c 'touch $T/p/x/2.pid'
		command = /bin/sh -c 'cd $T/p/x && stat -c "%U %n" . *; exit 1'
		restart = on-failure
		restart-limit = 1
		restart-delay = 1ms
	END
	in_ns k
	one=$'s\nt\nx\nwww-data .\nroot 1.pid\nwww-data 2.pid'
	eq "$output" "mail script"$'\n'"$one"$'\n'"$one" "$stderr"
	eq "$(ids s t x)" "daemon:daemon 755 s,mail:mail 755 t,www-data:www-data 755 x,"
}

@test "dirs: only a link that root alone can have made is followed" {
	mkdir -p "$T/p/real" "$T/p/victim"
	ln -s real "$T/p/rel" && ln -s "$T/p/rel" "$T/p/abs"
	install -d -o daemon "$T/p/his"
	ln -s "$T/p/victim" "$T/p/his/roots" && ln -s "$T/p/victim" "$T/p/his/own"
	chown -h daemon "$T/p/his/own"
	ln -s "$T/p/victim" "$T/p/planted" && chown -h daemon "$T/p/planted"
	install -d -m 777 "$T/p/open" && ln -s "$T/p/victim" "$T/p/open/link"
	ln -s loop "$T/p/loop"
	says <<<$'command = /bin/true\nuser = www-data\ndirs = '"$T/p/abs/x $T/p/rel"
	eq "$status" 0 "$stderr"
	eq "$(ids real real/x)" "www-data:www-data 755 real,www-data:www-data 755 real/x,"
	for what in his/roots his/own his/own/x his/roots/x planted/x planted open/link/x loop/x; do
		says <<<$'command = /bin/true\nuser = www-data\ndirs = '"$T/p/$what"
		eq "$status" 125 "$what"
		match "$stderr" "^ctinit [|] a: cannot set up $T/p/${what%/x}: a symbolic link"
		says <<<$'command = /bin/true\nremove = '"$T/p/$what/f"
		[ "$status" = 125 ] || [ "$what" != "${what%/x}" ]
	done
	eq "$(ids victim)" "root:root 755 victim,"
	eq "$(ls -A "$T/p/victim")" ""
}

@test "dirs: recursive changes the owner of everything below except links, mounts and files of others" {
	mkdir -p "$T/p/d/sub/mnt" "$T/p/d/mnt" "$T/p/out"
	echo x >"$T/p/out/f" && ln -s "$T/p/out/f" "$T/p/d/link" && ln -s "$T/p/out" "$T/p/d/sub/dirlink"
	install -m 600 /dev/null "$T/p/d/plain" && install -m 711 /dev/null "$T/p/d/sub/prog"
	mkfifo -m 600 "$T/p/d/fifo"
	touch "$T/p/d/mnt/under"
	says <<<$'command = /bin/true\ndirs = '"$T/p/d:recursive,mode=0750,user=daemon"
	eq "$status" 0 "$stderr"
	eq "$(ids d d/sub d/plain d/sub/prog d/fifo d/link)" "$(printf 'daemon:daemon %s,' \
		'750 d' '750 d/sub' '640 d/plain' '750 d/sub/prog' '640 d/fifo' '777 d/link')"
	eq "$(ids out out/f)" "root:root 755 out,root:root 644 out/f,"
	# a bind mount of the same file system is still another mount
	echo "[service:a]
main = yes
command = /bin/true
dirs = $T/p/d:recursive,user=www-data" >"$T/k.ini"
	run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c \
		'mount --bind "$1/out" "$1/d/mnt" && exec "$2" run "$3"' sh "$T/p" "$CTINIT" "$T/k.ini"
	eq "$status" 0 "$stderr"
	eq "$(ids d/plain d/sub/mnt out out/f)" \
		"www-data:www-data 640 d/plain,www-data:www-data 750 d/sub/mnt,root:root 755 out,root:root 644 out/f,"
	# a hard link to another user's file; some kernels permit it
	ln "$T/p/out/f" "$T/p/d/sub/hard"
	echo 0 >"$T/off" && echo 1 >"$T/on"
	for level in off on; do
		run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c \
			'mount --bind "$4" /proc/sys/fs/protected_hardlinks && exec "$2" run "$3"' sh \
			"$T/p" "$CTINIT" "$T/k.ini" "$T/$level"
		if [ "$level" = off ]; then
			eq "$status" 125
			match "$stderr" "^ctinit [|] a: cannot set up $T/p/d/sub/hard: a file with several hard links"
			eq "$(ids out/f)" "root:root 644 out/f,"
		else
			eq "$status" 0 "$stderr"
			eq "$(ids out/f)" "www-data:www-data 644 out/f,"
		fi
	done
}

@test "dirs: a process that swaps files meanwhile gains nothing" {
	mkdir -p "$T/p/victim/sub" && touch "$T/p/victim/f" "$T/p/victim/sub/g"
	install -d -o daemon "$T/p/his"
	ini swap <<-END
		[service:a]
		main = yes
		restart = always
		restart-limit = 60
		restart-delay = 0
		command = /bin/true
		dirs = $T/p/his/x/y:recursive,user=www-data,mode=0700 $T/p/his/x:recursive,user=daemon
		remove = $T/p/his/*/f $T/p/his/x/*/g
		on-failed = ignore
	END
	start swapper setpriv --reuid daemon --regid daemon --clear-groups /usr/bin/python3 -u -c '
import ctypes, os, sys
libc = ctypes.CDLL(None)
his, victim = sys.argv[1:]
os.chdir(his)
os.symlink(victim, "l"); os.mkdir("x")
print("on", flush=True)
while True:
    libc.renameat2(-100, b"x", -100, b"l", 2)
    try:
        os.mkdir("x/y"); os.rmdir("x/y")
    except OSError:
        pass
' "$T/p/his" "$T/p/victim"
	wait_line 10 "$T/swapper.out" '^on'
	in_ns swap
	eq "$(grep -c 'cannot set up .*a symbolic link' <<<"$stderr" | sed 's/^[1-9][0-9]*$/some/')" some
	eq "$(ids victim victim/f victim/sub victim/sub/g)" \
		"root:root 755 victim,root:root 644 victim/f,root:root 755 victim/sub,root:root 644 victim/sub/g,"
}

@test "dirs: work as an ordinary user and on a read-only root" {
	need_user
	ini u <<-END
		[service:a]
		main = yes
		command = /bin/true
		dirs = $UDIR/d/e:mode=0700,user=daemon
		remove = $UDIR/*.pid
	END
	touch "$UDIR/a.pid"
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run "${PLAIN[@]}" "$T/u.ini"
	eq "$status" 0 "$stderr"
	eq "$(stat -c '%U %a' "$UDIR/d/e")" "$CT_USER 700"
	[ ! -e "$UDIR/a.pid" ]
	mkdir "$T/ro" "$T/ro/there"
	ini ro <<-END
		[service:a]
		main = yes
		command = /bin/true
		dirs = $T/ro/there:mode=0755
		remove = $T/ro/none*
		[service:b]
		command = /bin/true
		dirs = $T/ro/new
		on-failed = ignore
		restart = never
		before = a
		type = task
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c \
		'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" run "$3"' sh \
		"$T/ro" "$CTINIT" "$T/ro.ini"
	eq "$status" 0 "$stderr"
	match "$stderr" "^ctinit [|] b: cannot set up $T/ro/new: Read-only file system"
}

@test "remove: removes files, sockets, FIFOs and links, never directories, and follows no link" {
	need_devices
	mkdir -p "$T/p"/{one,two,.three}/run "$T/p/far" "$T/p/one/run/dir.pid"
	touch "$T/p"/{one,two,.three,far}/run.pid "$T/p"/{one,two,.three}/run/{a.pid,.b.pid,c.lock,'[x].pid'} "$T/p/far/a.pid"
	mkfifo "$T/p/one/run/fifo.pid" && ln -s "$T/p/far/a.pid" "$T/p/one/run/link.pid"
	ln -s "$T/p/far" "$T/p/linked"
	mkdir "$T/p/far/run" && touch "$T/p/far/run/a.pid" && mv "$T/p/far" "$T/far" && ln -sfn "$T/far" "$T/p/linked"
	python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$T/p/two/run/s.pid"
	mknod "$T/p/two/run/dev.pid" c 1 3
	says <<-END
		command = /bin/true
		remove = $T/p/*/run/*.pid $T/p/one/run/c.lock $T/p/none/x $T/p/two/run.pid/x $T/p/*/nothing
	END
	eq "$status" 0 "$stderr"
	eq "$(cd "$T/p" && find . -mindepth 3 | sort)" "$(printf './%s\n' \
		.three/run/{.b.pid,\[x\].pid,a.pid,c.lock} one/run/{.b,dir}.pid \
		two/run/{.b.pid,c.lock,dev.pid})"
	[ -e "$T/far/run/a.pid" ] && [ -e "$T/p/two/run.pid" ]
	touch "$T/p/two/run/q?.pid" "$T/p/two/run/qx.pid"
	says <<-END
		command = /bin/sh -c 'ls -A $T/p/two/run | wc -l; touch $T/p/two/run/z9; exit 1'
		remove = '$T/p/two/run/q\\?.pid' $T/p/two/run/[z-]*
		restart = on-failure
		restart-limit = 2
		restart-delay = 1ms
	END
	eq "$output" $'4\n4\n4' "$stderr"
	[ -e "$T/p/two/run/qx.pid" ] && [ ! -e "$T/p/two/run/q?.pid" ]
}

# on_signals WORDS <SECTIONS: starts the services with [init] signals = WORDS
on_signals() {
	{ printf '[init]\nsignals = %s\n' "$1"; cat; } >"$T/s.ini"
	up s
}
# catcher NAME [LINE]: prints a service that reports its signals: NAME, number, si_code, value
catcher() {
	cat >"$T/catch.py" <<-'END'
		import ctypes, signal as s, sys
		libc = ctypes.CDLL(None)
		want = {s.SIGWINCH, s.SIGUSR1, s.SIGUSR2, s.SIGHUP, s.SIGPIPE, s.SIGRTMIN + 5}
		s.pthread_sigmask(s.SIG_BLOCK, want)
		print(f"{sys.argv[1]} up\n", end="", flush=True)
		mask, info = (ctypes.c_ubyte * 128)(), (ctypes.c_int * 32)()
		libc.sigfillset(mask)
		while True:
		    if libc.sigwaitinfo(mask, info) > 0:
		        print(f"{sys.argv[1]} got {info[0]} {info[2]} {info[6]}\n", end="", flush=True)
	END
	printf '[service:%s]\ncommand = /usr/bin/python3 %s %s\nstop-timeout = 100ms\n%s\n' \
		"$1" "$T/catch.py" "$1" "${2:-}"
}

# answers: Q45
@test "signals: the defaults, and the replacements of [init] signals" {
	on_signals 'TERM:dump HUP:ignore USR2:shutdown RTMIN+5:dump QUIT:ignore' \
		<<<$'[service:a]\ncommand = /bin/sleep 100\nstdout = null\nstderr = null'
	wait_line 10 "$T/s.err" '^ctinit [|] a: ready'
	kill -HUP "$INIT" && kill -QUIT "$INIT" && kill -TERM "$INIT"
	wait_line 10 "$T/s.err" '^ctinit [|] a: ready, pid [0-9]+, for'
	kill -RTMIN+5 "$INIT"
	wait_for 10 eval '[ "$(grep -c "^ctinit [|] a: ready, pid" "$T/s.err")" = 2 ]'
	kill -USR1 "$INIT"
	wait_line 10 "$T/s.err" 'SIGUSR1: no log file'
	no_match "$(cat "$T/s.err")" SIGHUP
	kill -USR2 "$INIT"
	finish 10 "$PID"
	eq "$STATUS" 0
	match "$(cat "$T/s.err")" 'SIGUSR2'
	for sig in TERM INT QUIT PWR RTMIN+3 RTMIN+4; do
		on_signals 'WINCH:ignore' <<<$'[service:a]\ncommand = /bin/sleep 100\nstdout = null\nstderr = null'
		wait_line 10 "$T/s.err" '^ctinit [|] a: ready'
		kill -USR2 "$INIT"
		wait_line 10 "$T/s.err" '^ctinit [|] a: ready, pid'
		kill -s "$sig" "$INIT"
		finish 10 "$PID"
		eq "$STATUS" 0 "$sig"
	done
}

# answers: Q45
@test "signals: are forwarded to a service or a group, also as another signal, with their values" {
	on_signals 'WINCH:forward:web USR1:forward:@workers:USR2 RTMIN+5:forward:@workers PIPE:forward:web' \
		< <(catcher web && catcher w1 'group = workers' && catcher w2 'group = workers')
	for s in web w1 w2; do wait_line 10 "$T/s.out" "^$s up"; done
	kill -WINCH "$INIT"
	wait_line 10 "$T/s.out" '^web got 28 '
	kill -USR1 "$INIT"
	for s in w1 w2; do wait_line 10 "$T/s.out" "^$s got 12 "; done
	kill -PIPE "$INIT"
	wait_line 10 "$T/s.out" '^web got 13 '
	python3 -c 'import ctypes,sys; ctypes.CDLL(None).sigqueue(int(sys.argv[1]), 39, ctypes.c_void_p(7))' "$INIT"
	for s in w1 w2; do wait_line 10 "$T/s.out" "^$s got 39 -1 7$"; done # SI_QUEUE
	no_match "$(cat "$T/s.out")" '^web got (10|12|39)'
	down 10
}

@test "signals: an impossible setting is an error with the line" {
	for bad in KILL:dump CHLD:ignore TERM:forward:nobody TERM: TERM:reboot HUP:dump\ HUP:ignore SIGFOO:dump 65:dump; do
		printf '[init]\nsignals = %s\n[service:a]\ncommand = /bin/true\n' "$bad" >"$T/k.ini"
		ct check "$T/k.ini"
		eq "$status" 1 "$bad"
		match "$stderr$output" 'k.ini:2: .*signals'
	done
}

# in_image PREPARE: runs $T/k.ini with an overlay as the root, as in an image. First runs the
# shell commands PREPARE, for which $R is the root.
in_image() {
	mkdir -p "$T/ov"
	[ -e "$T/passwd" ] || cp /etc/passwd /etc/group "$T"
	# shellcheck disable=SC2016
	run --separate-stderr "${LIMIT[@]}" unshare -pfm sh -c '
		mount -t tmpfs t "$T/ov" && mkdir "$T/ov/up" "$T/ov/work" "$T/ov/root" &&
		mount -t overlay o -o "lowerdir=/,upperdir=$T/ov/up,workdir=$T/ov/work" "$T/ov/root" &&
		R=$T/ov/root && cp "$T/passwd" "$T/group" "$R/etc/" && mount -t proc p "$R/proc" &&
		mkdir -p "$R$T" && mount --bind "$T" "$R$T" && # may be on another file system than /
		eval "$1" && exec chroot "$R" "$2" run --set defaults.log-format=plain "$3"' \
		sh "$1" "$CTINIT" "$T/k.ini"
}

@test "map-user: the name gets these ids, also in passwd and group; everything else stays" {
	need_overlay_of_root
	cp /etc/passwd "$T/passwd" && cp /etc/group "$T/group"
	cp "$PROGRAMS/who-am-i.sh" "$T" # www-data may not reach the checkout, for example below /root
	cat >"$T/k.ini" <<-END
		[init]
		map-user = www-data:\${PUID:-1500}:\${PGID:-1600} fresh:4001:4002
		[service:a]
		type = task
		main = yes
		command = $T/who-am-i.sh $T
		user = www-data
		dirs = $T/out:mode=0777
		after = b
		[service:b]
		type = task
		command = /bin/sh -c 'id -u; id -g; id -G; echo \$HOME'
		user = fresh
		groups = www-data
		dirs = /tmp/d:user=www-data
	END
	export PGID=1700
	in_image 'chmod 664 "$R/etc/passwd"; chgrp mail "$R/etc/passwd"'
	eq "$(tr '\n' ' ' <<<"$output")" "$(tr '\n' ' ' <<-END
		4001
		4002
		4002 1700
		/
		1500
		1700
		www-data
		www-data
		/var/www

		$(sed 's/^www-data:\([^:]*\):[0-9]*:[0-9]*:/www-data:\1:1500:1700:/;$a fresh:x:4001:4002::/:/bin/sh' "$T/passwd" | diff "$T/passwd" -)
		$(sed 's/^www-data:\([^:]*\):[0-9]*:/www-data:\1:1700:/;$a fresh:x:4002:' "$T/group" | diff "$T/group" -)
		664 root mail
	END
	)" "$stderr"
	no_match "$stderr" map-user
	# the second run changes nothing, so there is no warning
	in_image 'printf "%s\n" www-data:x:1500:1700::/w:/x fresh:x:4001:4002::/: >"$R/etc/passwd"
		printf "%s\n" www-data:x:1700: fresh:x:4002: >"$R/etc/group"
		for f in passwd group; do mount --bind "$R/etc/$f" "$R/etc/$f"; done'
	match "$output" '^/w$'
	no_match "$stderr" map-user
}

@test "map-user: a file that cannot be written is reported once, and the ids still apply" {
	need_overlay_of_root
	local how
	cat >"$T/k.ini" <<-'END'
		[init]
		map-user = fresh:4001:4002
		[service:a]
		type = task
		main = yes
		command = /bin/sh -c 'id -u; id -g; echo $HOME'
		user = fresh
	END
	for how in 'mv "$R/etc/passwd" "$R/etc/p" && ln -s p "$R/etc/passwd"|it is a symbolic link' \
		'mount --bind "$R/etc/passwd" "$R/etc/passwd"|it is a mount' \
		'mount -o remount,ro "$R"|Read-only file system' \
		'rm "$R/etc/passwd" && mkfifo "$R/etc/passwd"|it is not a text file' \
		'rm "$R/etc/passwd"|No such file or directory' \
		'printf "a\0b" >>"$R/etc/passwd"|it is not a text file'; do
		in_image "${how%|*}"
		[ "${how#*mkfifo}" != "$how" ] || eq "$output" $'4001\n4002\n/' "$how: $stderr"
		eq "$(grep -c "^ctinit [|] map-user: /etc/passwd is not changed: ${how#*|}" <<<"$stderr")" 1 "$stderr"
	done
}

@test "map-user: never writes the host's own files" {
	printf '[init]\nmap-user = fresh:4001:4002\n[service:a]\nmain = yes\ntype = task\nuser = fresh\ncommand = /usr/bin/id -u\n' >"$T/k.ini"
	awk '$4 == "/" && $5 == "/"' /proc/self/mountinfo | grep -q ' - [^ ]* /dev/' || skip "the root here is no disk"
	in_ns k
	eq "$output" 4001 "$stderr"
	match "$stderr" "^ctinit [|] map-user: /etc/passwd is not changed: it may be the host's own"
	printf '[container]\n' >>"$T/k.ini"
	ct run "$T/k.ini"
	eq "$output" 4001 "$stderr"
	match "$stderr" "^ctinit [|] map-user: /etc/passwd is not changed: it may be the host's own"
	printf 'overlay = tmpfs\n' >>"$T/k.ini"
	ct run "$T/k.ini"
	eq "$output" 4001 "$stderr"
	no_match "$stderr" 'map-user'
	no_match "$(cat /etc/passwd /etc/group)" '^fresh:' # other tests may have changed these files
}

@test "user: a missing capability is named" {
	cat >"$T/caps.ini" <<-'END'
		[service:a]
		type = task
		restart = never
		user = daemon
		command = true
	END
	run --separate-stderr setpriv --bounding-set -setgid,-setuid unshare -pf --mount-proc "$CTINIT" run "$T/caps.ini"
	eq "$status" 125
	match "$stderr" '^ctinit [|] a: cannot set the groups: Operation not permitted; ctinit may lack CAP_SETGID$'
}

@test "environment: a uid without an entry gets HOME=/ and no name" {
	HOME=/root USER=root LOGNAME=root SHELL=/bin/sh says <<<$'command = /bin/echo ${HOME} ${USER:-none} ${LOGNAME:-none} ${SHELL:-none}\nuser = 4242'
	eq "$output" '/ none none none' "$stderr"
	USER=root says <<<$'command = /bin/echo ${HOME} ${USER}\nuser = 4242\nenvironment = HOME=/srv USER=app'
	eq "$output" '/srv app' "$stderr"
}

@test "user: a passwd or group that is no file or far too large is reported and blocks no start" {
	local name what
	printf '%s\n' '[service:a]' 'type = task' 'command = /bin/true' 'user = daemon' >"$T/odd.ini"
	mkfifo "$T/fifo"
	truncate -s 1G "$T/large"
	for name in passwd group; do
		for what in 'fifo:not a regular file' 'large:larger than 1 MiB'; do
			run --separate-stderr "${LIMIT[@]}" unshare -pfm --mount-proc sh -c '
				mount --bind "$1" "/etc/$2" && exec "$3" run "$4"' sh \
				"$T/${what%%:*}" "$name" "$CTINIT" "$T/odd.ini"
			eq "$status" 125 "$stderr"
			match "$stderr" "^ctinit [|] a: cannot read /etc/$name: ${what#*:}\$"
		done
	done
}

# podman run --user creates an unreadable passwd and group in an image without them.
@test "user: numbers work where passwd and group may not be read; a name needs them" {
	cat >"$T/unread.ini" <<-END
		[service:a]
		type = task
		dirs = $T/own/a:user=4242:4242
		command = /bin/ls $T/own
		[service:b]
		type = task
		after = a
		dirs = $T/own/b:user=daemon
		restart = never
	END
	chmod 755 "$T"
	install -d -o 4242 -g 4242 "$T/own"
	install -m 600 /etc/passwd "$T/unread"
	run --separate-stderr unshare -pfm --mount-proc sh -c '
		mount --bind "$1/unread" /etc/passwd && mount --bind "$1/unread" /etc/group &&
		exec setpriv --reuid 4242 --regid 4242 --clear-groups "$2" run "$1/unread.ini"' sh "$T" "$CTINIT"
	eq "$status" 125 "$stderr"
	eq "$output" "a | a"
	match "$stderr" '^ctinit [|] b: cannot read /etc/passwd: Permission denied$'
}

@test "user: a user that ctinit could not become anyway need not exist" {
	cp /etc/passwd "$T/passwd"
	chmod 600 "$T/passwd" # podman makes the file like this if the image lacks the user
	chmod 755 "$T"
	printf '[service:a]\ntype = task\nuser = www-data\ncommand = id -u\n' >"$T/who.ini"
	# shellcheck disable=SC2016 # expanded by the inner shell
	run --separate-stderr env F="$T/passwd" I="$T/who.ini" unshare -pfm --mount-proc sh -c \
		'mount --bind "$F" /etc/passwd &&
		exec setpriv --reuid 4711 --regid 4711 --clear-groups "$CTINIT" run "$I"'
	eq "$status $output" "0 4711" "$stderr"
	match "$stderr" '^ctinit [|] a: user = www-data is ignored: ctinit is not root$'

	chmod 644 "$T/passwd"
	sed -i 's/www-data/nosuchuser/' "$T/who.ini"
	# shellcheck disable=SC2016 # expanded by the inner shell
	run --separate-stderr env I="$T/who.ini" unshare -pfm --mount-proc sh -c \
		'exec setpriv --reuid 4711 --regid 4711 --clear-groups "$CTINIT" run "$I"'
	eq "$status $output" "0 4711" "$stderr"
	match "$stderr" '^ctinit [|] a: user = nosuchuser is ignored: ctinit is not root$'
}

@test "environment: an error at a start names its line, also in includes, [defaults] and containers" {
	local where
	mkdir "$T/d"
	cat >"$T/lines.ini" <<-END
		[include]
		files = d/*.ini
		[defaults]

		environment = A=\${NONE1}
		[service:a]
		type = task
		command = /bin/echo a
		[service:c]
		type = task
		after = a b
		environment =
		command = /bin/echo c
	END
	cat >"$T/d/b.ini" <<-END
		[service:b]
		type = task
		command = /bin/echo b
		environment = B=2
		    C=\${NONE4:?is a must}
		on-failed = ignore
	END
	for where in "" unshare; do
		run --separate-stderr \
			${where:+unshare -pf --mount-proc} "$CTINIT" run --set c.command='/bin/echo ${NONE5}' "$T/lines.ini"
		eq "$status" 125 "$stderr"
		match "$stderr" '^ctinit [|] c: \[service:c\] command: NONE5 is not set: it is empty here'
		match "$stderr" "^ctinit [|] b: $T/d/b.ini:4: \[service:b\] environment: NONE4 is not set: is a must"
		match "$stderr" "^ctinit [|] a: $T/lines.ini:5: \[service:a\] environment: NONE1 is not set: it is empty here"
	done
}
