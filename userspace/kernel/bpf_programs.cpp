// SPDX-License-Identifier: Apache-2.0
#include "kernel/bpf_programs.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "canary.skel.h"
#include "kernel/tc_attachment.h"

namespace canary {
namespace {

// A path has two SPIs in each direction while keys rotate, and a slot for each stage; twice that
// keeps the table half empty.
constexpr std::size_t kSlotsPerPeer = 16;
constexpr std::size_t kFewestSlots = 1024;

/// The programs that a hook needs in this mode; a kprobe needs its kretprobe to see the result.
std::vector<bpf_program*> programs_of(const canary_bpf& skeleton, Hook hook, HookMode mode) {
  const auto& programs = skeleton.progs;
  const bool fentry = mode == HookMode::Fentry;
  switch (hook) {
    case Hook::XfrmLookup:
      if (fentry) return {programs.xfrm_lookup_with_ifid_fexit};
      return {programs.xfrm_lookup_with_ifid_kprobe, programs.xfrm_lookup_with_ifid_kretprobe};
    case Hook::XfrmReplayOverflow:
      if (fentry) return {programs.xfrm_replay_overflow_fexit};
      return {programs.xfrm_replay_overflow_kprobe, programs.xfrm_replay_overflow_kretprobe};
    case Hook::XfrmReplayAdvance:
      if (fentry) return {programs.xfrm_replay_advance_fentry};
      return {programs.xfrm_replay_advance_kprobe};
    case Hook::KfreeSkb:
      return {programs.kfree_skb};
    case Hook::TcEgress:
      return {programs.tc_egress};
    case Hook::TcIngress:
      return {programs.tc_ingress};
  }
  std::unreachable();
}

/// Whether the plan has hooks other than tc, which must know the node's namespace and its counters.
bool watches_the_kernel(const AttachPlan& plan) {
  return std::ranges::any_of(plan.hooks, [](const PlannedHook& planned) {
    return planned.mode && planned.mode != HookMode::Tcx && planned.mode != HookMode::Clsact;
  });
}

void choose_programs(canary_bpf& skeleton, const AttachPlan& plan) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton.obj) bpf_program__set_autoload(program, false);
  for (auto* control :
       {skeleton.progs.remember_netns, skeleton.progs.begin_watch, skeleton.progs.end_watch})
    bpf_program__set_autoload(control, watches_the_kernel(plan));
  for (const PlannedHook& planned : plan.hooks) {
    if (!planned.mode) continue;
    for (auto* chosen : programs_of(skeleton, planned.hook, *planned.mode))
      bpf_program__set_autoload(chosen, true);
  }
}

void configure(canary_bpf& skeleton, const ObserverOptions& options, const KernelSymbols& symbols,
               std::size_t drop_counters, std::size_t cpus, std::size_t slots) {
  auto& config = *skeleton.rodata;
  config.slots_per_cpu = static_cast<canary_u32>(slots);
  config.slot_shift = static_cast<canary_u32>(32 - std::countr_zero(slots));
  config.per_cpu_offsets = symbols.per_cpu_offsets();
  config.drop_counter_count = static_cast<canary_u32>(drop_counters);
  config.probe_port_be = htons(options.probe_port);
  config.probe_authenticated = options.authenticated_probes ? 1 : 0;
  for (const std::uint32_t length : options.probe_lengths)
    if (length < CANARY_MAX_PROBE_LENGTH)
      skeleton.bss->probe_lengths[length / 64] |= 1ull << (length % 64);
  bpf_map__set_max_entries(skeleton.maps.counters, static_cast<__u32>(cpus * slots));
  bpf_map__set_map_flags(skeleton.maps.counters, BPF_F_MMAPABLE);
  bpf_map__set_max_entries(skeleton.maps.cpus, static_cast<__u32>(cpus));
  bpf_map__set_map_flags(skeleton.maps.cpus, BPF_F_MMAPABLE);
}

Result<void> run_once(const bpf_program* program, std::string_view doing, int cpu) {
  bpf_test_run_opts options{};
  options.sz = sizeof(options);
  if (cpu >= 0) {
    options.flags = BPF_F_TEST_RUN_ON_CPU;
    options.cpu = static_cast<__u32>(cpu);
  }
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0)
    return system_error(doing, errno);
  if (options.retval != 0)
    return environment_error(fmt::format("{}: kernel memory unreadable", doing));
  return {};
}

}  // namespace

void BpfPrograms::Destroy::operator()(canary_bpf* skeleton) const { canary_bpf__destroy(skeleton); }
void BpfPrograms::Destroy::operator()(bpf_link* link) const { bpf_link__destroy(link); }

BpfPrograms::BpfPrograms(canary_bpf* skeleton) : skeleton_(skeleton) {}

BpfPrograms::BpfPrograms(BpfPrograms&& other) noexcept
    : skeleton_(std::move(other.skeleton_)),
      links_(std::move(other.links_)),
      counters_(std::exchange(other.counters_, {})),
      cpus_(std::exchange(other.cpus_, {})),
      counter_count_(other.counter_count_),
      cpu_count_(other.cpu_count_) {}

BpfPrograms::~BpfPrograms() {
  for (const Mapping& mapping : {counters_, cpus_})
    if (mapping.address != nullptr) munmap(mapping.address, mapping.bytes);
}

Result<BpfPrograms> BpfPrograms::load(const ObserverOptions& options, const AttachPlan& plan,
                                      const KernelSymbols& symbols, std::size_t drop_counters) {
  BpfPrograms programs(canary_bpf__open());
  if (!programs.skeleton_) return system_error("open the BPF programs", errno);
  canary_bpf& skeleton = *programs.skeleton_;
  programs.cpu_count_ = static_cast<std::size_t>(libbpf_num_possible_cpus());
  const std::size_t slots = std::bit_ceil(std::max(kFewestSlots, options.peers * kSlotsPerPeer));
  programs.counter_count_ = programs.cpu_count_ * slots;
  configure(skeleton, options, symbols, drop_counters, programs.cpu_count_, slots);
  const auto header = link_header_length(options.uplink);
  if (!header) return std::unexpected(header.error());
  skeleton.rodata->uplink_header_length = static_cast<canary_u8>(*header);
  choose_programs(skeleton, plan);
  if (canary_bpf__load(&skeleton) != 0) return system_error("load the BPF programs", errno);
  if (auto mapped = programs.map_tables(); !mapped) return std::unexpected(mapped.error());
  if (auto done = programs.protect(options); !done) return std::unexpected(done.error());
  return programs;
}

Result<void> BpfPrograms::map_tables() {
  const auto map = [](const bpf_map* table, std::size_t bytes) -> Result<Mapping> {
    void* address = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, bpf_map__fd(table), 0);
    if (address == MAP_FAILED) return system_error("map the counter tables", errno);
    return Mapping{address, bytes};
  };
  const auto counters = map(skeleton_->maps.counters, counter_count_ * sizeof(canary_counter));
  if (!counters) return std::unexpected(counters.error());
  counters_ = *counters;
  const auto cpus = map(skeleton_->maps.cpus, cpu_count_ * sizeof(canary_cpu));
  if (!cpus) return std::unexpected(cpus.error());
  cpus_ = *cpus;
  return {};
}

Result<void> BpfPrograms::protect(const ObserverOptions& options) {
  const auto add = [&](const IpPrefix& prefix, canary_u32 protection) -> Result<void> {
    canary_prefix_key key{};
    key.prefix_bits = 32u + prefix.length;
    key.family = static_cast<canary_u32>(prefix.address.family);
    std::ranges::copy(prefix.address.bytes, key.address);
    if (bpf_map_update_elem(bpf_map__fd(skeleton_->maps.protected_prefixes), &key, &protection,
                            BPF_ANY) != 0)
      return system_error(fmt::format("protect {}", to_text(prefix)), errno);
    return {};
  };
  // Remote first: a local prefix inside of a remote one (one pod subnet for all nodes) wins.
  for (const IpPrefix& prefix : options.protected_remote)
    if (auto added = add(prefix, CANARY_PROTECTED_REMOTE); !added) return added;
  for (const IpPrefix& prefix : options.protected_local)
    if (auto added = add(prefix, CANARY_PROTECTED_LOCAL); !added) return added;
  return {};
}

Result<void> BpfPrograms::attach(const AttachPlan& plan) {
  if (!watches_the_kernel(plan)) return {};
  const auto remembered =
      run_once(skeleton_->progs.remember_netns, "find the node's network namespace", -1);
  if (!remembered) return remembered;
  for (const PlannedHook& planned : plan.hooks) {
    if (!planned.mode || planned.mode == HookMode::Tcx || planned.mode == HookMode::Clsact)
      continue;
    // The kretprobe goes first: a call between the two is missed as a whole, never seen by half.
    auto programs = programs_of(*skeleton_, planned.hook, *planned.mode);
    std::ranges::reverse(programs);
    for (auto* program : programs) {
      bpf_link* link = bpf_program__attach(program);
      if (link == nullptr)
        return system_error(
            fmt::format("attach {} ({})", to_text(planned.hook), to_text(*planned.mode)), errno);
      links_.emplace_back(link);
    }
  }
  return {};
}

Result<void> BpfPrograms::begin_watch() {
  bool begun = false;
  for (std::size_t cpu = 0; cpu < cpu_count_; ++cpu) {
    const auto done =
        run_once(skeleton_->progs.begin_watch, "watch the drop counters", static_cast<int>(cpu));
    begun = begun || done.has_value();  // a CPU that is offline has nothing to watch
    if (!done && cpu + 1 == cpu_count_ && !begun) return done;
  }
  return {};
}

void BpfPrograms::end_watch() {
  for (std::size_t cpu = 0; cpu < cpu_count_; ++cpu)
    static_cast<void>(run_once(skeleton_->progs.end_watch, "end the watch", static_cast<int>(cpu)));
}

int BpfPrograms::tc_program(Hook hook) const {
  return bpf_program__fd(hook == Hook::TcIngress ? skeleton_->progs.tc_ingress
                                                 : skeleton_->progs.tc_egress);
}

int BpfPrograms::events_map() const { return bpf_map__fd(skeleton_->maps.events); }
int BpfPrograms::plaintext_map() const { return bpf_map__fd(skeleton_->maps.plaintext); }

std::span<const canary_counter> BpfPrograms::counters() const {
  return {static_cast<const canary_counter*>(counters_.address), counter_count_};
}

std::span<const canary_cpu> BpfPrograms::cpus() const {
  return {static_cast<const canary_cpu*>(cpus_.address), cpu_count_};
}

}  // namespace canary
