#!/bin/bash
# fork-without-end.sh SECONDS - exits after SECONDS; its two children fork processes that
# leave their session, catch SIGTERM, and keep forking.
bomb() {
	while :; do
		(setsid bash -c "trap : TERM; sleep 0.3; kill -0 1" &)
		read -rt 0.01 <> <(:)
	done
}
trap "" TERM
(bomb) &
(bomb) &
sleep "$1"
