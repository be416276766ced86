#!/usr/bin/env bash
# tests/bench/log.sh - lines to a file: ctinit's logger, its peers and cat, in turn.
#
# usage: log.sh [ROUNDS] (5). One service writes 100-byte lines, a line a write, then 64
# KiB a write. Prints the median of each: MB/s, how much of cat that is, CPU seconds a GB
# of writer and logger together, and whether all arrived. Files lie in /dev/shm.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5} write=$PWD/build/tools/lines_write check=$PWD/build/tools/lines_check
ctinit=${CTINIT:-$PWD/build/ctinit}
[ "$(id -u)" = 0 ] || { echo "log.sh: wants root" >&2; exit 1; }
D=$(mktemp -d /dev/shm/ctinit-log.XXXXXX)
trap 'rm -rf "$D"' EXIT
export write check D ctinit

# Each writes what `$write s $count 100 $size` says into $D/out (or the like).
subjects() {
	echo cat
	! command -v s6-log >/dev/null || echo s6-log
	! command -v svlogd >/dev/null || echo svlogd
	! command -v supervisord >/dev/null || echo supervisord
	echo prefix plain file json
}
run_cat() { "$write" s "$count" 100 "$size" | cat >"$D/out"; }
run_s6_log() { "$write" s "$count" 100 "$size" | s6-log s268435455 "$D/s6"; }
run_svlogd() {
	mkdir "$D/sv"
	echo s0 >"$D/sv/config"
	"$write" s "$count" 100 "$size" | svlogd -b 65536 "$D/sv" 2>/dev/null
}
run_supervisord() {
	printf '%s\n' '[supervisord]' nodaemon=true user=root logfile=/dev/null \
		logfile_maxbytes=0 "pidfile=$D/pid" '[program:s]' startsecs=0 autorestart=false \
		"command=sh -c '$write s $count 100 $size; kill \$PPID'" \
		"stdout_logfile=$D/out" stdout_logfile_maxbytes=0 >"$D/conf"
	supervisord -c "$D/conf" >/dev/null 2>&1
}
run_ctinit() { # KEY=VALUE...
	printf '[service:s]\ntype = task\ncommand = %s s %s 100 %s\n' "$write" "$count" "$size" >"$D/ini"
	printf '%s\n' "$@" >>"$D/ini"
	unshare -pf --mount-proc "$ctinit" run -q "$D/ini" >"$D/out" 2>/dev/null
}
run_prefix() { run_ctinit 'log-format = prefix'; }
run_plain() { run_ctinit 'log-format = plain'; }
run_json() { run_ctinit 'log-format = json'; }
run_file() { run_ctinit 'log-console = no' "log-file = $D/file" 'log-max-size = 0'; }

all_there() { # the files, old ones first
	local lines
	lines=$(find "$D" -type f ! -name ini ! -name conf ! -name pid ! -name config ! -name lock \
		! -name state ! -name status ! -name times -print0 | sort -z | xargs -0 cat | wc -l)
	[ "$lines" = "$count" ] && echo yes || echo "no ($lines)"
}

for size in 0 65536; do
	count=$((size == 0 ? 2000000 : 8000000))
	export size count
	rm -f "$D"/samples
	for ((round = 0; round < rounds; round++)); do
		for subject in $(subjects); do
			TIMEFORMAT='%R %U %S'
			{ time "run_${subject//-/_}"; } 2>"$D/times" || :
			echo "$subject $(tail -n 1 "$D/times") $(all_there)" >>"$D.samples"
			find "$D" -mindepth 1 -delete
		done
	done
	printf '\n%s\n' "100-byte lines, $([ "$size" = 0 ] && echo "a line" || echo "$size bytes") a write"
	awk -v mb=$((count / 10000)) '
		function median(list,   n, v, i, j, t) {
			n = split(list, v, " ")
			for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) {
				t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
			return v[int((n + 1) / 2)] }
		!($1 in rate) { order[++n] = $1 }
		{ rate[$1] = rate[$1] " " mb / $2; cpu[$1] = cpu[$1] " " ($3 + $4) / mb * 1000
		  if ($5 != "yes") bad[$1] = $5 " " $6 }
		END {
			printf "%-12s %8s %8s %12s  %s\n", "", "MB/s", "of cat", "CPU s/GB", "all there"
			for (i = 1; i <= n; i++)
				printf "%-12s %8.0f %8.2f %12.2f  %s\n", order[i], median(rate[order[i]]),
					median(rate[order[i]]) / median(rate["cat"]), median(cpu[order[i]]),
					order[i] in bad ? bad[order[i]] : "yes"
		}' "$D.samples"
	rm -f "$D.samples"
done
