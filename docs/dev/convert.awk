# docs/dev/convert.awk - puts the tables of ctinit-convert into docs/convert.md.
# usage: awk -v program=build/ctinit-convert -f docs/dev/convert.awk docs/convert.md
#
# A table is between a line "<!-- table NAME: ... -->" and "<!-- end of table -->".
/^<!-- table / {
	print
	name = $3
	sub(/:$/, "", name)
	command = program " convert --table=" name
	while ((command | getline line) > 0)
		print line
	close(command)
	skip = 1
}
/^<!-- end of table -->/ { skip = 0 }
!skip && !/^<!-- table /
