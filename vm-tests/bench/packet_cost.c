// SPDX-License-Identifier: Apache-2.0
// What a packet costs, from sendto() to the receiver's socket queue, in nanoseconds of the guest - which are instructions
// under `-icount shift=0`. All of it runs inside of sendto(): on one CPU, a veth pair hands its packets over in the softirq
// that ends the system call. The receiver reads outside of the measured time, and must get every packet.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD_BYTES = 64, PORT = 9000, BATCH = 50 };

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int socket_in(const char *network_namespace)
{
	const int file = open(network_namespace, O_RDONLY | O_CLOEXEC);

	if (file < 0 || setns(file, CLONE_NEWNET) != 0)
		fail(network_namespace);
	close(file);
	const int result = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (result < 0)
		fail("socket");
	return result;
}

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };

	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		fail(text);
	return address;
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static long long send_batch(int sender, int receiver, const struct sockaddr_in *to)
{
	static char payload[PAYLOAD_BYTES];
	const long long begin = now_ns();

	for (int i = 0; i < BATCH; i++)
		if (sendto(sender, payload, sizeof(payload), 0, (const struct sockaddr *)to, sizeof(*to)) < 0)
			fail("sendto");
	const long long end = now_ns();

	for (int i = 0; i < BATCH; i++)
		if (recv(receiver, payload, sizeof(payload), MSG_DONTWAIT) != sizeof(payload))
			fail("a packet did not arrive");
	return end - begin;
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: packet-cost SENDER_NETNS RECEIVER_NETNS RECEIVER_ADDRESS WARM_UP PACKETS\n");
		return 2;
	}
	const int sender = socket_in(argv[1]);
	const int receiver = socket_in(argv[2]);
	const struct sockaddr_in to = address_of(argv[3]);
	const int warm_up = atoi(argv[4]) / BATCH;
	const int batches = atoi(argv[5]) / BATCH;
	const int buffer = 1 << 20;
	long long total = 0;

	setsockopt(receiver, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
	if (bind(receiver, (const struct sockaddr *)&to, sizeof(to)) != 0)
		fail("bind");
	for (int i = 0; i < warm_up; i++)
		send_batch(sender, receiver, &to);
	for (int i = 0; i < batches; i++)
		total += send_batch(sender, receiver, &to);
	printf("%.1f\n", (double)total / (batches * BATCH));
	return 0;
}
