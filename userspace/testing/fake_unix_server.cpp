// SPDX-License-Identifier: Apache-2.0
#include "testing/fake_unix_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>

#include "base/unix_socket.h"
#include "testing/require.h"

namespace canary {

FakeUnixServer::FakeUnixServer(const std::string& path, std::string answer, After after)
    : listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      answer_(std::move(answer)),
      after_(after) {
  const auto address = address_of(UnixSocket{path});
  require(bind(listener_.get(), address.get(), address.size) == 0, "bind");
  require(listen(listener_.get(), 16) == 0, "listen");
  thread_ = std::jthread([this] { serve(); });
}

FakeUnixServer::~FakeUnixServer() {
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::vector<std::string> FakeUnixServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void FakeUnixServer::serve() {
  for (;;) {
    std::array<pollfd, 2> waiting{{{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    UniqueFd client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::array<char, 4096> request;
    const ssize_t got = recv(client.get(), request.data(), request.size(), 0);
    {
      const std::scoped_lock lock(mutex_);
      requests_.emplace_back(request.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    }
    send(client.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
    if (after_ == After::Wait) kept_waiting_.push_back(std::move(client));
  }
}

}  // namespace canary
