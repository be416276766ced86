#!/usr/bin/env bats
# tests/box/operate.bats - runs every file and every session of docs/operate.md as printed.
# timeout: 240
load ../lib/common

setup_file() {
	has_root || return 0
	WEB_ROOT=$(sh "$ROOT/tests/lib/rootfs.sh" web)
	export WEB_ROOT
}
setup() {
	need_root
	ct_setup
	snapshot
}

@test "operate: the guide" {
	run python3 "$ROOT/tests/lib/guide.py" "$CTINIT" "$WEB_ROOT" "$T" "$ROOT/docs/operate.md"
	[ "$status" = 0 ] || fail "$(grep -A 30 '^not ok' <<<"$output")"
	[ "$(grep -c '^ok' <<<"$output")" -ge 30 ] || fail "only:" "$output"
	nothing_left
}

# texts FILE: prints the texts of a picture but for its times; fails if it is no XML
texts() {
	python3 - "$1" <<-'END'
		import re, sys, xml.etree.ElementTree as xml
		texts = [t.text for t in xml.parse(sys.argv[1]).iter() if t.tag.endswith("}text")]
		print("\n".join(t for t in texts if not re.fullmatch(r"[0-9.]+ m?s", t)))
	END
}
@test "plot: the picture of the guide is one that plot draws" {
	match "$(cat "$ROOT/docs/operate.md")" '^!\[.*\]\(plot.svg\)$'
	sh "$ROOT/docs/dev/plot.sh" "$T/plot.svg"
	diff <(texts "$T/plot.svg" | sed 's/in .*/in/') <(texts "$ROOT/docs/plot.svg" | sed 's/in .*/in/')
	eq "$(texts "$T/plot.svg" | grep -cE '^(shop: started in|postgres$|worker@2$|what the start waited for$)')" 4
	eq "$(grep -c 'class="chain"' "$T/plot.svg")" 4 "units of the chain"
	nothing_left
}

@test "blame: the chain begins with the unit that was ready last, also if the init rounded its time up" {
	mkdir "$T/replies"
	cat >"$T/replies/status" <<-'END'
		{"type":"container","name":"shop","state":"up","up_ms":9000,"ready_ms":129,"units":2,"ready":2}
		{"type":"unit","name":"redis","kind":"daemon","state":"ready","wanted_ms":1,"spawned_ms":3,"ready_ms":56}
		{"type":"unit","name":"web","kind":"daemon","state":"ready","wanted_ms":1,"spawned_ms":78,"ready_ms":130}
		{"ok":true}
	END
	printf '{"type":"edge","from":"web","to":"redis","kind":"need"}\n{"ok":true}\n' >"$T/replies/graph"
	start fake python3 "$ROOT/tests/lib/fake_control.py" "$T/control" "$T/replies"
	wait_for 10 [ -S "$T/control" ]
	run "$CTINIT" blame --control "$T/control"
	eq "$status" 0 "$output"
	match "$output" '^130 ms  [+]52 ms  web$'
}
