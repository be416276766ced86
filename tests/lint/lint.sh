#!/usr/bin/env bash
# tests/lint/lint.sh - checks the machine-checkable rules of docs/dev/STYLE.md. Prints TAP.
# shellcheck disable=SC2317,SC2016 # check calls the functions; patterns are not expanded
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-lint.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
read -r MODE _ < <(make -s --no-print-directory program)
n=0 built=build/$MODE

# check NAME CMD...: passes if CMD succeeds and prints nothing. All checks run in parallel;
# the end of this file prints the results.
check() {
	local name=$1 text
	shift
	n=$((n + 1))
	if text=$("$@" 2>&1) && [ -z "$text" ]; then
		echo "ok $n $name" >"$work/$n"
	else
		{
			echo "not ok $n $name"
			printf '%s\n' "${text:-failed without a message}" | head -n 60 | sed 's/^/# /'
		} >"$work/$n"
	fi &
}
# Prints the files of the project: those that git tracks or would add. The tree may belong
# to another user. A copy without git has all files outside of build/.
known() {
	git -c safe.directory="$PWD" ls-files -co --exclude-standard -- "$@" 2>/dev/null ||
		find . -path ./build -prune -o -type f -print | sed 's,^\./,,' | sort |
		while read -r f; do
			for pattern; do
				# shellcheck disable=SC2254 # a pattern
				case $f in $pattern) echo "$f" && break ;; esac
			done
			[ $# -gt 0 ] || echo "$f"
		done
}
files() { known "$@" | while read -r f; do
	[ ! -f "$f" ] || echo "$f"
done; }
mapfile -t c_files < <(files '*.c' '*.h')
mapfile -t program < <(files 'conf/*.[ch]' 'supervisor/*.[ch]' 'init/*.[ch]')
mapfile -t prose_files < <(files '*.c' '*.h' '*.def')
mapfile -t sh_files < <({
	files '*.sh' '*.bash'
	files | grep -vE '\.md$|^tests/golden/convert/' | xargs grep -lsE -m1 '^#!.*\b(sh|bash)$' --
} | sort -u)
mapfile -t bats_files < <(files '*.bats')
mapfile -t texts < <(files | grep -vE '\.(png|svg|gz)$|^tests/(golden|attack|fuzz|unit)/.*\.(ini|txt|expect|expected|out|err)$')

rooms() { awk -f tests/lint/rooms.awk docs/dev/rooms.tsv "${c_files[@]}"; }
format() { clang-format --dry-run -Werror "${c_files[@]}" 2>&1 | grep -E 'error:' | sed 's/ \[-W.*//'; }
shells() { shellcheck -x "$@"; }
# bats sets status, output and stderr; `run` and @test make subshells.
bats_shells() { shellcheck -x -e SC2016,SC2154,SC2153,SC2030,SC2031,SC2314,SC2315,SC2317,SC1091 "$@"; }

# libev drops a watcher when one call fails; supervisor/base/io.c does not.
bare_watchers() {
	! grep -nE '\bev_io\b|\bev_io_(init|set|start|stop)\b' "${c_files[@]}" |
		grep -vE '^(supervisor/base/io\.[ch]|tests/)'
}

# libev owns ev_ and EV_: names that we define or declare must not begin so.
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
lengths() { wc -l -- "${c_files[@]}" | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, at most 400" }'; }
functions() { awk '
	function table(text) { return text ~ /(=|enum [a-z_]*|struct [a-z_]*|union [a-z_]*) *$/ }
	FNR == 1 { start = 0 }
	/^\{/ { start = FNR; head = before; next }
	/^\}/ { if (start && FNR - start + 1 > 60 && !table(head))
			print FILENAME ":" start ": " FNR - start + 1 " lines, at most 60: " head
		start = 0 }
	{ if ($0 !~ /^[ \t]/) before = $0 }' "${c_files[@]}"; }
columns() {
	awk 'FNR == 1 { free = 0 } /clang-format off/ { free = 1 } /clang-format on/ { free = 0 }
		free || length($0) < 40 { next }
		{ width = 0; parts = split($0, part, "\t")
			for (i = 1; i <= parts; i++) {
				width += length(part[i])
				if (i < parts) width += 8 - width % 8
			} }
		width > 96 { print FILENAME ":" FNR ": " width " columns" }' "${c_files[@]}"
}
first_lines() { awk 'FNR == 1 && !index($0, FILENAME " - ") {
	print FILENAME ": the first line is not \"/* " FILENAME " - what it is\"" }' "${c_files[@]}"; }
# Names of machines and companies do not belong in a project.
hosts() {
	grep -nEi '\b((docker|quay|ghcr|gcr)\.io/|registry\.[a-z0-9-]+\.[a-z]+|deb\.debian\.org|/work/|/farm/)' \
		-- "${texts[@]}" | grep -v '^tests/lint/lint.sh:'
	true
}
# A test that sleeps instead of waiting for an event is slow and unreliable.
sleeps() {
	grep -nE '^[ 	]*sleep [0-9.]+ *$' -- "${bats_files[@]}" /dev/null
	files 'tests/unit/*.c' | xargs grep -nE '\b(u|nano)?sleep\(' -- /dev/null
	true
}
unfinished() {
	grep -nE '\b(TODO|FIXME|XXX)\b' -- "${texts[@]}" | grep -v '^tests/lint/lint.sh:'
	true
}
# A switch over our own enums lists every case, so -Wswitch-enum finds missing ones.
defaults() {
	awk '/switch *\(/ { ours = 0 }
		/case [A-Z][A-Z0-9_ +]*:/ && !/case (E[A-Z0-9]+|(CTINIT_)?SIG[A-Z0-9]+( *[+] *[0-9]+)?|(CLD|S|P|AT|AF|DT)_[A-Z]+):/ { ours = 1 }
		/^[ \t]*default *:/ && ours { print FILENAME ":" FNR ": " $0 }' "${c_files[@]}"
}
# The linker silently takes the first of two definitions in an archive.
twice() {
	[ ! -e "$built/libctinit.a" ] || nm --defined-only -g "$built/libctinit.a" |
		awk 'NF == 3 { print $3 ": two rooms define it" }' | sort | uniq -d
}
# init/libc/printf.c knows these conversions only. init/single has its own in messages.
conversions() {
	printf '%s\n' "${program[@]}" conf/lang/keys.def | grep -vE '^init/(single|libc)/' |
		xargs grep -noE "%[-+#0']*[0-9*]*(\.[0-9*]*)?(hh|h|ll|l|z|j|t|L|q)?[A-Za-z]" -- |
		grep -vE '%[-0]*[0-9*]*(\.[0-9*]*)?(ll|l|z)?[duxocs]$'
	true
}
tests_assert() {
	awk '/^@test/ { name = FILENAME ":" FNR; n = 0; next } /^\}/ && name { if (!n) print name ": an empty test"; name = "" } { n++ }' \
		"${bats_files[@]}" /dev/null
}
# In `A && eq … || eq …` the second comparison runs if the first one fails.
either() {
	grep -nE '&& *(eq|match|no_match) .*\|\| *(eq|match|no_match) ' -- "${bats_files[@]}" /dev/null
	true
}
calls() { mapfile -t sources < <(files 'conf/*.c' 'supervisor/*.c' 'init/*.c')
	[ ! -e "$built/libctinit.a" ] || python3 tests/lint/calls.py "$built" "${sources[@]}"; }
once() { python3 tests/lint/names.py tests/lint/twice.tsv "${program[@]}"; }
retired() { python3 tests/lint/words.py names tests/lint/retired.tsv "${program[@]}"; }
prose() { python3 tests/lint/words.py prose tests/lint/prose.tsv 3 "${prose_files[@]}"; }
glossary() {
	awk -F'\t' '/^#/ { next } { n++ }
		NF != 2 || $2 !~ /[.]$/ { print FILENAME ":" FNR ": not a term, a tab and one sentence" }
		END { if (n > 25) print FILENAME ": " n " terms, at most 25" }' docs/dev/glossary.tsv
}
# Checks links in the pages to files of the project.
links() {
	local page target
	while IFS=: read -r page target; do
		target=${target:2:-1} target=${target%%#*}
		[ -z "$target" ] || [ -e "$(dirname "$page")/$target" ] || echo "$page: $target is not there"
	done < <(files '*.md' | xargs grep -oHE '\]\([^):]+\)' --)
}
# Checks paths in backticks in the developer pages.
paths() {
	local page path
	while IFS=: read -r page path; do
		path=${path:1:-1}
		[ -e "$path" ] || echo "$page: $path is not there"
	done < <(files 'docs/dev/*.md' docs/CONTRIBUTING.md docs/benchmarks.md |
		xargs grep -oHE '`(conf|supervisor|init|tests|docs)/[a-zA-Z0-9_./-]*`' --)
}
# Checks that a walk enters no file twice, except the dispatcher. Getters and loops do not
# count.
walks() { python3 tests/lint/walks.py docs/dev/ARCHITECTURE.md service/dispatch.c; }
parameters() { python3 tests/lint/functions.py "${c_files[@]}"; }
long_lines() { grep -nE '^.{161,}' -- "${bats_files[@]}" /dev/null | cut -c1-120; }
# tests/unit/ROOM/NAME_test.c or NAME_PART_test.c tests ROOM/NAME.c.
mirrored() {
	local path dir name
	while read -r path; do
		dir=$(dirname "${path#tests/unit/}") name=$(basename "$path" _test.c)
		until [ -e "$dir/$name.c" ] || [ -e "$dir/$name.h" ] || [ "${name%_*}" = "$name" ]; do
			name=${name%_*}
		done
		[ -e "$dir/$name.c" ] || [ -e "$dir/$name.h" ] || echo "$path: no source $dir/$name.c"
	done < <(files 'tests/unit/*_test.c' | grep -v '^tests/unit/docs/')
}
programs() {
	printf '%s\n' "${bats_files[@]}" "${sh_files[@]}" | grep -E '^(tests|conf)/' |
		xargs python3 tests/lint/programs.py
}

check "rooms: every include obeys docs/dev/rooms.tsv" rooms
for tool in clang-format shellcheck; do
	command -v "$tool" >/dev/null || {
		n=$((n + 1))
		echo "ok $n $tool # skip there is no $tool here" >"$work/$n"
	}
done
if command -v clang-format >/dev/null; then
	check "clang-format changes nothing" format
fi
if command -v shellcheck >/dev/null; then
	check "shellcheck: shell scripts" shells "${sh_files[@]}"
	check "shellcheck: bats files" bats_shells "${bats_files[@]}"
fi
check "names: none of ours begins with ev_, EV_ or _x" names
check "descriptors are watched by struct io only (supervisor/base/io.h)" bare_watchers
check "no blanks at the end of a line, a newline at the end of a file" blanks
check "no call goes in a circle, between files or folders" calls
check "one meaning, one name: files, structs, the state of a room" once
check "no retired word is used (tests/lint/retired.tsv)" retired
check "comments are plain English (tests/lint/prose.tsv)" prose
check "files have at most 400 lines" lengths
check "functions have at most 60 lines" functions
check "functions have at most five parameters" parameters
check "lines of tests have at most 160 columns: longer commands are programs" long_lines
check "lines have at most 96 columns (but tables; clang-format wants 92 of code)" columns
check "first lines say path and purpose" first_lines
check "nothing of one machine or registry" hosts
check "no test sleeps in order to wait" sleeps
check "nothing is left for later" unfinished
check "no default: in a switch over our own enums" defaults
check "no name is defined by two rooms" twice
check "formats have only the conversions of init/libc/printf.c" conversions
check "no test is empty" tests_assert
check "the glossary has at most 25 terms, each with a sentence" glossary
check "every link of a page leads to a file" links
check "every path in the pages for developers is there" paths
check "functions that ARCHITECTURE.md names are there; no walk enters a file twice" walks
check "a unit test lies where its source lies and has its name" mirrored
check "no test compares in both branches of && and ||" either
check "deps.sh installs every program that a test names" programs
wait
for ((i = 1; i <= n; i++)); do cat "$work/$i"; done
echo "1..$n"
! grep -qs '^not ok' "$work"/*
