#!/bin/sh
# tests/lib/rounds.sh GROUP|FILE... - runs all tests, and with glibc only these; `make test` calls it.
#
# The second round is left out where MODE is given, and where the program has no musl.
given=${MODE:-}
code=0
CT_SUMS=$(mktemp) || exit
export CT_SUMS
trap 'rm -f "$CT_SUMS"' EXIT
bash tests/run.sh || code=1
if [ -z "$given" ] && [ "$(make -s --no-print-directory program)" = 'musl build/ctinit' ]; then
	echo 'With glibc:'
	MODE=fast bash tests/run.sh "$@" || code=1
fi
[ ! -s "$CT_SUMS" ] || sh tests/lib/sum.sh <"$CT_SUMS"
exit $code
