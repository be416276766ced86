#!/bin/sh
# tests/lib/install.sh DESTDIR PREFIX [PROGRAM] - installs the program; `make install` calls it.
#
# Installs the program, the programs ctinit-NAME beside it, its man pages if they are built, and with LINKS=yes the names that
# make it behave like tini, dumb-init and catatonit (see `ctinit help`).
set -eu
prefix=${2:?usage: install.sh DESTDIR PREFIX [PROGRAM]}
program=${3:-build/ctinit}
to=${1%/}$prefix
case $prefix in
/*) ;;
*)
	echo "install: PREFIX=$prefix: must begin with /" >&2
	exit 1
	;;
esac
[ -x "$program" ] || {
	echo "install: $program is missing: run make first" >&2
	exit 1
}

install -d "$to/bin"
# put FILE NAME: replaces the program at once, so that a running one is not changed
put() {
	install -m 755 "$1" "$to/bin/.$2.new"
	mv "$to/bin/.$2.new" "$to/bin/$2"
	echo "install: $to/bin/$2"
}
put "$program" ctinit
for own in "${program%/*}"/ctinit-*; do
	[ ! -x "$own" ] || put "$own" "${own##*/}"
done
pages=0
for page in build/man/*.[1-9]; do
	[ -e "$page" ] || continue
	install -D -m 644 "$page" "$to/share/man/man${page##*.}/${page##*/}"
	echo "install: $to/share/man/man${page##*.}/${page##*/}"
	pages=$((pages + 1))
done
[ "$pages" -gt 0 ] ||
	echo "install: no manuals: scdoc is not installed; install it and repeat this command" >&2
# put_completion SHELL FILE: installs the completions for a shell. They are printed by the program, if
# this machine can run it.
put_completion() {
	"$program" help "--$1" >"$to/.ctinit.$1" 2>/dev/null || {
		rm -f "$to/.ctinit.$1"
		return 0
	}
	install -D -m 644 "$to/.ctinit.$1" "$to/share/$2"
	rm -f "$to/.ctinit.$1"
	echo "install: $to/share/$2"
}
put_completion bash bash-completion/completions/ctinit
put_completion zsh zsh/vendor-completions/_ctinit
put_completion fish fish/vendor_completions.d/ctinit.fish
if [ "${LINKS:-no}" = yes ]; then
	for name in tini tini-static dumb-init catatonit docker-init podman-init; do
		# Hard links: a script that resolves a symbolic link would lose the name.
		ln -f "$to/bin/ctinit" "$to/bin/$name"
		echo "install: $to/bin/$name"
	done
fi
