// SPDX-License-Identifier: Apache-2.0
#include "testing/fake_http_server.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>

#include "base/unix_socket.h"
#include "testing/require.h"

namespace canary {
namespace {

/// With as much of a body as its headers say.
bool is_whole(const std::string& request) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto end = request.find(kEnd);
  if (end == std::string::npos) return false;
  const auto length = request.find(kLength);
  if (length >= end) return true;
  const auto body = std::strtoul(request.c_str() + length + kLength.size(), nullptr, 10);
  return request.size() >= end + kEnd.size() + body;
}

}  // namespace

std::unique_ptr<FakeHttpServer> FakeHttpServer::on_unix_socket(const std::string& path,
                                                               Handler handler) {
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_of(UnixSocket{path});
  require(bind(fd.get(), address.get(), address.size) == 0, "bind");
  return std::unique_ptr<FakeHttpServer>(new FakeHttpServer(std::move(fd), std::move(handler)));
}

std::unique_ptr<FakeHttpServer> FakeHttpServer::on_loopback(Handler handler) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = SocketAddress::of({IpAddress{Family::V4, {127, 0, 0, 1}}, 0});
  require(bind(fd.get(), address.get(), address.size) == 0, "bind");
  return std::unique_ptr<FakeHttpServer>(new FakeHttpServer(std::move(fd), std::move(handler)));
}

FakeHttpServer::FakeHttpServer(UniqueFd listener, Handler handler)
    : listener_(std::move(listener)), stop_(eventfd(0, EFD_CLOEXEC)), handler_(std::move(handler)) {
  SocketAddress bound;
  getsockname(listener_.get(), bound.get(), &bound.size);
  endpoint_ = bound.endpoint();
  require(listen(listener_.get(), 16) == 0, "listen");
  thread_ = std::jthread([this] { serve(); });
}

FakeHttpServer::~FakeHttpServer() {
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::vector<std::string> FakeHttpServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::string FakeHttpServer::answer(int status, const std::string& body) {
  return fmt::format("HTTP/1.0 {} -\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

void FakeHttpServer::serve() {
  for (;;) {
    std::array<pollfd, 2> waiting{{{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    if (UniqueFd client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)); client.valid())
      serve_one(std::move(client));
  }
}

void FakeHttpServer::serve_one(UniqueFd client) {
  std::string request;
  std::array<char, 4096> part;
  while (!is_whole(request)) {
    const ssize_t got = recv(client.get(), part.data(), part.size(), 0);
    if (got <= 0) break;
    request.append(part.data(), static_cast<std::size_t>(got));
  }
  const std::string answer = handler_(request);
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
  }
  if (answer.empty())
    kept_waiting_.push_back(std::move(client));
  else
    send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
}

}  // namespace canary
