#!/usr/bin/env bats
# tests/box/web.bats - checks the HTTP side of ctinit-web: routes, rights, formats.
load ../lib/common
load ../lib/http

@test "web: status, services, graph and health are JSON without a token" {
	fake_control
	web_start
	ask /v1/status
	eq "$STATUS" 200
	match "$HEADERS" '^Content-Type: application/json$'
	match "$BODY" '^\{"ok":true,"units":\[\{"type":"unit","name":"migrate",.*"usage":\[.*"container":\{"type":"container","name":"shop"'
	ask /v1/services/worker
	eq "$STATUS" 200
	match "$BODY" '"name":"worker@1".*"name":"worker@2"'
	no_match "$BODY" '"name":"nginx"'
	ask /v1/graph
	match "$BODY" '^\{"ok":true,"edges":\[\{"type":"edge","from":"postgres","to":"migrate","kind":"order"\}'
	ask /v1/health
	eq "$STATUS $BODY" '503 {"ok":false,"error":"mailer: failed"}'
	ask '/v1/health?live=1'
	eq "$STATUS $BODY" '200 {"ok":true}'
	eq "$(requests)" $'status --usage \nstatus --usage worker\ngraph\nhealth --ready \nhealth --live '
}

@test "web: probes get 200 or 503, and a text for people" {
	fake_control
	web_start
	ask /healthz
	eq "$STATUS $BODY" '200 ok'
	ask /readyz
	eq "$STATUS $BODY" '503 mailer: failed'
}

@test "web: without a container everything says so, and metrics say ctinit_up 0" {
	web_start
	for path in /v1/status /healthz /readyz /v1/graph /; do
		ask "$path"
		eq "$STATUS" 503 "$path"
		match "$BODY" 'no container answers on the control socket: there is none'
	done
	ask /metrics
	eq "$STATUS" 200
	match "$BODY" '^ctinit_up 0$'
}

@test "web: changes and logs need the token" {
	fake_control
	web_start
	for path in /v1/services/nginx/restart /v1/reload /v1/shutdown; do
		ask $path -X POST
		eq "$STATUS" 401 "$path"
		match "$BODY" 'Authorization: Bearer TOKEN'
		ask $path -X POST -H "X-Ctinit-Token: ${TOKEN}0"
		eq "$STATUS" 401 "$path"
	done
	for path in /v1/logs /v1/events; do
		ask $path
		eq "$STATUS" 401 "$path"
		ask $path -H "Authorization: Bearer $TOKEN"
		eq "$STATUS" 200 "$path"
	done
	match "$BODY" '^\{"ok":true,"events":\[\{"type":"event",'
	ask '/v1/logs?n=5&name=nginx' -H "Authorization: Bearer $TOKEN"
	match "$BODY" '^\{"ok":true,"lines":\[\{"type":"line",'
	eq "$(requests)" $'logs -n 200 \nevents \nlogs -n 5 nginx'
}

@test "web: each change becomes its request" {
	fake_control
	web_start
	for verb in start stop restart; do change /v1/services/nginx/$verb '{"timeout_ms":1500}'; done
	for verb in enable disable reload; do change /v1/services/@workers/$verb; done
	change /v1/services/worker@2/signal '{"signal":"USR1"}'
	change /v1/services/worker/scale '{"instances":3}'
	change /v1/reload '{"dry_run":true}'
	change /v1/reload
	change /v1/shutdown '{"code":3}'
	eq "$STATUS" 200
	eq "$(requests)" "start --timeout=1500 nginx
stop --timeout=1500 nginx
restart --timeout=1500 nginx
enable @workers
disable @workers
reload @workers
signal USR1 worker@2
scale --timeout=120000 worker 3
reload --dry-run
reload
shutdown 3"
	change /v1/services/mailer/start
	eq "$STATUS $BODY" '409 {"ok":false,"exit":1,"error":"mailer: not ready within 60 s","rows":[]}'
}

@test "web: a wrong request is refused and does not reach the control socket" {
	local path body status
	fake_control
	web_start
	: >"$T/fake/requests"
	while read -r status path body; do
		change "$path" "$body"
		eq "$STATUS" "$status" "$path $body"
		match "$BODY" '^\{"ok":false,"error":"'
	done <<-'END'
		404 /v1/services/nginx/explode
		404 /v1/nothing
		404 /v1/services//start
		405 /v1/status
		405 /metrics
		400 /v1/services/a%20b/start
		400 /v1/services/%2d%2dtimeout=1/start
		400 /v1/services/a%0astop/start
		400 /v1/services/nginx/signal
		400 /v1/services/nginx/signal {"signal":"HUP all"}
		400 /v1/services/nginx/signal {"signal":"-f"}
		400 /v1/services/nginx/scale {"instances":"3"}
		400 /v1/services/nginx/scale {"instances":-1}
		400 /v1/services/nginx/start {"timeout_ms":0}
		400 /v1/services/nginx/start {"timeout_ms":"1"}
		400 /v1/services/nginx/start [1]
		400 /v1/services/nginx/start {"a":1,"a":2}
		400 /v1/shutdown {"code":256}
		400 /v1/shutdown {"code":"0"}
	END
	for path in '/v1/logs?n=-1' '/v1/logs?n=10001' '/v1/logs?since=x' '/v1/logs?name=a%20b'; do
		ask "$path" -H "X-Ctinit-Token: $TOKEN"
		eq "$STATUS" 400 "$path"
	done
	eq "$(requests)" ''
}

@test "web: metrics pass promtool, in both formats, and have node_exporter's names" {
	fake_control
	web_start
	ask /metrics
	eq "$STATUS" 200
	match "$HEADERS" '^Content-Type: text/plain; version=0.0.4; charset=utf-8$'
	eq "$(promtool check metrics <"$T/body" 2>&1)" ''
	match "$BODY" '^node_supervisord_state\{name="nginx",group="nginx"\} 20$'
	match "$BODY" '^node_supervisord_state\{name="worker@2",group="workers"\} 30$'
	match "$BODY" '^node_supervisord_up\{name="mailer",group="mailer"\} 0$'
	match "$BODY" '^node_supervisord_exit_status\{name="mailer",group="mailer"\} 137$'
	match "$BODY" '^node_supervisord_start_time_seconds\{name="cron",group="cron"\} [0-9]+\.[0-9]{3}$'
	match "$BODY" '^ctinit_unit_restarts_total\{name="worker@2"\} 5$'
	match "$BODY" '^ctinit_unit_cpu_seconds_total\{name="cron"\} 1\.734000$'
	match "$BODY" '^ctinit_unit_memory_bytes\{name="cron"\} 29360128$'
	ask /metrics -H 'Accept: application/openmetrics-text; version=1.0.0'
	match "$HEADERS" '^Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8$'
	match "$BODY" '^# TYPE ctinit_unit_restarts counter$'
	match "$BODY" '^ctinit_unit_restarts_total\{name="worker@2"\} 5$'
	eq "$(tail -n 1 "$T/body")" '# EOF'
}

@test "web: events and logs are streams of server-sent events or of JSON lines" {
	fake_control
	web_start
	curl -sN -m 60 -H "X-Ctinit-Token: $TOKEN" -H 'Accept: text/event-stream' \
		"http://127.0.0.1:$PORT/v1/events" >"$T/sse" 3>&- &
	echo $! >>"$T/.pids"
	curl -sN -m 60 -H "X-Ctinit-Token: $TOKEN" "http://127.0.0.1:$PORT/v1/logs?follow=1&n=9" \
		>"$T/rows" 3>&- &
	echo $! >>"$T/.pids"
	wait_for 20 grep -q mailer "$T/sse"
	wait_for 20 grep -q worker@1 "$T/rows"
	eq "$(head -n 1 "$T/sse")" 'event: event'
	match "$(sed -n 2p "$T/sse")" '^data: \{"type":"event",.*"name":"worker@2"'
	eq "$(sed -n 3p "$T/sse")" ''
	match "$(head -n 1 "$T/rows")" '^\{"type":"line",.*\}$'
	wait_for 20 requests_are_two
	match "$(requests)" '^events -f $'
	match "$(requests)" '^logs -f -n 9 $'
}
requests_are_two() { [ "$(requests | wc -l)" = 2 ]; }

@test "web: a change that takes long is waited for, and a reply that never ends has a limit" {
	fake_control
	web_start
	printf '{"type":"event","at_ms":1,"name":"nginx"}\n' >"$T/fake/restart"
	change /v1/services/nginx/restart
	eq "$STATUS" 503
	match "$BODY" '"error":"the reply ended too early","rows":\[\{"type":"event"'
	printf 'no JSON\n' >"$T/fake/status"
	ask /v1/status
	eq "$STATUS" 503
	match "$BODY" 'the reply is not readable'
	head -c 9000 /dev/zero | tr '\0' x >"$T/fake/status"
	ask /v1/status
	match "$BODY" 'the reply is not readable'
	ask /
	eq "$STATUS" 503
}
