// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/ip_address.h"
#include "base/time.h"

namespace canary {

/// What one server has of connections, and for how long.
struct ConnectionLimits {
  std::size_t in_all = 1024;
  std::size_t of_one_address = 64;
  Duration to_ask = std::chrono::seconds(2);     ///< from its begin until its request is whole
  Duration in_whole = std::chrono::seconds(30);  ///< from its begin to its end
};

/// Shuts connections that do not come to the point. A library's time limit counts from the last
/// octet, and whoever sends one a second holds a connection for ever; this one counts from the
/// first. Where there are more than the limits let be, the oldest one that has not asked yet goes:
/// an honest client asks at once, so whatever others do, it is among the youngest.
///
/// It shuts sockets, which their owner then closes: closed() must be called before that.
class ConnectionWatch {
 public:
  explicit ConnectionWatch(ConnectionLimits limits);
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  void opened(int socket, const IpAddress& from);
  /// Its request is whole.
  void asked(int socket);
  void closed(int socket);

 private:
  using Clock = std::chrono::steady_clock;
  /// In the order in which they were opened.
  using Age = std::uint64_t;
  struct Connection {
    int socket = -1;
    IpAddress from;
    Clock::time_point since;
    bool asked = false;
    bool shut = false;
  };

  void shut_late(const std::stop_token& stop);
  void shut(Connection& connection);
  /// The one to go of `ages`: the oldest that has not asked, else the oldest.
  void shut_oldest(const std::set<Age>& ages);

  const ConnectionLimits limits_;
  std::mutex mutex_;  ///< guards all below
  Age last_ = 0;
  std::map<Age, Connection> connections_;  ///< that are open
  std::map<int, Age> by_socket_;
  /// Those that were not shut, of all and of each address.
  std::set<Age> held_;
  std::map<IpAddress, std::set<Age>> held_of_;
  std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace canary
