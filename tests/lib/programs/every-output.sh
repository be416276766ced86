#!/bin/sh
# every-output.sh FILE - writes lines, a JSON object, a followed FILE that is rotated, a
# line without a newline, and a message to /dev/log.
seq 1 1000
echo '{"a":1}'
seq 1 9 >>"$1"
mv "$1" "$1.1"
seq 1 9 >"$1"
printf last
logger -d -u /dev/log sys || :
