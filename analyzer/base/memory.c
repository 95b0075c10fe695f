/* Memory that is there, or the end of the process. */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE ((size_t)4096)

static void end(void)
{
	fputs("plimsoll: out of memory\n", stderr);
	exit(3);
}

static void *present(void *memory)
{
	if (memory == NULL)
		end();
	return memory;
}

void *pl_memory_alloc(size_t size)
{
	return present(calloc(1, size ? size : 1));
}

void *pl_memory_block(size_t size)
{
	return present(aligned_alloc(PAGE, (size + PAGE - 1) / PAGE * PAGE));
}

void *pl_memory_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return present(memory == MAP_FAILED ? NULL : memory);
}

void *pl_memory_grow(void *old, size_t size)
{
	return present(realloc(old, size ? size : 1));
}

FILE *pl_memory_stream(char **text, size_t *len)
{
	return present(open_memstream(text, len));
}

void pl_memory_stream_end(FILE *stream)
{
	if (fclose(stream) != 0)
		end();
}
