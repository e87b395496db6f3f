// SPDX-License-Identifier: Apache-2.0
// A stranger: sends ESP of an SPI that nobody has a state for to one address, so many packets a
// second, until a signal ends it. What is late is left out, not made up for.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { NS_PER_SECOND = 1000000000, FIRST_SPI = 0xbad00000 };

struct esp_packet {
  uint32_t spi_be, sequence_be;
  char payload[64];
};

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
  struct sockaddr_in to = {.sin_family = AF_INET};
  struct esp_packet packet = {0};
  struct timespec next;

  if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 || atoi(argv[2]) < 1) {
    fprintf(stderr, "usage: stranger-esp IPV4_ADDRESS PACKETS_PER_SECOND\n");
    return 2;
  }
  const int per_second = atoi(argv[2]);
  const int file = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ESP);

  if (file < 0) {
    perror("socket");
    return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (uint32_t sequence = 1;; sequence++) {
    packet.spi_be = htonl(FIRST_SPI);
    packet.sequence_be = htonl(sequence);
    sendto(file, &packet, sizeof(packet), MSG_DONTWAIT, (const struct sockaddr*)&to, sizeof(to));
    do advance(&next, NS_PER_SECOND / per_second);
    while (is_past(&next));
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
}
