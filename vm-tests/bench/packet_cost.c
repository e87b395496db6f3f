// SPDX-License-Identifier: Apache-2.0
// What a packet costs, from sendto() to the receiver's socket queue, in nanoseconds of the guest -
// which are instructions under `-icount shift=0`. All of it runs inside of sendto(): on one CPU, a
// veth pair hands its packets over in the softirq that ends the system call. The receiver reads
// outside of the measured time, and must get every packet. Printed is the mean of the middle half:
// the timer's interrupts, and whatever else wants the CPU, hit a few packets only.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD_BYTES = 64, PORT = 9000, MOST_PACKETS = 100000 };

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static struct sockaddr_in address_of(const char* text) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};

  if (inet_pton(AF_INET, text, &address.sin_addr) != 1) fail(text);
  return address;
}

static int socket_in(const char* network_namespace, const struct sockaddr_in* address) {
  const int file = open(network_namespace, O_RDONLY | O_CLOEXEC);

  if (file < 0 || setns(file, CLONE_NEWNET) != 0) fail(network_namespace);
  close(file);
  const int result = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (result < 0 || bind(result, (const struct sockaddr*)address, sizeof(*address)) != 0)
    fail("socket");
  return result;
}

static long long now_ns(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static long long send_packet(int sender, int receiver, const struct sockaddr_in* to) {
  static char payload[PAYLOAD_BYTES];
  const long long begin = now_ns();
  const ssize_t sent =
      sendto(sender, payload, sizeof(payload), 0, (const struct sockaddr*)to, sizeof(*to));
  const long long end = now_ns();

  if (sent < 0) fail("sendto");
  if (recv(receiver, payload, sizeof(payload), MSG_DONTWAIT) != sizeof(payload))
    fail("a packet did not arrive");
  return end - begin;
}

static int by_size(const void* left, const void* right) {
  const long long a = *(const long long*)left;
  const long long b = *(const long long*)right;

  return (a > b) - (a < b);
}

static double mean_of_middle_half(long long* costs, int count) {
  const int begin = count / 4;
  const int end = count - begin;
  long long total = 0;

  qsort(costs, (size_t)count, sizeof(*costs), by_size);
  for (int i = begin; i < end; i++) total += costs[i];
  return (double)total / (end - begin);
}

int main(int argc, char** argv) {
  static long long costs[MOST_PACKETS];

  if (argc != 7 || atoi(argv[6]) < 1 || atoi(argv[6]) > MOST_PACKETS) {
    fprintf(stderr,
            "usage: packet-cost SENDER_NETNS SENDER_ADDRESS RECEIVER_NETNS RECEIVER_ADDRESS "
            "WARM_UP PACKETS\n");
    return 2;
  }
  const struct sockaddr_in from = address_of(argv[2]);
  const struct sockaddr_in to = address_of(argv[4]);
  const int sender = socket_in(argv[1], &from);
  const int receiver = socket_in(argv[3], &to);
  const int warm_up = atoi(argv[5]);
  const int packets = atoi(argv[6]);

  for (int i = 0; i < warm_up; i++) send_packet(sender, receiver, &to);
  for (int i = 0; i < packets; i++) costs[i] = send_packet(sender, receiver, &to);
  printf("%.1f\n", mean_of_middle_half(costs, packets));
  return 0;
}
