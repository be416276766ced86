#!/bin/sh
# tests/lib/rootfs.sh web|stacks|servers|php - prints a directory with a Debian 12 root, and builds it
# with mmdebstrap first if it does not exist (in about a minute).
#
# web: nginx, redis, procps and curl. stacks: what conf/examples/desktop.ini, webapp.ini and
# mail.ini start. servers: programs that leave processes behind or replace their main process.
# php: what the image of docs/from-supervisord-session.md has.
# Built once into build/roots, or into CTINIT_TEST_CACHE, and used again for 30 days.
# Needs root and, to build, the network that apt-get uses; a root that cannot be built is an
# error. Tests must not write into the directory; they put an overlay on top.
set -eu
name=${1:?usage: rootfs.sh web|stacks|servers|php}
top=$(cd "$(dirname "$0")/../.." && pwd)
case $name in
web) packages=nginx-light,redis-server,procps,curl,iproute2 ;;
stacks)
	packages=xvfb,openbox,x11vnc,x11-utils,procps
	packages=$packages,postgresql,redis-server,python3-minimal,python3-redis,python3-psycopg2
	packages=$packages,postfix,cron,rsyslog,dovecot-imapd,opendkim,opendmarc,postgrey
	packages=$packages,sasl2-bin,fetchmail,postsrsd
	;;
servers) packages=rabbitmq-server,php8.2-fpm,gunicorn,nginx-light,python3-minimal,procps ;;
php) packages=supervisor,nginx-light,php8.2-fpm,php8.2-cli,cron,procps ;;
*)
	echo "rootfs.sh: no root named '$name': expected web, stacks, servers or php" >&2
	exit 2
	;;
esac
cache=${CTINIT_TEST_CACHE:-$top/build/roots}
dir=$cache/$name
mark=$cache/$name.done # contains what the root was made from
mkdir -p "$cache"
chmod 755 "$cache"

exec 9>"$cache/$name.lock"
flock 9
fresh() {
	[ -d "$dir" ] && [ -e "$mark" ] && [ "$(cat "$mark")" = "$packages" ] &&
		[ -z "$(find "$mark" -mtime +30)" ]
}
# Answers the packages' questions: no database and no mail server yet.
# shellcheck disable=SC2016 # expanded by the inner shell
answers='mkdir -p "$1/etc/postgresql-common"
	echo create_main_cluster = false >"$1/etc/postgresql-common/createcluster.conf"
	echo postfix postfix/main_mailer_type select No configuration |
		chroot "$1" debconf-set-selections'
if ! fresh; then
	rm -rf "$dir" "$mark"
	# The directory must be readable for others. mmdebstrap mounts only in its own
	# namespace.
	unshare -m --propagation private env TMPDIR="$cache" mmdebstrap --quiet --variant=minbase \
		--include="$packages" --aptopt='Acquire::Retries "3"' \
		--aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --essential-hook="$answers" \
		bookworm "$dir" 9>&- >"$cache/$name.log" 2>&1 || {
		cat "$cache/$name.log" >&2
		echo "rootfs.sh: mmdebstrap could not make $dir" >&2
		rm -rf "$dir"
		exit 1
	}
	chmod 755 "$dir"
	echo "$packages" >"$mark"
fi
echo "$dir"
