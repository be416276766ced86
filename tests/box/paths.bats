#!/usr/bin/env bats
# tests/box/paths.bats - tests paths that ctinit opens with more rights than the service has.
# Tries every key that takes a path, with a symbolic link as each of the last three
# components. supervisor/path/uses.def is the list of the keys; its unit test compares it with
# conf/lang/keys.def.
load ../lib/common

# tree DIR: creates files that a service could attack outside of its own directory
tree() {
	local b=$1/a/b
	mkdir -p "$b/d"
	echo "S=TOPSECRET" >"$b/e"
	echo "TOPSECRET" >"$b/f"
	echo "TOPSECRET" >"$b/d/S"
	printf '#!/bin/sh\necho TOPSECRET\n' >"$b/d/script"
	chmod 755 "$b/d/script"
	echo $$ >"$b/pid"
	echo keep >"$b/stale"
}
names="e f d s pid stale new-log new-out new-err new-dir"

# links DIR VICTIM OWNER: makes three paths into VICTIM through links owned by OWNER
links() {
	local name
	install -d -o "$3" "$1" "$1/grand" "$1/parent" "$1/parent/a" "$1/leaf" "$1/leaf/a" "$1/leaf/a/b"
	ln -s "$2/a" "$1/grand/a"
	ln -s "$2/a/b" "$1/parent/a/b"
	for name in $names; do ln -s "$2/a/b/$name" "$1/leaf/a/b/$name"; done
	find "$1" -type l -exec chown -h "$3" {} +
}

# services PATH USER: prints one service for each key
services() {
	cat <<-END
		[init]
		verbosity = verbose
		[defaults]
		user = $2
		restart = never
		on-failed = ignore
		log-format = prefix
		start-timeout = 2s
		[service:stay]
		main = yes
		command = /bin/sleep 1000
		[service:log-file]
		log-file = $1/new-log
		command = /bin/sh -c 'echo PLANTED; exec sleep 1000'
		[service:stdout]
		stdout = file:$1/new-out
		command = /bin/sh -c 'echo PLANTED; exec sleep 1000'
		[service:stderr]
		stderr = file:$1/new-err
		command = /bin/sh -c 'echo PLANTED >&2; exec sleep 1000'
		[service:stdin]
		stdin = file:$1/f
		command = /bin/sh -c 'cat; exec sleep 1000'
		[service:log-follow]
		log-follow = $1/f
		command = /bin/sleep 1000
		[service:env-file]
		env-file = $1/e
		command = /bin/sh -c 'echo "got:\$S"; exec sleep 1000'
		[service:env-dir]
		env-dir = $1/d
		command = /bin/sh -c 'echo "got:\$S"; exec sleep 1000'
		[service:env-from-file]
		env-from-file = S=$1/f
		command = /bin/sh -c 'echo "got:\$S"; exec sleep 1000'
		[service:pid-file]
		type = forking
		pid-file = $1/pid
		command = /bin/true
		[service:scripts]
		type = task
		scripts = $1/d
		[service:dirs]
		dirs = $1/new-dir
		command = /bin/sleep 1000
		[service:remove]
		remove = $1/stale/*
		command = /bin/sleep 1000
		[service:ready-file]
		ready = file:$1/f
		command = /bin/sleep 1000
		[service:ready-unix]
		ready = unix:$1/s
		command = /bin/sleep 1000
		[service:health-file]
		health = file:$1/f
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = ignore
		command = /bin/sleep 1000
		[service:health-unix]
		health = unix:$1/s
		health-interval = 100ms
		health-retries = 1
		on-unhealthy = ignore
		command = /bin/sleep 1000
		[service:wait-for]
		wait-for = file:$1/f
		wait-timeout = 1s
		command = /bin/sleep 1000
		[service:when]
		when = file:$1/f
		command = /bin/sleep 1000
	END
}

# listen DIR: starts a server on DIR/a/b/s that prints a line per connection
listen() {
	start listener /usr/bin/python3 -u -c '
import os, socket, sys
os.chdir(sys.argv[1])
s = socket.socket(socket.AF_UNIX); s.bind("s"); s.listen(64)
os.chmod("s", 0o777)
print("up")
while True:
    s.accept(); print("accepted")
' "$1/a/b"
	wait_line 10 "$T/listener.out" '^up'
}

state() { find "$1" -printf '%P %y %u %m %n %s %T@\n' | sort; }

run_services() { # DIR LEVEL USER: runs the services of one level
	services "$1/$2/a/b" "$3" >"$T/$2.ini"
	start "$2" unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/$2.ini"
}

end_services() {
	kill -TERM "$(children_of "$PID" | tr -d '[:space:]')"
	finish 30 "$PID"
}

@test "paths: no key follows a link of the service's user, at any component" {
	need_root
	local level before key
	tree "$T/v"
	listen "$T/v"
	chmod 700 "$T/v"
	links "$T/his" "$T/v" daemon
	before=$(state "$T/v")
	for level in leaf parent grand; do run_services "$T/his" $level daemon; done
	for level in leaf parent grand; do
		for key in log-file stdout stderr stdin log-follow env-file env-dir env-from-file scripts dirs; do
			# `dirs` and `remove` act on links themselves: `remove` removes a link
			wait_line 2 "$T/$level.err" "$key: .*(link|Permission denied)"
		done
		wait_line 2 "$T/$level.err" 'pid-file: .*symbolic link'
		for key in ready-file ready-unix wait-for; do
			wait_line 2 "$T/$level.err" "$key.*(Permission denied|not ready|no answer|within)"
		done
		wait_line 2 "$T/$level.err" 'health-file.*unhealthy'
		wait_line 2 "$T/$level.err" 'health-unix.*unhealthy'
		wait_line 2 "$T/$level.err" 'when: skipped'
	done
	eq "$(state "$T/v")" "$before" "what is outside"
	# ctinit would print this if it followed a link
	echo "TOPSECRET" >>"$T/v/a/b/f"
	tail -3 "$T/.pids" >"$T/three"
	while read -r PID; do end_services; done <"$T/three"
	for level in leaf parent grand; do
		no_match "$(cat "$T/$level.out" "$T/$level.err")" TOPSECRET
	done
	eq "$(cat "$T/listener.out")" up
}

@test "paths: a service's own link to a file it may use is followed with its ids" {
	need_root
	local key
	tree "$T/v"
	chown -R daemon "$T/v"
	links "$T/his" "$T/v" daemon
	run_services "$T/his" parent daemon
	wait_line 2 "$T/parent.out" 'stdin +[|] TOPSECRET'
	for key in env-file env-dir env-from-file; do
		wait_line 2 "$T/parent.out" "$key +[|] got:TOPSECRET"
	done
	for key in ready-file wait-for when; do wait_line 2 "$T/parent.err" "$key: ready"; done
	for key in out err; do
		wait_for 2 grep -q PLANTED "$T/v/a/b/new-$key"
		eq "$(stat -c %U "$T/v/a/b/new-$key")" daemon
	done
	end_services
}

@test "paths: in a user namespace an owner without an id counts as root" {
	need_root
	mkdir "$T/real"
	echo 'S=works' >"$T/real/e"
	ln -s real "$T/link"
	install "$CTINIT" "$T/ctinit"
	printf '[service:a]\ntype = task\nenv-file = %s\ncommand = /bin/echo ${S}\n' "$T/link/e" >"$T/a.ini"
	run --separate-stderr "${LIMIT[@]}" setpriv --reuid 1 --regid 1 --clear-groups \
		unshare -Urpf --mount-proc "$T/ctinit" run "$T/a.ini"
	eq "$status" 0 "$stderr"
	eq "$output" works
}

@test "paths: links that only root can have made are followed by every key" {
	need_root
	local level
	tree "$T/v"
	listen "$T/v"
	links "$T/roots" "$T/v" root
	# like a Kubernetes volume: every user may write, and the sticky bit protects root's
	# links
	chmod 1777 "$T/roots/parent/a"
	for level in leaf parent grand; do
		# each level has its own new files
		rm -rf "$T/v/a/b"/new-* && echo keep >"$T/v/a/b/stale"
		run_services "$T/roots" $level daemon
		wait_line 2 "$T/$level.out" 'stdin +\| TOPSECRET'
		for key in env-file env-dir env-from-file; do
			wait_line 2 "$T/$level.out" "$key +\\| got:TOPSECRET"
		done
		wait_line 2 "$T/$level.out" "scripts .*TOPSECRET"
		for key in ready-file ready-unix wait-for when log-file; do
			wait_line 2 "$T/$level.err" "$key: ready"
		done
		wait_line 2 "$T/$level.err" "pid-file: .*(older|no such process)"
		wait_for 1 grep -q PLANTED "$T/v/a/b/new-log"
		wait_for 1 grep -q PLANTED "$T/v/a/b/new-out"
		wait_for 1 grep -q PLANTED "$T/v/a/b/new-err"
		if [ "$level" != leaf ]; then
			wait_line 2 "$T/$level.err" 'dirs: ready'
			[ -d "$T/v/a/b/new-dir" ]
			echo followed >>"$T/v/a/b/f"
			wait_line 2 "$T/$level.out" 'log-follow +\| followed'
			sed -i '/followed/d' "$T/v/a/b/f"
		fi
		end_services
		no_match "$(cat "$T/$level.err")" unhealthy
	done
}

@test "paths: in a directory of the service's user no hard link to another file is opened" {
	need_root
	local key
	tree "$T/v"
	chmod -R go-rwx "$T/v/a"
	install -d -o daemon "$T/his" "$T/his/d"
	for key in e f pid stale; do ln "$T/v/a/b/$key" "$T/his/$key"; done
	ln "$T/v/a/b/d/S" "$T/his/d/S"
	for key in log out err; do ln "$T/v/a/b/stale" "$T/his/new-$key"; done
	services "$T/his" daemon >"$T/hard.ini"
	echo 0 >"$T/off"
	start hard unshare -pfm --mount-proc --kill-child sh -c \
		'mount --bind "$3" /proc/sys/fs/protected_hardlinks && exec "$1" run "$2"' sh \
		"$CTINIT" "$T/hard.ini" "$T/off"
	for key in log-file stdout stderr stdin log-follow env-file env-dir env-from-file pid-file; do
		wait_line 2 "$T/hard.err" "$key: .*(hard link|Permission denied)"
	done
	eq "$(cat "$T/v/a/b/stale")" keep
	end_services
	no_match "$(cat "$T/hard.out" "$T/hard.err")" TOPSECRET
}

@test "paths: a service that keeps swapping a directory for a link gains nothing outside" {
	need_root
	mkdir -p "$T/v"
	echo TOPSECRET >"$T/v/follow"
	chmod 700 "$T/v"
	install -d -o daemon "$T/his"
	cat >"$T/swap.py" <<-END
		import ctypes, os, sys
		c = ctypes.CDLL(None)
		os.chdir(sys.argv[1])
		os.symlink(sys.argv[2], "l")
		os.mkdir("x")
		while True:
		    c.renameat2(-100, b"x", -100, b"l", 2)
	END
	cat >"$T/swap.ini" <<-END
		[defaults]
		user = daemon
		restart-delay = 0
		restart-limit = 0
		on-failed = ignore
		[service:swap]
		command = /usr/bin/python3 -u $T/swap.py $T/his $T/v
		[service:log]
		log-file = $T/his/x/log
		log-max-size = 100
		log-console = no
		command = /bin/sh -c 'i=0; while [ \$i -lt 3000 ]; do echo \$i; i=\$((i+1)); done; exec sleep 1000'
		[service:out]
		restart = always
		stdout = file:$T/his/x/out
		command = /bin/echo x
		[service:env]
		restart = always
		env-from-file = S=$T/his/x/follow
		command = /usr/bin/env
		[service:end]
		type = task
		start-delay = 3s
		command = /bin/true
		main = yes
	END
	run --separate-stderr "${LIMIT[@]}" unshare -pf --mount-proc --kill-child "$CTINIT" run "$T/swap.ini"
	eq "$status" 0 "$stderr"
	eq "$(ls -A "$T/v")" follow
	no_match "$output$stderr" TOPSECRET
	match "$stderr" 'symbolic link|Permission denied'
	[ -n "$(find "$T/his" -name 'log*' -o -name out)" ]
}
