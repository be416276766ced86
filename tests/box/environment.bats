#!/usr/bin/env bats
# tests/box/environment.bats - where a service's variables, directories and ids come from.
# timeout: 200
load ../lib/common

setup() {
	need_root
	ct_setup
	export CTINIT
	snapshot
}

# says INI-LINES: what the one service `a` prints
says() {
	{ printf '[service:a]\nmain = yes\n'; cat; } >"$T/k.ini"
	boot "$T/k.ini"
}

# boot FILE [NAME=VALUE...]: with these variables only, when there are any
boot() {
	local file=$1 only=()
	shift
	[ $# = 0 ] || only=(env -i PATH="$PATH" "$@")
	run --separate-stderr timeout -k 2 30 "${only[@]}" unshare -pf --mount-proc "$CTINIT" run "$file"
}

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
	match "$output" '^tls.crt=dotted$' # a shell would drop it
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

@test "environment: env-dir meets what is no variable: each is an error with its name, none hangs" {
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
		match "$stderr" "^a: env-dir $T/${what%%:*}: ${what#*:}"
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

@test "environment: too many files are too much, not a crash" {
	mkdir "$T/d"
	(cd "$T/d" && for i in {1..4200}; do echo "$i" >"V$i"; done)
	says <<<$'command = /bin/true\nenv-dir = '"$T/d"
	eq "$status" 125
	match "$stderr" "env-dir $T/d: V[0-9]+: too much for an environment"
	rm -r "$T/d" && mkdir "$T/d"
	(cd "$T/d" && for i in {1..60}; do head -c 120000 /dev/zero | tr '\0' x >"V$i"; done)
	says <<<$'command = /bin/true\nenv-dir = '"$T/d"
	eq "$status" 125
	match "$stderr" "too much for an environment"
}

# answers: Q38
@test "environment: env-from-file gives NAME what a file holds; read at each start" {
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
	match "$stderr" "^a: env-from-file P: cannot read $T/missing: No such file"
	says <<<$'command = /bin/true\nenv-from-file = P='"$T/nul"
	eq "$status" 125
	match "$stderr" "^a: env-from-file P: $T/nul holds NUL bytes"
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
	no_match "$stderr" 'se cret' # a secret is in no message
}

@test "environment: the order of the layers, and start-time values from all of them" {
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

@test "environment: env-unset takes away what any layer gave; not the marks" {
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
	says <<<$'command = /bin/true\nenv-unset = NOT-A-NAME'
	eq "$status" 125
	match "$stderr" 'name of a variable'
}

@test "environment: HOME and friends are the user's, unless the service sets them" {
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
	eq "$output" "/root none" "$stderr"
}

# answers: Q38
@test "environment: env-secrets gives NAME for NAME_FILE, not over what is set" {
	printf 'from file\n' >"$T/s"
	cat >"$T/k.ini" <<-'END'
		[init]
		env-secrets = yes
		[service:a]
		main = yes
		command = /bin/sh -c 'echo "$DB|${DB_FILE-none}|$SET|$SET_FILE|$REL_FILE|${OWN-none}"'
		environment = OWN_FILE=/not/looked/at
	END
	boot "$T/k.ini" DB_FILE="$T/s" SET=set SET_FILE="$T/s" REL_FILE=relative
	eq "$output" "from file|none|set|$T/s|relative|none" "$stderr"
	boot "$T/k.ini" DB_FILE="$T/missing"
	eq "$status" 125
	match "$stderr" "^a: env-secrets DB_FILE: cannot read $T/missing: No such file"
	echo 'env-unset = DB_FILE' >>"$T/k.ini"
	boot "$T/k.ini" DB_FILE="$T/missing"
	eq "$output" "|none||||none" "$stderr"
	sed -i -e 's/^env-secrets = yes/env-secrets = no/' -e /env-unset/d "$T/k.ini"
	boot "$T/k.ini" DB_FILE="$T/s"
	eq "$output" "|$T/s||||none" "$stderr"
}
