#!/bin/sh
# tests/lib/sum.sh - reads lines "PASSED FAILED SKIPPED" and prints their sum as the last line of a run.
awk '{ passed += $1; failed += $2; skipped += $3 }
	END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : "" }'
