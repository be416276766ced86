#!/bin/sh
# every-output.sh FILE - writes lines, an object, a followed FILE that is rotated, a line
# without its end, and a message to /dev/log.
seq 1 1000
echo '{"a":1}'
seq 1 9 >>"$1"
mv "$1" "$1.1"
seq 1 9 >"$1"
printf last
logger -d -u /dev/log sys || :
