# shellcheck shell=bash
# tests/lib/web.bash - runs nginx and redis in one container.

# web_ini NETWORK HTTP-PORT REDIS-PORT: writes $T/web.ini
web_ini() {
	ini web <<-END
		[container]
		hostname = web
		overlay = tmpfs
		network = $1

		[service:redis]
		command = /usr/bin/redis-server --port $3 --bind 127.0.0.1 --save "" --dir /tmp
		user = redis
		ready = tcp:127.0.0.1:$3

		[service:config]
		type = task
		command = /bin/sh -ec 'echo "server { listen 127.0.0.1:$2; root /var/www/html; index index.nginx-debian.html; }" >/etc/nginx/sites-enabled/default'

		[service:nginx]
		command = /usr/sbin/nginx -g "daemon off;"
		needs = config
		after = redis
		ready = tcp:127.0.0.1:$2
		restart-delay = 50ms
		stop-signal = QUIT:5s TERM
	END
}

# Prints the pids of all descendants of PID, in any order.
below() {
	local child
	for child in $(children_of "$1"); do
		echo "$child"
		below "$child"
	done
}

# master PID NAME: prints the topmost process with this name below PID
master() {
	local pid parent
	for pid in $(below "$1"); do
		[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || continue
		parent=$(awk '{ sub(/.*\) /, ""); print $2 }' "/proc/$pid/stat")
		[ "$(cat "/proc/$parent/comm" 2>/dev/null)" = "$2" ] || echo "$pid"
	done
}

answers() { http 127.0.0.1 "$1" | grep -q '200 OK'; }
pong() {
	(
		exec 9<>"/dev/tcp/127.0.0.1/$1" || exit 1
		printf 'PING\r\n' >&9
		IFS= read -rt 50 line <&9 && [[ $line == +PONG* ]]
	)
}
