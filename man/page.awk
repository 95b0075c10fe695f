# usage: awk -v plimsoll=PROGRAM -f page.awk PAGE.in     a man page from its prose and from what the program says of itself
# A line `@options COMMAND`, `@formats COMMAND`, `@reports COMMAND`, `@usage COMMAND`, `@summary COMMAND`,
# `@commands`, `@facts`, `@gateways` or `@version` is replaced; nothing
# that the program can say stands in the prose.
function roff(text) {
	gsub(/\\/, "\\e", text)
	return text ~ /^[.']/ ? "\\&" text : text
}
function bad(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
	failed = 1
	exit 1
}
# The lines of a command into output[1..n]; the page is not made without them.
function ask(arguments,    command, n) {
	command = plimsoll " " arguments
	for (n = 0; (command | getline output[n + 1]) > 0; n++)
		;
	if (close(command) != 0 || n == 0) bad(command " says nothing")
	return n
}
# "  --limit SIZE   meaning": two spaces part the two.
function item(line, tag,    gap, left, word) {
	sub(/^  /, "", line)
	gap = match(line, /  +/)
	left = substr(line, 1, gap - 1)
	split(left, word, " ")
	sub(/^-/, "", word[1])
	print ".It " tag " " roff(word[1]) (word[2] == "" ? "" : " Ar " word[2])
	print roff(substr(line, gap + RLENGTH))
}
# Every line of a help text that begins as `pattern` says, and those that it goes on in.
function items(arguments, pattern, tag, width, section,    n, i, is_item, is_outside) {
	n = ask(arguments)
	print ".Bl -tag -width " width
	for (i = 1; i <= n; i++) {
		if (section != "" && output[i] ~ /:$/) is_outside = output[i] != section
		if (is_outside) continue
		if (output[i] ~ pattern) item(output[i], tag)
		else if (is_item && sub(/^          +/, "", output[i])) { print roff(output[i]); continue }
		is_item = output[i] ~ pattern
	}
	print ".El"
}
function facts(    n, i, part, meaning, scope) {
	n = ask("facts --format json")
	for (i = 1; i <= n; i++) {
		if (split(output[i], part, "\"") < 21) continue
		if (part[8] != scope) {
			if (scope) print ".El"
			scope = part[8]
			print ".Ss " scope
			print ".Bl -tag -width Ds"
		}
		meaning = substr(output[i], index(output[i], "\"meaning\": \"") + 12)
		sub(/"},?$/, "", meaning)
		gsub(/\\"/, "\"", meaning)
		gsub(/\\\\/, "\\", meaning)
		print ".It Va " part[4] " Pq " part[12] ", " part[16]
		print roff(meaning)
	}
	print ".El"
}
/^@options / { items($2 " --help", "^  -", "Fl", "Ds"); next }
/^@reports / { items($2 " --help", "^  [a-z]", "Cm", "checkstyle", "Reports:"); next }
/^@formats / { items($2 " --help", "^  [a-z]", "Cm", "postman", "Input formats:"); next }
/^@commands$/ { items("--help", "^  [a-z]", "Cm", "gateways"); next }
/^@facts$/ { facts(); next }
/^@gateways$/ {
	n = ask("gateways")
	print ".Bd -literal"
	for (i = 1; i <= n; i++) print roff(output[i])
	print ".Ed"
	next
}
/^@summary / { ask($2 " --help"); print ".Nd " output[3]; next }
/^@usage / {
	ask($2 " --help")
	sub(/^usage: plimsoll [a-z]+ /, "", output[1])
	print ".Nm plimsoll " $2
	n = split(output[1], word, " ")
	for (i = 1; i <= n; i++) {
		if (word[i] ~ /^\[OPTION\]/) print ".Op Ar option ..."
		else if (word[i] ~ /^\[.*\]…$/) print ".Op Ar " tolower(substr(word[i], 2, index(word[i], "]") - 2)) " ..."
		else { many = sub(/…$/, "", word[i]); print ".Ar " tolower(word[i]) (many ? " ..." : "") }
	}
	next
}
/^@version$/ { n = split(ask("--version") ? output[1] : "", word, " "); print ".Os plimsoll " word[2]; next }
/^@/ { bad("there is no " $1) }
{ print }
END { exit failed }
