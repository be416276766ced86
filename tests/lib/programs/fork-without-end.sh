#!/bin/bash
# fork-without-end.sh SECONDS - exits after SECONDS; two children of it fork processes that
# leave their session, catch SIGTERM, and fork on.
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
