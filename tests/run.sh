#!/usr/bin/env bash
# tests/run.sh [GROUP|FILE]... - runs the tests: lint unit golden box attack sim arm64
# (default: all groups), or these files. Builds the programs first, and removes leftovers of a
# killed run.
#
# Runs JOBS (2) files at a time, then the *.serial.bats files and lint alone. Each file runs
# under tests/lib/guard.c: a hang or a leftover process is a failure. Prints failures in
# full, then a last line: N passed, N failed[, N skipped]; with CT_SUMS=FILE it appends the three
# numbers to FILE instead. Exits with 0 only if a test passed and no test failed. A file can set `# timeout: SECONDS` (default 120) for a quiet
# machine; the limit is five times that, more for a sanitized build. Files that need no root
# run while tests/lib/rootfs.sh builds the roots. ONLY=WORD runs only files with WORD in
# their path.
set -u
cd "${BASH_SOURCE[0]%/*}/.." || exit 2
JOBS=${JOBS:-2}
read -r MODE built < <(make -s --no-print-directory program) || exit 2
export MODE LC_ALL=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP
sums=${CT_SUMS:-}
unset CT_SUMS # the runs that a test makes have none
build=$PWD/build${CROSS:+/$CROSS}
# The tests that an emulator cannot run: file, test, reason.
[ -z "${CROSS:-}" ] || export CT_SKIPPED=$PWD/tests/$CROSS/skipped.tsv
export CTINIT=${CTINIT:-$PWD/$built}
all_groups="unit golden box attack sim arm64 lint"
. tests/lib/leftovers.bash
[ -n "${CROSS:-}" ] || remove_dead_runs # root of the emulator's namespace cannot
export CT_RUN=$$
work=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-run.$CT_RUN.XXXXXX")
chmod 755 "$work"
export TMPDIR=$work # removed at the end of the run, with files of killed tests
passed=0 failed=0 skipped=0 made_user=''

cleanup() {
	local job
	trap - EXIT INT TERM HUP
	for job in $(jobs -p); do kill "$job" 2>/dev/null; done
	wait
	[ -z "$made_user" ] || user_del "$made_user"
	# Some files have a user's other ids. TMPDIR is no overlay, so nothing is mounted there.
	TMPDIR=/proc sh tests/lib/as-root rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# Makes an ordinary user with subordinate ids for the tests that need one.
make_user() {
	local name=ctt$CT_RUN
	[ "$(id -u)" = 0 ] && [ -z "${CT_USER:-}${CROSS:-}" ] || return 0
	grep -qE '^tests/(box|attack)/' "$work/parallel" "$work/rooted" "$work/serial" || return 0
	command -v useradd >/dev/null || return 0
	user_add "$name" || return 0
	made_user=$name
	export CT_USER=$name
}

# Prints the files of a group, one per line. A file name stands for itself.
files_of() {
	case $1 in
	tests/*) echo "$1" ;;
	lint) echo tests/lint/lint.sh ;;
	arm64) echo tests/arm64/arm64.sh ;;
	unit) make -s --no-print-directory unit-sources ;;
	sim) find tests/sim -name '*_test.c' -o -name '*.bats' 2>/dev/null | sort ;;
	*) find "tests/$1" -name '*.bats' 2>/dev/null | sort ;;
	esac
}

# run_file FILE OUT: runs FILE under the guard. Writes TAP to OUT and the exit code to
# OUT.code.
run_file() {
	local file=$1 out=$2 limit
	limit=$(sed -n '1,12s/^[# /*]*timeout: *\([0-9]*\).*/\1/p' "$file" | head -n 1)
	limit=$((${limit:-120} * 5))
	[[ $MODE = @(fast|musl) ]] || limit=$((limit * 3))
	case $file in
	*.c)
		set -- "$build/$MODE/${file%.c}"
		# The programs beside ctinit use glibc, and so do their tests.
		[ -e "$1" ] || set -- "$build/fast/${file%.c}"
		;;
	*.bats) set -- bats --formatter tap "$file" ;;
	*) set -- bash "$file" ;;
	esac
	set -- build/tools/guard -m "$limit" "$@"
	case $file in tests/box/* | tests/attack/*) set -- sh tests/lib/as-root "$@" ;; esac
	"$@" >"$out" 2>&1 </dev/null
	echo $? >"$out.code"
}

# Prints "passed failed skipped" for one TAP file, and other errors to stderr.
count() {
	awk -v code="$2" '
		/^1\.\.[0-9]+/ { split($0, p, /\.\./); plan += p[2]; planned = 1 }
		/^(not )?ok/ { ran++
			if (tolower($0) ~ /# *skip/) skip++; else if (/^not/) bad++; else good++ }
		END {
			if (code == 123) why = "processes were left running"
			else if (code == 124) why = "it was ended by the time limit"
			else if (!planned) why = "it printed no plan, exit code " code
			else if (plan != ran) why = "planned " plan " tests, ran " ran + 0
			else if (ran == 0) why = "there is no test in it"
			else if (code != 0 && !bad) why = "exit code " code
			if (why) { bad++; print "# " why > "/dev/stderr" }
			print good + 0, bad + 0, skip + 0
		}' "$1"
}

# Prints only the failed tests. cmocka prints the reason before its "not ok", bats after it.
show_failure() {
	echo "--- $1"
	if [ "${1##*.}" = c ]; then grep -vE '^(ok|1\.\.)' "$2"; else
		awk '/^The following warnings/ { exit } /^ok|^1\.\./ { on = 0 } /^not ok/ { on = 1 } on || /^# (guard|left)/' "$2"
	fi | tail -n 400
	tail -n 400 "$2.why"
}

report() {
	local file=$1 out=$2 good bad skip
	read -r good bad skip < <(count "$out" "$(cat "$out.code")" 2>"$out.why")
	passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
	printf '%-52s %4d ok' "$file" "$good"
	[ "$skip" = 0 ] || printf ', %d skipped' "$skip"
	[ "$bad" = 0 ] || printf ', %d FAILED' "$bad"
	printf ' (%d s)\n' "$(cat "$out.time")"
	[ "$skip" = 0 ] || grep -i '# *skip' "$out" | sed 's/^/    /'
	[ "$bad" = 0 ] || show_failure "$file" "$out"
}

# job FILE: runs it and records that it has ended
job() {
	local out begin=$SECONDS
	out=$work/$(tr / . <<<"$1")
	run_file "$1" "$out"
	echo $((SECONDS - begin)) >"$out.time"
	echo "$1" >>"$work/done"
}

# Prints the reports of the files that have ended since the last call.
reported=0
report_done() {
	local file
	[ -e "$work/done" ] || return 0
	while read -r file; do
		report "$file" "$work/$(tr / . <<<"$file")"
		reported=$((reported + 1))
	done < <(tail -n "+$((reported + 1))" "$work/done")
}

run_list() {
	local most=$1 file ended running=()
	while read -r file; do
		if [ "${#running[@]}" -ge "$most" ]; then
			wait -n -p ended "${running[@]}"
			read -ra running <<<"$(printf '%s\n' "${running[@]}" | grep -vx "$ended" | xargs)"
			report_done
		fi
		job "$file" &
		running+=($!)
	done
	[ "${#running[@]}" = 0 ] || wait "${running[@]}"
	report_done
}

# Building the roots can take minutes, longer than any file's limit. If it fails, a file
# next to the root has the reason, and the tests that need the root fail with it.
begin_roots() {
	local names
	sh tests/lib/as-root sh -c '[ "$(id -u)" = 0 ]' || return 0
	names=$(xargs -r grep -ohE 'rootfs\.sh" (web|stacks|servers|php)' <"$work/rooted" |
		sed 's/.* //' | sort -ru)
	[ -n "$names" ] || return 0
	# shellcheck disable=SC2016,SC2086 # expanded by the inner shell; split into words on purpose
	build/tools/guard 3600 sh tests/lib/as-root sh -c 'for n; do sh tests/lib/rootfs.sh "$n" >/dev/null; done' \
		roots $names &
	roots=$!
}

touch "$work/serial" "$work/parallel" "$work/rooted"
groups=("$@")
[ $# -gt 0 ] || read -ra groups <<<"$all_groups"
for group in "${groups[@]}"; do
	case " $all_groups " in *" $group "*) ;; *)
		group=${group#"$PWD/"}
		if [[ $group != tests/* || ! -f $group ]]; then
			echo "tests/run.sh: no group or file '$group': use $all_groups, or tests/..." >&2
			exit 2
		fi
		;;
	esac
	files_of "$group" | grep -F -e "${ONLY:-}" >"$work/list"
	if [ $# -gt 0 ] && [ -z "${ONLY:-}" ] && [ ! -s "$work/list" ]; then
		echo "not ok - the group $group has no tests"
		failed=$((failed + 1))
	fi
	grep -E '\.serial\.bats$|^tests/lint/' "$work/list" >>"$work/serial"
	grep -vE '\.serial\.bats$|^tests/lint/' "$work/list" >"$work/others"
	xargs -r grep -lF 'rootfs.sh" ' <"$work/others" >>"$work/rooted"
	xargs -r grep -LF 'rootfs.sh" ' <"$work/others" >>"$work/parallel"
done
needs=tools
! grep -qE '^tests/(unit|golden|sim)/' "$work/parallel" || needs="tools unit"
# shellcheck disable=SC2086 # split into words on purpose
make -s --no-print-directory MODE="$MODE" all $needs || exit 2
make_user
roots=''
begin_roots
run_list "$JOBS" <"$work/parallel"
[ -z "$roots" ] || wait "$roots"
run_list "$JOBS" <"$work/rooted"
run_list 1 <"$work/serial"

[ "$passed" -gt 0 ] || failed=$((failed + 1))
if [ -n "$sums" ]; then
	echo "$passed $failed $skipped" >>"$sums"
else
	sh tests/lib/sum.sh <<<"$passed $failed $skipped"
fi
[ "$failed" = 0 ]
