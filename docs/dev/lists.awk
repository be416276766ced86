# docs/dev/lists.awk - inserts the lists that the program prints into a manual.
# usage: awk -v program=build/ctinit -f docs/dev/lists.awk docs/NAME.scd
function put(arguments,   line, command) {
	command = program " " arguments
	while ((command | getline line) > 0)
		print line
	if (close(command) != 0)
		exit 1
}
$0 == "@VERBS@" { put("help --manual"); next }
$0 == "@EXITS@" { put("help --exits"); next }
$0 == "@ENDS@" { put("help --ends"); next }
$0 == "@SINGLE@" { put("help --single"); next }
$0 == "@NAMES@" { put("help --names"); next }
$0 == "@REQUESTS@" { put("help --requests"); next }
$0 == "@FIELDS@" { put("help --fields"); next }
$0 == "@KEYS@" { put("keys --manual"); next }
$0 == "@WEB@" { put("web --manual"); next }
{ print }
