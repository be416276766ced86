#!/usr/bin/env bats
# tests/box/escapes.bats - tests that file names and user input in messages cannot send
# terminal escape codes or start a new line.
load ../lib/common
load ../lib/life

NAME=$'a\e[31m\rb\nc\x7f\u009b'

# harmless: $output has no control characters except newlines
harmless() {
	no_match "$(tr -d '\n' <<<"$output" | LC_ALL=C tr '\000-\037\177' '\001')" $'\001'
	no_match "$output" $'\u009b'
}
# shown CMD...: the command prints NAME, escaped
shown() {
	output=$("${LIMIT[@]}" "$@" 2>&1) || :
	harmless
	match "$output" 'a\\x1b\[31m\\x0db\\x0ac\\x7f\\xc2\\x9b'
}

@test "escapes: words of the command line are escaped by each verb and in single-command mode" {
	shown "$CTINIT" "$NAME"
	shown "$CTINIT" "$NAME.ini"
	shown "$CTINIT" check "--$NAME"
	shown "$CTINIT" check x "$NAME"
	shown "$CTINIT" check "$T/$NAME"
	run "$CTINIT" check --set "$NAME" <(echo)
	harmless
	shown "$CTINIT" keys "$NAME"
	shown "$CTINIT" help "$NAME"
	shown "$CTINIT" version "$NAME"
	shown "$CTINIT" run "--$NAME"
	shown "$CTINIT" run "$T/$NAME"
	shown "$CTINIT" run --rootfs "$T/$NAME" -- /bin/true
	shown "$CTINIT" -- "$T/$NAME"
	shown "$CTINIT" "-$NAME" -- /bin/true
	for peer in tini dumb-init; do
		shown "$CTINIT" --compat=$peer -- "$T/$NAME"
	done
}

@test "escapes: file names are escaped in diagnostics, in --print and in included files" {
	local dir=$T/$NAME
	mkdir "$dir" "$dir/conf.d"
	printf '[service:a]\ncomand = x\n' >"$dir/bad.ini"
	shown "$CTINIT" check "$dir/bad.ini"
	printf '[service:a]\ncommand = /bin/true\n' >"$dir/good.ini"
	shown "$CTINIT" check "$dir/good.ini"
	shown "$CTINIT" check --print "$dir/good.ini"
	echo '[init]' >"$dir/empty.ini"
	shown "$CTINIT" check --strict "$dir/empty.ini"
	printf '[include]\nfiles = %s/*/*.ini\n' "$T" >"$T/main.ini"
	shown "$CTINIT" check "$T/main.ini"
	shown "$CTINIT" run "$T/main.ini"
	printf '[service:a]\ncommand = /nonexistent\n' >"$dir/good.ini"
	shown "$CTINIT" check --here "$dir/good.ini"
}

@test "escapes: paths of a configuration are escaped in the messages of a running ctinit" {
	local key
	# the $'...' syntax of svc.ini
	local name='$'"'/proc"'/a\x1b[31m\x0db\x0ac\x7f\xc2\x9b'
	for key in "command = $name'" "env-file = $name'" "env-dir = $name'" "directory = $name'" \
		"stdout = file:$name/x'" "dirs = $name/x'" "log-file = $name/x'" \
		"env-from-file = 'S='$name'" "user = $name'"; do
		case $key in
		command*) printf '[service:a]\n%s\n' "$key" ;;
		*) printf '[service:a]\ncommand = /bin/echo x\n%s\n' "$key" ;;
		esac >"$T/k.ini"
		printf 'type = task\nmain = yes\n' >>"$T/k.ini"
		output=$("${LIMIT[@]}" "${PID1[@]}" "$CTINIT" run "$T/k.ini" 2>&1) || :
		harmless
		match "$output" 'a(\\x1b|\?)\[31m'
	done
}
