#!/usr/bin/env bats
# tests/box/servers.bats - tests Debian servers that leave processes behind or replace their
# main process, each in its own container.
# timeout: 300
load ../lib/life

setup() {
	need_root
	ct_setup
	root=$(sh "$ROOT/tests/lib/rootfs.sh" servers)
	mkdir "$T/x"
	snapshot
}
# box NAME <INI: runs $T/NAME.ini in a container to its end; ctinit's stderr goes to /x/err
# inside
box() {
	{
		printf '[container]\nrootfs = %s\noverlay = tmpfs\nnetwork = none\nhostname = box\nvolume = %s:/x\nvolume = %s:/lib.x:ro\n' \
			"$root" "$T/x" "$ROOT/tests/lib"
		cat
	} >"$T/$1.ini"
	# shellcheck disable=SC2016 # expanded by the inner shell
	run "${LIMIT[@]}" sh -c '"$0" run --set defaults.log-format=plain "$1" 2>"$2"' "$CTINIT" "$T/$1.ini" "$T/x/err"
	stderr=$(cat "$T/x/err")
}

# exchange.sh replaces the main process twice while requests run.
exchange() {
	box exchange <<-END
		$1
		[service:requests]
		needs = web
		type = task
		command = /usr/bin/python3 /lib.x/requests.py 8000 /x/stop
		[service:exchange]
		needs = web
		type = task
		command = /bin/sh -e /x/exchange.sh
		post-stop = /bin/touch /x/stop
		[service:end]
		needs = exchange requests
		type = task
		main = yes
		command = /bin/true
	END
	eq "$status" 0 "$output $stderr"
	match "$output" '^0 failed, some'
	no_match "$output" 'refused|reset|timed out'
	eq "$(grep -c 'web: its main process is now .* in place of pid' <<<"$stderr")" 2 "$stderr"
	no_match "$stderr" 'web: (exited|killed)|left behind'
	match "$stderr" 'web: stopped in .*, exit code 0'
	nothing_left
}

@test "servers: gunicorn replaces its master by USR2, and no request fails" {
	cat >"$T/x/exchange.sh" <<-'END'
		until [ -e /x/stop.some ]; do sleep 0.02; done
		for i in 1 2; do
			old=$(cat /run/g.pid)
			kill -USR2 $old
			until [ -s /run/g.pid.2 ]; do sleep 0.02; done
			new=$(cat /run/g.pid.2)
			until [ "$(pgrep -c -P $new)" = 2 ]; do sleep 0.02; done
			kill -TERM $old # graceful; QUIT would cut off requests
			until [ "$(cat /run/g.pid 2>/dev/null)" = $new ]; do sleep 0.02; done
			until [ "$(grep -c 'main process is now' /x/err)" = $i ]; do sleep 0.02; done
		done
	END
	printf 'def app(e, s):\n    s("200 OK", [])\n    return [b"ok\\n"]\n' >"$T/x/w.py"
	exchange "$(printf '%s\n' '[service:web]' 'type = forking' 'pid-file = /run/g.pid' 'directory = /x' \
		'command = /usr/bin/gunicorn -D -w 2 --pid /run/g.pid -b 127.0.0.1:8000 w:app' \
		'ready = tcp:127.0.0.1:8000' 'stop-timeout = 100s')"
}

@test "servers: nginx replaces its binary by USR2, and no request fails" {
	cat >"$T/x/exchange.sh" <<-'END'
		until [ -e /x/stop.some ]; do sleep 0.02; done
		for i in 1 2; do
			until old=$(cat /run/nginx.pid 2>/dev/null); do sleep 0.02; done
			kill -USR2 $old
			until [ -s /run/nginx.pid ] && [ "$(cat /run/nginx.pid 2>/dev/null || echo $old)" != $old ]; do sleep 0.02; done
			new=$(cat /run/nginx.pid)
			[ -n "$new" ]
			until [ "$(pgrep -c -P $new)" = 2 ]; do sleep 0.02; done
			kill -QUIT $old
			until [ "$(grep -c 'main process is now' /x/err)" = $i ]; do sleep 0.02; done
		done
	END
	cat >"$T/x/nginx.conf" <<-'END'
		worker_processes 2;
		pid /run/nginx.pid;
		error_log /dev/null;
		events { worker_connections 64; }
		http { access_log off; server { listen 127.0.0.1:8000; location / { return 200 "ok\n"; } } }
	END
	exchange "$(printf '%s\n' '[service:web]' 'type = forking' 'pid-file = /run/nginx.pid' \
		'command = /usr/sbin/nginx -c /x/nginx.conf' 'ready = tcp:127.0.0.1:8000' 'stop-signal = QUIT:100s')"
}

@test "servers: RabbitMQ's epmd, of another user and without CAP_SYS_PTRACE, ends with it" {
	cat >"$T/x/look.sh" <<-'END'
		until epmd=$(pgrep -x epmd); do sleep 0.1; done
		pkill -KILL -x beam.smp
		until ! [ -e /proc/$epmd ]; do sleep 0.1; done
		echo gone
	END
	box mq <<-'END'
		[service:mq]
		user = rabbitmq
		environment = RABBITMQ_LOGS=- HOME=/var/lib/rabbitmq
		command = /usr/lib/rabbitmq/bin/rabbitmq-server
		restart = never
		on-failed = ignore
		[service:look]
		type = task
		main = yes
		start-timeout = 300s
		command = /bin/sh /x/look.sh
	END
	eq "$status" 0 "$stderr"
	match "$output" '^gone'
	no_match "$stderr" 'epmd|left behind'
	nothing_left
}

@test "servers: php-fpm that daemonizes is named at the second failed start" {
	cat >"$T/x/fpm.conf" <<-'END'
		[global]
		error_log = /dev/null
		[w]
		user = www-data
		group = www-data
		listen = 127.0.0.1:9000
		pm = static
		pm.max_children = 1
	END
	box php <<-'END'
		[service:php]
		command = /usr/sbin/php-fpm8.2 --daemonize --fpm-config /x/fpm.conf
		restart-limit = 3
		restart-delay = 100ms
	END
	eq "$status" 70 "$stderr"
	in_order <(echo "$stderr") 'php: .*\(2 of 3\)' \
		'php: php-fpm8.2 \(pid [0-9]+\) runs the same program, .* type = forking and pid-file'
	eq "$(grep -c 'runs the same program' <<<"$stderr")" 1
	nothing_left
}

@test "servers: a Python server behind start.sh without exec answers its open requests" {
	cat >"$T/x/server.py" <<-'END'
		import signal, socket, sys
		s = socket.create_server(("127.0.0.1", 8000))
		def stop(*_):
		    s.close()
		    print("draining", flush=True)
		signal.signal(signal.SIGTERM, stop)
		c, _ = s.accept()
		print("accepted", flush=True)
		c.recv(100)
		c.sendall(b"HTTP/1.0 200 OK\r\n\r\nok\n")
		c.close()
		print("answered", flush=True)
	END
	printf 'python3 /x/server.py\necho "server ended with $?"\n' >"$T/x/start.sh"
	cat >"$T/x/client.py" <<-'END'
		import socket, time, os
		s = socket.create_connection(("127.0.0.1", 8000))
		open("/x/asked", "w").close()
		while not os.path.exists("/x/stopping"):
		    time.sleep(0.02)
		time.sleep(2)
		s.sendall(b"GET / HTTP/1.0\r\n\r\n")
		print(s.recv(100).split(b"\r\n")[0].decode(), flush=True)
	END
	box drain <<-'END'
		[service:web]
		command = /bin/sh /x/start.sh
		ready = exec:/bin/sh -c 'grep -q :1F40 /proc/net/tcp'
		stop-timeout = 100s
		[service:client]
		needs = web
		command = /usr/bin/python3 -u /x/client.py
		stop-signal = CONT:100s
		[service:c]
		needs = web
		after = client
		type = task
		main = yes
		command = /bin/sh -c 'until [ -e /x/asked ]; do sleep 0.02; done; touch /x/stopping'
	END
	eq "$status" 0 "$stderr"
	match "$output" '^HTTP/1.0 200 OK'
	match "$output" '^answered'
	no_match "$stderr" 'killed [0-9]'
	nothing_left
}
