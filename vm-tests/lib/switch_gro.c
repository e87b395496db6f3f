// SPDX-License-Identifier: Apache-2.0
// switch-gro DEVICE on|off: generic receive offload of a device, as `ethtool -K DEVICE gro on`
// switches it.
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(int argc, char** argv) {
  struct ethtool_value gro = {.cmd = ETHTOOL_SGRO};
  struct ifreq request = {0};
  int socket_fd = socket(AF_INET, SOCK_DGRAM, 0);

  if (argc != 3 || socket_fd < 0) {
    fprintf(stderr, "usage: switch-gro DEVICE on|off\n");
    return 2;
  }
  gro.data = strcmp(argv[2], "on") == 0;
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  request.ifr_data = (char*)&gro;
  if (ioctl(socket_fd, SIOCETHTOOL, &request) != 0) {
    perror(argv[1]);
    return 1;
  }
  return 0;
}
