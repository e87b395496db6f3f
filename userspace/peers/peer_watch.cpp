// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_watch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <tuple>

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

void ask_dns(const PeerSources& sources, std::vector<PeerSpec>& known, std::string& trouble) {
  auto told = resolve_peers(sources.dns, sources.stamp_port, sources.resolver);
  if (told && told->empty())
    trouble = fmt::format("--peers-dns {}: DNS says that there is no such service", sources.dns);
  renew(known, std::move(told), trouble);
}

/// What tells one content of a file from the next: a file that is replaced has another number.
using FileState = std::optional<std::tuple<ino_t, std::int64_t, std::int64_t, off_t>>;
FileState state_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0)
    return std::tuple<ino_t, std::int64_t, std::int64_t, off_t>{};
  return std::tuple{found.st_ino, std::int64_t{found.st_mtim.tv_sec},
                    std::int64_t{found.st_mtim.tv_nsec}, found.st_size};
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
  FileState file_state;
  std::string of_file_trouble;
  std::vector<PeerSpec> of_dns;
  std::optional<Update> last;
  sources_.resolver.stop = stop;
  while (!stop.stop_requested()) {
    const bool reread = !sources_.file.empty() && file_state != state_of(sources_.file);
    if (reread) {
      file_state = state_of(sources_.file);
      of_file_trouble.clear();
      renew(of_file, read_peer_file(sources_.file), of_file_trouble);
    }
    if (reread || !sources_.dns.empty()) {
      Update now{.peers = {}, .trouble = of_file_trouble};
      if (!sources_.dns.empty()) ask_dns(sources_, of_dns, now.trouble);
      now.peers = of_file;
      now.peers.insert(now.peers.end(), of_dns.begin(), of_dns.end());
      now.peers = without_own(std::move(now.peers), sources_.own);
      if (now != last) updates_->push(now);
      last = std::move(now);
    }
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, stop, sources_.interval, [] { return false; });
  }
}

}  // namespace canary
