#!/usr/bin/env bash
# tests/lint/lint.sh - the rules of docs/STYLE.md that a machine can check. Prints TAP.
# shellcheck disable=SC2317 # the functions are called by check
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
n=0 bad=0

# check NAME CMD...: fine when CMD succeeds and prints nothing
check() {
	local name=$1 text
	shift
	n=$((n + 1))
	if text=$("$@" 2>&1) && [ -z "$text" ]; then
		echo "ok $n $name"
	else
		bad=1
		echo "not ok $n $name"
		printf '%s\n' "${text:-failed without a word}" | head -n 60 | sed 's/^/# /'
	fi
}
# Files of the project: what git knows, or would add.
files() { git ls-files -co --exclude-standard -- "$@" 2>/dev/null | while read -r f; do
	[ ! -f "$f" ] || echo "$f"
done; }
mapfile -t c_files < <(files '*.c' '*.h')
mapfile -t sh_files < <({
	files '*.sh' '*.bash'
	files | grep -v '\.md$' | xargs grep -lsE -m1 '^#!.*\b(sh|bash)$' --
} | sort -u)
mapfile -t bats_files < <(files '*.bats')
mapfile -t texts < <(files | grep -vE '\.(png|svg|gz)$|^tests/(golden|attack|fuzz|unit)/.*\.(ini|txt|expect|expected|out|err)$')

rooms() { awk -f tests/lint/rooms.awk docs/rooms.tsv "${c_files[@]}"; }
format() { clang-format --dry-run -Werror "${c_files[@]}" 2>&1 | grep -E 'error:' | sed 's/ \[-W.*//'; }
shells() { shellcheck -x "$@"; }
# bats sets status, output, stderr; `run` and @test make subshells of their own.
bats_shells() { shellcheck -x -e SC2016,SC2154,SC2153,SC2030,SC2031,SC2314,SC2315,SC2317,SC1091 "$@"; }

# libev ends a watcher for one refused call; supervisor/io.c does not.
bare_watchers() {
	! grep -nE '\bev_io\b|\bev_io_(init|set|start|stop)\b' "${c_files[@]}" |
		grep -vE '^(supervisor/io\.[ch]|tests/)'
}

# libev owns ev_ and EV_: a name of ours that we define or declare must not begin so.
names() {
	grep -nE '^(static |extern |const |struct |enum |int |void |bool |unsigned |#[ \t]*define )+[a-z_* ]*\b(ev_|EV_)[A-Za-z_]+ *[(=;{]' \
		"${c_files[@]}" | grep -vE '\b(struct ev_loop;|struct ev_loop |ev_(io|timer|signal|async|prepare|check|idle|periodic|child) )'
	grep -nE '^#[ \t]*define (ev_|EV_[A-Z]*\()' "${c_files[@]}"
	grep -nE '^(static )?[a-z_ ]+\*?_[a-z]\w*\(' "${c_files[@]}" | grep -E '[ *]_[a-z]\w*\(' | grep -v '__attribute__\|_exit\|_Noreturn\|_start\|_Static_assert'
	true
}
blanks() {
	grep -nE '[ 	]+$' -- "${texts[@]}" | cut -c1-120
	for f in "${texts[@]}"; do
		[ ! -s "$f" ] || [ -z "$(tail -c1 "$f")" ] || echo "$f: no newline at its end"
	done
}
lengths() { wc -l -- "${c_files[@]}" | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines, at most 500" }'; }
functions() { awk '
	function table(text) { return text ~ /(=|enum [a-z_]*|struct [a-z_]*|union [a-z_]*) *$/ }
	FNR == 1 { start = 0 }
	/^\{/ { start = FNR; head = before; next }
	/^\}/ { if (start && FNR - start + 1 > 60 && !table(head))
			print FILENAME ":" start ": " FNR - start + 1 " lines, at most 60: " head
		start = 0 }
	{ if ($0 !~ /^[ \t]/) before = $0 }' "${c_files[@]}"; }
columns() {
	local f
	for f in "${c_files[@]}"; do
		expand -t 8 "$f" | awk -v f="$f" '/clang-format off/ { free = 1 } /clang-format on/ { free = 0 }
			!free && length($0) > 96 { print f ":" FNR ": " length($0) " columns" }'
	done
}
first_lines() {
	local f
	for f in "${c_files[@]}"; do
		head -n 1 "$f" | grep -qF "$f - " || echo "$f: the first line is not '/* $f - what it is'"
	done
}
# What belongs to a machine or a company, not to a project.
hosts() {
	grep -nEi '\b((docker|quay|ghcr|gcr)\.io/|registry\.[a-z0-9-]+\.[a-z]+|deb\.debian\.org|/work/|/farm/)' \
		-- "${texts[@]}" | grep -v '^tests/lint/lint.sh:'
	true
}
# A test that only waits is neither quick nor sure.
sleeps() {
	grep -nE '^[ 	]*sleep [0-9.]+ *$' -- "${bats_files[@]}" /dev/null
	files 'tests/unit/*.c' | xargs grep -nE '\b(u|nano)?sleep\(' -- /dev/null
	true
}
unfinished() {
	grep -nE '\b(TODO|FIXME|XXX)\b' -- "${texts[@]}" | grep -v '^tests/lint/lint.sh:'
	true
}
# A switch over our own enums names every case: -Wswitch-enum then finds what is missing.
defaults() {
	awk '/switch *\(/ { ours = 0 }
		/case [A-Z][A-Z0-9_ +]*:/ && !/case (E[A-Z0-9]+|(CTINIT_)?SIG[A-Z0-9]+( *[+] *[0-9]+)?|(CLD|S|P|AT|AF|DT)_[A-Z]+):/ { ours = 1 }
		/^[ \t]*default *:/ && ours { print FILENAME ":" FNR ": " $0 }' "${c_files[@]}"
}
# An archive takes the first of two names without a word: the wrong function is called.
twice() {
	[ ! -e build/fast/libctinit.a ] || nm --defined-only -g build/fast/libctinit.a |
		awk 'NF == 3 { print $3 ": two rooms define it" }' | sort | uniq -d
}
tests_assert() {
	awk '/^@test/ { name = FILENAME ":" FNR; n = 0; next } /^\}/ && name { if (!n) print name ": an empty test"; name = "" } { n++ }' \
		"${bats_files[@]}" /dev/null
}
# In `A && eq … || eq …` a failed first comparison is followed by the second one.
either() {
	grep -nE '&& *(eq|match|no_match) .*\|\| *(eq|match|no_match) ' -- "${bats_files[@]}" /dev/null
	true
}
programs() {
	printf '%s\n' "${bats_files[@]}" "${sh_files[@]}" | grep -E '^(tests|conf)/' |
		xargs python3 tests/lint/programs.py
}

check "rooms: every include obeys docs/rooms.tsv" rooms
if command -v clang-format >/dev/null; then
	check "clang-format changes nothing" format
else
	n=$((n + 1))
	echo "ok $n clang-format changes nothing # skip no clang-format here"
fi
if command -v shellcheck >/dev/null; then
	check "shellcheck: shell scripts" shells "${sh_files[@]}"
	[ ${#bats_files[@]} = 0 ] || check "shellcheck: bats files" bats_shells "${bats_files[@]}"
else
	n=$((n + 1))
	echo "ok $n shellcheck # skip no shellcheck here"
fi
check "names: none of ours begins with ev_, EV_ or _x" names
check "descriptors are watched by struct io only (supervisor/io.h)" bare_watchers
check "no blanks at the end of a line, a newline at the end of a file" blanks
check "files have at most 500 lines" lengths
check "functions have at most 60 lines" functions
check "lines have at most 96 columns (but tables; clang-format wants 92 of code)" columns
check "first lines say path and purpose" first_lines
check "nothing of one machine or registry" hosts
check "no test sleeps in order to wait" sleeps
check "nothing is left for later" unfinished
check "no default: in a switch over our own enums" defaults
check "no name is defined by two rooms" twice
check "no test is empty" tests_assert
check "no test compares in both branches of && and ||" either
check "deps.sh installs every program that a test names" programs
echo "1..$n"
exit $bad
