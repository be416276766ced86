#!/usr/bin/env bats
# tests/attack/keyrings.bats - tries to reach the keys of the host's root as root inside, with
# the system calls of each architecture that the kernel supports.
load ../lib/common

setup() {
	ct_setup
	need_root
	R=$T/root
	busybox_root "$R" sh cat grep
	cp "$TOOLS/keys" "$R/bin/keys"
	KEY=ctinit-test-$$
	"$TOOLS/keys" add "$KEY" >"$T/add" || skip "the kernel has no keys: $(cat "$T/add")"
	snapshot
}
teardown() {
	[ -z "${KEY:-}" ] || "$TOOLS/keys" remove "$KEY" || :
	ct_teardown
}

# none_works: checks that the program `keys` reported no success
none_works() {
	eq "$status" 1 "$output $stderr"
	no_match "$output" 'worked'
	match "$output" '^native keyctl search: Function not implemented$'
}

@test "keyrings: this test can see the key where nothing is closed" {
	run "$TOOLS/keys" reach "$KEY"
	eq "$status" 0
	match "$output" '^native keyctl search: worked$'
}

@test "keyrings: root without a user namespace cannot reach them, whatever no-new-privileges says" {
	local no
	for no in yes no; do
		ct run --set "container.no-new-privileges=$no" --rootfs "$R" -- /bin/keys reach "$KEY"
		none_works
		ct run --set "container.no-new-privileges=$no" --rootfs "$R" -- \
			/bin/grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status
		match "$output" "^NoNewPrivs:.$([ $no = yes ] && echo 1 || echo 0)\$"
		match "$output" '^Seccomp:.2$'
	done
	nothing_left
}

@test "keyrings: with a map they belong to another user and nothing is filtered" {
	need_all_ids
	ct run --set container.user-map=0:100000:65536 --rootfs "$R" -- /bin/keys reach "$KEY"
	match "$output" '^native keyctl search: Required key not available$'
	ct run --set container.user-map=0:100000:65536 --rootfs "$R" -- /bin/grep '^Seccomp:' /proc/self/status
	match "$output" '^Seccomp:.0$'
	nothing_left
}

@test "keyrings: when no session keyring can be made the container does not get the caller's" {
	need_all_ids
	# Root's quota is hard to exhaust, so strace injects the error.
	run --separate-stderr "${LIMIT[@]}" strace -f -qq -o /dev/null -e trace=keyctl \
		-e inject=keyctl:error=EDQUOT:when=1 \
		"$CTINIT" run --set container.user-map=0:100000:65536 --rootfs "$R" -- /bin/keys reach "$KEY"
	none_works
	nothing_left
}

@test "keyrings: where no filter can be made root without a map is refused with advice" {
	local seccomp=277
	[ "$(uname -m)" != x86_64 ] || seccomp=317
	run --separate-stderr "${LIMIT[@]}" "$TOOLS/refuse_call" "$seccomp:0=1" 38 \
		"$CTINIT" run --rootfs "$R" -- /bin/keys reach "$KEY"
	eq "$status" 125 "$output $stderr"
	match "$stderr" 'cannot filter the system calls for keys: Function not implemented; .*user-map = auto'
	nothing_left
}
