# usage: awk -v n=COUNT -f requests.awk     requests as lines of JSON, a KB each; the body of one in ten is broken
BEGIN {
	pad = sprintf("%700s", "")
	gsub(/ /, "plimsoll", pad)
	pad = substr(pad, 1, 700)
	for (i = 0; i < n; i++)
		printf "{\"id\":\"request-%d\",\"method\":\"POST\",\"url\":\"https://api.example.com/v1/%d\",\"headers\":[" \
		       "{\"name\":\"Host\",\"value\":\"api.example.com\"},{\"name\":\"Content-Type\",\"value\":\"application/json\"}]," \
		       "\"postData\":{\"text\":\"{\\\"a\\\":\\\"%s\\\"%s\"}}\n", i, i, pad, i % 10 == 3 ? "" : "}"
}
