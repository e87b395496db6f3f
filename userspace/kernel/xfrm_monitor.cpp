// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_monitor.h"

#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "base/scoped_netns.h"
#include "kernel/xfrm_change.h"
#include "kernel/xfrm_socket.h"
#include "kernel/xfrm_tables_reader.h"

namespace canary {
namespace {

/// An agent that installs 5,000 peers anew makes 15,000 changes of up to 1 KiB in one go.
constexpr int kBufferBytes = 32 * 1024 * 1024;
/// Entries to a line of the recording.
constexpr std::size_t kListedAtOnce = 100;

/// What one datagram of the kernel's says.
struct Heard {
  std::vector<Observed> changes;
  bool is_whole = true;  ///< false: something changed of which it does not say how
};

int keep_change(const nlmsghdr* message, void* data) {
  auto& heard = *static_cast<Heard*>(data);
  if (changes_untold(*message)) heard.is_whole = false;
  if (auto change = decode_xfrm_change(*message)) heard.changes.push_back(std::move(*change));
  return MNL_CB_OK;
}

/// The bit of a group that has no XFRMGRP_ of its own.
constexpr unsigned group_bit(xfrm_nlgroups group) { return 1u << (group - 1); }

class Monitor final : public XfrmMonitor {
 public:
  Monitor(std::string node_netns, XfrmSocket socket, EventLoop& loop, BootClock clock,
          Observe observe)
      : node_netns_(std::move(node_netns)),
        socket_(std::move(socket)),
        loop_(loop),
        clock_(clock),
        observe_(std::move(observe)),
        last_read_(clock.now()) {}
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  ~Monitor() override { loop_.unwatch(mnl_socket_get_fd(socket_.get())); }

  Result<void> begin() {
    if (auto listed = list(); !listed) return listed;
    return loop_.watch(mnl_socket_get_fd(socket_.get()), [this] { read_changes(); });
  }

  Result<void> report() override {
    read_changes();
    return list();
  }

 private:
  void read_changes() {
    const bool lost = !read_until_empty();
    last_read_ = clock_.now();
    // Where it fails, the tables stay unknown, as was just said.
    if (lost) static_cast<void>(list());
  }

  /// False: the kernel had more to say than the buffer could hold, or than it tells.
  bool read_until_empty() {
    bool whole = true;
    for (;;) {
      const auto received = mnl_socket_recvfrom(socket_.get(), buffer_.data(), buffer_.size());
      if (received < 0 && errno == EINTR) continue;
      if (received < 0 && errno == ENOBUFS) {
        whole = false;
        observe_(clock_.now(), XfrmChangesLost{last_read_});
        continue;
      }
      if (received <= 0) break;
      Heard heard;
      mnl_cb_run(buffer_.data(), static_cast<std::size_t>(received), 0, 0, keep_change, &heard);
      for (Observed& change : heard.changes) observe_(clock_.now(), std::move(change));
      if (heard.is_whole) continue;
      whole = false;
      observe_(clock_.now(), XfrmChangesLost{last_read_});
    }
    buffer_.wipe();
    return whole;
  }

  Result<void> list() {
    const auto entered = ScopedNetns::enter(node_netns_);
    if (!entered) return std::unexpected(entered.error());
    const auto tables = read_xfrm_tables();
    if (!tables) return std::unexpected(tables.error());
    const auto local = read_local_addresses();
    if (!local) return std::unexpected(local.error());
    push_listed<StatesSeen>(tables->states);
    push_listed<PoliciesSeen>(tables->policies);
    observe_(clock_.now(),
             XfrmTablesListed{{local->begin(), local->end()}, tables->blocked_by_default});
    return {};
  }

  template <class Seen, class Entry>
  void push_listed(std::span<const Entry> entries) {
    for (; !entries.empty(); entries = entries.subspan(std::min(kListedAtOnce, entries.size()))) {
      const auto part = entries.first(std::min(kListedAtOnce, entries.size()));
      observe_(clock_.now(), Seen{EntryEvent::Listed, {part.begin(), part.end()}});
    }
  }
  template <class Seen, class Entry>
  void push_listed(const std::vector<Entry>& entries) {
    push_listed<Seen>(std::span<const Entry>(entries));
  }

  std::string node_netns_;
  XfrmSocket socket_;
  WipedBuffer buffer_;
  EventLoop& loop_;
  BootClock clock_;
  Observe observe_;
  Instant last_read_;
};

Result<XfrmSocket> open_listener(const std::string& node_netns) {
  const auto entered = ScopedNetns::enter(node_netns);
  if (!entered) return std::unexpected(entered.error());
  auto socket = open_xfrm_socket(SOCK_CLOEXEC | SOCK_NONBLOCK,
                                 XFRMGRP_SA | XFRMGRP_POLICY | XFRMGRP_EXPIRE |
                                     group_bit(XFRMNLGRP_MIGRATE) | group_bit(XFRMNLGRP_MAPPING));
  if (!socket) return socket;
  const int fd = mnl_socket_get_fd(socket->get());
  // Beyond the system's limit; where that is not allowed, as much as is.
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof(kBufferBytes)) != 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof(kBufferBytes));
  return socket;
}

}  // namespace

Result<std::unique_ptr<XfrmMonitor>> XfrmMonitor::start(const std::string& node_netns,
                                                        EventLoop& loop, BootClock clock,
                                                        Observe observe) {
  auto socket = open_listener(node_netns);
  if (!socket) return std::unexpected(socket.error());
  auto monitor =
      std::make_unique<Monitor>(node_netns, std::move(*socket), loop, clock, std::move(observe));
  if (auto begun = monitor->begin(); !begun) return std::unexpected(begun.error());
  return monitor;
}

}  // namespace canary
