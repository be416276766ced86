# shellcheck shell=bash
# tests/lib/http.bash - starts ctinit-web, and asks it over HTTP.
#
# web_start sets $PORT and $TOKEN. Replies are in $BODY, their status in $STATUS and their
# headers in $HEADERS; they are not exported, because a body may be longer than an environment.
# shellcheck disable=SC2034

WEB=${CTINIT%/*}/ctinit-web

# fake_control: starts tests/lib/fake_control.py at $T/control; its requests are in
# $T/fake/requests
fake_control() {
	mkdir -p "$T/fake"
	python3 "$ROOT/tests/lib/fake_control.py" "$T/control" "$T/fake" >"$T/fake.out" 2>&1 3>&- &
	echo $! >>"$T/.pids"
	wait_for 20 grep -q serving "$T/fake.out"
}

# web_start [OPTION]...: starts ctinit-web at a free port of 127.0.0.1
web_start() {
	"$WEB" --listen tcp:127.0.0.1:0 --control "$T/control" "$@" >"$T/web.out" 2>&1 3>&- &
	WEB_PID=$!
	echo $WEB_PID >>"$T/.pids"
	wait_for 20 grep -q '^ctinit-web: serving' "$T/web.out"
	PORT=$(sed -n 's/.*serving on tcp:127.0.0.1://p' "$T/web.out" | head -n 1)
	TOKEN=$(sed -n 's/.*the token for logs and changes: //p' "$T/web.out")
	export PORT TOKEN WEB_PID
}

# ask PATH [CURL OPTION]...: sets $STATUS, $BODY and $HEADERS
ask() {
	local path=$1
	shift
	STATUS=$(curl -sS -m 60 -o "$T/body" -D "$T/headers" -w '%{http_code}' "$@" \
		"http://127.0.0.1:$PORT$path") || return 1
	BODY=$(cat "$T/body") HEADERS=$(tr -d '\r' <"$T/headers")
}

# change PATH [JSON]: POSTs with the token
change() { ask "$1" -X POST -H "X-Ctinit-Token: $TOKEN" ${2:+-d "$2"}; }

# requests: what arrived at the control socket
requests() { cat "$T/fake/requests"; }

# forget: begins a new list of requests
forget() { : >"$T/fake/requests"; }
