// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "base/time.h"
#include "peers/srv_answer.h"

struct ares_channeldata;

namespace canary {

struct DnsOptions {
  std::string servers{};  ///< "ADDRESS:PORT,..."; empty: those of /etc/resolv.conf
  Duration timeout = std::chrono::seconds(2);  ///< a server is asked twice, then for twice as long
  std::stop_token stop{};                      ///< ends what is under way
};

/// Asks DNS. Names are completed by the search domains of /etc/resolv.conf, and addresses are
/// looked for in /etc/hosts, too. Answers that are too long for UDP are asked for by TCP. Errors
/// name the name and what to do.
class DnsResolver {
 public:
  static Result<DnsResolver> open(const DnsOptions& options);

  /// Asks for all addresses (A, AAAA) of each of these names, each once, in order. All names are
  /// asked for at the same time; one that has none is an error.
  [[nodiscard]] Result<std::vector<std::vector<IpAddress>>> addresses(
      const std::vector<std::string>& names);

  /// Asks what is behind "_service._proto.name".
  [[nodiscard]] Result<SrvAnswer> service(const std::string& name);

 private:
  struct Destroy {
    void operator()(ares_channeldata* channel) const;
  };
  DnsResolver(ares_channeldata* channel, std::stop_token stop)
      : channel_(channel), stop_(std::move(stop)) {}
  void wait_while(const std::size_t& open);

  std::unique_ptr<ares_channeldata, Destroy> channel_;
  std::stop_token stop_;
};

}  // namespace canary
