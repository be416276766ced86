#!/usr/bin/env bats
# tests/box/readme.bats - runs what README.md shows: the image, the files, the recording.
# timeout: 180
load ../lib/common
load ../lib/podman
load ../lib/web

setup() { ct_setup; }
teardown_file() { pod_teardown; }

# block N: prints the Nth fenced block of README.md
block() { awk -v n="$1" '/^```/ { on = !on; i += on; next } on && i == n' "$ROOT/README.md"; }

@test "README: the two commands are on its first screen and exist" {
	head -n 50 "$ROOT/README.md" >"$T/top"
	in_order "$T/top" '^!\[.*\]\(docs/start.svg\)$' '^podman run ' '^make run ' '^make test '
	run make -n -C "$ROOT" run
	match "$output" 'conf/examples/demo/run.sh'
	run make -n -C "$ROOT" test
	match "$output" 'tests/lib/rounds.sh'
	run make -s -C "$ROOT" help
	local target
	for target in all deps test lint asan bench format run install recording clean; do
		match "$output" "^$target "
	done
}

# figures FILE: prints the multiples and sizes of the benchmarks in a table
figures() { grep -oE '[0-9]+(\.[0-9]+)? (x|KiB)\b' "$1" | sort -u; }
@test "README: each figure of its comparison is in docs/benchmarks.md" {
	local figure
	sed -n '/^## Compared/,/^## What/p' "$ROOT/README.md" >"$T/table"
	[ "$(figures "$T/table" | wc -l)" -ge 12 ] || fail "few figures:" "$(figures "$T/table")"
	while read -r figure; do
		grep -qE "(^|[^0-9.])${figure% *}( x| KiB|,| /| \||;|$)" "$ROOT/docs/benchmarks.md" ||
			fail "docs/benchmarks.md has no $figure"
	done < <(figures "$T/table")
}

@test "README, install.md: the file of the image is that of conf/examples, every file passes check" {
	local file
	cat "$ROOT/README.md" "$ROOT/docs/install.md" | awk -v d="$T" '/^```ini/ { n++; on = 1; next }
		/^```/ { on = 0 } on { print > (d "/readme" n ".ini") }'
	[ -s "$T/readme2.ini" ]
	grep -v '^#' "$ROOT/conf/examples/tryout/svc.ini" | sed '1{/^$/d}' >"$T/tryout.ini"
	diff "$T/tryout.ini" "$T/readme1.ini"
	for file in "$T"/readme*.ini; do
		ct check "$file"
		eq "$status" 0 "$file: $output$stderr"
	done
}

@test "README: its three lines build an image FROM scratch and run it until ^C" {
	need_root
	need_static
	[ "$CTINIT" = "$ROOT/build/ctinit" ] || skip "make builds another program"
	has_podman || skip "needs podman: $WHY"
	mkdir "$T/bin"
	# podman in the checkout, with the test's store, without cgroups and without a network
	cat >"$T/bin/podman" <<-'END'
		#!/usr/bin/env bash
		[ "$1" != run ] || set -- run --cgroups=disabled --network=none "${@:2}"
		words=()
		for word; do [[ $word = -p || $word = 8080:8080 ]] || words+=("$word"); done
		PATH=${PATH#*:} TMPDIR=$POD/tmp exec "$ROOT/tests/lib/in-cgroup2" podman --root "$POD/store" \
			--runroot "$POD/run" --tmpdir "$POD/tmp/libpod" "${words[@]}"
	END
	chmod 755 "$T/bin/podman"
	block 1 >"$T/lines"
	eq "$(wc -l <"$T/lines")" 3 "lines"
	cd "$ROOT"
	run "${LIMIT[@]}" env -u MAKEFLAGS PATH="$T/bin:$PATH" python3 tests/lib/terminal.py \
		sh -ec "$(cat "$T/lines")" <<-'END'
		expect ^ctinit \| page: done
		expect ^ctinit \| web: ready after
		expect ^ctinit \| ticker: ready after
		expect ^ticker \| PID 1 here is ctinit$
		send \x03
		expect ctinit \| ticker: stopped
		expect ^ctinit \| web: stopped
		expect ^ctinit \| SIGINT; container exit code 0
	END
	eq "$status" 0 "$output"
}

# lines_of SVG: the lines that it shows, without times, numbers and those of nginx
lines_of() {
	grep '^<text.*class="row"' "$1" | sed -E 's/<[^>]*>//g; s/[0-9.]+ (µs|ms|s)\b/T/g; s/[0-9]+/N/g' |
		grep -v '^web *|' | sort
}
@test "README: the recording shows what make run prints now" {
	need_root
	need_host
	need_static
	PORT=$(free_port) python3 "$ROOT/docs/dev/recording.py" "$T/start.svg"
	diff <(lines_of "$ROOT/docs/start.svg") <(lines_of "$T/start.svg")
	[ "$(lines_of "$T/start.svg" | wc -l)" -ge 18 ] || fail "$(lines_of "$T/start.svg")"
	match "$(cat "$ROOT/docs/start.svg")" 'Served from demo<'
	python3 -c 'import sys, xml.dom.minidom as x; [x.parse(f) for f in sys.argv[1:]]' \
		"$ROOT/docs/start.svg" "$T/start.svg"
}
