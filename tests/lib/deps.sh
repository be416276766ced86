#!/bin/sh
# tests/lib/deps.sh [demo|quick|list|check] - installs the packages for building and testing.
#
# demo: installs only the packages for `make run`, quick: only those for `make check`. list:
# only prints the Debian packages. check: only fails if `make check` lacks something.
# Prints nothing and uses no network if nothing is missing. Starts no service: does not
# change policy-rc.d, and sets RUNLEVEL=1, which makes invoke-rc.d refuse.
set -eu
PATH=$PATH:/usr/sbin:/sbin
what=${1:-all}

# name | program or file that shows that it is installed | Debian package | Alpine package
# Everything works without a name that ends in ?, but less is built or tested.
build='
cc             cc                      gcc             gcc
make           make                    make            make
ar             ar                      binutils        binutils
libc           /usr/include/stdio.h    libc6-dev       musl-dev
linux          /usr/include/linux/mount.h linux-libc-dev linux-headers
libev          /usr/include/ev.h       libev-dev       libev-dev
libinih        /usr/include/ini.h      libinih-dev     inih-dev
libmicrohttpd  /usr/include/microhttpd.h libmicrohttpd-dev libmicrohttpd-dev
libjansson     /usr/include/jansson.h  libjansson-dev  jansson-dev
libyaml        /usr/include/yaml.h     libyaml-dev     yaml-dev
'
# xz: to unpack what Debian has changed in libev
musl='
musl?          musl-gcc                musl-tools      -
xz?            xz                      xz-utils        -
'
quick='
bash           bash                    bash            bash
bats           bats                    bats            bats
cmocka         /usr/include/cmocka.h   libcmocka-dev   cmocka-dev
python3        python3                 python3-minimal python3
'
# newuidmap: for containers with several ids of an ordinary user.
# nginx: the web server of the demo; its own service is not started. curl, ps: in the hints
# of the demo.
demo="$build$musl"'
newuidmap      newuidmap               uidmap          shadow-subids
unshare        unshare                 util-linux      util-linux-misc
nginx          nginx                   nginx-light     nginx
curl           curl                    curl            curl
ps             ps                      procps          procps
'
tests="$demo$quick"'
scdoc          scdoc                   scdoc           scdoc
clang-format   clang-format            clang-format    clang-extra-tools
shellcheck     shellcheck              shellcheck      shellcheck
setpriv        setpriv                 util-linux      setpriv
tmux           tmux                    tmux            tmux
useradd        useradd                 passwd          shadow
usermod        usermod                 passwd          shadow
mmdebstrap     mmdebstrap              mmdebstrap      -
podman         podman                  podman          podman
crun           crun                    crun            crun
bwrap          bwrap                   bubblewrap      bubblewrap
conmon         conmon                  conmon          conmon
dockerd        dockerd                 docker.io       docker
tini           tini                    tini            tini
dumb-init      dumb-init               dumb-init       dumb-init
catatonit      catatonit               catatonit       catatonit
ip             ip                      iproute2        iproute2
mount          mount                   mount           mount
strace         strace                  strace          strace
socat          socat                   socat           socat
qemu-user      qemu-x86_64-static      qemu-user-static qemu-x86_64
gcc-arm64?     aarch64-linux-gnu-gcc   gcc-aarch64-linux-gnu -
libc-arm64?    /usr/aarch64-linux-gnu/include/stdio.h libc6-dev-arm64-cross -
busybox        busybox                 busybox-static  busybox-static
tmux           tmux                    tmux            tmux
script         script                  bsdutils        util-linux-misc
git            git                     git             git
postgresql     /usr/lib/postgresql     postgresql      -
lintian        lintian                 lintian         -
supervisor     supervisord             supervisor      supervisor
s6             s6-svscan               s6              s6
zsh            zsh                     zsh             zsh
fish           fish                    fish            fish
promtool       promtool                prometheus      prometheus
chromium       chromium                chromium        chromium
'
case $what in
all | list) table=$tests ;;
demo) table=$demo ;;
check | quick) table=$build$quick ;;
*)
	echo "usage: deps.sh [demo|quick|list|check]" >&2
	exit 2
	;;
esac

found() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

deb='' apk='' names='' spare=''
only_apk=''
command -v apt-get >/dev/null 2>&1 || ! command -v apk >/dev/null 2>&1 || only_apk=yes
while read -r name probe on_debian on_alpine; do
	[ -n "$name" ] || continue
	[ "$what" = list ] || ! found "$probe" || continue
	[ -z "$only_apk" ] || [ "$on_alpine" != - ] || continue
	case $name in
	*\?)
		spare="$spare $on_debian"
		continue
		;;
	esac
	# /usr/include/sys/... may be in the multiarch directory, stdio.h never is.
	names="$names $name" deb="$deb $on_debian"
	[ "$on_alpine" = - ] || apk="$apk $on_alpine"
done <<END
$table
END
if [ "$what" = list ]; then
	# shellcheck disable=SC2086 # split into words on purpose
	printf '%s\n' $deb $spare | sort -u
	exit 0
fi
[ "$what" != check ] || spare=''
[ -n "$names$spare" ] || exit 0

root=''
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then root='sudo -n'; fi
fi
give_up() {
	{
		echo "deps: missing:$names"
		command -v apk >/dev/null 2>&1 || echo "deps: packages of Debian and Ubuntu:$deb"
		command -v apt-get >/dev/null 2>&1 || echo "deps: packages of Alpine:$apk"
		printf 'deps: %s\n' "$@"
	} >&2
	exit 1
}
# The command that installs them, for a user.
command="sh $(cd "$(dirname "$0")" && pwd)/deps.sh $(echo "$what" | sed 's/check/quick/')"
if command -v sudo >/dev/null 2>&1; then command="sudo $command"; else command="su -c '$command'"; fi
[ "$what" != check ] || give_up "make check installs nothing; this does, and starts no service:" "  $command"
[ -n "$names" ] || [ "$(id -u)" = 0 ] || [ -n "$root" ] || exit 0
[ "$(id -u)" = 0 ] || [ -n "$root" ] ||
	give_up "only root may install them. Run this, which starts no service, then make again:" "  $command"

echo "deps: installing$deb$spare" >&2
# shellcheck disable=SC2086 # split into words on purpose
if command -v apt-get >/dev/null 2>&1; then
	install_debs() {
		$root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 LC_ALL=C apt-get -qq -y \
			-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 \
			install --no-install-recommends "$@" >&2
	}
	# If the package lists are missing or old, update them and try again.
	install_debs $deb $spare 2>/dev/null || {
		$root apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update >&2 || :
		install_debs $deb $spare || {
			echo "deps: trying without$spare" >&2
			[ -z "$deb" ] || install_debs $deb || give_up "apt-get could not install them"
		}
	}
elif command -v apk >/dev/null 2>&1; then
	$root apk add --no-progress $apk >&2 || give_up "apk could not install them"
else
	give_up "neither apt-get nor apk is here: install them by hand"
fi
