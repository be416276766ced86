# docs/dev/rooms.awk - prints docs/dev/ARCHITECTURE.md with the rooms of docs/dev/rooms.tsv.
# usage: awk -f docs/dev/rooms.awk docs/dev/rooms.tsv docs/dev/ARCHITECTURE.md
# Replaces the text between `<!-- rooms:` and `<!-- end of rooms -->` with a picture and a
# table. An arrow points to a room that may be included, unless a longer path leads there.
function covers(may, room) { return room == may || index(room, may "/") == 1 }
function id(room) { gsub(/[^a-z0-9]/, "_", room); return room }
function group(room) { sub(/\/.*/, "", room); return room }
function label(room) { sub(/^[^\/]*\//, "", room); return room }
function picture(   i, j, last) {
	print "```mermaid\nflowchart TD"
	for (i = count; i > 0; i--) {
		if (group(room[i]) != last) {
			if (last)
				print "    end"
			last = group(room[i])
			print "    subgraph " last
		}
		print "        " id(room[i]) "_[" label(room[i]) "]"
	}
	print "    end"
	for (i = count; i > 0; i--)
		for (j = i - 1; j > 0; j--)
			if (direct[room[i], room[j]] && !indirect[room[i], room[j]])
				print "    " id(room[i]) "_ --> " id(room[j]) "_"
	print "```"
}
function table(   i) {
	if (purpose[1] == "")
		return
	print "\n| room | what it does |\n| --- | --- |"
	for (i = count; i > 0; i--)
		print "| `" room[i] "/` | " purpose[i] " |"
}
FNR == NR {
	if (/^#/ || NF == 0)
		next
	split($0, column, "\t")
	sub(/\/$/, "", column[1])
	if (column[1] == "tests" || system("test -d " column[1]) != 0) # a file is the public header of a room, not a room
		next
	room[++count] = column[1]
	purpose[count] = column[4]
	amount = split(column[2], may, " ")
	for (i = 1; i <= amount; i++) {
		sub(/\/$/, "", may[i])
		for (j = 1; j < count; j++)
			if (covers(may[i], room[j]))
				direct[column[1], room[j]] = 1
	}
	for (i = 1; i < count; i++)
		for (j = 1; j < i; j++)
			if (direct[column[1], room[i]] && (direct[room[i], room[j]] || indirect[room[i], room[j]]))
				indirect[column[1], room[j]] = 1
	next
}
/^<!-- rooms:/ {
	print
	picture()
	table()
	skipping = 1
}
/^<!-- end of rooms -->/ { skipping = 0 }
!skipping { print }
