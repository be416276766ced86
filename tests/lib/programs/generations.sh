#!/bin/bash
# generations.sh DIR - starts a child in its group and one in another session. Each process
# prints its name on SIGUSR1; the main process then waits until DIR/go exists.
go=$1/go
end() {
	echo main
	until [ -e "$go" ]; do read -rt 0.02 <> <(:); done
	exit
}
trap end USR1
bash -c 'trap "echo group; exit" USR1; sleep 4035 & echo up; wait' &
setsid bash -c 'trap "echo session; exit" USR1; sleep 4036 & echo up; wait' &
while :; do
	wait
	read -rt 0.1 <> <(:)
done
