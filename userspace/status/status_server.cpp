// SPDX-License-Identifier: Apache-2.0
#include "status/status_server.h"

#include <fmt/format.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include <cerrno>
#include <utility>

#include "base/bearer_token.h"
#include "status/page_worker.h"

namespace canary {
namespace {

/// More than the watch lets be: what it has shut is still there for a moment.
constexpr unsigned kConnections = 2 * ConnectionLimits{}.in_all;
constexpr unsigned kSilentSeconds = 5;
/// Of headers, for each connection; the text of an answer does not count.
constexpr std::size_t kConnectionBytes = 4096;

/// Each connection is a descriptor, and 1024 are what a process may usually have.
void allow_many_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// The kubelet shows no token, and does not wait.
bool is_for_everybody(std::string_view path) { return path == "/healthz" || path == "/readyz"; }

MHD_Result queue(MHD_Connection* connection, const StatusAnswer& answer) {
  // The library copies it, and only reads.
  auto* response = MHD_create_response_from_buffer(
      answer.text.size(), const_cast<char*>(answer.text.data()), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type.c_str());
  if (answer.status == MHD_HTTP_UNAUTHORIZED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
  const MHD_Result queued = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return queued;
}

int socket_of(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == nullptr ? -1 : info->connect_fd;
}

IpAddress client_of(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr) return {};
  const socklen_t size =
      info->client_addr->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  return SocketAddress::copy_of(info->client_addr, size).endpoint().address;
}

StatusAnswer unavailable() {
  return {StatusAnswer::kUnavailable, "text/plain", "too many ask at once\n"};
}

}  // namespace

/// What happens to connections and requests; the library reads and writes HTTP.
class StatusServer::Service {
 public:
  explicit Service(const StatusServer& server) : server_(server), watch_(server.options_.limits) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() {
    worker_.stop();  // resumes what waits, which the library wants before it stops
    if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
  }

  /// False, with errno, where it cannot listen.
  [[nodiscard]] bool listen() {
    const auto& listen = server_.options_.listen;
    auto address = SocketAddress::of(listen);
    const unsigned family = listen.address.family == Family::V6 ? unsigned{MHD_USE_IPv6} : 0u;
    daemon_ = MHD_start_daemon(
        static_cast<unsigned>(MHD_USE_EPOLL_INTERNAL_THREAD) |
            static_cast<unsigned>(MHD_ALLOW_SUSPEND_RESUME) | family,
        listen.port, nullptr, nullptr, on_request, this, MHD_OPTION_SOCK_ADDR, address.get(),
        MHD_OPTION_CONNECTION_LIMIT, kConnections, MHD_OPTION_CONNECTION_TIMEOUT, kSilentSeconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, this, MHD_OPTION_NOTIFY_COMPLETED, on_completed, nullptr, MHD_OPTION_END);
    return daemon_ != nullptr;
  }
  [[nodiscard]] MHD_Daemon* daemon() const { return daemon_; }

 private:
  /// A request whose page is made on the worker's thread.
  struct Exchange {
    std::string method, path, authorization;
    StatusAnswer answer = unavailable();
  };

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* path,
                               const char* method, const char*, const char*, std::size_t*,
                               void** exchange) {
    const char* shown =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    return static_cast<Service*>(self)->serve(
        connection, {method, path, shown == nullptr ? "" : shown}, exchange);
  }
  static void on_connection(void* self, MHD_Connection* connection, void**,
                            MHD_ConnectionNotificationCode what) {
    auto& watch = static_cast<Service*>(self)->watch_;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
      watch.opened(socket_of(connection), client_of(connection));
    else
      watch.closed(socket_of(connection));
  }
  static void on_completed(void*, MHD_Connection*, void** exchange, MHD_RequestTerminationCode) {
    delete static_cast<Exchange*>(std::exchange(*exchange, nullptr));
  }

  /// Called once for a request that is answered at once, twice for one that waits for its page.
  MHD_Result serve(MHD_Connection* connection, Exchange asked, void** exchange) {
    if (const auto* made = static_cast<Exchange*>(*exchange))
      return queue(connection, made->answer);
    watch_.asked(socket_of(connection));
    if (is_for_everybody(asked.path) ||
        server_.refusal(asked.method, asked.path, asked.authorization))
      return queue(connection, server_.answer(asked.method, asked.path, asked.authorization));
    auto* waiting = new Exchange(std::move(asked));
    *exchange = waiting;
    MHD_suspend_connection(connection);
    const bool taken = worker_.take([this, connection, waiting](bool ending) {
      if (!ending)
        waiting->answer = server_.answer(waiting->method, waiting->path, waiting->authorization);
      MHD_resume_connection(connection);
    });
    if (!taken) MHD_resume_connection(connection);
    return MHD_YES;
  }

  const StatusServer& server_;
  ConnectionWatch watch_;
  PageWorker worker_;
  MHD_Daemon* daemon_ = nullptr;
};

StatusServer::StatusServer(const StatusOptions& options, Answer answer)
    : options_(options), answer_(std::move(answer)), service_(std::make_unique<Service>(*this)) {}

StatusServer::~StatusServer() = default;

std::optional<StatusAnswer> StatusServer::refusal(std::string_view method, std::string_view path,
                                                  std::string_view authorization) const {
  if (!is_for_everybody(path) && !options_.token.empty() &&
      !shows_token(authorization, options_.token))
    return StatusAnswer{MHD_HTTP_UNAUTHORIZED, "text/plain", "the token is missing or wrong\n"};
  if (method != "GET" && method != "HEAD")
    return StatusAnswer{MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "only GET is answered\n"};
  return std::nullopt;
}

StatusAnswer StatusServer::answer(std::string_view method, std::string_view path,
                                  std::string_view authorization) const {
  if (auto refused = refusal(method, path, authorization)) return *std::move(refused);
  if (auto page = answer_(path)) return *std::move(page);
  return {MHD_HTTP_NOT_FOUND, "text/plain",
          "there are /metrics, /healthz, /readyz, /v1/verdict and /v1/timeline\n"};
}

Result<std::unique_ptr<StatusServer>> StatusServer::start(const StatusOptions& options,
                                                          Answer answer) {
  allow_many_descriptors();
  std::unique_ptr<StatusServer> server(new StatusServer(options, std::move(answer)));
  if (server->service_->listen()) return server;
  const int error = errno;
  const std::string doing = fmt::format("serve metrics on {}", to_text(options.listen));
  if (error == EADDRINUSE)
    return environment_error(
        fmt::format("{}: the port is in use: choose another one with --listen", doing));
  return system_error(doing, error);
}

Endpoint StatusServer::endpoint() const {
  Endpoint endpoint = options_.listen;
  const auto* info = MHD_get_daemon_info(service_->daemon(), MHD_DAEMON_INFO_BIND_PORT);
  if (info != nullptr) endpoint.port = info->port;
  return endpoint;
}

}  // namespace canary
