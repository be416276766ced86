# tests/bench/log.sh - measures the logger and its peers: a flood into a file, one line, and
# an idle logger. Sourced by bench.sh, which calls bench_*.
# shellcheck shell=bash disable=SC2154 # bench.sh sets $T $log_dir $ctinit $other $samples and rounds

# Peers rotate at their largest size or never, and do not sync. cat is the floor: it only
# reads and writes. `bare` is a service that writes to the file itself.
log_subjects() {
	echo floor bare
	[ -z "$ctinit" ] || echo ctinit ctinit-plain ctinit-file ctinit-json ctinit-inherit
	[ -z "$other" ] || echo ctinit-other
	! have s6-log || echo s6-log
	! have svlogd || echo svlogd
	! have supervisord || echo supervisord
}

# Each subject writes $total bytes, in writes of $size, into files in $log_dir/log.
flood() { "$T/bin/writer" flood "$size" "$total" "$log_dir/begin"; }
log_floor() { flood | cat >"$log_dir/log/out"; }
log_bare() { flood >"$log_dir/log/out"; }
log_s6_log() { flood | s6-log s268435455 "$log_dir/log"; }
log_svlogd() {
	echo s0 >"$log_dir/log/config"
	flood | svlogd -b 65536 "$log_dir/log" 2>/dev/null
}
log_supervisord() {
	printf '%s\n' '[supervisord]' nodaemon=true user=root logfile=/dev/null \
		logfile_maxbytes=0 "pidfile=$log_dir/pid" '[program:s]' startsecs=0 autorestart=false \
		"command=sh -c '$T/bin/writer flood $size $total $log_dir/begin; kill \$PPID'" \
		"stdout_logfile=$log_dir/log/out" stdout_logfile_maxbytes=0 >"$log_dir/conf"
	supervisord -c "$log_dir/conf" >/dev/null 2>&1
}
log_svc_ini() { # KEY=VALUE...
	printf '[service:s]\ntype = task\ncommand = %s flood %s %s %s\n' "$T/bin/writer" "$size" \
		"$total" "$log_dir/begin" >"$log_dir/ini"
	printf '%s\n' "$@" >>"$log_dir/ini"
	unshare -pf --mount-proc "$ctinit" run -q "$log_dir/ini" >"$log_dir/log/out" 2>/dev/null
}
log_ctinit() { log_svc_ini 'log-format = prefix'; }
log_ctinit_other() { ctinit=$other log_ctinit; }
log_ctinit_plain() { log_svc_ini 'log-format = plain'; }
log_ctinit_json() { log_svc_ini 'log-format = json'; }
log_ctinit_inherit() { log_svc_ini 'stdout = inherit'; }
log_ctinit_file() { log_svc_ini 'log-console = no' "log-file = $log_dir/log/file" 'log-max-size = 0'; }

log_files() { find "$log_dir/log" -type f ! -name config ! -name lock ! -name state "$@"; }

# Prints the CPU seconds of all processes of one run, then the seconds from the writer's
# first write to the last write into a file. Prints `-` if lines are missing.
log_run() { # SUBJECT TOTAL
	local total=$2 TIMEFORMAT='%U %S' begin last lines
	rm -rf "$log_dir/log"
	mkdir "$log_dir/log"
	{ time "log_${1//-/_}"; } 2>"$log_dir/times" || :
	begin=$(cat "$log_dir/begin")
	last=$(log_files -printf '%T@\n' | sort -n | tail -n 1)
	lines=$(log_files -exec cat {} + | wc -l)
	[ $((lines * 100)) = "$total" ] || last=-
	tail -n 1 "$log_dir/times" | awk -v begin="$begin" -v last="$last" \
		'{ print $1 + $2, last == "-" ? last : last - begin / 1e9 }'
}

# Subtracts the cost of starting and stopping the subject, measured by a run without output.
log_round() { # ROUND SUBJECT
	local nothing cpu seconds
	read -r nothing _ < <(log_run "$2" 0)
	read -r cpu seconds < <(log_run "$2" "$bytes")
	if [ "$seconds" = - ]; then
		echo "bench: $2: not all lines are there" >&2
		return
	fi
	awk -v subject="$2" -v round="$1" -v nothing="$nothing" -v cpu="$cpu" -v s="$seconds" \
		-v gb="${bytes}e-9" -v what="$what" -v OFS='\t' 'BEGIN {
			print "flood." what, subject, round, s / gb
			print "floodcpu." what, subject, round, (cpu - nothing) / gb
			if (subject == "bare" || subject == "ctinit-inherit")
				print "inherit." what, subject == "bare" ? "floor" : "ctinit", round,
					(cpu - nothing) / gb
		}' >>"$samples"
}

log_flood() { # small|large WRITE_BYTES ALL_BYTES: measures one flood
	local what=$1 size=$2 bytes=$3 list round i
	log_dir=$(mktemp -d /dev/shm/ctinit-bench.XXXXXX)
	cp build/bench/writer "$T/bin/"
	read -r -a list <<<"$(log_subjects | tr '\n' ' ')"
	for ((round = 0; round < $(rounds 3 9); round++)); do
		for ((i = 0; i < ${#list[@]}; i++)); do
			log_round "$round" "${list[(i + round) % ${#list[@]}]}"
		done
	done
	rm -rf "$log_dir"
}

bench_log_small() { log_flood small 100 200000000; }
bench_log_large() { log_flood large 65536 800000000; }

# ---- one line ----

# A subject is a list of words without pipes, so this makes a script.
line_subject() { # NAME COMMAND
	printf '#!/bin/sh\n%s\n' "$2" >"$T/line-$1"
	chmod +x "$T/line-$1"
	echo "$1 15 1 - $T/line-$1"
}

line_subjects() { # COUNT PAUSE
	local writer="$T/bin/writer lines $1 $2"
	line_subject floor "$writer"
	line_subject cat "$writer | cat"
	[ -z "$ctinit" ] || {
		printf '[service:s]\ntype = task\nlog-format = prefix\ncommand = %s\n' "$writer" >"$T/line.ini"
		echo "ctinit 15 1 - $ctinit run -q $T/line.ini"
	}
	! have s6-log || line_subject s6-log "$writer | s6-log 1"
	! have supervisord || {
		printf '%s\n' '[supervisord]' nodaemon=true user=root logfile=/dev/null \
			logfile_maxbytes=0 "pidfile=$T/line.pid" '[program:s]' startsecs=0 \
			autorestart=false "command=$writer" stdout_logfile=/dev/fd/1 \
			stdout_logfile_maxbytes=0 >"$T/line.conf"
		line_subject supervisord "exec supervisord -c $T/line.conf"
	}
}

bench_line() {
	cp build/bench/writer "$T/bin/"
	line_subjects 1000 3000 >"$T/line"
	# With chrt the driver and the subjects take precedence over other processes.
	timeout -k 5 900 chrt -r 1 build/bench/drive_line "$(rounds 1 5)" 1000 "$T/line" >>"$samples" ||
		echo "bench: drive_line failed" >&2
}

# ---- the cost of an idle logger ----

log_pid() { # PID 1's logger
	local pid pids
	read -r -a pids <"/proc/$1/task/$1/children" || :
	for pid in "${pids[@]}"; do
		[ "$(cat "/proc/$pid/comm")" != ctinit-log ] || echo "$pid"
	done
}

switches() { awk '/ctxt_switches/ { n += $2 } END { print n }' "${@/%//status}"; }

# Includes the pages of the log memory that the logger has touched.
logger_memory() { # LOGGER WHAT
	local fd kib=0
	for fd in "/proc/$1/fd/"*; do
		[[ $(readlink "$fd") != /memfd:* ]] || kib=$(($(stat -Lc %b "$fd") / 2))
	done
	printf "logger.%s\tctinit\t0\t%s\n" "$2" "$(smaps Private_Dirty "$1")" "$2.store" "$kib" >>"$samples"
}

# Measures the logger of 100 idle services: before any output, and after one line each.
bench_logger() {
	local outer inner logger word before i
	[ -n "$ctinit" ] || return 0
	cp build/bench/writer "$T/bin/"
	for word in idle once; do
		{
			printf '[init]\nverbosity = quiet\n'
			for i in {1..100}; do
				printf '[service:s%d]\ncommand = %s %s\n' "$i" "$T/bin/writer" "$word"
			done
		} >"$T/logger.ini"
		unshare -pf --mount-proc --kill-child "$ctinit" run "$T/logger.ini" >"$T/logger.out" 2>&1 &
		outer=$!
		until inner=$(tr -d ' ' <"/proc/$outer/task/$outer/children") && [ -n "$inner" ]; do :; done
		sleep 2
		logger=$(log_pid "$inner")
		if [ $word = idle ]; then
			before=$(switches "/proc/$inner" "/proc/$logger")
			sleep "$(rounds 10 120)"
			printf "logger.wakeups\tctinit\t0\t%s\n" \
				$(($(switches "/proc/$inner" "/proc/$logger") - before)) >>"$samples"
		fi
		logger_memory "$logger" $word
		kill -9 "$inner"
		wait "$outer" 2>/dev/null || :
	done
}
