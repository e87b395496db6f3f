// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_observer.h"

#include <bpf/libbpf.h>
#include <linux/rtnetlink.h>
#include <poll.h>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/scoped_netns.h"
#include "kernel/attach_plan.h"
#include "kernel/bpf_programs.h"
#include "kernel/drop_counters.h"
#include "kernel/event_stream.h"
#include "kernel/program_counts.h"
#include "kernel/provoked_drop.h"
#include "kernel/required_hooks.h"
#include "kernel/uplink_watch.h"
#include "kernel/xfrm_stat.h"
#include "uplinks/netlink_news.h"
#include "uplinks/uplink_finder.h"

namespace canary {
namespace {

constexpr Duration kSampleInterval = std::chrono::seconds(1);
constexpr Duration kReadInterval = std::chrono::milliseconds(CANARY_READ_INTERVAL_MS);
/// So much later than the first news of a change the uplink is looked at: one look for many
/// changes, and whoever takes our programs away each time that they come does not keep a CPU busy.
constexpr Duration kNewsDelay = std::chrono::milliseconds(10);
/// A packet passes all hooks of a node in less.
constexpr int kOnItsWayMs = 20;

class Observer : public XfrmObserver {
 public:
  Observer(const ObserverOptions& options, AttachPlan plan, BpfPrograms programs,
           std::vector<std::string> drop_counters,
           const std::map<std::uint32_t, std::string>& drop_reasons, EventLoop& loop,
           BootClock clock, Observe observe)
      : options_(options),
        plan_(std::move(plan)),
        programs_(std::move(programs)),
        drop_counters_(std::move(drop_counters)),
        uplinks_(options_.overlay, plan_, programs_),
        loop_(loop),
        clock_(clock),
        observe_(std::move(observe)),
        events_(programs_, drop_counters_, drop_reasons, clock_, observe_),
        counts_(programs_, clock_, observe_) {}

  ~Observer() override {
    loop_.cancel(sample_timer_);
    loop_.cancel(read_timer_);
    loop_.cancel(news_timer_);
    if (news_) loop_.unwatch(news_->fd());
    if (events_.fd() >= 0) loop_.unwatch(events_.fd());
  }

  /// Stand in the node's network namespace.
  Result<void> begin() {
    if (auto attached = programs_.attach(plan_); !attached) return attached;
    if (auto found = find_uplinks(); !found) return found;
    if (plan_.mode_of(Hook::KfreeSkb))
      if (auto begun = watch_drops(); !begun) return begun;
    report_attached();
    observe_(clock_.now(), drop_counters());
    provoke_a_drop();
    if (auto opened = events_.open(); !opened) return opened;
    counts_.begin();
    sample();
    schedule_sample();
    schedule_reading();
    if (auto listening = listen_to_news(); !listening) return listening;
    return loop_.watch(events_.fd(), [this] { events_.read(); });
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

  void look_for_plaintext(std::span<const XfrmPolicy> policies) override {
    programs_.look_for_plaintext(policies);
  }

  void report() override {
    provoke_drops();
    events_.read();
    sample();
    report_still_drop_counters();
    events_.read();  // what was counted in the meantime was seen, too
    report_runs();
  }

  void finish() override {
    programs_.end_watch();
    events_.read();
    sample();
    // What is counted now was on its way when counting ended: whoever reads the counts can tell.
    poll(nullptr, 0, kOnItsWayMs);
    sample();
    observe_(clock_.now(), drop_counters());
    report_runs();
  }

 private:
  Result<void> find_uplinks() {
    known_until_ = clock_.now();
    auto finder = UplinkFinder::start(
        {options_.node_netns, options_.uplinks, options_.peer_addresses, options_.overlay}, loop_,
        [this](const Uplinks& found) { follow(found); });
    if (!finder) return std::unexpected(finder.error());
    finder_ = std::move(*finder);
    programs_.look_into(finder_->found().overlay_ports);
    if (!finder_->found().watched.empty()) return uplinks_.attach(finder_->found());
    return environment_error(
        "no route leads out of the node's network namespace: name the device with --uplink");
  }

  void follow(const Uplinks& found) {
    if (!finder_) return;  // it tells what there is at the start
    const auto entered = ScopedNetns::enter(options_.node_netns);
    if (!entered) return;
    programs_.look_into(found.overlay_ports);
    uplinks_.follow(found, known_until_, clock_, observe_);
    tell_uplinks();
  }

  void tell_uplinks() { observe_(clock_.now(), uplinks_.told(finder_->found(), known_until_)); }

  /// What is watched are really the kernel's counters, or it is an error.
  Result<void> watch_drops() {
    const auto before = read_xfrm_stat();
    if (!before) return std::unexpected(before.error());
    const auto all_cpus = programs_.begin_watch();
    if (!all_cpus) return std::unexpected(all_cpus.error());
    const auto after = read_xfrm_stat();
    if (!after) return std::unexpected(after.error());
    return compare_drop_counters(*before, programs_.cpus(), *after, *all_cpus);
  }

  /// Where a node drops nothing for long, each reading must prove anew that drops would be seen: a
  /// session of a daemon lies between two of them.
  void provoke_drops() {
    for (const std::string& netns : {options_.node_netns, options_.probe_netns})
      if (const auto entered = ScopedNetns::enter(netns)) provoke_a_drop();
  }

  void schedule_sample() {
    sample_timer_ = loop_.after(EventLoop::until_multiple_of(kSampleInterval), [this] {
      options_.counts_each_second ? sample() : sample_all_but_counts();
      schedule_sample();
    });
  }

  void schedule_reading() {
    read_timer_ = loop_.after(EventLoop::until_multiple_of(kReadInterval), [this] {
      events_.read();
      schedule_reading();
    });
  }

  Result<void> listen_to_news() {
    auto news = NetlinkNews::open({RTNLGRP_LINK, RTNLGRP_TC});
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
    if (!entered) return;
    const Instant now = clock_.now();
    if (finder_->is_up_to_date())
      known_until_ = now;
    else if (!uplinks_.all_exist())
      finder_->look();  // the device may have gone for good
    uplinks_.check(clock_, missing, observe_);
  }

  void sample() {
    counts_.tell_packets();
    sample_all_but_counts();
  }

  void sample_all_but_counts() {
    counts_.tell_clear_and_lost();
    check_uplink(TcAttachment::MissingQdisc::Add);
  }

  void report_attached() {
    const Instant now = clock_.now();
    for (const PlannedHook& planned : plan_.hooks)
      if (planned.mode && !UplinkWatch::watches(planned.hook))
        observe_(now, HookAttached{std::string(to_text(planned.hook)),
                                   std::string(to_text(*planned.mode))});
    uplinks_.report_attached(now, observe_);
    tell_uplinks();
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

  [[nodiscard]] XfrmStatRead drop_counters() const {
    return sum_drop_counters(drop_counters_, programs_.cpus());
  }

  void report_runs() { counts_.tell_runs(plan_, uplinks_.devices()); }

  ObserverOptions options_;
  AttachPlan plan_;
  BpfPrograms programs_;
  std::vector<std::string> drop_counters_;  ///< rows of /proc/net/xfrm_stat
  UplinkWatch uplinks_;
  std::unique_ptr<UplinkFinder> finder_;
  Instant known_until_;  ///< there were no other uplinks until then
  EventLoop& loop_;
  BootClock clock_;
  Observe observe_;
  EventStream events_;
  ProgramCounts counts_;
  std::optional<NetlinkNews> news_;
  EventLoop::TimerId sample_timer_ = 0, read_timer_ = 0, news_timer_ = 0;
};

Result<std::unique_ptr<Observer>> start_in_node_netns(const ObserverOptions& options,
                                                      const KernelFeatures& features,
                                                      EventLoop& loop, BootClock clock,
                                                      Observe observe) {
  const AttachPlan plan = plan_attachment(features, options.forced_off);
  if (auto possible = require_hooks(plan, features, options.forced_off); !possible)
    return std::unexpected(possible.error());
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return std::unexpected(entered.error());
  if (const auto named = require_any_interface(options.uplinks); !named)
    return in_context("--uplink", named.error());
  if (const auto overlay = find_interface(options.overlay); !options.overlay.empty() && !overlay)
    return in_context("--overlay", overlay.error());
  const auto rows = read_xfrm_stat();
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> drop_counters;
  for (const auto& [name, value] : *rows) drop_counters.push_back(name);

  auto programs = BpfPrograms::load(options, plan, drop_counters.size());
  if (!programs) return std::unexpected(programs.error());
  auto observer =
      std::make_unique<Observer>(options, plan, std::move(*programs), std::move(drop_counters),
                                 features.drop_reasons, loop, clock, std::move(observe));
  if (auto begun = observer->begin(); !begun) return std::unexpected(begun.error());
  return observer;
}

}  // namespace

Result<std::unique_ptr<XfrmObserver>> XfrmObserver::start(const ObserverOptions& options,
                                                          const KernelFeatures& features,
                                                          EventLoop& loop, BootClock clock,
                                                          Observe observe) {
  libbpf_set_print(nullptr);
  auto observer = start_in_node_netns(options, features, loop, clock, std::move(observe));
  if (!observer) return std::unexpected(observer.error());
  const auto entered = ScopedNetns::enter(options.probe_netns);
  if (!entered) return std::unexpected(entered.error());
  if (auto watched = (*observer)->watch_probe_netns(); !watched)
    return std::unexpected(watched.error());
  return std::move(*observer);
}

}  // namespace canary
