# Judges a suite: differences.tsv (reason `open`: not judged yet, and not counted as passed), expectations.tsv, what the program said on standard error, its ndjson.
# Rules that say what a suite's `ignore=` says.
BEGIN {
	says["http.host-missing"] = "^host-(missing|absent)"
	says["framing.extra-data"] = "^(content-length-too-small|bytes-after|extra-|request-after|body-without-framing|body-after)"
	says["framing.cl-mismatch"] = "^content-length-too-(big|small)"
}
function in_vain(rule, note,    names, count, i) {
	if (match(note, /ignore=[^ ;]+/) == 0) return 0
	count = split(substr(note, RSTART + 7, RLENGTH - 7), names, ",")
	for (i = 1; i <= count; i++)
		if ((names[i] in says) && rule ~ says[names[i]]) return 1
	return 0
}
FILENAME ~ /differences\.tsv$/ { if ($1 == suite) why[$2] = $3; next }
FILENAME ~ /expectations\.tsv$/ { if (FNR > 1) { cases[++n] = $1; expected[$1] = $2; kind[$1] = $3; note[$1] = $4 }; next }
FILENAME ~ /err$/ {
	if (match($0, /\.\/[^:]+: /)) refused[substr($0, RSTART + 2, RLENGTH - 4)] = 1
	next
}
{
	match($0, /"file": "\.\/[^"]*"/)
	file = substr($0, RSTART + 11, RLENGTH - 12)
	read[file] = 1
	rest = $0
	while (match(rest, /"rule": "[^"]*", "severity": "[^"]*"/)) {
		split(substr(rest, RSTART, RLENGTH), part, "\"")
		rest = substr(rest, RSTART + RLENGTH)
		rule = part[4]
		if (rule !~ matter || in_vain(rule, note[file])) continue
		found[file] = found[file] " " rule
		if (part[8] == "error") errors[file] = errors[file] " " rule
	}
}
END {
	for (i = 1; i <= n; i++) {
		c = cases[i]
		wrong = ""
		if (status > 3 || !(c in read || c in refused)) wrong = "was not read to its end"
		else if (expected[c] == "ok" && c in refused) wrong = "is fine and was refused as no request"
		else if (expected[c] == "ok" && c in errors) wrong = "is fine and raised" errors[c]
		else if (expected[c] == "defect" && !(c in found || c in refused)) wrong = "has " kind[c] " and raised nothing of it"
		if (why[c] == "open") { if (wrong != "") open++; else { passed++; print suite "/" c " is right now: take it out of differences.tsv" } }
		else if (wrong != "" && why[c] != "") { differs++; passed++ }
		else if (wrong != "") { failed++; print suite "/" c " " wrong " (" note[c] ")" }
		else if (why[c] != "") { failed++; print suite "/" c " is in differences.tsv and does not differ" }
		else passed++
	}
	printf "%s: %d passed, %d failed; %d of those passed are judged otherwise on purpose, %d are open\n", suite, passed, failed, differs, open
}
