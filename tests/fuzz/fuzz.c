/* libFuzzer's entry to the target that the build names, and to its mutator where it has one. */
#include "mutators.h"
#include "targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	TARGET((struct pl_str){ (const char *)bytes, len });
	return 0;
}

#ifdef MUTATOR
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t len, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t len, size_t room, unsigned seed);

/* Half of the time libFuzzer's own, which finds what no grammar has. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t len, size_t room, unsigned seed)
{
	size_t mutated = seed % 2 ? MUTATOR(bytes, len, room, seed) : 0;

	return mutated > 0 ? mutated : LLVMFuzzerMutate(bytes, len, room);
}
#endif
