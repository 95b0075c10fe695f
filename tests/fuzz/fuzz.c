/* libFuzzer's entry to the target that the build names. */
#include "targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	TARGET((struct pl_str){ (const char *)bytes, len });
	return 0;
}
