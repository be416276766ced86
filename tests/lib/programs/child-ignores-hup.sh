#!/bin/sh
# child-ignores-hup.sh - says "bye" and exits at SIGHUP; its child, sleep 4501, ignores that.
trap "echo bye; exit 0" HUP
(trap "" HUP; exec sleep 4501) &
until pgrep -fx "sleep 4501" >/dev/null; do :; done
echo up
while :; do sleep 0.02; done
