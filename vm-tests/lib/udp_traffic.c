// SPDX-License-Identifier: Apache-2.0
// Background traffic: sends small UDP packets from one address to another, so many a second, and
// takes what comes back from there. What is late is left out, not made up for: a slow guest sends
// less instead of ever more. Ends by a signal.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { PAYLOAD_BYTES = 64, PORT = 9000, NS_PER_SECOND = 1000000000 };

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static void fill(struct sockaddr_storage* address, socklen_t* length, const char* text) {
  struct sockaddr_in* v4 = (struct sockaddr_in*)address;
  struct sockaddr_in6* v6 = (struct sockaddr_in6*)address;

  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(PORT);
    *length = sizeof(*v4);
  } else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(PORT);
    *length = sizeof(*v6);
  } else {
    fprintf(stderr, "'%s' is no address\n", text);
    exit(2);
  }
}

static void advance(struct timespec* at, long ns) {
  at->tv_nsec += ns;
  while (at->tv_nsec >= NS_PER_SECOND) {
    at->tv_nsec -= NS_PER_SECOND;
    at->tv_sec++;
  }
}

static int is_past(const struct timespec* at) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec > at->tv_sec || (now.tv_sec == at->tv_sec && now.tv_nsec > at->tv_nsec);
}

int main(int argc, char** argv) {
  static char payload[PAYLOAD_BYTES];
  struct sockaddr_storage from = {0}, to = {0};
  socklen_t length = 0;
  struct timespec next;

  if (argc != 4 || atoi(argv[3]) < 0 || atoi(argv[3]) > 100000) {
    fprintf(stderr, "usage: udp-traffic LOCAL REMOTE PACKETS_PER_SECOND (0: takes only)\n");
    return 2;
  }
  const int per_second = atoi(argv[3]);

  fill(&from, &length, argv[1]);
  fill(&to, &length, argv[2]);
  const int file = socket(from.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (file < 0 || bind(file, (const struct sockaddr*)&from, length) != 0) fail("socket");
  if (per_second == 0)
    for (;;)
      if (recv(file, payload, sizeof(payload), 0) < 0) fail("recv");
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (;;) {
    // Refused while a policy blocks: that is what is being tested.
    sendto(file, payload, sizeof(payload), MSG_DONTWAIT, (const struct sockaddr*)&to, length);
    do advance(&next, NS_PER_SECOND / per_second);
    while (is_past(&next));
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    while (recv(file, payload, sizeof(payload), MSG_DONTWAIT) >= 0) continue;
  }
}
