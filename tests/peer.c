/* The scripted server of the transport's tests. */
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIFETIME 60 /* seconds that a script may take whatever happens */

static bool take(int fd, struct peer_seen *seen)
{
	char block[65536];
	ssize_t n = read(fd, block, sizeof(block));
	size_t len = n > 0 ? (size_t)n : 0, room = sizeof(seen->first) - 1, kept;

	if (len == 0) {
		seen->end = n == 0 ? PEER_FIN : PEER_RESET;
		return false;
	}
	if (seen->bytes < room) {
		kept = room - (size_t)seen->bytes < len ? room - (size_t)seen->bytes : len;
		memcpy(seen->first + seen->bytes, block, kept);
	}
	seen->bytes += len;
	kept = len < sizeof(seen->last) ? len : sizeof(seen->last);
	memmove(seen->last, seen->last + kept, sizeof(seen->last) - kept);
	memcpy(seen->last + sizeof(seen->last) - kept, block + len - kept, kept);
	return true;
}

void peer_read(int fd, struct peer_seen *seen, uint64_t bytes)
{
	while (seen->bytes < bytes && take(fd, seen))
		;
}

void peer_read_head(int fd, struct peer_seen *seen)
{
	while (!strstr(seen->first, "\r\n\r\n") && take(fd, seen))
		;
}

void peer_say(int fd, const char *text)
{
	size_t len = strlen(text);

	if (send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		_exit(1);
}

void peer_await_end(int fd, struct peer_seen *seen)
{
	while (take(fd, seen))
		;
}

void peer_reset(int fd)
{
	struct linger reset = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(fd);
}

void peer_start(struct peer *peer, void (*script)(int fd, struct peer_seen *seen))
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	peer->port = ntohs(at.sin_port);
	snprintf(peer->url, sizeof(peer->url), "http://127.0.0.1:%u/p?q", peer->port);
	peer->seen = mmap(NULL, sizeof(*peer->seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(peer->seen != MAP_FAILED);
	peer->pid = fork();
	assert_true(peer->pid >= 0);
	if (peer->pid == 0) {
		alarm(LIFETIME);
		fd = accept(listener, NULL, NULL);
		close(listener);
		script(fd, peer->seen);
		_exit(0);
	}
	close(listener);
}

void peer_wait(struct peer *peer)
{
	int status;

	assert_int_equal(waitpid(peer->pid, &status, 0), peer->pid);
}
