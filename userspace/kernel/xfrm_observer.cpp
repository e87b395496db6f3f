// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_observer.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/scoped_netns.h"
#include "kernel/bpf_programs.h"
#include "kernel/event_decoder.h"
#include "kernel/link_news.h"
#include "kernel/packet_counters.h"
#include "kernel/plaintext_counters.h"
#include "kernel/uplink_watch.h"
#include "kernel/xfrm_stat.h"

namespace canary {
namespace {

constexpr Duration kSampleInterval = std::chrono::seconds(1);
constexpr Duration kReadInterval = std::chrono::milliseconds(CANARY_READ_INTERVAL_MS);
/// So much later than the first news of a change the uplink is looked at: one look for many
/// changes, and whoever takes our programs away each time that they come does not keep a CPU busy.
constexpr Duration kNewsDelay = std::chrono::milliseconds(10);
/// A packet passes all hooks of a node in less.
constexpr int kOnItsWayMs = 20;

struct FreeRing {
  void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
};

/// Every hook that is missing without having been asked for is an error: what is not watched must
/// never look like silence.
Result<void> require_hooks(const AttachPlan& plan, const KernelFeatures& features,
                           const std::vector<std::string>& forced_off) {
  for (const PlannedHook& planned : plan.hooks) {
    if (planned.mode || std::ranges::find(forced_off, to_text(planned.hook)) != forced_off.end())
      continue;
    if (features.btf && !features.load_error.empty()) {
      return environment_error(
          fmt::format("cannot load BPF programs ({}): run as root, or grant CAP_BPF, CAP_PERFMON "
                      "and CAP_NET_ADMIN; a kernel in lockdown mode lets nobody",
                      features.load_error));
    }
    return environment_error(fmt::format(
        "cannot attach {}: {}; without it {}: go on without it with --without {}",
        to_text(planned.hook), planned.reason, planned.consequence, to_text(planned.hook)));
  }
  return {};
}

/// A datagram to a closed port of the namespace's own loopback: the kernel frees it as dropped,
/// which shows that the drop hook is alive before anybody trusts its silence.
void provoke_a_drop() {
  const UniqueFd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in discard{};
  discard.sin_family = AF_INET;
  discard.sin_port = htons(9);
  discard.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!any.valid()) return;  // the silence of the hook is told, then
  sendto(any.get(), "", 0, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&discard), sizeof(discard));
}

class Observer : public XfrmObserver {
 public:
  Observer(const ObserverOptions& options, AttachPlan plan, BpfPrograms programs,
           EventDecoder decoder, std::vector<std::string> drop_counters, EventLoop& loop,
           BootClock clock, Observe observe)
      : options_(options),
        plan_(std::move(plan)),
        programs_(std::move(programs)),
        decoder_(std::move(decoder)),
        drop_counters_(std::move(drop_counters)),
        uplink_(options_.uplink, options_.overlay, plan_, programs_),
        loop_(loop),
        clock_(clock),
        observe_(std::move(observe)) {}

  ~Observer() override {
    loop_.cancel(sample_timer_);
    loop_.cancel(read_timer_);
    loop_.cancel(news_timer_);
    if (news_) loop_.unwatch(news_->fd());
    if (ring_) loop_.unwatch(ring_buffer__epoll_fd(ring_.get()));
  }

  /// Stand in the node's network namespace.
  Result<void> begin() {
    if (auto attached = programs_.attach(plan_); !attached) return attached;
    if (auto attached = uplink_.attach(); !attached) return attached;
    if (plan_.mode_of(Hook::KfreeSkb))
      if (auto begun = programs_.begin_watch(); !begun) return begun;
    report_attached();
    observe_(clock_.now(), drop_counters());
    provoke_a_drop();
    ring_.reset(ring_buffer__new(programs_.events_map(), &Observer::on_event, this, nullptr));
    if (!ring_) return system_error("open the ring buffer", errno);
    last_sample_ = clock_.now();
    sample();
    schedule_sample();
    schedule_reading();
    if (auto listening = listen_to_news(); !listening) return listening;
    return loop_.watch(ring_buffer__epoll_fd(ring_.get()),
                       [this] { ring_buffer__consume(ring_.get()); });
  }

  /// Stand in the probes' network namespace.
  Result<void> watch_probe_netns() {
    const auto mode = plan_.mode_of(Hook::KfreeSkb);
    if (!mode) return {};
    if (auto watched = programs_.watch_probe_netns(); !watched) return watched;
    observe_(clock_.now(), HookAttached{std::string(kProbeNetnsHook), std::string(to_text(*mode))});
    provoke_a_drop();
    return {};
  }

  void report() override {
    provoke_drops();
    ring_buffer__consume(ring_.get());
    sample();
    report_still_drop_counters();
    report_runs();
  }

  void finish() override {
    programs_.end_watch();
    ring_buffer__consume(ring_.get());
    sample();
    // What is counted now was on its way when counting ended: whoever reads the counts can tell.
    poll(nullptr, 0, kOnItsWayMs);
    sample();
    observe_(clock_.now(), drop_counters());
    report_runs();
  }

 private:
  /// Where a node drops nothing for long, each reading must prove anew that drops would be seen: a
  /// session of a daemon lies between two of them.
  void provoke_drops() {
    for (const std::string& netns : {options_.node_netns, options_.probe_netns})
      if (const auto entered = ScopedNetns::enter(netns)) provoke_a_drop();
  }

  static int on_event(void* self, void* data, std::size_t) {
    auto& observer = *static_cast<Observer*>(self);
    const auto& event = *static_cast<const canary_event*>(data);
    if (auto observed = observer.decoder_.decode(event))
      observer.observe_(observer.clock_.from_boot_ns(event.boot_ns), std::move(*observed));
    return 0;
  }

  void schedule_sample() {
    sample_timer_ = loop_.after(EventLoop::until_multiple_of(kSampleInterval), [this] {
      options_.counts_each_second ? sample() : sample_all_but_counts();
      schedule_sample();
    });
  }

  void schedule_reading() {
    read_timer_ = loop_.after(EventLoop::until_multiple_of(kReadInterval), [this] {
      ring_buffer__consume(ring_.get());
      schedule_reading();
    });
  }

  Result<void> listen_to_news() {
    auto news = LinkNews::open();
    if (!news) return std::unexpected(news.error());
    news_.emplace(std::move(*news));
    return loop_.watch(news_->fd(), [this] {
      news_->take();
      if (news_timer_ == 0) news_timer_ = loop_.after(kNewsDelay, [this] { look_at_uplink(); });
    });
  }

  /// A qdisc that is missing is left to whoever took it, until the next sample.
  void look_at_uplink() {
    news_timer_ = 0;
    check_uplink(TcAttachment::MissingQdisc::Leave);
  }

  void check_uplink(TcAttachment::MissingQdisc missing) {
    const auto entered = ScopedNetns::enter(options_.node_netns);
    if (entered) uplink_.check(clock_, missing, observe_);
  }

  void sample() {
    const Instant now = clock_.now();
    for (const PacketsCounted& counted : packets_.changed(programs_.counters()))
      observe_(now, counted);
    sample_all_but_counts();
  }

  void sample_all_but_counts() {
    const Instant now = clock_.now();
    for (const PlaintextCounted& counted : plaintext_.changed(programs_.plaintext_map()))
      observe_(now, counted);
    report_losses();
    check_uplink(TcAttachment::MissingQdisc::Add);
    last_sample_ = now;
  }

  /// Whatever was lost until the counters were read lies between the samples: the time is taken
  /// after, since a full ring goes on losing while this runs.
  void report_losses() {
    std::uint64_t lost = 0;
    for (const canary_cpu& cpu : programs_.cpus()) lost += cpu.events_lost + cpu.packets_uncounted;
    if (lost == lost_) return;
    observe_(clock_.now(), EventsLost{last_sample_, lost - lost_});
    lost_ = lost;
  }

  void report_attached() {
    const Instant now = clock_.now();
    for (const PlannedHook& planned : plan_.hooks)
      if (planned.mode && !UplinkWatch::watches(planned.hook))
        observe_(now, HookAttached{std::string(to_text(planned.hook)),
                                   std::string(to_text(*planned.mode))});
    uplink_.report_attached(now, observe_);
  }

  /// Two equal readings leave no doubt on which side of the moment between them a drop lies.
  void report_still_drop_counters() {
    constexpr int kAttempts = 3;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      XfrmStatRead before = drop_counters();
      const Instant between = clock_.now();
      if (before != drop_counters()) continue;
      observe_(between, std::move(before));
      return;
    }
  }

  /// The kernel's counters as the CPUs saw them last: what lies between two of these reports is
  /// exactly what the events in between tell.
  [[nodiscard]] XfrmStatRead drop_counters() {
    XfrmStatRead read;
    for (std::size_t row = 0; row < drop_counters_.size() && row < CANARY_MAX_DROP_COUNTERS;
         ++row) {
      std::uint64_t total = 0;
      for (const canary_cpu& cpu : programs_.cpus()) total += cpu.drop_counters[row];
      read.counters.emplace(drop_counters_[row], total);
    }
    return read;
  }

  void report_runs() {
    std::uint64_t freed = 0;
    std::uint64_t freed_by_probes = 0;
    std::uint64_t lookups = 0;
    for (const canary_cpu& cpu : programs_.cpus()) {
      freed += cpu.kfree_skb_runs;
      freed_by_probes += cpu.kfree_skb_probe_runs;
      lookups += cpu.lookup_runs;
    }
    const Instant now = clock_.now();
    const auto report = [&](Hook hook, std::uint64_t runs) {
      if (!plan_.mode_of(hook)) return;
      std::string name(to_text(hook));
      if (UplinkWatch::watches(hook)) name = fmt::format("{} {}", name, options_.uplink);
      observe_(now, HookRuns{std::move(name), runs});
    };
    report(Hook::XfrmLookup, lookups);
    report(Hook::XfrmReplayOverflow, packets_.total(CounterStage::Encrypted));
    report(Hook::TcEgress, packets_.total(CounterStage::Left));
    report(Hook::TcIngress, packets_.total(CounterStage::Arrived));
    report(Hook::XfrmReplayAdvance, packets_.total(CounterStage::Decrypted));
    report(Hook::KfreeSkb, freed);
    if (plan_.mode_of(Hook::KfreeSkb))
      observe_(now, HookRuns{std::string(kProbeNetnsHook), freed_by_probes});
  }

  ObserverOptions options_;
  AttachPlan plan_;
  BpfPrograms programs_;
  EventDecoder decoder_;
  std::vector<std::string> drop_counters_;
  UplinkWatch uplink_;
  PacketCounters packets_;
  PlaintextCounters plaintext_;
  EventLoop& loop_;
  BootClock clock_;
  Observe observe_;
  std::unique_ptr<ring_buffer, FreeRing> ring_;
  std::optional<LinkNews> news_;
  EventLoop::TimerId sample_timer_ = 0, read_timer_ = 0, news_timer_ = 0;
  Instant last_sample_;
  std::uint64_t lost_ = 0;
};

Result<std::unique_ptr<Observer>> start_in_node_netns(const ObserverOptions& options,
                                                      const KernelFeatures& features,
                                                      KernelSymbols symbols, EventLoop& loop,
                                                      BootClock clock, Observe observe) {
  const AttachPlan plan = plan_attachment(features, options.forced_off);
  if (auto possible = require_hooks(plan, features, options.forced_off); !possible)
    return std::unexpected(possible.error());
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return std::unexpected(entered.error());
  if (const auto uplink = find_interface(options.uplink); !uplink)
    return in_context("--uplink", uplink.error());
  if (const auto overlay = find_interface(options.overlay); !options.overlay.empty() && !overlay)
    return in_context("--overlay", overlay.error());
  const auto rows = read_xfrm_stat();
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> drop_counters;
  for (const auto& [name, value] : *rows) drop_counters.push_back(name);

  auto programs = BpfPrograms::load(options, plan, symbols, drop_counters.size());
  if (!programs) return std::unexpected(programs.error());
  EventDecoder decoder(drop_counters, features.drop_reasons, std::move(symbols));
  auto observer =
      std::make_unique<Observer>(options, plan, std::move(*programs), std::move(decoder),
                                 std::move(drop_counters), loop, clock, std::move(observe));
  if (auto begun = observer->begin(); !begun) return std::unexpected(begun.error());
  return observer;
}

}  // namespace

Result<std::unique_ptr<XfrmObserver>> XfrmObserver::start(const ObserverOptions& options,
                                                          const KernelFeatures& features,
                                                          KernelSymbols symbols, EventLoop& loop,
                                                          BootClock clock, Observe observe) {
  libbpf_set_print(nullptr);
  auto observer =
      start_in_node_netns(options, features, std::move(symbols), loop, clock, std::move(observe));
  if (!observer) return std::unexpected(observer.error());
  const auto entered = ScopedNetns::enter(options.probe_netns);
  if (!entered) return std::unexpected(entered.error());
  if (auto watched = (*observer)->watch_probe_netns(); !watched)
    return std::unexpected(watched.error());
  return std::move(*observer);
}

}  // namespace canary
