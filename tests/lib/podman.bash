# shellcheck shell=bash
# tests/lib/podman.bash - runs podman with a store for one test file: load ../lib/podman
#
# setup_file calls has_podman, setup need_podman, teardown_file pod_teardown; pod ARG... runs
# podman.
# Paths are short: conmon's sockets are below the store, and a socket path has at most 107
# bytes. Ulimits are set, because podman asks for more than a CI container allows. There are
# no cgroups, because a host that also mounts cgroup v1 refuses crun's device filter and
# memory lock limits.

# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/leftovers.bash"

pod_setup() {
	POD=$(mktemp -d "/tmp/ctpod.${CT_RUN:-$$}.XXXXXX")
	export POD CONTAINERS_CONF=$POD/containers.conf
	chmod 755 "$POD"
	mkdir "$POD/tmp"
	# In a container: the kernel has no overlay over an overlay.
	[ "$(stat -f -c %T "$POD")" != overlayfs ] || export POD_DRIVER=vfs
	cat >"$CONTAINERS_CONF" <<-END
		[containers]
		default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
		log_driver = "k8s-file"
		[engine]
		cgroup_manager = "cgroupfs"
		events_logger = "file"
	END
	chmod 644 "$CONTAINERS_CONF"
	cp "$CTINIT" "$POD/ctinit" # no link: the files of $POD change their owner
}

# has_podman: prepares a store, and succeeds if podman runs a container here
has_podman() {
	has_root && is_static || return 1
	pod_setup
	tries podman pod_probe
}
need_podman() {
	need_root
	need_static
	tries podman pod_probe || skip "needs podman to run containers: $WHY"
}
pod_probe() {
	# shellcheck disable=SC2034 # has_user uses it
	local T=$POD
	busybox_root "$POD/probe"
	if [ "${POD_AS:-root}" = user ]; then
		has_user || { echo "$WHY" && return 1; }
		install -d -o "$CT_USER" -m 700 "$POD/home" "$POD/run" "$POD/store"
		chown -R "$CT_USER" "$POD"
	fi
	pod_run --rm --rootfs "$POD/probe" /bin/busybox true
}

pod_teardown() {
	[ -d "${POD:-}" ] || return 0
	pod rm -fa -t 0 >/dev/null 2>&1
	[ "${POD_AS:-root}" = root ] || {
		ct_end_pause
		rm -f "/dev/shm/libpod_rootless_lock_$(id -u "$CT_USER")"
	}
	remove_tree "$POD"
}

# With POD_AS=user podman runs as the ordinary user, with the same view of the cgroups.
pod() {
	local as=()
	[ "${POD_AS:-root}" = root ] || as=(setpriv --reuid "$CT_USER" --regid "$CT_USER"
		--init-groups env HOME="$POD/home" XDG_RUNTIME_DIR="$POD/run" USER="$CT_USER")
	(cd "$POD" && TMPDIR=$POD/tmp exec timeout ${POD_TTY:+--foreground} -k 2 300 "$ROOT/tests/lib/in-cgroup2" "${as[@]}" \
		podman ${POD_DRIVER:+--storage-driver "$POD_DRIVER"} --root "$POD/store" --runroot "$POD/run" --tmpdir "$POD/tmp/libpod" "$@")
}

# pod_run ARG...: runs podman run without cgroups and network
pod_run() { pod run --cgroups=disabled --network=none "$@"; }

# pod_image NAME ENTRYPOINT-JSON [INI]: builds an image FROM scratch with ctinit, busybox and the
# file
pod_image() {
	pod_image_context "$@"
	pod build -q -t "localhost/$1:1" "$POD/$1"
}
pod_image_context() {
	local context=$POD/$1
	mkdir -p "$context"
	cp "$POD/ctinit" "$context/ctinit"
	cp "$(command -v busybox)" "$context/busybox"
	cp "${3:-/dev/null}" "$context/svc.ini"
	cat >"$context/Containerfile" <<-END
		FROM scratch
		COPY ctinit /sbin/ctinit
		COPY busybox /bin/busybox
		COPY svc.ini /etc/svc.ini
		ENTRYPOINT $2
	END
}

# A rootless podman leaves a process that keeps its user namespace. Kills that process.
ct_end_pause() {
	local file
	pod unshare rm -rf "$POD/store" 2>/dev/null
	for file in "$POD"/run/libpod/tmp/pause.pid "$POD"/tmp/libpod/pause.pid; do
		[ ! -s "$file" ] || kill_tree "$(cat "$file")"
	done
}
