#!/usr/bin/env bats
# tests/box/web-bounds.bats - checks that clients of ctinit-web that are slow, many or large do
# not keep others out.
# timeout: 180
load ../lib/common
load ../lib/http

# crowd COUNT KIND PATH: starts tests/lib/http_crowd.py; `echo >&7` ends it
crowd() {
	mkfifo "$T/end"
	python3 "$ROOT/tests/lib/http_crowd.py" "$PORT" "$@" <"$T/end" >"$T/crowd" 2>&1 3>&- &
	echo $! >>"$T/.pids"
	exec 7>"$T/end"
	wait_for 60 grep -q connected "$T/crowd"
}
threads() { find "/proc/$WEB_PID/task" -mindepth 1 -maxdepth 1 | wc -l; }
threads_are() { [ "$(threads)" = "$1" ]; }

@test "web: 500 clients that send nothing do not keep a probe out" {
	fake_control
	web_start
	crowd 500 nothing /
	for _ in 1 2 3 4 5; do
		ask /healthz -m 5
		eq "$STATUS $BODY" '200 ok'
	done
	[ "$(threads)" -le 67 ] || fail "$(threads) threads"
}

@test "web: half a request is closed after 10 s, a reply that is not read after 30 s" {
	local quiet
	fake_control
	web_start
	quiet=$(threads)
	crowd 5 half /
	wait_for 40 threads_are "$quiet"
	echo >&7
	wait_for 10 grep -qx 5 "$T/crowd"
	exec 7>&-
	rm "$T/end"
	awk 'BEGIN { for (i = 0; i < 15000; i++)
		printf "{\"type\":\"unit\",\"name\":\"%0500d\",\"state\":\"ready\"}\n", i
		print "{\"ok\":true}" }' >"$T/fake/status"
	crowd 3 unread /v1/status
	wait_for 20 threads_are $((quiet + 3))
	wait_for 90 threads_are "$quiet"
	exec 7>&-
}

@test "web: a body or a header that is too long is refused, a reply has an end" {
	fake_control
	web_start
	head -c 20000 /dev/zero | tr '\0' ' ' >"$T/long"
	ask /v1/reload -X POST -H "X-Ctinit-Token: $TOKEN" --data-binary "@$T/long"
	eq "$STATUS" 413
	ask /v1/reload -X POST -H "X-Ctinit-Token: $TOKEN" -H 'Transfer-Encoding: chunked' \
		--data-binary "@$T/long"
	eq "$STATUS" 413
	ask /v1/status -H "X-Long: $(tr ' ' x <"$T/long")"
	[[ $STATUS = @(431|413|400) ]] || eq "$STATUS" 431
	awk 'BEGIN { for (i = 0; i < 20001; i++) print "{\"type\":\"unit\"}"; print "{\"ok\":true}" }' >"$T/fake/status"
	ask /v1/status
	eq "$STATUS" 409
	match "$BODY" 'the reply has too many lines'
	kill -0 "$WEB_PID"
}

@test "web: at most 24 clients follow; the next one is refused, and others are answered" {
	fake_control
	web_start
	for _ in {1..24}; do
		curl -sN -m 100 -H "X-Ctinit-Token: $TOKEN" "http://127.0.0.1:$PORT/v1/events?follow=1" \
			>>"$T/followed" 3>&- &
		echo $! >>"$T/.pids"
	done
	wait_for 30 followers_are 24
	ask '/v1/events?follow=1' -H "X-Ctinit-Token: $TOKEN"
	eq "$STATUS" 503
	match "$BODY" 'too many clients follow logs or events'
	ask /v1/events -H "X-Ctinit-Token: $TOKEN"
	eq "$STATUS" 200
	# Each client that goes makes room.
	kill "$(tail -n 1 "$T/.pids")"
	wait_for 20 follows_again
}
followers_are() { [ "$(grep -c mailer "$T/followed")" = "$1" ]; }
follows_again() {
	curl -sN -m 1 -o "$T/again" -H "X-Ctinit-Token: $TOKEN" \
		"http://127.0.0.1:$PORT/v1/events?follow=1" || :
	grep -q worker "$T/again"
}

@test "web: SIGTERM ends it at once with code 0, also while clients wait" {
	local code=0
	fake_control
	web_start
	curl -sN -m 100 -H "X-Ctinit-Token: $TOKEN" "http://127.0.0.1:$PORT/v1/events?follow=1" \
		>"$T/followed" 3>&- &
	echo $! >>"$T/.pids"
	wait_for 20 grep -q mailer "$T/followed"
	kill "$WEB_PID"
	wait "$WEB_PID" || code=$?
	eq "$code" 0
}
