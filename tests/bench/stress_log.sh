#!/usr/bin/env bash
# tests/bench/stress_log.sh - sends numbered lines from many services through a logger that
# is killed repeatedly, while the services are restarted.
#
# usage: stress_log.sh [SERVICES [LINES-EACH [KILLS [block|drop]]]] (100 1000000 200: 10 GB)
# Fails if a line is lost (with drop: lost and not reported) or out of order, or if the
# writers finish before the last kill. A kill may repeat the last write and tear one line.
# With drop, writers are slowed down and the reader takes a third of their lines. Needs
# root.
set -euo pipefail
cd "$(dirname "$0")/../.."
services=${1:-100} lines=${2:-1000000} kills=${3:-200} full=${4:-block}
ctinit=${CTINIT:-$PWD/build/ctinit} tools=$PWD/build/tools
T=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-stress.XXXXXX")
trap 'rm -rf "$T"' EXIT
mkfifo "$T/pipe"
pace=0 rate=0 # lines and bytes per second
if [ "$full" = drop ]; then
	pace=$((lines * 2 / kills + 1)) # about two kills per second
	rate=$((services * pace * 100 / 3))
fi
# SIGTERM stops a writer between two writes with exit code 1; the next writer continues
# there.
for ((i = 1; i <= services; i++)); do
	printf '[service:s%d]\nlog-full = %s\nrestart = on-failure\nrestart-delay = 1ms\nrestart-limit = 0\n' "$i" "$full"
	printf 'on-failed = ignore\ncommand = %s s%d %d 100 %d %s %d\n' "$tools/lines_write" "$i" \
		"$lines" $((i % 4 * 20000)) "$T/s$i" "$pace"
done >"$T/ini"
"$tools/lines_check" "$rate" $((2 * kills)) "$lines" <"$T/pipe" >"$T/result" &
check=$!
unshare -pf --mount-proc --kill-child "$ctinit" run -q "$T/ini" >"$T/pipe" 2>"$T/err" &
outer=$!
until init=$(pgrep -P "$outer"); do :; done
for ((k = 0; k < kills; k++)); do
	kill -0 "$outer" 2>/dev/null || break
	logger=$(pgrep -P "$init" -x ctinit-log) || logger=''
	victim=$(pgrep -P "$init" -x lines_write | shuf -n 1) || victim=''
	[ -z "$logger" ] || kill -KILL "$logger" 2>/dev/null || :
	[ -z "$victim" ] || kill -TERM "$victim" 2>/dev/null || :
	sleep 0."$((RANDOM % 3))$((RANDOM % 10))"
done
code=0
wait "$outer" || code=$?
wait "$check" && checked=0 || checked=$?
read -r got repeated lost torn told names <"$T/result"
echo "$k kills: $got lines, $repeated repeated, $lost lost, $torn torn, $told dropped, $names services; exit code $code"
tail -n 3 "$T/err"
[ "$checked" = 0 ] && [ $((got - repeated + lost)) = $((services * lines)) ] && [ "$names" = "$services" ]
if [ "$k" != "$kills" ]; then
	echo "stress_log.sh: the writers were done after $k of $kills kills" >&2
	exit 1
fi
if [ "$full" = drop ]; then [ "$lost" -gt 0 ]; else [ "$lost" = 0 ]; fi
