// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "bpf/abi.h"
#include "kernel/attach_plan.h"
#include "kernel/clear_watch.h"
#include "kernel/observer_options.h"
#include "uplinks/uplinks.h"

struct bpf_link;
struct canary_bpf;

namespace canary {

/// How packets look on a device.
enum class TcShape {
  Ethernet,
  Bare,        ///< without a link header: tun, PPP
  BelowVlans,  ///< Ethernet; what has a VLAN tag is counted above
};

/// The loaded programs and maps of bpf/, and their links to functions and tracepoints.
class BpfPrograms {
 public:
  /// Loads what `plan` chose. Stand in the node's network namespace, whose /proc/net/xfrm_stat has
  /// so many rows.
  static Result<BpfPrograms> load(const ObserverOptions& options, const AttachPlan& plan,
                                  std::size_t drop_counters);
  BpfPrograms(BpfPrograms&&) noexcept;
  BpfPrograms& operator=(BpfPrograms&&) = delete;
  ~BpfPrograms();

  /// Attaches the function and tracepoint hooks of `plan` (tc is TcAttachment's).
  Result<void> attach(const AttachPlan& plan);

  /// What is sent to these ports is looked into from now on, and what is sent to the usual ones.
  void look_into(const std::set<OverlayPort>& ports);

  /// What passes in the clear between the ends of these policies is counted from now on.
  void look_for_plaintext(std::span<const XfrmPolicy> policies);

  /// Watches drops in this network namespace, too: stand in that of the probes.
  Result<void> watch_probe_netns();

  /// Begins the watch over the kernel's drop counters on every CPU that is online; false: some are
  /// not.
  Result<bool> begin_watch();
  void end_watch();

  /// What the kernel calls this address; nothing where it cannot be asked.
  [[nodiscard]] std::optional<std::string> ask_for_function(std::uint64_t address) const;

  [[nodiscard]] int tc_program(Hook hook, TcShape shape) const;
  /// For tc ingress of the overlay; loaded where there is one.
  [[nodiscard]] int tc_overlay_program() const;
  [[nodiscard]] int events_map() const;
  [[nodiscard]] int plaintext_map() const;
  /// Each CPU's table, as it is now and while it changes.
  [[nodiscard]] std::vector<std::span<const canary_counter>> counters() const;
  [[nodiscard]] std::vector<canary_cpu> cpus() const;

 private:
  struct Destroy {
    void operator()(canary_bpf* skeleton) const;
    void operator()(bpf_link* link) const;
  };
  /// A map of the kernel's, seen as memory.
  struct Mapping {
    void* address = nullptr;
    std::size_t bytes = 0;
  };
  explicit BpfPrograms(canary_bpf* skeleton);
  void protect(const ObserverOptions& options);
  [[nodiscard]] ClearWatch::Sinks sinks();
  [[nodiscard]] std::unexpected<Error> cannot_load(int error) const;
  [[nodiscard]] std::size_t bytes_of_tables() const;
  Result<void> map_cpus();
  [[nodiscard]] const canary_cpu& cpu(std::size_t number) const;

  std::unique_ptr<canary_bpf, Destroy> skeleton_;
  std::vector<std::unique_ptr<bpf_link, Destroy>> links_;
  std::optional<ClearWatch> clear_;
  Mapping cpus_;
  std::size_t cpu_count_ = 0;
  std::size_t slots_ = 0;
};

}  // namespace canary
