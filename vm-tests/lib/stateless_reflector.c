// SPDX-License-Identifier: Apache-2.0
// A stateless reflector (RFC 8762, 4.3): answers with the sender's own sequence number, and keeps
// no count. Ends by a signal.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { PORT = 862, BASE_BYTES = 44, NTP_EPOCH = 2208988800 };

static void put_now(unsigned char* at) {
  struct timespec now;

  clock_gettime(CLOCK_REALTIME, &now);
  const uint32_t seconds_be = htonl((uint32_t)now.tv_sec + NTP_EPOCH);
  const uint32_t fraction_be = htonl((uint32_t)(((uint64_t)now.tv_nsec << 32) / 1000000000));

  memcpy(at, &seconds_be, 4);
  memcpy(at + 4, &fraction_be, 4);
}

int main(int argc, char** argv) {
  static unsigned char packet[65536];
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(PORT)}, from;

  if (argc != 2 || inet_pton(AF_INET, argv[1], &at.sin_addr) != 1) {
    fprintf(stderr, "usage: stateless-reflector IPV4_ADDRESS\n");
    return 2;
  }
  const int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (file < 0 || bind(file, (const struct sockaddr*)&at, sizeof(at)) != 0) {
    perror("socket");
    return 1;
  }
  for (;;) {
    unsigned char request[16];
    socklen_t length = sizeof(from);
    const ssize_t size =
        recvfrom(file, packet, sizeof(packet), 0, (struct sockaddr*)&from, &length);

    if (size < BASE_BYTES) continue;
    memcpy(request, packet, sizeof(request));
    put_now(packet + 16);                  // received
    memcpy(packet + 24, request, 4);       // the sender's sequence number
    memcpy(packet + 28, request + 4, 8);   // its timestamp
    memcpy(packet + 36, request + 12, 2);  // its error estimate
    put_now(packet + 4);
    sendto(file, packet, (size_t)size, 0, (const struct sockaddr*)&from, length);
  }
}
