/* chunked SIZE: its standard input as the chunks of RFC 9112 section 7.1, SIZE bytes each. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, len;
	char *bytes = size > 0 ? malloc(size) : NULL;

	if (bytes == NULL)
		return 2;
	while ((len = fread(bytes, 1, size, stdin)) > 0) {
		printf("%zx\r\n", len);
		fwrite(bytes, 1, len, stdout);
		fputs("\r\n", stdout);
	}
	fputs("0\r\n\r\n", stdout);
	free(bytes);
	return ferror(stdin) || fflush(stdout);
}
