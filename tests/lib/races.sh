#!/usr/bin/env bash
# tests/lib/races.sh - checks that services which are ready very early are seen as ready.
#
# usage: races.sh KIND STARTS [CMD...]   CMD runs ctinit (strace and its options)
#   log err follow notify fd tcp unix file   STARTS first starts, with this kind of `ready`
#   json                   as log, and each line must have the pid of its writer
#   again                  STARTS starts of 8 services that are killed once they are ready
#   again-kill             as again, while the logger is killed again and again
#   run                    as again, with a new log-file at each start for its own lines
#   reload                 as again, with another `ready = log:` at each reload
# Prints "KIND: N starts, N ready" and fails if one start was not ready. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=$1 starts=$2
shift 2
ctinit=${CTINIT:-$PWD/build/ctinit} say=${TOOLS:-$PWD/build/tools}/say_ready
limit=${RACES_TIMEOUT:-300}
T=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-races.XXXXXX")
[ -n "${RACES_KEEP:-}" ] || trap 'rm -rf "$T"' EXIT
pid1=(unshare -pfn --mount-proc --kill-child sh -c 'ip link set lo up && exec "$@"' sh)

ready_of() { # I
	case $kind in
	log | err | json) echo 'log:^up' ;;
	follow) echo 'log:^up' ;;
	notify) echo notify ;;
	fd) echo fd:3 ;;
	tcp) echo "tcp:127.0.0.1:$((10000 + $1))" ;;
	unix) echo "unix:$T/s$1" ;;
	file) echo "file:$T/s$1" ;;
	esac
}
word_of() { # I
	case $kind in
	fd) echo 3 ;;
	tcp) echo $((10000 + $1)) ;;
	*) echo "$T/s$1" ;;
	esac
}

# Each service waits for the one 8 places before it.
first_starts() { # COUNT
	local i
	printf '[defaults]\nstart-timeout = %ss\nrestart = never\n' "$((limit / 2))"
	[ "$kind" != json ] || echo 'log-format = json'
	for ((i = 1; i <= $1; i++)); do
		rm -f "$T/s$i"
		printf '[service:s%d]\ncommand = %s %s %s\nready = %s\n' "$i" "$say" "$kind" "$(word_of "$i")" "$(ready_of "$i")"
		[ "$kind" != follow ] || echo "log-follow = $T/s$i"
		[ "$i" -le 8 ] || echo "needs = s$((i - 8))"
	done
	printf '[service:end]\ntype = task\nmain = yes\nneeds ='
	for ((i = $1 > 8 ? $1 - 7 : 1; i <= $1; i++)); do printf ' s%d' "$i"; done
	printf '\ncommand = /bin/true\n'
}

# Each start is killed once it is ready; the ninth one fails permanently.
restarts() {
	local i
	printf '[defaults]\nstart-timeout = %ss\nrestart-delay = 0\nrestart-max-delay = 0\nrestart-limit = %d\nrestart-reset = 24h\non-failed = ignore\n' \
		"$((limit / 2))" $((starts / 8 - 1))
	for ((i = 1; i <= 8; i++)); do
		printf '[service:s%d]\nenvironment = PID_FILE=%s\nready = log:^up\n' "$i" "$T/p$i"
		printf "health = exec:/bin/sh -c 'read -r pid <%s && kill -KILL \$pid'\nhealth-interval = 100ms\n" "$T/p$i"
		if [ "$kind" = run ]; then
			echo 0 >"$T/n$i"
			printf "pre-start = /bin/sh -c 'read -r n <%s; n=\$((n + 1)); echo \$n >%s; echo N=\$n >%s'\n" "$T/n$i" "$T/n$i" "$T/env$i"
			# shellcheck disable=SC2016
			printf 'env-file = -%s\nlog-file = %s.${N:-0}\nlog-console = no\ncommand = %s run ${N:-0}\n' "$T/env$i" "$T/log$i" "$say"
		else
			printf 'log-format = json\ncommand = %s json x\n' "$say"
		fi
	done
}

boot() { # rc
	local code=0
	timeout -k 5 "$limit" "$@" "${pid1[@]}" "$ctinit" run "$T/ini" >"$T/out" 2>"$T/err" </dev/null || code=$?
	echo "$code" >"$T/code"
}

bad() {
	echo "races.sh: $kind: $*" >&2
	grep -v 'ready after\|stopped' "$T/err" | tail -n 5 >&2
	exit 1
}

# Each line contains its writer's pid, and its "pid" must be the same.
check_json() {
	python3 - "$T/out" <<-'END'
		import json, sys
		bad = 0
		for line in open(sys.argv[1]):
		    m = json.loads(line)
		    word = m["text"].split()
		    if m.get("pid") is None or (len(word) == 2 and int(word[0]) != m["pid"]):
		        bad += 1
		        print("races.sh: wrong pid:", line, file=sys.stderr)
		sys.exit(bad > 0)
	END
}

kill_loggers() { # kills loggers until the container has ended
	local outer init logger
	until outer=$(pgrep -P $$ -x timeout); do :; done
	while kill -0 "$outer" 2>/dev/null; do
		init=$(pgrep -n -P "$(pgrep -n -P "$outer" || echo 0)" || echo 0)
		logger=$(pgrep -n -P "$init" -x ctinit-log || echo none)
		[ "$init" = 0 ] || [ "$logger" = none ] || kill -KILL "$logger" 2>/dev/null || :
		sleep "0.0$((RANDOM % 10))"
	done
}

# One service restarts, the other one does not. Each reload changes the line that `ready =
# log:` waits for.
reloads() {
	local i outer init
	reload_file 0
	boot "$@" &
	until outer=$(pgrep -P $! -x timeout); do :; done
	until init=$(pgrep -P "$(pgrep -P "$outer" -x unshare || pgrep -P "$(pgrep -P "$outer" -x strace || echo 0)" -x unshare || echo 0)" -x ctinit); do
		kill -0 "$outer" || bad "it has ended"
	done
	for ((i = 1; i <= starts; i++)); do
		until [ "$(grep -c '\<s: ready after' "$T/err")" -ge "$i" ]; do
			kill -0 "$outer" 2>/dev/null || bad "it has ended"
			sleep 0.01
		done
		[ "$i" = "$starts" ] || reload_file "$i"
		[ "$i" = "$starts" ] || kill -HUP "$init"
	done
	kill -TERM "$init"
	wait
}
reload_file() { # NUMBER
	printf '[service:other]\ncommand = %s log\n[service:s]\nstart-timeout = %ss\nready = log:x%d\ncommand = %s json x%d\n' \
		"$say" "$((limit / 2))" "$1" "$say" "$1" >"$T/ini.new"
	mv "$T/ini.new" "$T/ini"
}

done_starts=0 ready=0
case $kind in
reload)
	reloads "$@"
	done_starts=$starts
	ready=$(grep -c '\<s: ready after' "$T/err" || :)
	;;
again | again-kill | run)
	starts=$(((starts + 7) / 8 * 8))
	restarts >"$T/ini"
	if [ "$kind" = again-kill ]; then
		kill_loggers &
		killer=$!
	fi
	boot "$@"
	[ "$kind" != again-kill ] || wait "$killer" || :
	done_starts=$starts
	ready=$(grep -c ': ready after' "$T/err" || :)
	if [ "$kind" = again ]; then check_json || bad "wrong pids"; fi
	if [ "$kind" = run ]; then
		for file in "$T"/log*.*; do
			eval "$(awk -v n="${file##*.}" '$2 != "" && $2 != n { print "bad \"" FILENAME " has the line of " $2 "\"" }' "$file")"
			grep -qx up "$file" || bad "${file##*/} has no line"
		done
	fi
	;;
*)
	while [ "$done_starts" -lt "$starts" ]; do
		n=$((starts - done_starts < 100 ? starts - done_starts : 100))
		first_starts "$n" >"$T/ini"
		boot "$@"
		[ "$(cat "$T/code")" = 0 ] || bad "exit code $(cat "$T/code")"
		if [ "$kind" = json ]; then check_json || bad "wrong pids"; fi
		done_starts=$((done_starts + n))
		ready=$((ready + $(grep -c 's[0-9]*: ready after' "$T/err" || :)))
	done
	;;
esac
echo "$kind: $done_starts starts, $ready ready"
[ "$ready" = "$done_starts" ] || bad "$((done_starts - ready)) missing"
