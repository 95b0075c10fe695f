/* Threads that take no signal. */
#include "base/thread.h"

#include <signal.h>

int pl_thread_start(pthread_t *thread, size_t stack, void *(*run)(void *ctx), void *ctx)
{
	pthread_attr_t attributes;
	sigset_t all, own;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, stack);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &own);
	error = pthread_create(thread, &attributes, run, ctx);
	pthread_sigmask(SIG_SETMASK, &own, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}
