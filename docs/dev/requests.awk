# docs/dev/requests.awk - prints docs/requests.md: requests of users, and the tests that
# cover them.
# usage: awk -f docs/dev/requests.awk docs/dev/requests.tsv tests/box/*.bats
# A test has `# answers: Q1 Q2` on the line before its @test. These are errors: a request
# without a test, a test that answers an unknown request, a tag without a test.
FILENAME ~ /\.tsv$/ {
	if ($0 !~ /^#/) {
		split($0, column, "\t")
		order[++count] = column[1]
		request[column[1]] = column[2]
		answer[column[1]] = column[3]
	}
	next
}
tag != "" && !/^@test "/ { wrong(FILENAME ":" FNR ": `# answers:` is not followed by a test") }
/^# answers: / { tag = substr($0, 12); next }
tag != "" {
	name = $0
	gsub(/^@test "|" \{$/, "", name)
	amount = split(tag, words, " ")
	for (i = 1; i <= amount; i++) {
		if (!(words[i] in request))
			wrong(FILENAME ":" FNR ": " words[i] " is not in docs/dev/requests.tsv")
		tests[words[i]] = tests[words[i]] (tests[words[i]] ? "<br>" : "") name
	}
	tag = ""
}
function wrong(text) {
	print "requests.awk: " text >"/dev/stderr"
	bad = 1
	tag = ""
}
END {
	for (i = 1; i <= count; i++)
		if (!(order[i] in tests))
			wrong(order[i] ": no test answers it: " request[order[i]])
	if (bad)
		exit 1
	print "# What users ask for\n"
	print "<!-- Printed by `make pages` from docs/dev/requests.tsv and the tests: do not edit. -->\n"
	print "Requests and complaints that come again and again at the trackers of inits and"
	print "supervisors for containers, what answers each here, and the tests that prove it (`make"
	print "test` runs them; `grep -r` finds one by its name).\n"
	print "| | request | answer | tests |\n| --- | --- | --- | --- |"
	for (i = 1; i <= count; i++) {
		q = order[i]
		print "| " q " | " request[q] " | " answer[q] " | " tests[q] " |"
	}
}
