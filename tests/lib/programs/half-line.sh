#!/bin/sh
# half-line.sh DIR - its first run ends, once DIR/go exists, with a line that has no end; its
# second run prints a line, makes DIR/second and stays.
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
