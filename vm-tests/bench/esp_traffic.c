// SPDX-License-Identifier: Apache-2.0
// ESP packets in turn to each IPv4 address that is read from standard input, one SPI each, so many
// a second. Nobody encrypted them: they are for who counts ESP on the way. Ends by a signal.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum {
  MOST_ADDRESSES = 65536,
  CIPHER_TEXT_WORDS = 16,
  NS_PER_SECOND = 1000000000,
  FIRST_SPI = 0x1000
};

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static int read_addresses(struct sockaddr_in* addresses) {
  char line[64];
  int count = 0;

  while (count < MOST_ADDRESSES && scanf("%63s", line) == 1) {
    addresses[count].sin_family = AF_INET;
    if (inet_pton(AF_INET, line, &addresses[count].sin_addr) != 1) {
      fprintf(stderr, "'%s' is no IPv4 address\n", line);
      exit(2);
    }
    count++;
  }
  return count;
}

int main(int argc, char** argv) {
  static struct sockaddr_in addresses[MOST_ADDRESSES];
  struct {
    unsigned spi, sequence, cipher_text[CIPHER_TEXT_WORDS];
  } packet = {0};
  const int per_second = argc == 2 ? atoi(argv[1]) : 0;
  const int count = read_addresses(addresses);
  const int file = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ESP);
  struct timespec next;

  if (per_second < 1 || per_second > 100000 || count == 0) {
    fprintf(stderr, "usage: esp-traffic PACKETS_PER_SECOND <ADDRESSES\n");
    return 2;
  }
  if (file < 0) fail("socket");
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (unsigned sequence = 1;; sequence++) {
    for (int i = 0; i < count; i++) {
      packet.spi = htonl(FIRST_SPI + (unsigned)i);
      packet.sequence = htonl(sequence);
      if (sendto(file, &packet, sizeof(packet), MSG_DONTWAIT, (struct sockaddr*)&addresses[i],
                 sizeof(addresses[i])) < 0)
        fail("sendto");
      next.tv_nsec += NS_PER_SECOND / per_second;
      if (next.tv_nsec >= NS_PER_SECOND) {
        next.tv_nsec -= NS_PER_SECOND;
        next.tv_sec++;
      }
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
  }
}
