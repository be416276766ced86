#!/usr/bin/env bats
# tests/box/on-failed.bats - tests on-failed = start:SERVICE as PID 1.
load ../lib/life

@test "on-failed: start:NAME starts NAME once the service has failed for good, and no sooner" {
	boot <<-'END'
		[setup:first]
		command = /bin/true
		[service:shaky]
		type = task
		command = /bin/sh -c 'echo try; exit 3'
		restart = on-failure
		restart-limit = 2
		restart-delay = 1ms
		on-failed = start:page
		[service:fine]
		type = task
		command = /bin/echo fine
		on-failed = start:never
		[service:page]
		type = task
		autostart = no
		command = /bin/echo paged
		[service:never]
		type = task
		autostart = no
		command = /bin/echo never
	END
	eq "$status" 3 "$stderr" # exit code of the first failure, when no service is left
	eq "$(grep -v fine <<<"$output" | tr '\n' ' ')" "try try try paged "
}

@test "on-failed: works for one instance and with a variable of the service" {
	boot <<-'END'
		[service:shaky]
		type = task
		command = /bin/false
		environment = HELPER=page@2
		on-failed = start:${HELPER}
		[service:page]
		type = task
		autostart = no
		instances = 3
		command = /bin/sh -c 'echo paged $CTINIT_INSTANCE'
	END
	eq "$status" 1 "$stderr"
	eq "$output" "paged 2" "$stderr"
}
