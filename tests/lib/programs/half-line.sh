#!/bin/sh
# half-line.sh DIR - the first run prints a line without a newline once DIR/go exists, and
# exits; the second run prints a line, creates DIR/second and stays.
if [ -e "$1/go" ]; then
	echo "next $$"
	: >"$1/second"
	exec sleep 1000
fi
echo up
until [ -e "$1/go" ]; do sleep 0.02; done
echo next to
printf 'half %s' $$
exit 1
