#!/usr/bin/env bats
# tests/box/stop-order.bats - the order of a stop: the reverse of the order of the start, over
# whatever has ended in between, when all of it stops and in a reload.
# timeout: 120
load ../lib/life
load ../lib/reload

# server NAME [WORK]: a command that says when it can be stopped, and what it does then
server() {
	echo "command = /bin/sh -c 'trap \"echo $1 stops; ${2:-:}; echo $1 done; exit 0\" TERM; echo $1 up; while :; do sleep 0.05; done'"
}

# in_reverse NAME LINE...: db; a service in the middle with these lines; web. Web stops first.
in_reverse() {
	local name=$1 middle=$2 web=$3 db=${4:-}
	ini "$name" <<-END
		[service:db]
		$(server db)
		${db//;/$'\n'}
		[service:middle]
		${middle//;/$'\n'}
		[service:web]
		$(server web 'sleep 0.5')
		${web//;/$'\n'}
	END
	up "$name"
	wait_line 10 "$T/$name.out" 'web up'
	wait_line 10 "$T/$name.out" 'db up'
	[ -z "${5:-}" ] || wait_line 10 "$E" "$5"
	down
	in_order "$T/$name.out" 'web stops' 'web done' 'db stops'
}

@test "stop order: a task that is done is between two services: the later one stops first" {
	in_reverse task 'type = task;needs = db;command = /bin/true' 'needs = middle'
}

@test "stop order: a service that was skipped is between two services" {
	in_reverse skipped 'needs = db;when = NO_SUCH_VARIABLE;command = /bin/true' 'wants = middle' '' 'middle: skipped'
}

@test "stop order: a service that failed is between two services" {
	in_reverse failed 'needs = db;restart = never;on-failed = ignore;command = /bin/false' 'wants = middle' '' 'middle: failed'
}

@test "stop order: it counts over wants, after and before" {
	in_reverse wants 'type = task;wants = db;command = /bin/true' 'wants = middle'
	in_reverse after 'type = task;after = db;command = /bin/true' 'after = middle'
	in_reverse before 'type = task;before = web;command = /bin/true' '' 'before = middle'
}

@test "stop order: a service that waits for its next start is between two services" {
	in_reverse backoff 'needs = db;restart-delay = 1h;restart-max-delay = 1h;command = /bin/false' 'wants = middle' '' 'middle: .*(start|again)'
}

@test "stop order: a reload that removes both ends of a chain and keeps its middle" {
	ini keeps <<-END
		[service:db]
		$(server db)
		[service:middle]
		needs = db
		$(server middle)
		[service:web]
		needs = middle
		$(server web 'sleep 0.5')
	END
	up keeps
	for name in db middle web; do wait_line 10 "$T/keeps.out" "$name up"; done
	printf '[service:middle]\n%s\n' "$(server middle)" >"$T/keeps.ini"
	reload
	in_order "$T/keeps.out" 'web stops' 'web done' 'db stops'
	no_match "$(cat "$T/keeps.out")" 'middle stops'
	down
}
