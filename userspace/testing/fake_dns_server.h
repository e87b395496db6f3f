// SPDX-License-Identifier: Apache-2.0
// For tests only: a small DNS server on a thread of its own.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/socket_address.h"
#include "base/unique_fd.h"

namespace canary {

/// A service as RFC 2782 names it.
inline constexpr const char* kStampService = "_stamp._udp.canary.test";

class FakeDnsServer {
 public:
  struct Service {
    std::uint16_t port = 0;
    std::string target;
  };
  enum class Manner : std::uint8_t {
    Honest,     ///< what is in the table; a name that is in none of both does not exist
    Generous,   ///< and with a service the addresses of its targets (additional section)
    Truncates,  ///< over UDP only: the answer with nothing in it, and TC
    Fails,      ///< SERVFAIL
    Silent,
    Babbles,  ///< answers the question with records that end in the middle
  };
  struct Table {
    std::map<std::string, std::vector<IpAddress>> addresses{};
    std::map<std::string, std::vector<Service>> services{};
    Manner manner = Manner::Honest;
  };

  /// Serves on a free port of 127.0.0.1, UDP and TCP.
  static std::unique_ptr<FakeDnsServer> on_loopback(Table table);
  ~FakeDnsServer();

  [[nodiscard]] std::string endpoint() const;  ///< "127.0.0.1:PORT"
  /// The questions in the order in which they came: "SRV _stamp._udp.canary".
  [[nodiscard]] std::vector<std::string> questions() const;
  void set(Table table);

 private:
  using Octets = std::vector<std::uint8_t>;
  FakeDnsServer(UniqueFd udp, UniqueFd tcp, Table table);
  void serve();
  void serve_datagram();
  void serve_stream(UniqueFd client);
  Octets answer(std::span<const std::uint8_t> query, bool over_udp);

  UniqueFd udp_, tcp_;
  UniqueFd stop_;
  mutable std::mutex mutex_;
  Table table_;
  std::vector<std::string> questions_;
  std::jthread thread_;
};

}  // namespace canary
