#!/bin/sh
# tests/arm64/conformance.sh - runs the cases of tests/conformance on `ctinit -- CMD`. Prints TAP.
exec python3 tests/conformance/run.py --native
