// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>

#include "base/connection.h"
#include "cluster/tls_context.h"

namespace canary {

/// A connection between two nodes, by TLS where there is a context; gives up at its deadline.
class Channel {
 public:
  /// Connects. By TLS, the server's certificate must be for `server`'s address or for `name`, and
  /// SIGPIPE is blocked on the calling thread.
  static Connected<Channel> connect(const Endpoint& server, const std::string& name,
                                    const TlsContext& tls, Duration limit);
  static Connected<Channel> accept(UniqueFd client, const TlsContext& tls, Duration limit);

  Connected<void> send(std::string_view text);
  Connected<std::size_t> receive(std::span<char> room);

 private:
  explicit Channel(Connection connection) : connection_(std::move(connection)) {}
  Connected<void> begin_tls(const TlsContext& tls, int (*handshake)(SSL*));
  /// Waits for what TLS waits for; fails where it does not wait.
  Connected<void> wait_for_tls(int result);

  Connection connection_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

}  // namespace canary
