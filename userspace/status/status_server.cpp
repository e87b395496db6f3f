// SPDX-License-Identifier: Apache-2.0
#include "status/status_server.h"

#include <fmt/format.h>
#include <microhttpd.h>
#include <sys/resource.h>

#include <cerrno>
#include <utility>

#include "base/bearer_token.h"

namespace canary {
namespace {

constexpr unsigned kConnections = 2048;
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

MHD_Result on_request(void* server, MHD_Connection* connection, const char* url, const char* method,
                      const char*, const char*, std::size_t*, void**) {
  const char* shown =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
  return queue(connection, static_cast<const StatusServer*>(server)->answer(
                               method, url, shown == nullptr ? "" : shown));
}

}  // namespace

StatusAnswer StatusServer::answer(std::string_view method, std::string_view path,
                                  std::string_view authorization) const {
  const bool for_everybody = path == "/healthz" || path == "/readyz";
  if (!for_everybody && !options_.token.empty() && !shows_token(authorization, options_.token))
    return {MHD_HTTP_UNAUTHORIZED, "text/plain", "the token is missing or wrong\n"};
  if (method != "GET" && method != "HEAD")
    return {MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "only GET is answered\n"};
  if (auto page = answer_(path)) return *std::move(page);
  return {MHD_HTTP_NOT_FOUND, "text/plain",
          "there are /metrics, /healthz, /readyz, /v1/verdict and /v1/timeline\n"};
}

Result<std::unique_ptr<StatusServer>> StatusServer::start(const StatusOptions& options,
                                                          Answer answer) {
  allow_many_descriptors();
  std::unique_ptr<StatusServer> server(new StatusServer(options, std::move(answer)));
  auto address = SocketAddress::of(options.listen);
  const unsigned family = options.listen.address.family == Family::V6 ? unsigned{MHD_USE_IPv6} : 0u;
  server->daemon_ = MHD_start_daemon(
      static_cast<unsigned>(MHD_USE_EPOLL_INTERNAL_THREAD) | family, options.listen.port, nullptr,
      nullptr, on_request, server.get(), MHD_OPTION_SOCK_ADDR, address.get(),
      MHD_OPTION_CONNECTION_LIMIT, kConnections, MHD_OPTION_CONNECTION_TIMEOUT, kSilentSeconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes, MHD_OPTION_END);
  if (server->daemon_ != nullptr) return server;
  const int error = errno;
  const std::string doing = fmt::format("serve metrics on {}", to_text(options.listen));
  if (error == EADDRINUSE)
    return environment_error(
        fmt::format("{}: the port is in use: choose another one with --listen", doing));
  return system_error(doing, error);
}

StatusServer::~StatusServer() {
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

Endpoint StatusServer::endpoint() const {
  Endpoint endpoint = options_.listen;
  const auto* info = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT);
  if (info != nullptr) endpoint.port = info->port;
  return endpoint;
}

}  // namespace canary
