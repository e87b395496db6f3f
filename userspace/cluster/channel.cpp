// SPDX-License-Identifier: Apache-2.0
#include "cluster/channel.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <csignal>

namespace canary {
namespace {

std::unexpected<ConnectionFailure> failed(std::string reason) {
  return std::unexpected(ConnectionFailure{false, std::move(reason)});
}

/// TLS writes by write(): to a closed connection that must be an error, not the end of the process.
void block_broken_pipes_on_this_thread() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

std::string tls_problem(const SSL* tls) {
  const auto code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  if (const long verified = SSL_get_verify_result(tls); verified != X509_V_OK)
    return fmt::format("TLS: its certificate: {}", X509_verify_cert_error_string(verified));
  return fmt::format("TLS: {}", reason == nullptr ? "the connection was closed" : reason);
}

bool is_certificate_for(const SSL* tls, const IpAddress& address, const std::string& name) {
  X509* certificate = SSL_get0_peer_certificate(tls);
  return certificate != nullptr &&
         (X509_check_ip(certificate, address.bytes.data(), address.size(), 0) == 1 ||
          X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1);
}

}  // namespace

Connected<Channel> Channel::connect(const Endpoint& server, const std::string& name,
                                    const TlsContext& tls, Duration limit) {
  auto connection = Connection::connect(SocketAddress::of(server), limit);
  if (!connection) return std::unexpected(connection.error());
  Channel channel(*std::move(connection));
  if (!tls) return channel;
  if (auto begun = channel.begin_tls(tls, SSL_connect); !begun)
    return std::unexpected(begun.error());
  if (!is_certificate_for(channel.tls_.get(), server.address, name))
    return failed(fmt::format("TLS: its certificate is neither for {} nor for {}",
                              to_text(server.address), name));
  return channel;
}

Connected<Channel> Channel::accept(UniqueFd client, const TlsContext& tls, Duration limit) {
  Channel channel(Connection::accepted(std::move(client), limit));
  if (tls)
    if (auto begun = channel.begin_tls(tls, SSL_accept); !begun)
      return std::unexpected(begun.error());
  return channel;
}

Connected<void> Channel::begin_tls(const TlsContext& tls, int (*handshake)(SSL*)) {
  block_broken_pipes_on_this_thread();
  tls_.reset(SSL_new(tls.get()));
  if (!tls_ || SSL_set_fd(tls_.get(), connection_.fd()) != 1) return failed("TLS cannot begin");
  for (int result = handshake(tls_.get()); result != 1; result = handshake(tls_.get()))
    if (auto ready = wait_for_tls(result); !ready) return ready;
  return {};
}

Connected<void> Channel::wait_for_tls(int result) {
  const int waits_for = SSL_get_error(tls_.get(), result);
  if (waits_for == SSL_ERROR_WANT_READ) return connection_.wait(POLLIN);
  if (waits_for == SSL_ERROR_WANT_WRITE) return connection_.wait(POLLOUT);
  return failed(tls_problem(tls_.get()));
}

Connected<void> Channel::send(std::string_view text) {
  if (!tls_) return connection_.send(text);
  while (!text.empty()) {
    std::size_t sent = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(tls_.get(), text.data(), text.size(), &sent);
    if (result == 1)
      text.remove_prefix(sent);
    else if (auto ready = wait_for_tls(result); !ready)
      return ready;
  }
  return {};
}

Connected<std::size_t> Channel::receive(std::span<char> room) {
  if (!tls_) return connection_.receive(room);
  for (;;) {
    std::size_t got = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(tls_.get(), room.data(), room.size(), &got);
    if (result == 1) return got;
    if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) return 0;
    if (auto ready = wait_for_tls(result); !ready) return std::unexpected(ready.error());
  }
}

}  // namespace canary
