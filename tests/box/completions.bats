#!/usr/bin/env bats
# tests/box/completions.bats - tests the completions for bash, zsh and fish.
load ../lib/life

# words LINE...: prints what bash completes for the last word
words() {
	PATH=$ROOT/build:$PATH bash -c '
		source <(ctinit help --bash)
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_ctinit
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "completions: bash completes verbs, options, signals and the services of a running init" {
	eq "$(words ctinit rest)" restart
	eq "$(words ctinit status --js)" --json
	eq "$(words ctinit signal US)" $'USR1\nUSR2'
	begin named --control "$T/control" <<-END
		[service:front]
		command = sleep 1000
		[service:worker]
		command = sleep 1000
		instances = 2
	END
	export CTINIT_CONTROL=$T/control
	wait_for 10 "$CTINIT" health
	eq "$(words ctinit restart '')" $'front\nworker@1\nworker@2'
	eq "$(words ctinit signal USR1 fr)" front
}

@test "completions: bash leaves files to the shell" {
	eq "$(cd "$ROOT/docs/images" && words ctinit check svc)" ''
	match "$("$CTINIT" help --bash)" 'compopt -o default'
}

@test "completions: zsh reads its script, which has every verb" {
	command -v zsh >/dev/null || skip 'zsh is not installed'
	"$CTINIT" help --zsh >"$T/_ctinit"
	zsh -n "$T/_ctinit"
	"$CTINIT" help | sed -n 's/^  ctinit \([a-z][a-z-]*\).*/\1/p' | sort -u >"$T/verbs"
	[ "$(wc -l <"$T/verbs")" -gt 20 ]
	while read -r verb; do
		grep -q "^	$verb)" "$T/_ctinit" || fail "zsh does not know $verb"
	done <"$T/verbs"
}

@test "completions: fish completes verbs and options" {
	command -v fish >/dev/null || skip 'fish is not installed'
	"$CTINIT" help --fish >"$T/ctinit.fish"
	export HOME=$T
	eq "$(fish -c "source $T/ctinit.fish; complete -C 'ctinit resta'" | cut -f1)" restart
	eq "$(fish -c "source $T/ctinit.fish; complete -C 'ctinit status --js'" | cut -f1)" --json
}
