// SPDX-License-Identifier: Apache-2.0
#include "agent/http_get.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/unique_fd.h"

namespace canary {
namespace {

using Clock = std::chrono::steady_clock;
using std::string_view;

/// A full Cilium status of a cluster with thousands of nodes has some megabytes.
constexpr std::size_t kLargestAnswer = 32 << 20;

std::unexpected<HttpFailure> failed(int error) {
  std::string reason = std::generic_category().message(error);
  reason.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(reason.front())));
  return std::unexpected(HttpFailure{false, std::move(reason)});
}

/// A connection that gives up at its deadline.
class Connection {
 public:
  explicit Connection(Duration limit) : limit_(limit), deadline_(Clock::now() + limit) {}

  std::expected<void, HttpFailure> connect(const HttpGet& request);
  std::expected<void, HttpFailure> send(string_view text);
  /// Appends what comes; false at the end of the answer.
  std::expected<bool, HttpFailure> receive(std::string& answer);

 private:
  std::expected<void, HttpFailure> wait(short event);
  [[nodiscard]] std::unexpected<HttpFailure> late() const {
    return std::unexpected(HttpFailure{true, fmt::format("no answer within {}", to_text(limit_))});
  }

  Duration limit_;
  Clock::time_point deadline_;
  UniqueFd fd_;
};

SocketAddress address_of(const HttpGet& request) {
  if (const auto* endpoint = std::get_if<Endpoint>(&request.server))
    return SocketAddress::of(*endpoint);
  const std::string& path = std::get<UnixSocket>(request.server).path;
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::copy_n(path.begin(), std::min(path.size(), sizeof(local.sun_path) - 1), local.sun_path);
  SocketAddress address;
  std::memcpy(&address.storage, &local, sizeof(local));
  address.size = sizeof(local);
  return address;
}

std::expected<void, HttpFailure> Connection::wait(short event) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
  pollfd waiting{fd_.get(), event, 0};
  const int ready = left > 0 ? poll(&waiting, 1, static_cast<int>(left)) : 0;
  if (ready < 0 && errno != EINTR) return failed(errno);
  if (ready == 0) return late();
  return {};
}

std::expected<void, HttpFailure> Connection::connect(const HttpGet& request) {
  const SocketAddress address = address_of(request);
  fd_ = UniqueFd(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd_.valid()) return failed(errno);
  if (::connect(fd_.get(), address.get(), address.size) == 0) return {};
  if (errno == EAGAIN)  // a unix socket whose queue is full: a server that does not keep up
    return std::unexpected(HttpFailure{true, "the queue of its socket is full"});
  if (errno != EINPROGRESS) return failed(errno);
  if (auto connected = wait(POLLOUT); !connected) return connected;
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return failed(error);
  return {};
}

std::expected<void, HttpFailure> Connection::send(string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto writable = wait(POLLOUT); !writable) return writable;
    } else if (errno != EINTR) {
      return failed(errno);
    }
  }
  return {};
}

std::expected<bool, HttpFailure> Connection::receive(std::string& answer) {
  std::array<char, 16384> part;
  for (;;) {
    if (const auto readable = wait(POLLIN); !readable) return std::unexpected(readable.error());
    const ssize_t got = recv(fd_.get(), part.data(), part.size(), 0);
    if (got >= 0) {
      answer.append(part.data(), static_cast<std::size_t>(got));
      return got > 0;
    }
    if (errno != EAGAIN && errno != EINTR) return failed(errno);
  }
}

/// Status code of "HTTP/1.0 200 OK".
std::optional<int> status_of(string_view head) {
  const auto space = head.find(' ');
  if (!head.starts_with("HTTP/") || space == string_view::npos) return std::nullopt;
  int status = 0;
  const char* digits = head.data() + space + 1;
  const auto [end, error] = std::from_chars(digits, head.data() + head.size(), status);
  if (error != std::errc{} || end != digits + 3) return std::nullopt;
  return status;
}

std::optional<std::size_t> content_length_of(string_view head) {
  constexpr string_view kName = "\r\ncontent-length:";
  const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(),
                                 [](unsigned char a, char b) { return std::tolower(a) == b; });
  if (found == head.end()) return std::nullopt;
  string_view value(found + kName.size(), head.end());
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  std::size_t length = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
  if (parsed.ec != std::errc{}) return std::nullopt;
  return length;
}

/// The answer in `text`, once as much of it is there as `with_body` wants.
std::optional<HttpAnswer> parse(string_view text, bool with_body, bool ended) {
  constexpr string_view kEndOfHead = "\r\n\r\n";
  const auto end = text.find(kEndOfHead);
  if (end == string_view::npos) return std::nullopt;
  const string_view head = text.substr(0, end);
  const auto status = status_of(head);
  if (!status) return std::nullopt;
  if (!with_body) return HttpAnswer{*status, ""};
  string_view body = text.substr(end + kEndOfHead.size());
  const auto length = content_length_of(head);
  if (!ended && (!length || body.size() < *length)) return std::nullopt;
  return HttpAnswer{*status, std::string(body.substr(0, length.value_or(body.size())))};
}

}  // namespace

std::expected<HttpAnswer, HttpFailure> http_get(const HttpGet& request, Duration limit) {
  Connection connection(limit);
  if (const auto connected = connection.connect(request); !connected)
    return std::unexpected(connected.error());
  const auto sent = connection.send(fmt::format(
      "GET {} HTTP/1.0\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n{}\r\n",
      request.path, request.brief ? "brief: true\r\n" : ""));
  if (!sent) return std::unexpected(sent.error());

  std::string text;
  for (;;) {
    const auto more = connection.receive(text);
    if (!more) return std::unexpected(more.error());
    if (auto answer = parse(text, request.with_body, !*more)) return *answer;
    if (!*more) return std::unexpected(HttpFailure{false, "its answer is not HTTP"});
    if (text.size() > kLargestAnswer)
      return std::unexpected(HttpFailure{false, "its answer has no end"});
  }
}

}  // namespace canary
