#!/usr/bin/env bats
# tests/box/stacks.bats - tests whole applications from Debian packages with the files of
# conf/examples: a desktop, a web application, a mail server.
# timeout: 420
load ../lib/common
load ../lib/web

setup_file() {
	has_root || return 0
	STACKS=$(sh "$ROOT/tests/lib/rootfs.sh" stacks)
	export STACKS
}
setup() {
	need_root
	ct_setup
	export CTINIT
	examples=$ROOT/conf/examples
	snapshot
}

# up NAME FILE [VARIABLE=VALUE | SERVICE.KEY=VALUE]...: starts FILE in a container with its
# own network; sets $PID, and $INIT to its PID 1
up() {
	local name=$1 file=$2 word variables=() sets=(--set container.network=none)
	for word in "${@:3}"; do
		if [[ ${word%%=*} == *.* ]]; then sets+=(--set "$word"); else variables+=("$word"); fi
	done
	start "$name" env "${variables[@]}" "$CTINIT" run "${PLAIN[@]}" --rootfs "$STACKS" "${sets[@]}" \
		"$examples/$file"
	wait_for 5 has_init
	INIT=$(tr -d '[:space:]' < <(children_of "$PID"))
}
has_init() { [ -n "$(children_of "$PID")" ]; }
# times SECONDS NAME ERE COUNT: waits for COUNT matching lines; on failure shows all lines
times() {
	wait_for "$1" lines_like "$T/$2.err" "$3" "$4" || fail "not $4 times '$3':" "$(cat "$T/$2.err")"
}
inside() { nsenter -t "$INIT" -m -u -i -n -p -- "$@"; }
# there PORT: talks to a port of the container. Each line of stdin is EXPECT|SEND: sends SEND
# after a line that begins with EXPECT
there() {
	nsenter -t "$INIT" -n -- timeout 100 bash -c '
		exec 9<>"/dev/tcp/127.0.0.1/$1" || exit 1
		while IFS="|" read -r want send; do
			until [[ ${line-} == $want* ]]; do
				IFS= read -r line <&9 || exit 1
				echo "$line"
			done
			line=""
			[ -z "$send" ] || printf "%b\r\n" "$send" >&9
		done' - "$1"
}
ends_well() { # NAME
	kill -TERM "$PID"
	finish 40 "$PID"
	eq "$STATUS" 0 "exit code"
	match "$(tail -n 1 "$T/$1.err")" 'SIGTERM; container exit code 0'
	nothing_left
}

# answers: Q17 Q19
@test "stacks: desktop: X, window manager and VNC; a crash of X is no failure of its clients" {
	local first again
	# With a limit of 2, wm and vnc would fail if the three crashes of X counted for them.
	up desktop desktop.ini wm.restart-limit=2 vnc.restart-limit=2
	wait_line 20 "$T/desktop.err" '^ctinit [|] vnc: ready after'
	in_order "$T/desktop.err" '^ctinit [|] xvfb: ready after' '^ctinit [|] wm: ready after' '^ctinit [|] vnc: ready after'
	match "$(inside xdpyinfo -display :1)" 'dimensions: +1280x800 pixels'
	match "$(inside xprop -display :1 -root _NET_SUPPORTING_WM_CHECK)" 'window id # 0x'
	match "$(there 5900 <<<'RFB 003.')" '^RFB 003\.'

	for again in 2 3 4; do
		first=$(master "$PID" Xvfb)
		[ -n "$first" ]
		kill -KILL "$first"
		times 20 desktop '^ctinit [|] vnc: ready after' "$again"
		[ "$(master "$PID" Xvfb)" != "$first" ]
		match "$(inside xprop -display :1 -root _NET_SUPPORTING_WM_CHECK)" 'window id # 0x'
		match "$(there 5900 <<<'RFB 003.')" '^RFB 003\.'
	done
	lines_like "$T/desktop.err" '^ctinit [|] xvfb: ready after' 4

	# If only the window manager dies, X and VNC stay.
	first=$(master "$PID" Xvfb)
	kill -KILL "$(master "$PID" openbox)"
	wait_line 5 "$T/desktop.err" '^ctinit [|] wm: killed by SIGKILL.*restarting'
	times 10 desktop '^ctinit [|] wm: ready after' 5
	eq "$(master "$PID" Xvfb)" "$first" "Xvfb"
	eq "$(grep -c '^ctinit [|] vnc: ready' "$T/desktop.err")" 4
	ends_well desktop
	in_order "$T/desktop.err" '^ctinit [|] (vnc|wm): stopped' '^ctinit [|] xvfb: stopped'
}

post() { nsenter -t "$INIT" -n -- bash -c '
	exec 9<>/dev/tcp/127.0.0.1/8000 || exit 1
	printf "POST /jobs HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s" "${#1}" "$1" >&9
	read -r _ code _ <&9 && [ "$code" = 202 ]' - "$1"; }
jobs_done() { nsenter -t "$INIT" -n -- bash -c '
	exec 9<>/dev/tcp/127.0.0.1/8000 || exit 1
	printf "GET /jobs HTTP/1.0\r\n\r\n" >&9
	timeout 50 sed "1,/^.$/d" <&9'; }
job_done() { jobs_done | grep -qxF "$1"; }

# answers: Q18 Q19
@test "stacks: webapp: TERM drains the workers, nothing is lost, a second start migrates nothing" {
	local number
	mkdir "$T/data"
	export HERE=$examples/webapp DATA=$T/data
	up first webapp.ini TICK=0.5
	wait_line 40 "$T/first.err" '^ctinit [|] web: ready after'
	in_order "$T/first.err" '^ctinit [|] database: done' '^ctinit [|] postgres: ready' '^ctinit [|] migrate: done' \
		'^ctinit [|] worker@[123]: ready' '^ctinit [|] web: ready'
	eq "$(grep -cE '^ctinit [|] worker@[123]: ready' "$T/first.err")" 3 "workers"
	eq "$(grep -c '^schema ' "$T/first.out")" 2 "migrations"
	post "0.1 quick"
	wait_for 10 job_done "0.1 quick"
	wait_for 10 job_done tick # the scheduler's

	# On SIGTERM each worker has a long job, and more jobs are queued.
	for number in 1 2 3; do post "5 long $number"; done
	wait_for 10 lines_like "$T/first.out" 'begins: 5 long' 3
	for number in 4 5 6; do post "0 queued $number"; done
	kill -TERM "$PID"
	finish 40 "$PID"
	eq "$STATUS" 0 "exit code"
	eq "$(grep -c 'has done: 5 long' "$T/first.out")" 3 "long jobs"
	eq "$(grep -c 'has done: 0 queued' "$T/first.out")" 0 "queued jobs"
	no_match "$(cat "$T/first.err")" 'killed by SIGKILL'
	in_order "$T/first.err" '^ctinit [|] web: stopped' '^ctinit [|] worker@[123]: stopped in .*, exit code 0' \
		'^ctinit [|] postgres: stopped in .*, exit code 0'

	up second webapp.ini
	wait_line 40 "$T/second.err" '^ctinit [|] web: ready after'
	match "$(cat "$T/second.err")" '^ctinit [|] database: skipped'
	match "$(cat "$T/second.err")" '^ctinit [|] migrate: skipped'
	eq "$(grep -c '^schema ' "$T/second.out")" 0 "migrations"
	for number in 4 5 6; do wait_for 10 job_done "0 queued $number"; done
	eq "$(jobs_done | grep -c '^5 long')" 3 "long jobs"
	eq "$(jobs_done | sort | uniq -d | grep -v '^tick')" "" "jobs done twice"
	nothing_lost_by_kill
	ends_well second
}
# A killed worker is restarted and runs its job again.
nothing_lost_by_kill() {
	local worker
	post "5 hard"
	wait_line 10 "$T/second.out" 'begins: 5 hard'
	worker=$(sed -n 's/^worker\([123]\) begins: 5 hard/\1/p' "$T/second.out")
	kill -KILL "$(instance "$worker")"
	wait_line 10 "$T/second.out" "worker$worker takes up"
	wait_for 15 job_done "5 hard"
}
instance() { # N: prints the process of worker@N
	local pid
	for pid in $(below "$PID"); do
		tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "CTINIT_INSTANCE=$1" || continue
		echo "$pid"
	done
}

mail_for_user() {
	there 143 <<-'END'
		\* OK|a LOGIN user secret
		a OK|b SELECT INBOX
		b OK|c FETCH 1:* BODY[TEXT]
		c OK|d LOGOUT
	END
}
has_mail() { mail_for_user | grep -q "$1"; }
send_mail() { # TEXT
	there 25 <<-END
		220|HELO localhost
		250|MAIL FROM:<tester@localhost>
		250|RCPT TO:<user@localhost>
		250|DATA
		354|Subject: test\r\n\r\n$1\r\n.
		250|QUIT
		221|
	END
}

@test "stacks: mail: five of fourteen services; mail is delivered and read; cron mails" {
	local service master
	export HERE=$examples/mail
	up mail mail.ini
	wait_line 40 "$T/mail.err" '^ctinit [|] cron: ready after'
	in_order "$T/mail.err" '^ctinit [|] syslog: ready' '^ctinit [|] check: done' '^ctinit [|] postfix: ready'
	wait_line 10 "$T/mail.err" '^ctinit [|] imap: ready'
	for service in dkim dmarc greylist sasl srs fetchmail changes updates queue; do
		match "$(cat "$T/mail.err")" "^ctinit [|] $service: skipped: .*ENABLE_"
	done
	match "$(send_mail 'Hello from the test')" '^250 .*queued'
	wait_for 15 has_mail 'Hello from the test'
	wait_for 15 has_mail 'cron is there'
	match "$(cat "$T/mail.out")" '^postfix: .*status=sent'

	# The background master is supervised: it is restarted after a kill.
	master=$(inside cat /var/spool/postfix/pid/master.pid | tr -d ' ')
	inside kill -KILL "$master"
	times 20 mail '^ctinit [|] postfix: ready' 2
	match "$(send_mail 'Hello again')" '^250 .*queued'
	wait_for 15 has_mail 'Hello again'
	ends_well mail
	no_match "$(cat "$T/mail.err")" 'stopped in .*, killed by SIGKILL|did not stop in time'
}

# answers: Q35
@test "stacks: mail: all fourteen services, by variables" {
	local service
	export HERE=$examples/mail
	up all mail.ini ENABLE_DKIM=1 ENABLE_DMARC=1 ENABLE_GREYLIST=1 ENABLE_SASL=1 ENABLE_SRS=1 \
		ENABLE_FETCHMAIL=1 ENABLE_CHANGES=1 ENABLE_UPDATES=1 ENABLE_QUEUE=1 \
		FETCHMAIL_SERVER=127.0.0.1
	for service in syslog postfix imap cron dkim dmarc greylist sasl srs fetchmail changes \
		updates queue; do
		wait_line 40 "$T/all.err" "^ctinit [|] $service: ready"
	done
	wait_line 10 "$T/all.err" '^ctinit [|] check: done'
	no_match "$(cat "$T/all.err")" 'skipped'
	# A grey list deferral also shows that the daemon answers.
	match "$(send_mail 'first time')" '^(250 .*queued|450 .*Greylisted)'
	ends_well all
}
