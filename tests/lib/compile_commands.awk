# tests/lib/compile_commands.awk - converts the output of make into compile_commands.json.
# usage: make -nB V=1 ... | awk -v dir=DIRECTORY -f THIS
/ -c -o [^ ]+ [^ ]+\.c$/ {
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	printf "%s{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"%s\"}",
		count++ ? ",\n" : "[\n", dir, $NF, $0
}
END { print count ? "\n]" : "[]" }
