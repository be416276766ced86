#!/usr/bin/env bats
# tests/box/web-rights.bats - checks who may do what over HTTP, and what ctinit-web may do.
load ../lib/common
load ../lib/http

@test "web: a Host header with a strange name is refused, against DNS rebinding" {
	local host
	fake_control
	web_start --host shop.example
	for host in 127.0.0.1 "127.0.0.1:$PORT" localhost "localhost:1" '[::1]:80' 10.1.2.3 shop.example \
		SHOP.example:8080; do
		ask /v1/status -H "Host: $host"
		eq "$STATUS" 200 "$host"
	done
	for host in attacker.example 127.0.0.1.attacker.example localhost.attacker.example '[::1]x' \
		'[attacker]' 127.0.0.1:x '' "$(printf '%0300d' 0)"; do
		ask /v1/status -H "Host;" -H "Host: $host"
		[ "$STATUS" = 421 ] || eq "$STATUS" 400 "$host"
	done
}

@test "web: a page of another site can change nothing, not even with the token" {
	fake_control
	web_start
	for header in 'Origin: http://attacker.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' \
		'Sec-Fetch-Site: same-site' "Origin: http://127.0.0.1:1"; do
		ask /v1/reload -X POST -H "X-Ctinit-Token: $TOKEN" -H "$header"
		eq "$STATUS" 403 "$header"
		match "$BODY" 'a page of another site'
	done
	ask /v1/reload -X POST -H "X-Ctinit-Token: $TOKEN" -H "Origin: http://127.0.0.1:$PORT" \
		-H 'Sec-Fetch-Site: same-origin'
	eq "$STATUS" 200
	no_match "$HEADERS" '^Access-Control'
	ask /v1/reload -X OPTIONS -H 'Origin: http://attacker.example'
	eq "$STATUS" 403
}

@test "web: the cookie of the login reads and changes nothing, and is not the token" {
	local cookie
	fake_control
	web_start
	ask /login -d token=wrong
	eq "$STATUS" 403
	no_match "$HEADERS" '^Set-Cookie'
	ask /login -d "token=$TOKEN"
	eq "$STATUS" 303
	match "$HEADERS" '^Location: \./$'
	match "$HEADERS" '^Set-Cookie: ctinit_read=[0-9a-f]{32}; HttpOnly; SameSite=Strict; Path=/$'
	no_match "$HEADERS" "$TOKEN"
	cookie=$(sed -n 's/^Set-Cookie: \([^;]*\);.*/\1/p' <<<"$HEADERS")
	ask /v1/logs -H "Cookie: $cookie"
	eq "$STATUS" 200
	ask / -H "Cookie: $cookie"
	match "$BODY" 'took job 4711'
	for header in "Cookie: $cookie" "X-Ctinit-Token: ${cookie#*=}" "Authorization: Basic $TOKEN"; do
		ask /v1/reload -X POST -H "$header"
		[ "$STATUS" = 401 ] || eq "$STATUS" 403 "$header"
	done
}

@test "web: every reply forbids foreign resources, frames, guessed types and caches" {
	fake_control
	web_start
	for path in / /metrics /v1/status /page/live.js /nothing; do
		ask $path
		match "$HEADERS" "^Content-Security-Policy: default-src 'none'; script-src 'self';.* frame-ancestors 'none'$"
		match "$HEADERS" '^X-Content-Type-Options: nosniff$'
		match "$HEADERS" '^X-Frame-Options: DENY$'
		match "$HEADERS" '^Cache-Control: no-store$'
	done
}

@test "web: the token of a file is used, and made if there is none; others may not read it" {
	fake_control
	web_start --token-file "$T/token"
	eq "$TOKEN" ''
	eq "$(stat -c '%a %u' "$T/token")" "600 $(id -u)"
	match "$(cat "$T/token")" '^[0-9a-f]{32}$'
	no_match "$(cat "$T/web.out")" "$(cat "$T/token")"
	TOKEN=$(cat "$T/token")
	change /v1/reload
	eq "$STATUS" 200
	printf 'a-token_of.our~own+1/=\n' >"$T/token"
	web_start --token-file "$T/token"
	TOKEN=$(cat "$T/token")
	change /v1/reload
	eq "$STATUS" 200

	chmod 640 "$T/token"
	run "$WEB" --listen tcp:127.0.0.1:0 --token-file "$T/token"
	eq "$status $output" "1 ctinit-web: token file $T/token: other users may access it: chmod 0600"
	chmod 600 "$T/token"
	chown 12345 "$T/token"
	run "$WEB" --listen tcp:127.0.0.1:0 --token-file "$T/token"
	eq "$status $output" "1 ctinit-web: token file $T/token: belongs to another user"
	rm "$T/token"
	mkfifo -m 600 "$T/token"
	run "$WEB" --listen tcp:127.0.0.1:0 --token-file "$T/token"
	eq "$status $output" "1 ctinit-web: token file $T/token: is not a regular file"
}

# over_socket UID GID [CURL OPTION]...: POSTs over the Unix socket as this user
over_socket() {
	setpriv --reuid "$1" --regid "$2" --clear-groups curl -s -m 60 --unix-socket "$T/http" \
		-o /dev/null -w '%{http_code}' -X POST "${@:3}" http://any.name/v1/reload
}

@test "web: over a Unix socket root and the socket's user and group need no token" {
	fake_control
	chmod 666 "$T/control"
	web_start --listen "unix:$T/http" --owner 12345:54321 --mode 0666
	eq "$(stat -c '%a %u %g' "$T/http")" '666 12345 54321'
	eq "$(over_socket 0 0)" 200
	eq "$(over_socket 12345 99)" 200
	eq "$(over_socket 99 54321)" 200
	eq "$(over_socket 99 99)" 401
	eq "$(over_socket 99 99 -H "X-Ctinit-Token: $TOKEN")" 200
	# A browser behind a proxy is not the proxy.
	eq "$(over_socket 0 0 -H 'Origin: http://any.name' -H 'Sec-Fetch-Site: same-origin')" 401
	kill "$WEB_PID"
	wait_for 20 not_there "$T/http"
}
not_there() { [ ! -e "$1" ]; }

@test "web: a stale Unix socket is replaced, a live one is not" {
	fake_control
	web_start --listen "unix:$T/http"
	eq "$(stat -c %a "$T/http")" 660
	run "$WEB" --listen "unix:$T/http"
	eq "$status $output" "1 ctinit-web: --listen unix:$T/http: Address already in use"
	kill -KILL "$WEB_PID"
	wait "$WEB_PID" || true
	web_start --listen "unix:$T/http"
	curl -sf --unix-socket "$T/http" http://localhost/healthz
}

@test "web: it gives up its rights, and becomes the user that is given" {
	fake_control
	chmod 666 "$T/control"
	web_start
	match "$(cat "/proc/$WEB_PID/status")" '^NoNewPrivs:	1$'
	match "$(cat "/proc/$WEB_PID/status")" '^CapEff:	0+$'
	match "$(cat "/proc/$WEB_PID/status")" '^CapPrm:	0+$'
	web_start --user 12345:54321 --token-file "$T/token"
	match "$(cat "/proc/$WEB_PID/status")" '^Uid:	12345	12345	12345	12345$'
	match "$(cat "/proc/$WEB_PID/status")" '^Gid:	54321	54321	54321	54321$'
	match "$(cat "/proc/$WEB_PID/status")" '^Groups:	 *$'
	ask /v1/status
	eq "$STATUS" 200
	run "$WEB" --listen tcp:127.0.0.1:0 --user no-such-user
	eq "$status" 1
	match "$output" 'no-such-user: there is no such user or group in /etc/passwd and /etc/group'
}

@test "web: --read-only makes no token and refuses changes, also over the Unix socket" {
	fake_control
	web_start --listen "unix:$T/http" --read-only
	eq "$TOKEN" ''
	change /v1/reload
	eq "$STATUS" 401
	eq "$(over_socket 0 0)" 403
	ask /v1/status
	eq "$STATUS" 200
}

@test "web: wrong options are named" {
	local options words
	while IFS='|' read -r options words; do
		# shellcheck disable=SC2086 # split into words on purpose
		run "$WEB" $options
		[ "$status" = 2 ] || eq "$status" 1 "$options"
		match "$output" "^ctinit-web: $words"
	done <<-'END'
		--listen 9001|--listen must be tcp:ADDRESS:PORT or unix:PATH
		--listen=tcp:nowhere.example:1|--listen tcp:nowhere.example:1: has no IP address; names are not looked up
		--listen tcp:127.0.0.1:99999|--listen tcp:127.0.0.1:99999: is not tcp:ADDRESS:PORT
		--listen unix:relative|--listen unix:relative: needs an absolute path
		--listen|--listen needs a value
		--mode 0888|--mode must be an octal mode
		--read-only=yes|--read-only takes no value
		--nothing|--nothing is no option
	END
	run "$CTINIT" web --version
	eq "$status" 0
	match "$output" '^libmicrohttpd: 0'
}
