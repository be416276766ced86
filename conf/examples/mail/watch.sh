#!/bin/sh
# watch.sh NAME SECONDS COMMAND...: runs the command every SECONDS and prints the last line
# of its output.
name=$1 seconds=$2
shift 2
while :; do
	echo "$name: $("$@" 2>&1 | tail -n 1)"
	sleep "$seconds"
done
