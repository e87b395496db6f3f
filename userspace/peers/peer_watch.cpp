// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_watch.h"

#include <algorithm>
#include <optional>

#include "peers/peer_list.h"

namespace canary {
namespace {

/// Takes what a source tells now, or leaves what it told before.
void renew(std::vector<PeerSpec>& known, Result<std::vector<PeerSpec>> told, std::string& trouble) {
  if (told)
    known = *std::move(told);
  else
    trouble = told.error().message;
}

}  // namespace

Result<std::unique_ptr<PeerWatch>> PeerWatch::start(EventLoop& loop, PeerSources sources,
                                                    std::function<void(Update)> on_update) {
  std::unique_ptr<PeerWatch> watch(new PeerWatch(std::move(sources)));
  auto updates = LoopInbox<Update>::make(loop, std::move(on_update));
  if (!updates) return in_context("watch for peers", updates.error());
  watch->updates_ = *std::move(updates);
  watch->thread_ =
      std::jthread([self = watch.get()](const std::stop_token& stop) { self->look_until(stop); });
  return watch;
}

void PeerWatch::look_until(const std::stop_token& stop) {
  std::vector<PeerSpec> of_file;
  std::vector<PeerSpec> of_dns;
  std::optional<Update> last;
  while (!stop.stop_requested()) {
    Update now;
    if (!sources_.file.empty()) renew(of_file, read_peer_file(sources_.file), now.trouble);
    if (!sources_.dns.empty()) renew(of_dns, resolve_peers(sources_.dns), now.trouble);
    now.peers = of_file;
    now.peers.insert(now.peers.end(), of_dns.begin(), of_dns.end());
    now.peers = without_own(std::move(now.peers), sources_.own);
    if (now != last) updates_->push(now);
    last = std::move(now);
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, stop, sources_.interval, [] { return false; });
  }
}

}  // namespace canary
