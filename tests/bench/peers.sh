# tests/bench/peers.sh - writes the configuration of each peer below $T. Sourced by
# bench.sh. Prints lines for the drivers: NAME SIGNAL EVERY ETC CMD ARGS...
# (tests/bench/measure.h).
# shellcheck shell=bash disable=SC2154 # bench.sh sets $T $child $ctinit $other $every

have() { [ "${PEERS:-}" != no ] && command -v "$1" >/dev/null; }

single_subjects() { # subjects of one command; the drivers append the command
	echo "floor 15 1 - $T/bin/floor_init -- $*"
	[ -z "$ctinit" ] || echo "ctinit 15 1 - $ctinit -- $*"
	[ -z "$other" ] || echo "ctinit-other 15 1 - $other -- $*"
	for name in tini tini-static dumb-init catatonit; do
		! have "$name" || echo "$name 15 1 - $(command -v "$name") -- $*"
	done
}

# supervised_subjects N: writes configurations with N services to $T/sup.N; each service is
# $child
supervised_subjects() {
	local n=$1 d=$T/sup.$1
	rm -rf "$d" # already made for another metric
	mkdir -p "$d/s6" "$d/runit" "$d/etc"
	echo "floor 15 1 - $T/bin/floor_init $n $child"
	[ -z "$ctinit" ] || {
		ctinit_file "$n" 'stdout = inherit\nstderr = inherit' >"$d/svc.ini"
		ctinit_file "$n" 'stdout = log\nstderr = log' >"$d/log.ini"
		echo "ctinit 15 1 - $ctinit run $d/svc.ini"
		echo "ctinit-log 15 1 - $ctinit run $d/log.ini"
		[ -z "$other" ] || {
			echo "ctinit-other 15 1 - $other run $d/svc.ini"
			echo "ctinit-other-log 15 1 - $other run $d/log.ini"
		}
	}
	! have s6-svscan || {
		service_dirs "$d/s6" "$n"
		echo "s6 15 1 - $(command -v s6-svscan) -c 16384 $d/s6" # -c: maximum number of services
	}
	# runsvdir supports at most 1000 services. On SIGHUP it sends SIGTERM to each runsv
	# and exits with 111 at once.
	! have runsvdir || [ "$n" -gt 1000 ] || {
		service_dirs "$d/runit" "$n"
		echo "runit 1 1 - $(command -v runsvdir) -P $d/runit"
	}
	# On SIGTERM it always sends SIGTERM to all, waits 1 s, sends SIGKILL, and waits 1
	# s, as for a reboot.
	! have busybox || {
		# It merges equal lines, so each one has a number.
		awk -v n="$n" -v child="$child" 'BEGIN {
			for (i = 1; i <= n; i++) print "::respawn:" child " " i }' >"$d/etc/inittab"
		ln -sf "$(command -v busybox)" "$T/bin/init"
		echo "busybox 15 $every $d/etc $T/bin/init"
	}
	! have supervisord || [ "$n" -gt 1000 ] || {
		supervisord_file "$n" "$d" >"$d/supervisord.conf"
		echo "supervisord 15 $every - $(command -v supervisord) -n -c $d/supervisord.conf"
	}
}

service_dirs() { # DIR N: `run` is the program itself, without a shell
	local i
	for ((i = 1; i <= $2; i++)); do
		mkdir "$1/s$i"
		ln -s "$child" "$1/s$i/run"
	done
}

ctinit_file() { # N STREAMS
	printf '[defaults]\n%b\nrestart-delay = 0\nrestart-limit = 0\n' "$2"
	awk -v n="$1" -v child="$child" 'BEGIN {
		for (i = 1; i <= n; i++) printf "[service:s%d]\ncommand = %s\n", i, child }'
}

supervisord_file() {
	cat <<-END
		[supervisord]
		nodaemon=true
		user=root
		logfile=/dev/null
		logfile_maxbytes=0
		pidfile=$2/supervisord.pid
		minfds=4096
		minprocs=4096
		[program:s]
		command=$child
		numprocs=$1
		process_name=%(program_name)s_%(process_num)d
		stdout_logfile=NONE
		stderr_logfile=NONE
		startretries=1000
	END
}

# front_subjects root|user DIR WORD: prints the runtimes. The container runs DIR/true.
front_subjects() {
	local who=$1 dir=$2 word=$3 flag='' user='' name
	[ "$who" = root ] || { flag=-u user=--unshare-user; }
	echo "floor 15 1 - $T/bin/floor_run $flag $dir /true $word"
	for name in ${ctinit:+ctinit} ${other:+ctinit-other}; do
		echo "$name 15 1 - $T/bin/$name run --rootfs $dir --set container.network=none" \
			"-- /true $word"
	done
	! have bwrap || echo "bwrap 15 1 - $(command -v bwrap) $user --unshare-pid --unshare-uts" \
		"--unshare-ipc --unshare-cgroup --unshare-net --hostname bench --bind $dir /" \
		"--proc /proc --dev /dev --mqueue /dev/mqueue --ro-bind /sys /sys /true $word"
	! have crun || {
		mkdir -p "$T/crun.$who$word"
		crun_bundle "$who" "$dir" "$word" >"$T/crun.$who$word/config.json"
		chmod -R a+rX "$T/crun.$who$word"
		install -d -m 777 "$T/crun-state.$who"
		echo "crun 15 1 - $(command -v crun) --root $T/crun-state.$who" \
			"--cgroup-manager disabled run --bundle $T/crun.$who$word c$who"
	}
	# unshare makes no /dev and no /sys, less than the others do.
	! have unshare || echo "unshare-less 15 1 - $(command -v unshare) ${user:+-Ur} -mpuinC -f" \
		"-R $dir --mount-proc /true $word"
}

crun_bundle() {
	local more='' map='' pts=',"gid=5"'
	[ "$1" = root ] || {
		more=',{"type":"user"}' pts=''
		map='"uidMappings":[{"containerID":0,"hostID":'$user_id',"size":1}],
		     "gidMappings":[{"containerID":0,"hostID":'$user_id',"size":1}],'
	}
	cat <<-END
		{"ociVersion":"1.0.0","hostname":"bench",
		 "process":{"user":{"uid":0,"gid":0},"args":["/true","$3"],"env":["PATH=/"],"cwd":"/"},
		 "root":{"path":"$2"},
		 "mounts":[
		  {"destination":"/proc","type":"proc","source":"proc"},
		  {"destination":"/sys","type":"sysfs","source":"sysfs",
		   "options":["nosuid","noexec","nodev","ro"]},
		  {"destination":"/dev","type":"tmpfs","source":"tmpfs",
		   "options":["nosuid","mode=755","size=64k"]},
		  {"destination":"/dev/pts","type":"devpts","source":"devpts",
		   "options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620"$pts]},
		  {"destination":"/dev/shm","type":"tmpfs","source":"shm",
		   "options":["nosuid","noexec","nodev","mode=1777","size=64m"]},
		  {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue",
		   "options":["nosuid","noexec","nodev"]}],
		 "linux":{$map
		  "namespaces":[{"type":"pid"},{"type":"mount"},{"type":"uts"},{"type":"ipc"},
		   {"type":"cgroup"},{"type":"network"}$more]}}
	END
}
