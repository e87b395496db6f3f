// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <semaphore>

#include "base/bearer_token.h"
#include "base/scoped_netns.h"
#include "cluster/channel.h"
#include "cluster/evidence_answer.h"
#include "cluster/evidence_excerpt.h"

namespace canary {
namespace {

/// So many answers are made at once: one costs some milliseconds, and some megabytes.
constexpr std::ptrdiff_t kAnswering = 2;
/// Of a connection a request is held, at most: 64 MiB of those that show the token.
constexpr ConnectionLimits kConnections{.in_all = 32, .of_one_address = 8};
/// More than the limit lets be: those that were shut are still ending.
constexpr std::size_t kMostThreads = kConnections.in_all + 16;
/// A whole cluster may end its sessions in the same moment.
constexpr int kBacklog = 1024;

/// A Channel as the library wants it. It ends behind the largest request: of headers without end,
/// and of a body in chunks, the library would read all that comes.
class ChannelStream : public httplib::Stream {
 public:
  explicit ChannelStream(Channel& channel) : channel_(channel) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    if (at_ == filled_) {
      if (left_ == 0) return -1;
      const auto got = channel_.receive(std::span(buffer_).first(std::min(buffer_.size(), left_)));
      if (!got) return -1;
      at_ = 0;
      filled_ = *got;
      left_ -= *got;
    }
    size = std::min(size, filled_ - at_);
    std::memcpy(to, buffer_.data() + at_, size);
    at_ += size;
    return static_cast<ssize_t>(size);
  }
  ssize_t write(const char* text, std::size_t size) override {
    return channel_.send({text, size}) ? static_cast<ssize_t>(size) : -1;
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  [[nodiscard]] socket_t socket() const override { return INVALID_SOCKET; }

 private:
  Channel& channel_;
  std::array<char, 8192> buffer_{};
  std::size_t at_ = 0, filled_ = 0;
  std::size_t left_ = kLargestHead + kLargestRequest;
};

/// What the library would read before it refuses.
std::uint64_t length_of(const httplib::Request& request) {
  return std::strtoull(request.get_header_value("Content-Length").c_str(), nullptr, 10);
}

/// Whether the library would make more of it than was sent, or of the answer than there is.
bool grows(const httplib::Request& request) {
  return request.has_header("Content-Encoding") || request.has_header("Transfer-Encoding") ||
         request.has_header("Range");
}

void refuse(httplib::Response& response, int status, const std::string& sentence) {
  response.status = status;
  response.set_content(sentence + "\n", "text/plain");
}

}  // namespace

/// What happens to one request; the library reads and writes HTTP.
class EvidenceServer::Service : private httplib::Server {
 public:
  Service(std::string token, const EvidenceStore& store, BootClock clock, Refresh refresh)
      : token_(std::move(token)), store_(store), clock_(clock), refresh_(std::move(refresh)) {
    set_payload_max_length(kLargestRequest);
    // Before the body is read: what is refused costs little.
    set_pre_routing_handler([this](const auto& request, auto& response) {
      if (!shows_token(request.get_header_value("Authorization"), token_))
        refuse(response, 401, "the token is missing or wrong");
      else if (length_of(request) > kLargestRequest)
        refuse(response, 413, "the request is too large");
      else if (grows(request))
        refuse(response, 400, "the request is not plain");
      else
        return HandlerResponse::Unhandled;
      return HandlerResponse::Handled;
    });
    Post(kEvidencePath, [this](const auto& request, auto& response) { tell(request, response); });
  }

  /// `on_token` is called when the token was shown.
  void serve(Channel& channel, const std::function<void()>& on_token) {
    ChannelStream stream(channel);
    bool closed = false;
    process_request(stream, /*close_connection=*/true, closed, [&](const httplib::Request& http) {
      if (shows_token(http.get_header_value("Authorization"), token_)) on_token();
    });
    // What was refused may not have been read: to close now would reset the connection, and the
    // answer with it.
    std::array<char, 8192> rest{};
    for (std::size_t size = 0; size < kLargestRequest;) {
      const auto got = channel.receive(rest);
      if (!got || *got == 0) return;
      size += *got;
    }
  }

 private:
  void tell(const httplib::Request& http, httplib::Response& response) {
    const Turn turn(answering_);
    const Instant now = clock_.now();
    const auto request = parse_evidence_request(http.body);
    if (!request) return refuse(response, 400, request.error().message);
    // A session may end while its loop is waited for: then all is there.
    if (!store_.ended() && !refresh_() && !store_.ended())
      return refuse(response, 503, "this node is too busy to tell");
    auto text = to_lines(make_excerpt(store_.held(), *request, now), kLargestAnswer);
    if (!text)
      return refuse(response, 413,
                    fmt::format("all of it would be more than {} MiB", kLargestAnswer >> 20));
    response.set_content(*text, "application/jsonl");
  }

  using Turns = std::counting_semaphore<kAnswering>;
  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(turns) { turns_.acquire(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { turns_.release(); }

   private:
    Turns& turns_;
  };

  Turns answering_{kAnswering};
  const std::string token_;
  const EvidenceStore& store_;
  const BootClock clock_;
  const Refresh refresh_;
};

EvidenceServer::EvidenceServer(const EvidenceServerOptions& options,
                               std::unique_ptr<Service> service)
    : options_(options),
      service_(std::move(service)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      watch_(kConnections) {}

EvidenceServer::~EvidenceServer() { eventfd_write(stop_.get(), 1); }

Result<std::unique_ptr<EvidenceServer>> EvidenceServer::start(const EvidenceServerOptions& options,
                                                              const EvidenceStore& store,
                                                              BootClock clock, Refresh refresh) {
  auto service = std::make_unique<Service>(options.token, store, clock, std::move(refresh));
  std::unique_ptr<EvidenceServer> server(new EvidenceServer(options, std::move(service)));
  if (!server->stop_.valid()) return system_error("serve evidence", errno);
  const auto inside = ScopedNetns::enter(options.netns);
  if (!inside) return in_context("serve evidence", inside.error());
  for (const Endpoint& endpoint : options.listen)
    if (auto listening = server->listen_on(endpoint); !listening)
      return std::unexpected(listening.error());
  server->accepting_ = std::jthread([self = server.get()] { self->accept_until_stopped(); });
  return server;
}

Result<void> EvidenceServer::listen_on(const Endpoint& endpoint) {
  const std::string doing = fmt::format("serve evidence on {}", to_text(endpoint));
  UniqueFd fd(socket(address_family(endpoint.address.family),
                     SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return system_error(doing, errno);
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (endpoint.address.family == Family::V6)
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  const auto address = SocketAddress::of(endpoint);
  if (bind(fd.get(), address.get(), address.size) != 0 || listen(fd.get(), kBacklog) != 0) {
    if (errno == EADDRINUSE)
      return environment_error(
          fmt::format("{}: the port is in use: choose another one with --evidence-port", doing));
    return system_error(doing, errno);
  }
  listeners_.push_back(std::move(fd));
  return {};
}

std::vector<Endpoint> EvidenceServer::endpoints() const {
  std::vector<Endpoint> bound;
  for (const UniqueFd& listener : listeners_) {
    SocketAddress address;
    getsockname(listener.get(), address.get(), &address.size);
    bound.push_back(address.endpoint());
  }
  return bound;
}

void EvidenceServer::accept_until_stopped() {
  std::vector<pollfd> waiting{{stop_.get(), POLLIN, 0}};
  for (const UniqueFd& listener : listeners_) waiting.push_back({listener.get(), POLLIN, 0});
  for (;;) {
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting.front().revents != 0) return;
    for (std::size_t i = 1; i < waiting.size(); ++i)
      if (waiting[i].revents != 0) accept_one(waiting[i].fd);
  }
}

void EvidenceServer::accept_one(int listener) {
  SocketAddress from;
  UniqueFd client(accept4(listener, from.get(), &from.size, SOCK_CLOEXEC));
  if (!client.valid()) return;  // it went again
  // The watch has a descriptor of its own, which is open for as long as it may use it.
  UniqueFd watched(fcntl(client.get(), F_DUPFD_CLOEXEC, 0));
  if (!watched.valid()) return;
  watch_.opened(watched.get(), from.endpoint().address);
  const auto is_over = [](const Served& served) { return served.over.load(); };
  while (std::erase_if(served_, is_over) == 0 && served_.size() >= kMostThreads)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  Served& served = served_.emplace_back();
  served.thread = std::jthread(
      [this, &served, client = std::move(client), watched = std::move(watched)]() mutable {
        serve(std::move(client), watched.get());
        watch_.closed(watched.get());
        served.over = true;
      });
}

void EvidenceServer::serve(UniqueFd client, int watched) {
  if (auto channel = Channel::accept(std::move(client), options_.tls, options_.limit))
    service_->serve(*channel, [&] { watch_.asked(watched); });
}

}  // namespace canary
