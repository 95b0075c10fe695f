# A HAR log as Chrome writes it: `entries` requests, whose JSON body is of `items` records each.
BEGIN {
	for (i = 0; i < items; i++)
		body = body sprintf("%s{\\\"id\\\":%d,\\\"name\\\":\\\"item number %d\\\",\\\"note\\\":\\\"a line of text\\\\nand another one\\\"}", i ? "," : "", i, i)
	printf "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"bench\",\"version\":\"1\"},\"entries\":["
	for (i = 0; i < entries; i++)
		printf "%s{\"startedDateTime\":\"2026-01-01T00:00:00.000Z\",\"time\":1,\"request\":{\"method\":\"POST\"," \
		       "\"url\":\"https://api.example.com/items/%d\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[" \
		       "{\"name\":\"Host\",\"value\":\"api.example.com\"},{\"name\":\"Content-Type\",\"value\":\"application/json\"}]," \
		       "\"queryString\":[],\"cookies\":[],\"headersSize\":-1,\"bodySize\":-1," \
		       "\"postData\":{\"mimeType\":\"application/json\",\"text\":\"[%s]\"}},\"response\":{\"status\":200}," \
		       "\"cache\":{},\"timings\":{}}\n", i ? "," : "", i, body
	print "]}}"
}
