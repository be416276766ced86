#!/usr/bin/env bats
# tests/box/limits.bats - tests every limit-NAME key, alone and with the limits of
# [container].
load ../lib/life

# limit NAME: prints SOFT:HARD of the service from $output
limit() { awk -v name="$1" 'index($0, name) == 1 { sub(name, ""); print $1 ":" $2 }' <<<"$output"; }

@test "limits: each soft and hard limit reaches the program" {
	says <<-'END'
		command = /bin/cat /proc/self/limits
		limit-as = 2G:3G
		limit-core = 0
		limit-cpu = 60:61
		limit-data = 1G
		limit-fsize = 1M:2M
		limit-locks = 1024
		limit-memlock = 64K
		limit-msgqueue = 400K
		limit-nice = 0
		limit-nofile = 100:200
		limit-nproc = 500:600
		limit-rss = 512M
		limit-rtprio = 0
		limit-rttime = 200000
		limit-sigpending = 1000
		limit-stack = 4M:unlimited
	END
	eq "$status" 0 "$stderr"
	eq "$(limit "Max address space")" 2147483648:3221225472
	eq "$(limit "Max core file size")" 0:0
	eq "$(limit "Max cpu time")" 60:61
	eq "$(limit "Max data size")" 1073741824:1073741824
	eq "$(limit "Max file size")" 1048576:2097152
	eq "$(limit "Max file locks")" 1024:1024
	eq "$(limit "Max locked memory")" 65536:65536
	eq "$(limit "Max msgqueue size")" 409600:409600
	eq "$(limit "Max nice priority")" 0:0
	eq "$(limit "Max open files")" 100:200
	eq "$(limit "Max processes")" 500:600
	eq "$(limit "Max resident set")" 536870912:536870912
	eq "$(limit "Max realtime priority")" 0:0
	eq "$(limit "Max realtime timeout")" 200000:200000
	eq "$(limit "Max pending signals")" 1000:1000
	eq "$(limit "Max stack size")" 4194304:unlimited
	says <<<$'command = /bin/true\nlimit-nofile = 4097:4096'
	eq "$status" 125
	match "$stderr" 'limit-nofile'
	says <<<$'command = /bin/true\nstdout = file:/no/such/dir/out'
	eq "$status" 125
	match "$stderr" '^ctinit [|] a: cannot open /no/such/dir/out for stdout: No such file or directory$'
	nothing_left
}

@test "limits: after restart-reset of ready time the restarts count from zero" {
	says <<-'END'
		command = /bin/sh -c 'read -t 0.2 x </dev/zero; echo run; exit 3'
		restart = always
		restart-limit = 2
		restart-delay = 1ms
		restart-reset = 1h
	END
	eq "$status" 3 "$stderr"
	eq "$(wc -l <<<"$output")" 3 "two restarts, no more"
	says <<-END
		command = /bin/bash -c 'echo run >>$T/runs; read -t 0.2 <> <(:); [ \$(wc -l <$T/runs) -lt 6 ] || kill -TERM 1; exit 3'
		restart = always
		restart-limit = 2
		restart-delay = 1ms
		restart-reset = 100ms
	END
	eq "$status" 0 "$stderr"
	eq "$(wc -l <"$T/runs")" 6 "each run was long enough"
	nothing_left
}

@test "limits: verbosity = quiet reports failures only; verbose also what runs" {
	local word
	for word in quiet normal verbose; do
		{
			printf '[init]\nverbosity = %s\n' "$word"
			printf '[service:a]\ncommand = /bin/sleep 0.05\ntype = task\n[service:b]\ncommand = /bin/false\ntype = task\non-failed = ignore\n'
		} >"$T/v.ini"
		in_ns v
		match "$stderr" '^ctinit [|] b: failed'
		case $word in
		quiet) eq "$(grep -vcE 'b: failed|container exit code' <<<"$stderr")" 0 "$stderr" ;;
		normal) match "$stderr" '^ctinit [|] a: done' && no_match "$stderr" ': pid [0-9]+: /bin/sleep' ;;
		verbose) match "$stderr" '^ctinit [|] a: pid [0-9]+: /bin/sleep' ;;
		esac
	done
	nothing_left
}

@test "limits: [container] namespaces, shm-size, domainname, capabilities, no-new-privileges" {
	local r=$T/root
	busybox_root "$r" sh cat readlink df grep
	ct run --set 'container.namespaces=-ipc -uts' --set container.shm-size=1M --rootfs "$r" -- \
		/bin/sh -c 'readlink /proc/self/ns/ipc; readlink /proc/self/ns/uts; df -k /dev/shm'
	eq "$status" 0 "$stderr"
	match "$output" "^$(readlink /proc/self/ns/ipc | sed 's/[][]/\\&/g')$"
	match "$output" "^$(readlink /proc/self/ns/uts | sed 's/[][]/\\&/g')$"
	match "$output" ' 1024 .*/dev/shm$'
	ct run --set container.domainname=example.org --set container.capabilities='none +CHOWN +NET_RAW' \
		--set container.no-new-privileges=no --rootfs "$r" -- \
		/bin/sh -c 'cat /proc/sys/kernel/domainname; grep -E "CapBnd|CapEff|NoNewPrivs" /proc/self/status'
	eq "$status" 0 "$stderr"
	match "$output" '^example\.org$'
	match "$output" 'CapBnd:.0000000000002001'
	match "$output" 'CapEff:.0000000000002001'
	match "$output" 'NoNewPrivs:.0'
	ct run --rootfs "$r" -- /bin/grep NoNewPrivs /proc/self/status
	match "$output" 'NoNewPrivs:.1'
	nothing_left
}

@test "limits: an open-files limit below the need of the log pipes is reported with the number" {
	local i
	for i in 1 2 3 4; do
		printf '[service:s%s]\ntype = task\ncommand = /bin/true\n' $i
	done >"$T/open.ini"
	run "${PID1[@]}" prlimit --nofile=143:143 "$CTINIT" run -q "$T/open.ini"
	eq "$status" 0 "$output"
	match "$output" '^ctinit [|] 8 log pipes need about 144 descriptors, the limit of open files is 143: .*; raise it \(ulimit -n;'
	run "${PID1[@]}" prlimit --nofile=10:144 "$CTINIT" run -q "$T/open.ini"
	eq "$status" 0 "$output"
	no_match "$output" 'descriptors'
}

@test "limits: a file-size limit below the logger's memory stops no logger, and services get it" {
	local cap
	ini small <<-'EOF'
		[service:a]
		command = /bin/sleep 1000
		[service:b]
		type    = task
		main    = yes
		command = /bin/bash -c 'ulimit -Sf; ulimit -Hf; exit 7'
	EOF
	for cap in nice resource; do # without CAP_SYS_RESOURCE no limit can be raised
		status=0
		(
			ulimit -f 20000
			timeout 30 "${PID1[@]}" setpriv --bounding-set "-sys_$cap" \
				--inh-caps "-sys_$cap" "$CTINIT" run -q "$T/small.ini" |
				cat >"$T/small.out"
			exit "${PIPESTATUS[0]}"
		) || status=$?
		eq "$status" 7 "without sys_$cap"
		eq "$(cat "$T/small.out")" "b | 20000
b | 20000"
	done
}
