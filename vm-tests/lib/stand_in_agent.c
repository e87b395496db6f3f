// SPDX-License-Identifier: Apache-2.0
// Answers as Cilium's agent does when it is asked for its health, and nothing else:
//
//   GET /healthz      on 127.0.0.1:9879    200 or 503, empty body
//   GET /v1/healthz   on a unix socket     200, a StatusResponse whose .cilium.state is the given
//   one
//
// It is born with its answer and keeps it; an agent that is gone is one that was killed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char* socket_path;

static void leave(const char* what) {
  perror(what);
  exit(3);
}

static int listen_on_loopback(unsigned short port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
      bind(fd, (struct sockaddr*)&address, sizeof(address)) || listen(fd, 16))
    leave("stand-in-agent: 127.0.0.1");
  return fd;
}

static int listen_on_path(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (strlen(path) >= sizeof(address.sun_path)) {
    fprintf(stderr, "stand-in-agent: socket path is too long: %s\n", path);
    exit(2);
  }
  strcpy(address.sun_path, path);
  unlink(path);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof(address)) || listen(fd, 16))
    leave("stand-in-agent: unix socket");
  return fd;
}

// One request per connection. Callers are local and send their request at once; a mute one is left
// after a second.
static void answer(int listener, const char* response) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  char request[4096];

  if (fd < 0) return;
  if (poll(&readable, 1, 1000) == 1 && read(fd, request, sizeof(request)) > 0 &&
      write(fd, response, strlen(response)) < 0)
    perror("stand-in-agent: answer");
  shutdown(fd, SHUT_WR);
  close(fd);
}

static void vanish(int signal_number) {
  (void)signal_number;
  unlink(socket_path);
  _exit(0);
}

int main(int argc, char** argv) {
  char body[1024], by_socket[2048], by_port[256];
  struct pollfd listeners[2] = {{.events = POLLIN}, {.events = POLLIN}};
  int healthy;

  if (argc != 4) {
    fprintf(stderr, "usage: stand-in-agent SOCKET STATE MESSAGE\n");
    return 2;
  }
  socket_path = argv[1];
  healthy = !strcmp(argv[2], "Ok");
  snprintf(body, sizeof(body),
           "{\"cilium\":{\"state\":\"%s\",\"msg\":\"%s\"},\"cluster\":{},\"ipam\":{}}\n", argv[2],
           argv[3]);
  snprintf(by_socket, sizeof(by_socket),
           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
           "%zu\r\nConnection: close\r\n\r\n%s",
           strlen(body), body);
  snprintf(by_port, sizeof(by_port),
           "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
           healthy ? "200 OK" : "503 Service Unavailable");

  signal(SIGPIPE, SIG_IGN);
  signal(SIGTERM, vanish);
  signal(SIGINT, vanish);
  listeners[0].fd = listen_on_loopback(9879);
  listeners[1].fd = listen_on_path(socket_path);
  puts("listening");
  fflush(stdout);
  for (;;) {
    if (poll(listeners, 2, -1) < 0) continue;
    if (listeners[0].revents) answer(listeners[0].fd, by_port);
    if (listeners[1].revents) answer(listeners[1].fd, by_socket);
  }
}
