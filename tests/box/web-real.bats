#!/usr/bin/env bats
# tests/box/web-real.bats - runs `ctinit web` as a service, beside a real PID 1.
load ../lib/common
load ../lib/http

# shop [WORD]...: writes the file and starts the container with these words before the command
# and $HOW as an option; ctinit-web is one of its services. Sets $PORT and $TOKEN.
shop() {
	PORT=$(free_port)
	ini shop <<-END
		[service:web-control]
		command = $CTINIT web --listen tcp:127.0.0.1:$PORT --token-file $T/token
		ready   = tcp:127.0.0.1:$PORT

		[service:db]
		command = sh -c 'echo "db is up"; exec sleep 1000'
		ready   = log:up
		group   = data

		[service:app]
		command = sh -c 'echo "<b>app</b>"; exec sleep 1000'
		needs   = db
		stop-timeout = 5s

		[service:broken]
		command = sh -c 'exit 3'
		ready   = log:never
		restart = never
		on-failed = ignore
	END
	start shop "$@" "$CTINIT" run ${HOW:+"$HOW"} "$T/shop.ini"
	wait_for 30 test -s "$T/token"
	wait_for 30 is_up
	TOKEN=$(cat "$T/token")
}
is_up() {
	ask /v1/status
	match "$BODY" '"name":"app","kind":"daemon","state":"ready"'
	match "$BODY" '"name":"broken","kind":"daemon","state":"failed"'
}

# follows_schema PATH NAME
follows_schema() {
	ask "$1" -H "X-Ctinit-Token: $TOKEN"
	eq "$STATUS" 200 "$1"
	eq "$(python3 "$ROOT/tests/lib/schema_check.py" "$T/schema" "$2" <"$T/body")" '' "$1"
}

looks() {
	ask /v1/schema
	cp "$T/body" "$T/schema"
	follows_schema /v1/status status
	follows_schema /v1/services/db status
	follows_schema /v1/graph edges
	follows_schema '/v1/health?name=db' health
	match "$BODY" '"ok":true'
	ask /v1/services/nothing
	eq "$STATUS" 404
	ask /readyz
	eq "$STATUS" 503
	match "$BODY" '^broken: '
	ask /metrics
	eq "$(promtool check metrics <"$T/body" 2>&1)" ''
	match "$BODY" '^ctinit_unit_state\{name="broken",state="failed"\} 1$'
	match "$BODY" '^node_supervisord_exit_status\{name="broken",group="broken"\} 3$'
	ask /
	match "$BODY" '<tr class="unit u-failed" id="unit-broken">'
	match "$BODY" 'exited with code 3'
}

@test "web: as a service of a container that ctinit made, it shows the truth" {
	need_root
	shop
	looks
}

@test "web: as a service beside an init that is not PID 1, it shows the truth" {
	mkdir -m 700 "$T/run"
	HOW=--in-place shop env XDG_RUNTIME_DIR="$T/run"
	looks
}

@test "web: as a service of a rootless container, it shows the truth" {
	need_user
	chmod 777 "$T"
	install -m 755 "${WEB}" "$(dirname "$CTINIT")/ctinit-web" 2>/dev/null || :
	shop as_user
	looks
}

@test "web: its changes are carried out by PID 1, and wait for the outcome" {
	need_root
	shop
	change /v1/services/app/restart
	eq "$STATUS" 200
	match "$BODY" '^\{"ok":true,"rows":\[\{"type":"event",.*"name":"app","from":"ready","to":"stopping",.*"to":"ready"'
	change /v1/services/app/stop
	eq "$STATUS" 200
	ask /v1/services/app
	match "$BODY" '"state":"down"'
	change /v1/services/app/start '{"timeout_ms":20000}'
	eq "$STATUS" 200
	change /v1/services/broken/start
	eq "$STATUS" 409
	match "$BODY" '"error":"broken: failed: exited with code 3"'
	change /v1/services/nothing/start
	eq "$STATUS $BODY" '404 {"ok":false,"exit":3,"error":"nothing: no such service","rows":[]}'
	change /v1/services/app/reload
	eq "$STATUS" 409
	change /v1/reload '{"dry_run":true}'
	eq "$STATUS" 200
	change /v1/shutdown '{"code":7}'
	eq "$STATUS" 200
	finish 20 "$PID"
	eq "$STATUS" 7
}

@test "web: PID 1 refuses changes of a user that control-allow does not list" {
	local allow
	need_root
	cp "$CTINIT" "$WEB" "$T/"
	for allow in root 12345; do
		PORT=$(free_port)
		ini allow <<-END
			[init]
			control-allow = $allow

			[service:web-control]
			command = $T/ctinit web --listen tcp:127.0.0.1:$PORT --token-file $T/own/token
			user    = 12345
			dirs    = $T/own:mode=0700
			ready   = tcp:127.0.0.1:$PORT

			[service:app]
			command = sleep 1000
		END
		start allow "$CTINIT" run "$T/allow.ini"
		wait_for 30 is_ready_there
		TOKEN=$(cat "$T/own/token")
		change /v1/services/app/restart
		if [ "$allow" = root ]; then
			eq "$STATUS" 409
			match "$BODY" 'not permitted for user 12345: see control-allow'
		else
			eq "$STATUS" 200 "$BODY"
		fi
		kill "$PID"
		finish 20 "$PID"
	done
}

@test "web: in a root that has only ctinit and ctinit-web, FROM scratch, it serves" {
	need_root
	need_static
	PORT=$(free_port)
	mkdir -p "$T/root"/{proc,sys,dev,run,tmp,etc}
	cp "$CTINIT" "$WEB" "$T/root/"
	ini scratch <<-END
		[container]
		rootfs = $T/root
		network = host

		[service:web-control]
		command = /ctinit web --listen tcp:127.0.0.1:$PORT --user 4711
		ready   = tcp:127.0.0.1:$PORT
	END
	start scratch "$CTINIT" run "$T/scratch.ini"
	wait_for 30 is_ready_there
	ask /readyz
	eq "$STATUS $BODY" '200 ok'
}
is_ready_there() {
	ask /v1/status
	match "$BODY" '"name":"web-control","kind":"daemon","state":"ready"'
}

@test "web: the fake control socket of the other tests follows the schema" {
	fake_control
	web_start
	ask /v1/schema
	cp "$T/body" "$T/schema"
	follows_schema /v1/status status
	follows_schema /v1/graph edges
	follows_schema /v1/logs lines
	follows_schema /v1/events events
}

@test "web: docs/web.md names every request of the schema, and no other" {
	web_start
	ask /v1/schema
	python3 -c 'import json, sys
for path, verbs in json.load(sys.stdin)["paths"].items():
    print(*verbs, path.replace("{name}", "NAME").replace("{verb}", "VERB"))' <"$T/body" |
		sed 's,^get,GET,; s,^post,POST,' | grep -vE '/(login|page/NAME)$' | sort >"$T/paths"
	sed -nE 's,^\| (GET|POST) (/[^ ,]*).*,\1 \2,p' "$ROOT/docs/web.md" |
		sed -E 's,(/NAME)/(start|enable|signal|scale)$,\1/VERB,' | sort -u >"$T/named"
	diff -u "$T/paths" "$T/named"
}
