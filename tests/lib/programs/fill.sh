#!/bin/sh
# fill.sh DIR FD - writes 3000 lines to stdout, prints "filled" to FD, and "after" once
# DIR/other is gone.
i=0
while [ $i -lt 3000 ]; do
	echo "line $i of something that fills the disk"
	i=$((i + 1))
done
echo filled >&"$2"
while [ -e "$1/other" ]; do sleep 0.05; done
echo after
