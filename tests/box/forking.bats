#!/usr/bin/env bats
# tests/box/forking.bats - tests type = forking with pid-file: real daemons, and wrong pid
# files.
# timeout: 240
load ../lib/life
load ../lib/web

setup() {
	need_root
	ct_setup
	chmod 777 "$T"
	snapshot
}

nginx_files() { # PORT
	mkdir -p "$T/tmp"
	cat >"$T/nginx.conf" <<-END
		worker_processes 2;
		pid $T/nginx.pid;
		error_log $T/nginx.log;
		events { worker_connections 64; }
		http {
			access_log off;
			client_body_temp_path $T/tmp/1; proxy_temp_path $T/tmp/2; fastcgi_temp_path $T/tmp/3;
			uwsgi_temp_path $T/tmp/4; scgi_temp_path $T/tmp/5;
			server { listen 127.0.0.1:$1; location / { return 200 "ok\n"; } }
		}
	END
	ini nginx <<-END
		[service:nginx]
		type = forking
		pid-file = $T/nginx.pid
		command = /usr/sbin/nginx -c $T/nginx.conf
		ready = tcp:127.0.0.1:$1
		stop-signal = QUIT
	END
}

@test "forking: nginx with daemon on restarts when killed, and stops with its workers" {
	local port pid
	port=$(free_port)
	nginx_files "$port"
	echo 1 >"$T/nginx.pid" # the stale file of an earlier run
	up nginx
	wait_line 20 "$T/nginx.err" '^ctinit [|] nginx: ready after'
	answers_plain "$port"
	# The pid in the file is in the namespace, so look for a child of PID 1.
	pid=$(pgrep -P "$INIT" nginx)
	kill -KILL "$pid"
	wait_for 20 lines_like "$T/nginx.err" '^ctinit [|] nginx: ready after' 2
	match "$(cat "$T/nginx.err")" '^ctinit [|] nginx: killed by SIGKILL after .*restarting'
	wait_for 10 answers_plain "$port"
	# Only the workers of the second nginx are left.
	eq "$(pgrep -c -P "$(pgrep -P "$INIT" nginx)")" 2
	eq "$(pgrep -c -P "$INIT" nginx)" 1
	down
	match "$(tail -n 2 "$T/nginx.err")" '^ctinit [|] nginx: stopped in .*, exit code 0'
	nothing_left
}
answers_plain() { http 127.0.0.1 "$1" | grep -q '^ok'; }

@test "forking: works as an ordinary user and as a subreaper" {
	local port
	need_user
	port=$(free_port)
	nginx_files "$port"
	chown -R "$CT_USER" "$T/tmp"
	chmod a+r "$T/nginx.ini" "$T/nginx.conf"
	start user unshare -pf --mount-proc --kill-child sh -c '
		setpriv --reuid "$1" --regid "$1" --init-groups "$0" run "$2"; echo "code $?"; pgrep -c nginx' \
		"$CTINIT" "$CT_USER" "$T/nginx.ini"
	wait_line 20 "$T/user.err" '^ctinit [|] nginx: ready after'
	answers_plain "$port"
	kill -TERM "$(pgrep -f "$CTINIT run .*$T/nginx.ini" -P "$(children_of "$PID" | tr -d ' ')")"
	finish 20 "$PID"
	eq "$(cat "$T/user.out")" $'code 0\n0' "$(cat "$T/user.err")"
	nothing_left
}

@test "forking: a daemon that forks twice is ready by its file; processes of the launcher live on with it" {
	ini d <<-END
		[service:d]
		type = forking
		pid-file = $T/d.pid
		command = /bin/sh -c 'sleep 4101 & (setsid sh -c "env -i /bin/sleep 4102 & echo \\\$! >$T/d.pid") ; touch $T/ready; exit 0'
		ready = file:$T/ready
		[service:c]
		needs = d
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4101"; pgrep -fxc "/bin/sleep 4102"; exit 0'
	END
	in_ns d
	eq "$status" 0 "$stderr"
	eq "$output" $'1\n1' "$stderr"
	match "$stderr" '^ctinit [|] d: stopped in .*, killed by SIGTERM'
	nothing_left
}

@test "forking: a launcher that fails is a failed start with its exit code" {
	ini l <<-END
		[service:l]
		type = forking
		pid-file = $T/l.pid
		command = /bin/sh -c 'setsid sleep 4111 & exit 5'
		restart = never
		on-failed = ignore
		[service:c]
		after = l
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4111"; exit 0'
	END
	in_ns l
	eq "$output" 0 "$stderr"
	match "$stderr" '^ctinit [|] l: failed: exited with code 5'
	nothing_left
}

@test "forking: pid-files with wrong content are not believed, and start-timeout says why" {
	local line names=() wanted=()
	ini p <<-END
		[service:x]
		command = /bin/sh -c 'echo \$\$ >$T/x.pid; exec sleep 4121'
		ready = file:$T/x.pid
	END
	lie() { # WORD SHELL ERE: SHELL makes a wrong pid file; ERE matches the message
		cat >>"$T/p.ini" <<-END
			[service:$1]
			after = x
			type = forking
			pid-file = $T/$1.pid
			command = /bin/sh -c 'setsid sleep 4122 & ${2//FILE/$T/$1.pid}; exit 0'
			start-timeout = 8s
			restart = never
			on-failed = ignore
		END
		names+=("$1") wanted+=("^ctinit [|] $1: pid-file $T/$1.pid: $3")
	}
	lie never ':' 'No such file or directory'
	lie fifo 'mkfifo FILE' 'it is not a regular file'
	lie directory 'mkdir FILE' 'it is not a regular file'
	lie words 'echo 12 13 >FILE' 'it does not hold the number of a process'
	lie text 'echo x >FILE' 'it does not hold the number of a process'
	lie negative 'echo -1 >FILE' 'it does not hold the number of a process'
	lie one 'echo 1 >FILE' 'it does not hold the number of a process'
	lie large 'echo 99999999999999999999 >FILE' 'it does not hold the number of a process'
	lie line 'printf "%0100d" 1 >FILE' 'it holds more than a number'
	lie long 'yes 1 | head -c 100000 >FILE' 'it holds more than a number'
	lie gone 'echo 4194000 >FILE' 'there is no such process'
	lie other "cat $T/x.pid >FILE" "that process is (another service's|older than this start)"
	cat >>"$T/p.ini" <<-END
		[service:c]
		after = ${names[*]}
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4121"; pgrep -fxc "sleep 4122"; exit 0'
	END
	in_ns p
	eq "$status" 0 "$stderr"
	eq "$output" $'1\n0' "$stderr"
	for line in "${wanted[@]}"; do match "$stderr" "$line"; done
	nothing_left
}

@test "forking: the pid is read from the first line of a longer file, such as postmaster.pid" {
	ini lines <<-END
		[service:p]
		type = forking
		pid-file = $T/p.pid
		command = /bin/sh -c 'setsid sleep 4125 & { echo \$!; yes $T | head -n 30; } >$T/p.pid; exit 0'
		[service:c]
		needs = p
		type = task
		main = yes
		# setsid may not have executed it yet
		command = /bin/sh -c 'until pgrep -fxc "sleep 4125" >$T/count; do :; done; cat $T/count'
	END
	in_ns lines
	eq "$status" 0 "$stderr"
	eq "$output" 1 "$stderr"
	match "$stderr" '^ctinit [|] p: stopped in .*, killed by SIGTERM'
	nothing_left
}

@test "forking: a pid-file that is written late, over one with wrong content, is found" {
	ini late <<-END
		[service:p]
		type = forking
		pid-file = $T/p.pid
		command = /bin/sh -c 'echo 1 >$T/p.pid; (setsid sh -c "sleep 0.3; echo \\\$\\\$ >$T/p.pid; exec sleep 4131" &); exit 0'
		[service:c]
		needs = p
		type = task
		main = yes
		command = /bin/sh -c 'pgrep -fxc "sleep 4131"; exit 0'
	END
	in_ns late
	eq "$status" 0 "$stderr"
	eq "$output" 1 "$stderr"
	match "$stderr" '^ctinit [|] p: ready after [0-9.]+ m?s'
	nothing_left
}

@test "forking: requires an absolute pid-file" {
	ini w <<<$'[service:a]\ntype = forking\ncommand = /bin/true'
	ct check "$T/w.ini"
	[ "$status" != 0 ]
	match "$output$stderr" 'type = forking: pid-file is missing'
	ini w <<<$'[service:a]\ntype = forking\ncommand = /bin/true\npid-file = run/a.pid'
	ct check "$T/w.ini"
	[ "$status" != 0 ]
	match "$output$stderr" 'pid-file = run/a.pid: expected an absolute path'
}

# answers: Q42
@test "forking: PostgreSQL, whose processes each have their own session, stops completely" {
	local bin
	bin=$(find /usr/lib/postgresql -type d -name bin 2>/dev/null | sort | tail -n 1)
	[ -n "$bin" ] || skip "no PostgreSQL here"
	chmod 755 "$T"
	install -d -o postgres "$T/pg"
	setpriv --reuid postgres --regid postgres --init-groups "$bin/initdb" -A trust -D "$T/pg/data" >"$T/initdb" 2>&1
	# A killed server must not leave files in the host's /dev/shm or System V memory.
	# shellcheck disable=SC2034 # used by in_ns
	PID1=(unshare -ipf --mount-proc --kill-child)
	echo 'dynamic_shared_memory_type = mmap' >>"$T/pg/data/postgresql.conf"
	ini pg <<-END
		[defaults]
		user = postgres
		[service:pg]
		type = forking
		pid-file = $T/pg/pid
		command = $bin/pg_ctl -D $T/pg/data -l $T/pg/log -o "-k $T/pg -c listen_addresses= -c external_pid_file=$T/pg/pid" -W start
		ready = unix:$T/pg/.s.PGSQL.5432
		stop-signal = CONT
		stop-timeout = 300ms
		[service:client]
		needs = pg
		command = psql -h $T/pg -c "select pg_sleep(4141)" postgres
		[service:c]
		wants = client
		type = task
		main = yes
		command = /bin/sh -c 'until psql -h $T/pg -Atc "select query from pg_stat_activity" postgres | grep "pg_sleep(4141)"; do :; done'
	END
	# Kill the server without a stop signal, with all its sessions, and start it again.
	local i
	for i in 1 2; do # the second start finds the files of the killed server
		echo "# start $i"
		in_ns pg
		eq "$status" 0 "$stderr"
		match "$output" 'pg_sleep\(4141\)'
		match "$stderr" '^ctinit [|] pg: did not stop within .*, killing it' # some of its processes then exit on their own
		match "$stderr" '^ctinit [|] pg: stopped in .*, killed by SIGKILL'
		no_match "$stderr" 'left in the container'
	done
	nothing_left
}

@test "forking: a process that reuses the pid of an ended daemon is not signalled" {
	# The daemon is not a child of PID 1, so its pid may be reused as soon as its parent
	# reaps it.
	ini again <<-END
		[service:d]
		type = forking
		kill = group
		restart = never
		pid-file = $T/d.pid
		command = /bin/bash -c 'setsid bash -c "setsid sleep 4301 & echo \\\$! >$T/d.pid; wait; exec sleep 4302" & exit 0'
		[service:o]
		command = /bin/sleep 4304
	END
	up again
	wait_line 20 "$E" '^ctinit [|] d: ready'
	wait_line 20 "$E" '^ctinit [|] o: ready'
	local number daemon stranger
	number=$(cat "$T/d.pid")
	daemon=$(pgrep -fx 'sleep 4301' --ns "$INIT" --nslist pid)
	kill -STOP "$INIT"
	kill -KILL "$daemon"
	wait_for 10 is_gone "$daemon"
	nsenter -t "$INIT" -p -m sh -c 'echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid; setsid sleep 4303 >/dev/null 2>&1 &' - "$number"
	wait_for 10 has_one 'sleep 4303'
	stranger=$(pgrep -fx 'sleep 4303' --ns "$INIT" --nslist pid)
	match "$(grep NSpid "/proc/$stranger/status")" "[[:space:]]$number\$"
	kill -CONT "$INIT"
	wait_line 20 "$E" '^ctinit [|] d: done'
	match "$(grep State "/proc/$stranger/status")" '(running|sleep)'
	kill -KILL "$stranger"
	down
}
is_gone() { [ ! -e "/proc/$1" ]; }
has_one() { [ "$(pgrep -fxc "$1" --ns "$INIT" --nslist pid)" = 1 ]; }
