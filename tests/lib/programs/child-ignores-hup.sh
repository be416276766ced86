#!/bin/sh
# child-ignores-hup.sh - prints "bye" and exits on SIGHUP; its child, sleep 4501, ignores
# SIGHUP.
trap "echo bye; exit 0" HUP
(trap "" HUP; exec sleep 4501) &
until pgrep -fx "sleep 4501" >/dev/null; do :; done
echo up
while :; do sleep 0.02; done
