#!/bin/sh
# tests/lib/programs/what-i-got.sh NAME [WORD]... - writes its surroundings to $OUT/NAME, and
# the signal that ends it.
name=$1
shift
for word; do echo "word: [$word]"; done >"$OUT/$name.new"
{
	echo "A=[$A] B=[$B] C=[$C]"
	umask
	pwd
	id -u
	id -g
} >>"$OUT/$name.new"
trap 'echo "got USR1" >>"$OUT/$name"; exit 0' USR1
trap 'echo "got TERM" >>"$OUT/$name"; exit 0' TERM
mv "$OUT/$name.new" "$OUT/$name"
while :; do sleep 0.05; done
