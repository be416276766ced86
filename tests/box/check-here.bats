#!/usr/bin/env bats
# tests/box/check-here.bats - tests check --here, which reports programs, files and users that
# are missing on this system.
load ../lib/common

# here_says REGEX <<SECTIONS: check --here prints exactly one warning, which matches; --strict
# exits with 1
here_says() {
	ini h
	ct check --here "$T/h.ini"
	eq "$status" 0 "$stderr"
	eq "$(grep -c warning: <<<"$stderr")" 1 "$stderr"
	match "$stderr" "h.ini:[0-9]+: warning: \\[(service|setup):a\\] $1"
	ct check --here --strict "$T/h.ini"
	eq "$status" 1 "$stderr"
	match "$stderr" '1 warning, and --strict makes them errors'
}

@test "check --here: reports missing programs, interpreters, directories, files and users" {
	printf '#!/no/such/interpreter\n' >"$T/script"
	printf '#!/bin/sh\r\n' >"$T/crlf"
	: >"$T/plain"
	chmod 755 "$T/script" "$T/crlf"
	here_says 'command: /no/such/program: No such file' <<<$'[service:a]\ncommand = /no/such/program'
	here_says 'command: nosuchprogram: no such program in PATH' <<<$'[service:a]\ncommand = nosuchprogram x'
	here_says 'pre-start: /no/such: No such file' <<<$'[service:a]\ncommand = /bin/true\npre-start = +-/no/such x'
	here_says 'health: /no/such: No such file' <<<$'[service:a]\ncommand = /bin/true\nhealth = exec:/no/such x'
	here_says 'when: nosuchprogram: no such program' <<<$'[service:a]\ncommand = /bin/true\nwhen = HOME exec:nosuchprogram'
	here_says 'directory: /no/such: No such file' <<<$'[service:a]\ncommand = /bin/true\ndirectory = /no/such'
	here_says 'directory: /etc/passwd: is not a directory' <<<$'[service:a]\ncommand = /bin/true\ndirectory = /etc/passwd'
	here_says 'env-file: /no/such: No such file' <<<$'[service:a]\ncommand = /bin/true\nenv-file = /no/such'
	here_says 'env-from-file: /no/such: No such file' <<<$'[service:a]\ncommand = /bin/true\nenv-from-file = A=/no/such'
	here_says 'scripts: /etc/passwd: is not a directory' <<<$'[setup:a]\nscripts = /etc/passwd\n[service:b]\ncommand = /bin/true'
	here_says 'groups: .*group nosuchgroup is not known' <<<$'[service:a]\ncommand = /bin/true\ngroups = nosuchgroup'
	here_says 'dirs: .*user nosuchuser is not known' <<<$'[service:a]\ncommand = /bin/true\ndirs = /srv/x:user=nosuchuser'
	here_says 'user: .*user nosuchuser is not known' <<<$'[service:a]\ncommand = /bin/true\nuser = nosuchuser'
	here_says 'user: .*group nosuchgroup is not known' <<<$'[service:a]\ncommand = /bin/true\nuser = root:nosuchgroup'
	here_says 'command: /etc/passwd: is not executable' <<<$'[service:a]\ncommand = /etc/passwd'
	here_says 'command: .*script: its interpreter /no/such/interpreter is missing' <<<$'[service:a]\ncommand = '"script"$'\nenvironment = PATH='"$T"
	here_says 'command: .*crlf: .*carriage return' <<<$'[service:a]\ncommand = '"crlf"$'\nenvironment = PATH='"$T"
}

@test "check --here: does not report what is optional, made at run time or known only at the start" {
	ini h <<-'END'
		[init]
		map-user = mapped:7:7
		[service:a]
		command = ${PROGRAM:-/no/such}
		reload = HUP
		user = mapped
		env-file = -/no/such /run/later
		directory = /srv/made/below
		dirs = /srv/made
		pre-start = /run/made/later
		[service:b]
		command = sh -c true
		environment = X=1
		env-clear = yes
	END
	ct check --here --strict "$T/h.ini"
	eq "$status $output" "0 $T/h.ini: ok, 2 services" "$stderr"
	ct check --strict "$T/h.ini"
	eq "$status" 0 "$stderr"
}

@test "check --strict: a warning is an error" {
	ini h <<<$'[service:a]\ncommand = /bin/sh -c echo hi'
	ct check "$T/h.ini"
	eq "$status" 0 "$stderr"
	ct check --strict "$T/h.ini"
	eq "$status" 1 "$stderr"
	no_match "$output" ok
}

@test "check --here: does not report what another service's dirs make or the container mounts" {
	ini h <<-'END'
		[container]
		network = none
		volume = /etc:/no/such/data:ro /etc:/no/such/bin
		tmpfs = /no/such/cache:size=1M
		[setup:first]
		dirs = /no/such/app:mode=0755 "/no/such/a b"
		[service:a]
		command = sh
		directory = /no/such/app/below
		env-file = /no/such/data/env
		scripts = /no/such/scripts
		type = task
		[service:b]
		command = /no/such/cache/run
		directory = /no/such/a\ b
		[service:c]
		command = tool
		environment = PATH=/usr/bin:/no/such/bin
	END
	ct check --here --strict "$T/h.ini"
	eq "$status $output" "0 $T/h.ini: ok, 3 services" "$stderr"
	sed -i 's,/app/below,/application,' "$T/h.ini"
	ct check --here "$T/h.ini"
	match "$stderr" 'directory: /no/such/application: No such file'
	ini h <<-'END'
		[container]
		network = none
		environment = PATH=/no/such
		[service:a]
		command = tool
	END
	ct check --here --strict "$T/h.ini"
	eq "$status" 0 "$stderr"
}
