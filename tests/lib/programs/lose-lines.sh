#!/bin/sh
# lose-lines.sh DIR - writes 1 to 5 once DIR/gone exists, "back" once DIR/again exists, and
# 6 and 7 once DIR/end exists; then creates DIR/written.
after() { until [ -e "$1" ]; do sleep 0.02; done; }
echo up
after "$1/gone"
printf '1\n2\n3\n4\n5\n'
after "$1/again"
echo back
after "$1/end"
printf '6\n7\n'
: >"$1/written"
exec sleep 1000
