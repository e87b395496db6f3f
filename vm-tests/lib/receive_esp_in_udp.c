// SPDX-License-Identifier: Apache-2.0
// Holds the socket that ESP in UDP arrives at, as an IKE daemon does: the kernel takes ESP from it
// before anybody could read it (UDP_ENCAP, net/ipv4/udp.c). What arrives is in the clear as yet, so
// the socket is exempt from policies that want it decrypted. Nobody speaks IKE here.
#include <arpa/inet.h>
#include <linux/udp.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(4500)};
  struct xfrm_userpolicy_info exempt = {
      .sel.family = AF_INET, .dir = XFRM_POLICY_IN, .action = XFRM_POLICY_ALLOW};
  int kind = UDP_ENCAP_ESPINUDP;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);

  if (fd < 0 || setsockopt(fd, IPPROTO_UDP, UDP_ENCAP, &kind, sizeof(kind)) ||
      setsockopt(fd, IPPROTO_IP, IP_XFRM_POLICY, &exempt, sizeof(exempt)) ||
      bind(fd, (struct sockaddr*)&address, sizeof(address))) {
    perror("receive-esp-in-udp: port 4500");
    return 3;
  }
  for (;;) pause();
}
