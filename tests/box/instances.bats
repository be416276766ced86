#!/usr/bin/env bats
# tests/box/instances.bats - tests instances, groups and [init] start as PID 1.
load ../lib/life

@test "instances: NAME@1 to NAME@N have their number; NAME means all of them, NAME@2 one" {
	export WORKERS=3
	boot <<-'END'
		[service:work]
		type = task
		instances = ${WORKERS}
		command = /bin/sh -c 'echo $CTINIT_SERVICE $CTINIT_INSTANCE ${1}' - ${CTINIT_INSTANCE}
		[service:two]
		type = task
		needs = work@2
		command = /bin/echo two
		[service:all]
		type = task
		needs = work
		command = /bin/sh -c 'echo all $CTINIT_SERVICE ${CTINIT_INSTANCE-none}'
	END
	eq "$status" 0 "$stderr"
	eq "$(grep -c '^work [123] [123]$' <<<"$output")" 3 "$output"
	grep -qx 'work 2 2' <<<"$output"
	eq "$(tail -n 2 <<<"$output" | sort | head -n 1)" "all all none" "$output"
	match "$stderr" '^ctinit [|] work@3: done'
	printf '%s\n' "$output" >"$T/out"
	in_order "$T/out" '^work 2 2' '^two'
	in_order "$T/out" '^work 3 3' '^all'
}

@test "instances: 1 has the number 1; 0 is skipped with the services that need it" {
	boot <<-'END'
		[service:one]
		type = task
		instances = 1
		command = /bin/sh -c 'echo $CTINIT_SERVICE $CTINIT_INSTANCE'
		[service:none]
		instances = 0
		command = /bin/echo none
		[service:needer]
		type = task
		needs = none
		command = /bin/echo needer
		[service:wanter]
		type = task
		wants = none
		after = none
		command = /bin/echo wanter
	END
	eq "$status" 0 "$stderr"
	eq "$(sort <<<"$output")" "$(printf 'one 1\nwanter')" "$stderr"
}

@test "group: @NAME means every service with that word, in edges and in start, but never itself" {
	boot <<-'END'
		[init]
		start = @first last
		[service:a]
		type = task
		group = first
		command = /bin/echo a
		[service:b]
		type = task
		group = first second
		command = /bin/echo b
		after = @first
		[service:last]
		type = task
		after = @second @first
		command = /bin/echo last
		[service:other]
		type = task
		command = /bin/echo other
		[service:by-hand]
		autostart = no
		command = /bin/echo by-hand
	END
	eq "$status" 0 "$stderr"
	eq "$(tr '\n' ' ' <<<"$output")" "a b last " "$stderr"
}

@test "start: all with a name also starts services with autostart = no, and their needs" {
	boot <<-'END'
		[init]
		start = all later
		[service:a]
		type = task
		command = /bin/echo a
		[service:later]
		type = task
		autostart = no
		needs = dep
		command = /bin/echo later
		[service:dep]
		type = task
		autostart = no
		command = /bin/echo dep
	END
	eq "$status" 0 "$stderr"
	eq "$(sort <<<"$output" | tr '\n' ' ')" "a dep later " "$stderr"
}
