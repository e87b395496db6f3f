// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/loop_inbox.h"
#include "model/peer.h"
#include "peers/dns_resolver.h"

namespace canary {

/// The places where peers are told that come and go; both may be given.
struct PeerSources {
  std::string file{};            ///< of read_peer_file(); empty: none
  std::string dns{};             ///< of resolve_peers(); empty: none
  std::uint16_t stamp_port = 0;  ///< that is probed
  std::vector<IpAddress> own{};  ///< of this node, which is no peer
  Duration interval = std::chrono::seconds(5);
  DnsOptions resolver{};
};

/// Looks for peers on a thread of its own, since they block. A source that fails keeps the
/// peers that it told last.
class PeerWatch {
 public:
  struct Update {
    std::vector<PeerSpec> peers;  ///< all that there are now
    std::string trouble;          ///< one sentence; empty: none
    bool operator==(const Update&) const = default;
  };

  /// `on_update` is called on the loop's thread, whenever something has changed.
  static Result<std::unique_ptr<PeerWatch>> start(EventLoop& loop, PeerSources sources,
                                                  std::function<void(Update)> on_update);
  PeerWatch(const PeerWatch&) = delete;
  PeerWatch& operator=(const PeerWatch&) = delete;
  ~PeerWatch() = default;

 private:
  explicit PeerWatch(PeerSources sources) : sources_(std::move(sources)) {}
  void look_until(const std::stop_token& stop);

  PeerSources sources_;
  std::unique_ptr<LoopInbox<Update>> updates_;
  std::mutex mutex_;
  std::condition_variable_any stopping_;
  std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace canary
