#!/bin/sh
# tests/lib/rounds.sh GROUP|FILE... - runs all tests, and with glibc only these; `make test` calls it.
#
# The second round is left out where MODE is given, and where the program has no musl.
given=${MODE:-}
code=0
bash tests/run.sh || code=1
if [ -z "$given" ] && [ "$(make -s --no-print-directory program)" = 'musl build/ctinit' ]; then
	echo 'With glibc:'
	MODE=fast bash tests/run.sh "$@" || code=1
fi
exit $code
