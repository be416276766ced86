#!/bin/sh
# init/libc/archives.sh LIST ARCHIVE... - fails if an archive wants a symbol of libc that LIST lacks.
#
# Debian compiles the archives of libev and inih for glibc. LIST has the symbols that mean the
# same in musl. NM is the nm(1) for the archives.
set -eu
list=$1
shift
symbols=$("${NM:-nm}" -A "$@")
unknown=$(printf '%s\n' "$symbols" | awk -v list="$list" '
	BEGIN { while ((getline line <list) > 0) if (line !~ /^#/) known[line] }
	NF < 2 { next }
	$(NF - 1) == "U" { wanted[$NF] = $1 }
	$(NF - 1) ~ /^[A-TV-Z]$/ { known[$NF] }
	END { for (name in wanted) if (!(name in known)) print "  " name " (" wanted[name] ")" }')
[ -z "$unknown" ] || {
	echo "init/libc/archives.sh: these symbols of libc are not in $list:"
	printf '%s\n' "$unknown" | sort
	echo "Look for each in musl: is it there, and do its arguments and structs have the same"
	echo "layout as in glibc? Then add it to the list."
	exit 1
} >&2
