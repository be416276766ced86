#!/usr/bin/env bats
# tests/box/env-files.bats - tests env-files as real projects ship them.
load ../lib/life

# Prints a file like Mastodon's .env.production: comments, addresses in < and >, keys that end
# with =, an empty value, and a value of several lines.
mastodon() {
	cat <<-'END'
		# This is a sample configuration file.
		# Federation
		# ----------
		LOCAL_DOMAIN=example.com

		# Redis
		REDIS_HOST=localhost
		REDIS_PORT=6379

		# Secrets, made by `bundle exec rake secret`
		SECRET_KEY_BASE=9f=b/+x==
		OTP_SECRET=
		VAPID_PRIVATE_KEY="q1 #2 \$3 \"4\""
		SMTP_FROM_ADDRESS='Mastodon <notifications@example.com>' # quoted
		SMTP_LOGIN=Mastodon <login@example.com>
		export S3_ENABLED=true
		IP_RETENTION_PERIOD=31556952 # one year
		saml.cert=-----BEGIN
		RSA_KEY="-----BEGIN KEY-----
		MIIE#=
		-----END KEY-----"
		LAST=1
	END
}
mastodon_gives() {
	cat <<-'END'
		IP_RETENTION_PERIOD=31556952 # one year
		LAST=1
		LOCAL_DOMAIN=example.com
		OTP_SECRET=
		REDIS_HOST=localhost
		REDIS_PORT=6379
		RSA_KEY=-----BEGIN KEY-----/MIIE#=/-----END KEY-----
		S3_ENABLED=true
		SECRET_KEY_BASE=9f=b/+x==
		SMTP_FROM_ADDRESS=Mastodon <notifications@example.com>
		SMTP_LOGIN=Mastodon <login@example.com>
		VAPID_PRIVATE_KEY=q1 #2 $3 "4"
		saml.cert=-----BEGIN
	END
}
# Makes a script that prints the environment without ctinit's own variables. Newlines become
# /.
show_file() {
	cat >"$T/show" <<-'END'
		tr '\n\0' '/\n' </proc/$$/environ |
			grep -vE '^(PATH|CTINIT_[A-Z]*|HOME|TERM|container)=' | LC_ALL=C sort
	END
}
setup() {
	ct_setup
	show_file
}

@test "env-file: a file like Mastodon's, with a key of several lines, gives the right variables" {
	need_root
	mastodon >"$T/production.env"
	ini m <<-END
		[service:a]
		type = task
		env-clear = yes
		env-file = $T/production.env
		environment = PATH=/usr/bin:/bin
		command = /bin/sh $T/show
	END
	in_ns m
	eq "$status" 0 "$stderr"
	eq "$output" "$(mastodon_gives)"
}

@test "env-file: [container] env-file follows the same syntax" {
	mastodon >"$T/production.env"
	need_root
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run --container --set "container.env-file=$T/production.env" \
		"${PLAIN[@]}" <(printf '[container]\nnetwork = none\n[service:a]\ntype = task\ncommand = /bin/sh %s\n' "$T/show")
	eq "$status" 0 "$stderr"
	eq "$output" "$(mastodon_gives)"
	printf 'A=1\nB="x\ny\n' >"$T/bad.env"
	run --separate-stderr "${LIMIT[@]}" "$CTINIT" run --container --set "container.env-file=$T/bad.env" \
		<(printf '[container]\nnetwork = none\n[service:a]\ntype = task\ncommand = /bin/true\n')
	eq "$status" 125 "$stderr"
	match "$stderr" "bad.env:2; a quote that is not closed"
}

@test "environment: names that only programs know, like Elasticsearch's, are accepted" {
	need_root
	ini e <<-END
		[service:a]
		type = task
		env-clear = yes
		environment = discovery.type=single-node xpack-a=1
		environment = PATH=/usr/bin:/bin
		command = /bin/sh $T/show
	END
	in_ns e
	eq "$status" 0 "$stderr"
	eq "$output" $'discovery.type=single-node\nxpack-a=1'
}

@test "setups: a quoted value of CTINIT_ENV may have several lines" {
	need_root
	printf 'KEY="one\ntwo"\ndotted.name=3\n' >"$T/vars"
	ini s <<-END
		[setup:key]
		command = /bin/sh -c 'cat $T/vars >&8'
		[service:a]
		type = task
		command = /bin/sh $T/show
	END
	in_ns s
	eq "$status" 0 "$stderr"
	match "$output" '^KEY=one/two$'
	match "$output" '^dotted.name=3$'
}

@test "map-user: NAME:: of two unset variables leaves the user unchanged" {
	need_root
	ini u <<-'END'
		[init]
		map-user = www-data:${PUID:-}:${PGID:-}
		[service:a]
		type = task
		user = www-data
		command = /usr/bin/id -u
	END
	own_accounts
	in_ns u
	eq "$status $output" "0 $(id -u www-data)" "$stderr"
	no_match "$stderr" 'map-user'
	PUID=4711 PGID=4712 in_ns u
	eq "$status $output" "0 4711" "$stderr"
	eq "$(cat /etc/passwd /etc/group | grep -c ^www-data:) $(grep -c :471 /etc/passwd)" "2 0"
}
