/* clients N SIZE MOST: N clients at once, each with a POST of SIZE bytes to PLIMSOLL_URL, all connected before the first sends. Tells the
 * time and the largest memory of its parent, which is plimsoll capture; fails where an answer is not 200 or it was above MOST KiB. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)

struct client {
	char head[160];
	size_t head_len, head_sent;
	unsigned long long left;
	char answer[16];
	size_t answer_len;
};

static int connected(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		perror("connect");
		exit(1);
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void transmit(struct client *c, int fd, const char *block)
{
	ssize_t n;

	if (c->head_sent < c->head_len) {
		n = send(fd, c->head + c->head_sent, c->head_len - c->head_sent, MSG_NOSIGNAL | (c->left ? MSG_MORE : 0));
		c->head_sent += n > 0 ? (size_t)n : 0;
		return;
	}
	n = send(fd, block, c->left < BLOCK ? (size_t)c->left : BLOCK, MSG_NOSIGNAL);
	c->left -= n > 0 ? (unsigned long long)n : 0;
}

/* True once it is over. */
static int receive(struct client *c, int fd)
{
	char rest[4096];
	size_t room = sizeof(c->answer) - c->answer_len;
	ssize_t n = room ? recv(fd, c->answer + c->answer_len, room, 0) : recv(fd, rest, sizeof(rest), 0);

	if (n > 0 && room)
		c->answer_len += (size_t)n;
	return n == 0 || (n < 0 && errno != EAGAIN);
}

static long parents_peak(void)
{
	char path[64], line[256];
	long kib = -1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)getppid());
	status = fopen(path, "r");
	while (status && fgets(line, sizeof(line), status))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (status)
		fclose(status);
	return kib;
}

static size_t run(struct client *clients, struct pollfd *polls, size_t len, const char *block)
{
	size_t left = len, fine = 0;

	while (left > 0) {
		poll(polls, len, -1);
		for (size_t i = 0; i < len; i++) {
			struct client *c = &clients[i];

			if (polls[i].revents & POLLOUT)
				transmit(c, polls[i].fd, block);
			if (c->head_sent == c->head_len && c->left == 0)
				polls[i].events = POLLIN;
			if (polls[i].revents & (POLLIN | POLLERR | POLLHUP) && receive(c, polls[i].fd)) {
				if (c->answer_len >= 12 && memcmp(c->answer, "HTTP/1.1 200", 12) == 0)
					fine++;
				else
					fprintf(stderr, "client %zu: '%.*s' with %llu bytes left\n", i, (int)c->answer_len, c->answer, c->left);
				close(polls[i].fd);
				polls[i].fd = -1;
				left--;
			}
		}
	}
	return fine;
}

int main(int argc, char **argv)
{
	const char *url = getenv("PLIMSOLL_URL"), *colon = url ? strrchr(url, ':') : NULL;
	size_t len = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, fine;
	unsigned long long size = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	long most = argc > 3 ? strtol(argv[3], NULL, 10) : 0, peak;
	struct client *clients = calloc(len + 1, sizeof(*clients));
	struct pollfd *polls = calloc(len + 1, sizeof(*polls));
	char *block = calloc(1, BLOCK);
	struct timespec from, to;
	struct rlimit files;

	if (len == 0 || !colon || !clients || !polls || !block)
		return 2;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (size_t i = 0; i < len; i++) {
		polls[i] = (struct pollfd){ connected((unsigned)strtoul(colon + 1, NULL, 10)), POLLIN | POLLOUT, 0 };
		clients[i].left = size;
		clients[i].head_len = (size_t)snprintf(clients[i].head, sizeof(clients[i].head),
		                                       "POST /%zu HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
		                                       "Content-Length: %llu\r\nConnection: close\r\n\r\n", i, size);
	}
	fine = run(clients, polls, len, block);
	clock_gettime(CLOCK_MONOTONIC, &to);
	peak = parents_peak();
	printf("%5zu clients of %11llu bytes: %zu answered 200 in %.2f s, capture's peak %.1f MiB\n", len, size, fine,
	       (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9, (double)peak / 1024);
	return fine != len || peak < 0 || (most > 0 && peak > most);
}
