#!/usr/bin/env bash
# tests/bench/bench.sh - measures ctinit, the floor and the peers in turn, in one run.
#
# usage: bench.sh [METRIC]...   of: run single services reap restart storm idle front
#                               log_small log_large line logger (all)
#   BENCH_QUICK=1   fewer rounds: about three minutes
#   BENCH_GROWTH=1  also up to 10,000 services, which needs more memory and time
#   CTINIT=PATH     the program under test (build/ctinit)
#   PEERS=no        only ctinit and the floor
#   OTHER=PATH      another build of it, measured in the same rounds as ctinit-other
# Needs root (pid namespaces) and `make bench-tools`. Writes to one directory below TMPDIR
# and, for logs, one in /dev/shm, and removes both at the end. Supervisors run in pid
# namespaces that end with this script.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/peers.sh
. tests/bench/log.sh

quick=${BENCH_QUICK:-} every=1 user_id=54321
rounds() { if [ -n "$quick" ]; then echo "$1"; else echo "$2"; fi; } # QUICK FULL
die() { echo "bench: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "wants root: it measures what runs as PID 1, and as root"
[ -x build/bench/drive_run ] || die "build/bench is not there: run make bench-tools"
T=$(mktemp -d "${TMPDIR:-/tmp}/ctinit-bench.XXXXXX")
log_dir=''
trap 'rm -rf "$T" ${log_dir:+"$log_dir"}' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$T"
mkdir "$T/bin" "$T/root" "$T"/root/{proc,sys,dev,run,tmp,etc}
cp build/bench/{child,floor_init,floor_run} "$T/bin/"
cp build/bench/child "$T/root/true"
child=$T/bin/child ctinit='' other=''
if [ -x "${CTINIT:-build/ctinit}" ]; then
	cp "${CTINIT:-build/ctinit}" "$T/bin/ctinit"
	ctinit=$T/bin/ctinit
fi
if [ -n "${OTHER:-}" ]; then
	cp "$OTHER" "$T/bin/ctinit-other"
	other=$T/bin/ctinit-other
fi
# Write pages back: until then they count as private dirty memory of each process that maps
# them.
sync "$T"/bin/* "$T/root/true"
samples=$T/samples
: >"$samples"

drive() { # PROGRAM ARGS...: stores its samples
	local program=$1
	shift
	timeout -k 5 900 "build/bench/$program" "$@" >>"$samples" || echo "bench: $program failed" >&2
}

bench_single() {
	single_subjects >"$T/single"
	{ echo "bare 15 1 -"; cat "$T/single"; } >"$T/with-bare"
	drive drive_single "$(rounds 15 101)" "$child" "$T/with-bare"
}

bench_services() {
	local n
	for n in 1 100 1000 ${BENCH_GROWTH:+10000}; do
		every=1
		[ "$n" -lt 1000 ] || every=$(rounds 9 4)
		supervised_subjects "$n" >"$T/services.$n"
		case $n in
		1) set -- 7 21 ;; 100) set -- 5 15 ;; 1000) set -- 5 9 ;; *) set -- 1 3 ;;
		esac
		drive drive_services "$n" "$(rounds "$1" "$2")" "$child" "$T/fifo" "$T/services.$n"
	done
	every=1
	# Compare services with log pipes to the floor of the same rounds.
	awk 'BEGIN { FS = OFS = "\t" }
		$2 ~ /^ctinit.*-log$/ && /^(up|cpu|down|dirty|procs|code)/ { $1 = "log." $1; sub(/-log$/, "", $2); print; next }
		{ print }
		$2 == "floor" && /^(up|cpu|down|dirty)/ { $1 = "log." $1; print }' "$samples" >"$T/split"
	mv "$T/split" "$samples"
}

one_service() {
	[ -d "$T/sup.1" ] || supervised_subjects 1 >"$T/services.1"
}

bench_reap() {
	one_service
	single_subjects "$child" >"$T/reap-single"
	drive drive_reap 20000 "$(rounds 2 5)" "$child" "$T/fifo" "$T/go" "$T/services.1"
	sed -i 's/^reap\./reaps./' "$samples"
	drive drive_reap 20000 "$(rounds 2 5)" "$child" "$T/fifo" "$T/go" "$T/reap-single"
}

bench_restart() {
	one_service
	drive drive_watch restart "$(rounds 5 15)" "$child" "$T/fifo" "$T/services.1"
}

# Measures PID 1's share of one CPU while 100 services exit at once, with default delays.
bench_storm() {
	[ -z "$ctinit" ] || storm_of ctinit "$ctinit"
	[ -z "$other" ] || storm_of ctinit-other "$other"
}

storm_of() { # NAME PROGRAM
	local pid inner before seconds i
	seconds=$(rounds 10 60)
	{
		printf '[init]\nverbosity = quiet\n[defaults]\nrestart-limit = 0\nstdout = null\nstderr = null\n'
		for i in {1..100}; do printf '[service:s%d]\ncommand = %s --true\n' "$i" "$child"; done
	} >"$T/storm.ini"
	unshare -pf --mount-proc --kill-child "$2" run "$T/storm.ini" 2>/dev/null &
	pid=$!
	until inner=$(tr -d ' ' <"/proc/$pid/task/$pid/children") && [ -n "$inner" ]; do :; done
	before=$(cut -d ' ' -f 1 "/proc/$inner/schedstat")
	sleep "$seconds"
	awk -v before="$before" -v s="$seconds" -v name="$1" \
		'{ printf "storm.cpu\t%s\t0\t%.3f\n", name, ($1 - before) / 1e7 / s }' "/proc/$inner/schedstat" >>"$samples"
	kill -9 "$inner"
	wait "$pid" 2>/dev/null || :
}

bench_idle() {
	[ -d "$T/sup.100" ] || supervised_subjects 100 >"$T/services.100"
	drive drive_watch idle "$(rounds 10 120)" "$child" "$T/fifo" "$T/services.100" 100
}

# Replaces the (sub)shell with a command that sees only cgroup v2, in a private mount
# namespace. crun needs this; the others get it too, for equal cost.
in_cgroup2_view() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	exec unshare -m --propagation private sh -euc '
		[ -e /sys/fs/cgroup/cgroup.controllers ] || mount -t cgroup2 none /sys/fs/cgroup
		mount -t tmpfs run /run # as on most machines; a runtime keeps its state there
		exec "$@"' sh "$@"
}

bench_run() {
	front_subjects root "$T/root" --true >"$T/run-root"
	front_subjects user "$T/root" --true >"$T/run-user"
	(in_cgroup2_view build/bench/drive_run run.root "$(rounds 15 61)" "$T/run-root") >>"$samples"
	cp build/bench/drive_run "$T/bin/"
	chmod -R a+rX "$T/bin" "$T/root" "$T/run-user"
	# This user has no range in /etc/subuid, so each runtime maps one id by itself.
	(in_cgroup2_view setpriv --reuid $user_id --regid $user_id --clear-groups \
		"$T/bin/drive_run" run.user "$(rounds 15 61)" "$T/run-user") >>"$samples"
}

smaps() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$2/smaps_rollup"; }

bench_front() { # the host's share while a container runs: only the front end
	local name command pid fd
	front_subjects root "$T/root" --pause >"$T/front"
	mkfifo "$T/up"
	exec {fd}<>"$T/up"
	while read -r name _ _ _ command; do
		# shellcheck disable=SC2086 # split into words on purpose
		in_cgroup2_view $command >"$T/up" 2>/dev/null </dev/null &
		pid=$!
		if read -r -N 1 -t 10 -u "$fd" _; then
			sleep 1 # for a container that runs: some give memory back
			printf "front.%s\t%s\t0\t%s\n" pss "$name" "$(smaps Pss "$pid")" \
				dirty "$name" "$(smaps Private_Dirty "$pid")" >>"$samples"
		else
			echo "bench: $name: its container does not come up" >&2
		fi
		front_end "$pid"
	done <"$T/front"
	exec {fd}>&-
}

front_end() { # PID: stops the container first, so each runtime cleans up
	local inner=()
	read -r -a inner <"/proc/$1/task/$1/children" || :
	[ ${#inner[@]} -eq 0 ] || kill -9 "${inner[@]}" || :
	sleep 0.2
	kill -9 "$1" 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}

machine() {
	echo "## $1, $(date -u +%Y-%m-%dT%H:%M:%SZ)"
	echo
	echo "$(uname -srm), $(nproc) CPUs ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1))," \
		"load $(cut -d' ' -f1-3 /proc/loadavg)."
}

versions() {
	local name missing=''
	for name in crun bwrap unshare tini tini-static dumb-init catatonit s6-svscan runsvdir \
		busybox supervisord; do
		have "$name" || missing="$missing $name"
	done
	echo "Peers: $(dpkg-query -W -f '${Package} ${Version}, ' crun bubblewrap tini dumb-init \
		catatonit s6 runit busybox-static supervisor 2>/dev/null || :)"
	echo "Not installed, so left out:${missing:- none}."
	[ -n "$ctinit" ] || echo "There is no build/ctinit: only the floor and the peers."
}

[ $# -gt 0 ] || set -- run single services reap restart storm idle front log_small log_large line logger
machine "Begin"
versions
for metric; do
	declare -F "bench_$metric" >/dev/null || die "no metric $metric: see the head of this file"
	echo "bench: $metric ..." >&2
	"bench_$metric"
done
echo
awk -f tests/bench/table.awk tests/bench/budgets.tsv "$samples"
[ -z "${BENCH_SAMPLES:-}" ] || cp "$samples" "$BENCH_SAMPLES"
machine "End"
