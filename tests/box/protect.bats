#!/usr/bin/env bats
# tests/box/protect.bats - tests PID 1 against root in its container: writable files, and
# processes that may trace it.
# timeout: 180
# shellcheck disable=SC2153,SC2154 # the helpers set STATUS, status, output and stderr
load ../lib/life
as_users_see_it

setup_file() {
	has_root || return 0
	STACKS=$(sh "$ROOT/tests/lib/rootfs.sh" stacks)
	export STACKS
}

# The capabilities that docker gives to a container.
CAPS=-all
for cap in chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw \
	sys_chroot mknod audit_write setfcap; do CAPS+=",+$cap"; done
as_docker() {
	run --separate-stderr "${LIMIT[@]}" "${PID1[@]}" setpriv --bounding-set "$CAPS" \
		--inh-caps "$CAPS" "$CTINIT" run -q "$T/svc.ini"
}

# try PYTHON: runs the code as a service of root
try() {
	cat >"$T/try.py" <<-'END'
		import ctypes, os, signal
		ptrace = ctypes.CDLL(None, use_errno=True).ptrace
		ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
		ATTACH, DETACH = 16, 17
		def state(): return open("/proc/1/stat").read().split()[2]
		def opens(path, mode):
		    try: return open(path, mode, 0)
		    except OSError as error: print(path, error.strerror)
	END
	cat >>"$T/try.py"
	cat >"$T/svc.ini" <<-END
		$1
		[service:a]
		type = task
		main = yes
		command = /usr/bin/python3 $T/try.py
	END
}

@test "protect: by default a root job writes to /proc/1/fd/1, and SIGCONT wakes a stopped PID 1" {
	try '' <<-'END'
		opens("/proc/1/fd/1", "wb").write(b"a job\n")
		if ptrace(ATTACH, 1, None, None) == 0:
		    os.waitpid(1, 0)
		    ptrace(DETACH, 1, None, signal.SIGSTOP)
		    while state() != "T": pass
		    os.kill(1, signal.SIGCONT)
		    while state() == "T": pass
		for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
		    os.kill(1, number)
		print("PID 1", state() in "SR")
	END
	as_docker
	eq "$status" 0 "$stderr"
	match "$output" '^a job$'
	match "$output" 'PID 1 True$'
}

@test "protect: with protect = yes root can neither trace PID 1 nor open its descriptors" {
	try $'[init]\nprotect = yes' <<-'END'
		print("ptrace", ptrace(ATTACH, 1, None, None), os.strerror(ctypes.get_errno()))
		opens("/proc/1/mem", "rb")
		opens("/proc/1/fd/1", "wb")
		print("done")
	END
	as_docker
	eq "$status" 0 "$stderr"
	match "$output" 'ptrace -1 Operation not permitted'
	match "$output" '/proc/1/mem Permission denied'
	match "$output" '/proc/1/fd/1 Permission denied'
	match "$output" '^done$'
}

@test "protect: output of cron jobs reaches the log by log-follow and by syslog, in a container of ctinit" {
	local job='@reboot root'
	mkdir "$T/cron.d" "$T/log"
	printf '%s\n' "$job echo by a file >>/var/log/jobs/out 2>&1" \
		"$job echo by syslog | logger -t job" \
		"$job (echo by fd >/proc/1/fd/1) 2>>/var/log/jobs/out" >"$T/cron.d/jobs"
	chmod 644 "$T/cron.d/jobs"
	cat >"$T/svc.ini" <<-END
		[container]
		rootfs = $STACKS
		overlay = tmpfs
		network = none
		volume = $T/cron.d:/etc/cron.d $T/log:/var/log/jobs
		[init]
		syslog = yes
		[service:cron]
		command = /usr/sbin/cron -f
		log-follow = /var/log/jobs/out
	END
	start cron "$CTINIT" run "$T/svc.ini"
	wait_line 30 "$T/cron.out" 'by a file$'
	wait_line 30 "$T/cron.out" 'job: by syslog$'
	wait_line 30 "$T/cron.out" '/proc/1/fd/1: Permission denied$'
	kill "$PID"
	finish 20 "$PID"
	eq "$STATUS" 0
}
