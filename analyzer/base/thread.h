/* Threads that leave the process's signals to those that it made itself. */
#ifndef PL_BASE_THREAD_H
#define PL_BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* 0, or why there is none, as pthread_create(3) says it. `stack` is reserved, and touched only as far as the thread goes down. */
int pl_thread_start(pthread_t *thread, size_t stack, void *(*run)(void *ctx), void *ctx);
#endif
