#!/usr/bin/env bats
# tests/box/rootless.bats - tests a container of an ordinary user, with ids from /etc/subuid.
# The root directory is the user's own copy, unpacked the way podman does it.
# timeout: 240
load ../lib/common
load ../lib/web

setup_file() {
	local source
	has_root || return 0
	source=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	COPY=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-rootless.XXXXXX")
	export COPY T=$COPY
	chmod 755 "$COPY"
	need_user
	export CT_USER
	has_subids || return 0
	install -d -m 755 -o "$CT_USER" "$COPY/root"
	# Unpack it with the user's ids: 0 is the user, the others are from /etc/subuid.
	tar -C "$source" --exclude='./dev/*' --exclude='./usr/share/doc' --exclude='./usr/share/man' \
		--exclude='./usr/share/locale' --exclude='./var/cache' --exclude='./var/lib/apt/lists' \
		-cf - . | as_user unshare --map-root-user --map-auto --user \
		tar -C "$COPY/root" --numeric-owner -xpf -
	install -d -m 755 "$COPY/root/dev" 2>/dev/null || :
}
teardown_file() {
	[ -d "${COPY:-}" ] && rm -rf --one-file-system "$COPY"
	ct_remove_user
}
setup() {
	need_root
	ct_setup
	need_subids
	snapshot
}

@test "rootless: nginx and redis answer, a killed nginx comes back, TERM stops in order, exit 0" {
	local http redis first
	http=$(free_port) redis=$(free_port)
	web_ini host "$http" "$redis"
	start web as_user "$CTINIT" run "${PLAIN[@]}" --rootfs "$COPY/root" "$T/web.ini"
	wait_line 30 "$T/web.err" '^ctinit [|] nginx: ready after [0-9.]+ m?s'
	in_order "$T/web.err" '^ctinit [|] redis: ready after' '^ctinit [|] nginx: ready after'
	wait_for 10 answers "$http"
	wait_for 10 pong "$redis"

	first=$(master "$PID" nginx)
	[ -n "$first" ]
	eq "$(stat -c %U "/proc/$first")" "$CT_USER" "nginx runs as"
	kill -KILL "$first"
	wait_for 20 lines_like "$T/web.err" '^ctinit [|] nginx: ready after' 2
	wait_for 10 answers "$http"

	kill -TERM "$(front "$PID")"
	finish 20 "$PID"
	eq "$STATUS" 0 "exit code"
	in_order "$T/web.err" '^ctinit [|] nginx: (stopped|ended|done)' '^ctinit [|] redis: (stopped|ended|done)'
	nothing_left
}

# front: prints the pid of the front end, which is below the subshell of as_user
front() {
	local pid
	for pid in "$1" $(below "$1"); do
		if [ "$(cat "/proc/$pid/comm")" = ctinit ]; then
			echo "$pid"
			return
		fi
	done
}

@test "rootless: network = none is reached inside by curl; root inside is the user outside" {
	web_ini none 8080 6379
	cat >>"$T/web.ini" <<-'END'
		[service:client]
		type = task
		needs = nginx redis
		command = /bin/sh -ec 'curl -sfS http://127.0.0.1:8080/ | head -c 4000; redis-cli ping; id -u; stat -c %U /etc/passwd /var/lib/redis; cat /proc/self/uid_map'
		main = yes
	END
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run "${PLAIN[@]}" --rootfs "$COPY/root" "$T/web.ini"
	echo "$stderr"
	eq "$status" 0 "exit code"
	match "$output" 'Welcome to nginx'
	match "$output" '^PONG'
	match "$output" '^0$'
	match "$output" "^ *0 +$(id -u "$CT_USER") +1$"
	match "$output" '^redis$'
	nothing_left
}

@test "rootless: kill -9 of the front end ends the container" {
	local http redis pids pid
	http=$(free_port) redis=$(free_port)
	web_ini host "$http" "$redis"
	start web as_user "$CTINIT" run "${PLAIN[@]}" --rootfs "$COPY/root" "$T/web.ini"
	wait_line 30 "$T/web.err" '^ctinit [|] nginx: ready after'
	pids=$(below "$PID")
	kill -KILL "$(front "$PID")"
	finish 10 "$PID"
	eq "$STATUS" 137 "exit code"
	for pid in $pids; do wait_for 10 ct_gone "$pid"; done
	nothing_left
}

@test "rootless: works without a root directory, on the host's files" {
	# In a pid namespace ctinit would supervise in place without --container.
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run --container -- /bin/sh -c 'cat /proc/1/comm; exit 5'
	echo "$stderr"
	eq "$status" 5 "exit code"
	match "$output" '^ctinit$'
	nothing_left
}

@test "rootless: a user without subordinate ids gets one id" {
	local none=ctn${CT_RUN:-$$}
	user_add_bare "$none"
	chown -R "$none" "$UDIR"
	CT_USER=$none run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run --container -- \
		/bin/sh -c 'id -u; cat /proc/self/uid_map; exit 6'
	user_del "$none"
	echo "$stderr"
	eq "$status" 6 "exit code"
	match "$output" '^[0-9]+$'
	match "$output" '^ +[0-9]+ +[0-9]+ +1$'
	eq "$(wc -l <<<"$output")" 2 "$output"
	nothing_left
}
