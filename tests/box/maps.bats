#!/usr/bin/env bats
# tests/box/maps.bats - tests user-map with few ids: a single one, a user namespace around
# ctinit, helpers that refuse.
load ../lib/common

setup() {
	need_root
	ct_setup
	R=$T/root
	busybox_root "$R" sh cat id ls touch stat
	snapshot
}

@test "maps: one id of the host works as root" {
	need_all_ids
	ct run --set container.user-map=0:300000:1 --set container.overlay=tmpfs --rootfs "$R" -- \
		/bin/sh -c 'id -u; cat /proc/self/uid_map; ls /dev/pts; touch /new && stat -c %u /new'
	eq "$status" 0 "$stderr"
	match "$output" '^ +0 +300000 +1$'
	eq "$(tail -n 2 <<<"$output")" $'ptmx\n0'
	nothing_left
}

@test "maps: without a group 5 terminals belong to no group, and /dev is complete" {
	need_all_ids
	ct run --set container.user-map=0:300000:3 --set container.overlay=tmpfs --rootfs "$R" -- \
		/bin/sh -c 'for i in /dev/pts/ptmx /dev/shm /dev/mqueue /dev/null; do [ -e $i ] || echo $i; done'
	eq "$status$output" 0 "$stderr"
	nothing_left
}

@test "maps: 0:UID:1 of an ordinary user is the user's own id, without a helper" {
	need_user
	local id
	id=$(id -u "$CT_USER")
	chown -R "$CT_USER:" "$R"
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run --set "container.user-map=0:$id:1" \
		--rootfs "$R" -- /bin/sh -c 'id -u; cat /proc/self/uid_map'
	eq "$status" 0 "$stderr"
	no_match "$stderr" "^ctinit"
	match "$output" "^ +0 +$id +1\$"
	run --separate-stderr as_user "${LIMIT[@]}" "$CTINIT" run --set container.user-map=0:1:1 \
		--rootfs "$R" -- /bin/id
	eq "$status" 125
	match "$stderr" 'cannot map the ids with /usr/bin/newgidmap; are the ranges yours in /etc/subuid'
	nothing_left
}

@test "maps: unset and auto work as root of a user namespace with one id" {
	run --separate-stderr "${LIMIT[@]}" unshare -Ur "$CTINIT" run --rootfs "$R" -- /bin/sh -c \
		'id -u; ls /dev/pts'
	eq "$status" 0 "$stderr"
	eq "$output" $'0\nptmx'
	run --separate-stderr "${LIMIT[@]}" unshare -Ur "$CTINIT" run --set container.user-map=auto \
		--set container.network=none --set container.overlay=tmpfs --rootfs "$R" -- \
		/bin/sh -c 'id -u; touch /new; cat /proc/self/uid_map'
	eq "$status" 0 "$stderr"
	match "$stderr" '^ctinit: one id only: .* ctinit runs in a user namespace already'
	match "$output" '^ +0 +0 +1$'
	run --separate-stderr "${LIMIT[@]}" unshare -Ur "$CTINIT" run --set container.user-map=0:0:1 \
		--rootfs "$R" -- /bin/id -u
	eq "$status$output" 00 "$stderr"
	run --separate-stderr "${LIMIT[@]}" unshare -Ur "$CTINIT" run --set container.user-map=0:1:5 \
		--rootfs "$R" -- /bin/id
	eq "$status" 125
	match "$stderr" 'cannot use user-map = 0:1:5; these ids are not all there in the user namespace'
	nothing_left
}

# with_helpers GID UID CMD...: runs CMD as the user, with the programs GID and UID instead of
# newgidmap and newuidmap
with_helpers() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	run --separate-stderr "${LIMIT[@]}" unshare -m --propagation private sh -c '
		for name in newgidmap newuidmap; do
			program=$1
			shift
			[ "$program" = keep ] || mount --bind "$program" "/usr/bin/$name" || exit 90
		done
		user=$1
		shift
		exec setpriv --reuid "$user" --regid "$user" --init-groups "$@"' - \
		"$1" "$2" "$CT_USER" "${@:3}"
}

@test "maps: when a helper refuses, auto continues with one id and reports it" {
	local helper helpers=("/bin/false keep newgidmap" "keep /bin/false newuidmap")
	need_subids
	chown -R "$CT_USER:" "$R"
	for helper in "${helpers[@]}"; do
		# shellcheck disable=SC2086 # split into three words on purpose
		set -- $helper
		with_helpers "$1" "$2" "$CTINIT" run --rootfs "$R" -- /bin/sh -c \
			'id -u; cat /proc/self/uid_map'
		eq "$status" 0 "$stderr"
		match "$stderr" "^ctinit: one id only: .*/usr/bin/$3 failed"
		match "$output" "^ +0 +$(id -u "$CT_USER") +1\$"
	done
	nothing_left
}

@test "maps: a service's user or group that is not mapped is named with the map" {
	need_all_ids
	cat >"$T/svc.ini" <<-END
		[container]
		rootfs = $R
		user-map = 0:300000:10
		[service:a]
		user = 1000:7
		command = /bin/id
		main = yes
		restart = never
	END
	ct run "$T/svc.ini"
	eq "$status" 125
	match "$stderr" 'a: cannot become user 1000: this user namespace has only users 0-9; '
	sed -i 's/^user = .*/user = 7:1000/' "$T/svc.ini"
	ct run "$T/svc.ini"
	eq "$status" 125
	match "$stderr" 'a: cannot become group 1000: this user namespace has only groups 0-9; '
	nothing_left
}
