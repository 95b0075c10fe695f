# usage: awk -v plimsoll=PROGRAM -f page.awk PAGE.in     a man page from its prose and from what the program says of itself
# A line `@options COMMAND`, `@formats COMMAND`, `@reports COMMAND`, `@usage COMMAND`, `@summary COMMAND`,
# `@commands`, `@facts`, `@gateways` or `@version` is replaced, and `@prototypes`, `@functions` and `@types` by what
# analyzer/plimsoll.h says; nothing that the program or the header can say stands in the prose.
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
# The header, declaration by declaration: kind (function, struct, enum), comment, text on one line with its members in
# member[n, i] and what is said of each in remark[n, i].
function header(    line, comment, is_comment, n, text) {
	if (declarations) return declarations
	while ((getline line < "analyzer/plimsoll.h") > 0) {
		if (is_comment || line ~ /^\/\*/) {
			is_comment = line !~ /\*\/$/
			sub(/^(\/\*| \*) ?/, "", line)
			sub(/ ?\*\/$/, "", line)
			comment = comment (comment == "" ? "" : "\n") line
		} else if (line ~ /^(struct|enum) [a-z_]+(;| \{| \{.*;)$/) {
			declared[++n] = comment
			kind[n] = name[n] = line
			sub(/ .*/, "", kind[n])
			match(line, /^[a-z]+ [a-z_]+/)
			name[n] = substr(line, 1, RLENGTH)
			comment = ""
			if (line ~ /\{ .* \};$/) {
				gsub(/^[^{]*\{ | \};$/, "", line)
				members[n] = split(line, list, ", ")
				for (text in list) member[n, text] = list[text]
			} else if (line ~ /\{$/) members[n] = body(n)
		} else if (line ~ /^PLIMSOLL_API /) {
			text = line
			while (text !~ /;$/ && (getline line < "analyzer/plimsoll.h") > 0) text = text line
			gsub(/[ \t]+/, " ", text)
			sub(/^PLIMSOLL_API /, "", text)
			sub(/;$/, "", text)
			declared[++n] = comment
			kind[n] = "function"
			name[n] = text
			comment = ""
		} else if (line == "") comment = ""
	}
	return declarations = n
}
# Members up to the closing brace: how many.
function body(n,    line, i, at) {
	while ((getline line < "analyzer/plimsoll.h") > 0 && line !~ /^\}/) {
		sub(/^[\t ]+/, "", line)
		if ((at = index(line, "/*")) != 1) {
			member[n, ++i] = at ? substr(line, 1, at - 1) : line
			sub(/[;,]?[ \t]*$/, "", member[n, i])
			line = at ? substr(line, at) : ""
		}
		gsub(/^(\/\*|\*)? ?| ?\*\/$/, "", line)
		if (line != "") remark[n, i] = remark[n, i] (remark[n, i] == "" ? "" : "\n") line
	}
	return i
}
# A sentence begins a line.
function said(text,    lines, i, n) {
	while (match(text, /[.?] [A-Z`*]/)) text = substr(text, 1, RSTART) "\n" substr(text, RSTART + 2)
	n = split(text, lines, "\n")
	for (i = 1; i <= n; i++) if (lines[i] != "") print roff(lines[i])
}
function quoted(text) {
	gsub(/"/, "\\(dq", text)
	return "\"" text "\""
}
function prototypes(    n, i, k, at, arguments, list) {
	n = header()
	for (i = 1; i <= n; i++) {
		if (kind[i] != "function") continue
		match(name[i], /plimsoll_[a-z_]+\(/)
		at = RSTART
		arguments = substr(name[i], at + RLENGTH, length(name[i]) - at - RLENGTH)
		printf ".Ft %s\n.Fo %s\n", quoted(substr(name[i], 1, at - (substr(name[i], at - 1, 1) == " " ? 2 : 1))), substr(name[i], at, RLENGTH - 1)
		k = split(arguments, list, ", ")
		for (at = 1; at <= k; at++) print ".Fa " quoted(list[at])
		print ".Fc"
	}
}
# A comment is of the functions below it, up to the next comment.
function functions(    n, i, comment) {
	n = header()
	print ".Bl -tag -width Ds"
	for (i = 1; i <= n; i++)
		if (kind[i] == "function") {
			if (declared[i] != "") {
				said(comment)
				comment = declared[i]
			}
			match(name[i], /plimsoll_[a-z_]+\(/)
			print ".It Fn " substr(name[i], RSTART, RLENGTH - 1)
		}
	said(comment)
	print ".El"
}
function types(    n, i, k) {
	n = header()
	print ".Bl -tag -width Ds"
	for (i = 1; i <= n; i++) {
		if (kind[i] == "function" || (!members[i] && declared[i] == "")) continue
		print ".It Vt " quoted(name[i])
		said(declared[i])
		if (!members[i]) continue
		print ".Bl -tag -width Ds -compact"
		for (k = 1; k <= members[i]; k++) {
			print ".It Va " quoted(member[i, k])
			said(remark[i, k])
		}
		print ".El"
	}
	print ".El"
}
/^@prototypes$/ { prototypes(); next }
/^@functions$/ { functions(); next }
/^@types$/ { types(); next }
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
