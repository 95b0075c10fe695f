// simdjson_validate FILE: exit status 0 where simdjson's DOM parser takes the file as one document, 1 where
// it does not.
#include <cstdio>
#include <iostream>
#include <simdjson.h>

int main(int argc, char **argv)
{
	simdjson::dom::parser parser;

	if (argc != 2)
		return 2;
	auto document = parser.load(argv[1]);
	if (document.error())
		std::cerr << argv[1] << ": " << document.error() << '\n';
	return document.error() ? 1 : 0;
}
