// SPDX-License-Identifier: Apache-2.0
#include "kernel/bpf_programs.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "canary.skel.h"
#include "kernel/counter_slots.h"
#include "kernel/probe_lengths.h"
#include "kernel/program_run.h"

namespace canary {
namespace {

/// Linux's default for VXLAN, which Cilium keeps, and what RFC 7348 and RFC 8926 say.
const std::set<OverlayPort> kUsualPorts{{OverlayPort::Kind::Vxlan, 8472},
                                        {OverlayPort::Kind::Vxlan, 4789},
                                        {OverlayPort::Kind::Geneve, 6081}};

/// An entry of the map `cpus`: the CPU's own values and its counter table.
std::size_t bytes_per_cpu(std::size_t slots) {
  return sizeof(canary_cpu) + slots * sizeof(canary_counter);
}

/// The programs that a hook needs in this mode: a kprobe needs its kretprobe to see the result.
/// What was decrypted is counted and read where xfrm_replay_recheck() ends, right before
/// xfrm_replay_advance(), or by kprobes at both.
std::vector<bpf_program*> programs_of(const canary_bpf& skeleton, Hook hook, HookMode mode) {
  const auto& programs = skeleton.progs;
  const bool fentry = mode == HookMode::Fentry;
  switch (hook) {
    case Hook::XfrmLookup:
      if (fentry) return {programs.xfrm_lookup_route_fexit};
      return {programs.xfrm_lookup_route_kprobe, programs.xfrm_lookup_route_kretprobe};
    case Hook::XfrmReplayOverflow:
      if (fentry) return {programs.xfrm_replay_overflow_fentry};
      return {programs.xfrm_replay_overflow_kprobe};
    case Hook::XfrmReplayAdvance:
      if (fentry) return {programs.xfrm_replay_recheck_fexit};
      return {programs.xfrm_replay_advance_kprobe, programs.xfrm_replay_recheck_kprobe};
    case Hook::KfreeSkb:
      return {programs.kfree_skb};
    case Hook::TcEgress:
      return {programs.tc_egress, programs.tc_egress_bare, programs.tc_egress_untagged};
    case Hook::TcIngress:
      return {programs.tc_ingress, programs.tc_ingress_bare, programs.tc_ingress_untagged};
  }
  std::unreachable();
}

/// Whether the plan has hooks other than tc, which must know the node's namespace and its counters.
bool watches_the_kernel(const AttachPlan& plan) {
  return std::ranges::any_of(plan.hooks, [](const PlannedHook& planned) {
    return planned.mode && planned.mode != HookMode::Tcx && planned.mode != HookMode::Clsact;
  });
}

/// Linux 5.13, "bpf: Add a bpf_snprintf helper".
bool tells_names() {
  return libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_snprintf, nullptr) == 1;
}

void choose_programs(canary_bpf& skeleton, const AttachPlan& plan, bool has_overlay) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton.obj) bpf_program__set_autoload(program, false);
  for (auto* control : {skeleton.progs.remember_netns, skeleton.progs.remember_probe_netns,
                        skeleton.progs.begin_watch, skeleton.progs.end_watch})
    bpf_program__set_autoload(control, watches_the_kernel(plan));
  for (const PlannedHook& planned : plan.hooks) {
    if (!planned.mode) continue;
    for (auto* chosen : programs_of(skeleton, planned.hook, *planned.mode))
      bpf_program__set_autoload(chosen, true);
  }
  bpf_program__set_autoload(skeleton.progs.name_function,
                            plan.mode_of(Hook::KfreeSkb) && tells_names());
  bpf_program__set_autoload(skeleton.progs.tc_overlay_ingress,
                            has_overlay && plan.mode_of(Hook::TcIngress));
}

void configure(canary_bpf& skeleton, const ObserverOptions& options, std::size_t drop_counters,
               std::size_t cpus, std::size_t slots) {
  auto& config = *skeleton.rodata;
  config.slot_mask = static_cast<canary_u32>(slots - 1);
  config.drop_counter_count =
      static_cast<canary_u32>(std::min<std::size_t>(drop_counters, CANARY_MAX_DROP_COUNTERS));
  config.probe_port_be = htons(options.probe_port);
  config.probe_authenticated = options.authenticated_probes ? 1 : 0;
  config.has_overlay = options.overlay.empty() ? 0 : 1;
  mark_probe_lengths(options.probe_lengths, skeleton.bss->probe_lengths);
  bpf_map__set_value_size(skeleton.maps.cpus, static_cast<__u32>(bytes_per_cpu(slots)));
  bpf_map__set_max_entries(skeleton.maps.cpus, static_cast<__u32>(cpus));
  bpf_map__set_map_flags(skeleton.maps.cpus, BPF_F_MMAPABLE);
}

/// A program that ends with 0 has done it.
Result<void> check_run(const ProgramRun& run, std::string_view doing) {
  if (run.error != 0) return system_error(doing, run.error);
  if (run.returned != 0)
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
      clear_(std::move(other.clear_)),
      cpus_(std::exchange(other.cpus_, {})),
      cpu_count_(other.cpu_count_),
      slots_(other.slots_) {}

BpfPrograms::~BpfPrograms() {
  if (cpus_.address != nullptr) munmap(cpus_.address, cpus_.bytes);
}

Result<BpfPrograms> BpfPrograms::load(const ObserverOptions& options, const AttachPlan& plan,
                                      std::size_t drop_counters) {
  BpfPrograms programs(canary_bpf__open());
  if (!programs.skeleton_) return system_error("open the BPF programs", errno);
  canary_bpf& skeleton = *programs.skeleton_;
  programs.cpu_count_ = static_cast<std::size_t>(libbpf_num_possible_cpus());
  programs.slots_ = counter_slots(
      {.peers = options.peers, .peers_later = options.peers_later, .cpus = programs.cpu_count_});
  configure(skeleton, options, drop_counters, programs.cpu_count_, programs.slots_);
  choose_programs(skeleton, plan, !options.overlay.empty());
  if (canary_bpf__load(&skeleton) != 0) return programs.cannot_load(errno);
  if (auto mapped = programs.map_cpus(); !mapped) return std::unexpected(mapped.error());
  programs.protect(options);
  programs.look_into(kUsualPorts);
  return programs;
}

std::unexpected<Error> BpfPrograms::cannot_load(int error) const {
  const std::string doing = "load the BPF programs";
  if (error != ENOMEM) return system_error(doing, error);
  constexpr std::size_t kMiB = 1 << 20;
  return environment_error(
      fmt::format("{}: no memory for the counter tables of {} CPUs, {} MiB; raise the memory limit "
                  "by that much",
                  doing, cpu_count_, (bytes_of_tables() + kMiB - 1) / kMiB));
}

std::size_t BpfPrograms::bytes_of_tables() const { return cpu_count_ * bytes_per_cpu(slots_); }

Result<void> BpfPrograms::map_cpus() {
  const std::size_t bytes = bytes_of_tables();
  void* address = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, bpf_map__fd(skeleton_->maps.cpus), 0);
  if (address == MAP_FAILED) return system_error("map the counter tables", errno);
  cpus_ = {address, bytes};
  return {};
}

ClearWatch::Sinks BpfPrograms::sinks() {
  // The skeleton stays where it is when this is moved.
  canary_bpf* skeleton = skeleton_.get();
  const auto put_prefix = [skeleton](const IpPrefix& prefix, canary_u32 bits) {
    canary_prefix_key key{};
    key.prefix_bits = 32u + prefix.length;
    key.family = static_cast<canary_u32>(prefix.address.family);
    std::ranges::copy(prefix.address.bytes, key.address);
    return bpf_map_update_elem(bpf_map__fd(skeleton->maps.protected_prefixes), &key, &bits,
                               BPF_ANY) == 0;
  };
  return {put_prefix,
          [skeleton](std::uint16_t port) { skeleton->bss->named_ports[htons(port)] = 1; },
          [skeleton](std::uint32_t bits) { skeleton->bss->permitting_marks = bits; }};
}

void BpfPrograms::protect(const ObserverOptions& options) {
  clear_.emplace(sinks());
  for (const IpPrefix& prefix : options.protected_remote)
    clear_->add(prefix, CANARY_PROTECTED_REMOTE);
  for (const IpPrefix& prefix : options.protected_local)
    clear_->add(prefix, CANARY_PROTECTED_LOCAL);
}

void BpfPrograms::look_into(const std::set<OverlayPort>& ports) {
  for (const OverlayPort& overlay : ports)
    skeleton_->bss->overlay_ports[htons(overlay.port)] =
        overlay.kind == OverlayPort::Kind::Geneve ? CANARY_GENEVE : CANARY_VXLAN;
}

void BpfPrograms::look_for_plaintext(std::span<const XfrmPolicy> policies) {
  clear_->add(policies);
}

Result<void> BpfPrograms::attach(const AttachPlan& plan) {
  if (!watches_the_kernel(plan)) return {};
  if (auto remembered = check_run(run_program(skeleton_->progs.remember_netns),
                                  "find the node's network namespace");
      !remembered)
    return remembered;
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

Result<void> BpfPrograms::watch_probe_netns() {
  return check_run(run_program(skeleton_->progs.remember_probe_netns),
                   "find the probes' network namespace");
}

Result<bool> BpfPrograms::begin_watch() {
  bool all = true;
  for (std::size_t cpu = 0; cpu < cpu_count_; ++cpu) {
    const ProgramRun run = run_program(skeleton_->progs.begin_watch, cpu);
    if (run.error == ENXIO) {  // it is offline: nothing happens there
      all = false;
      continue;
    }
    if (auto begun = check_run(run, fmt::format("find the drop counters of CPU {}", cpu)); !begun)
      return std::unexpected(begun.error());
  }
  return all;
}

void BpfPrograms::end_watch() {
  for (std::size_t cpu = 0; cpu < cpu_count_; ++cpu)
    static_cast<void>(run_program(skeleton_->progs.end_watch, cpu));
}

std::optional<std::string> BpfPrograms::ask_for_function(std::uint64_t address) const {
  if (!bpf_program__autoload(skeleton_->progs.name_function)) return std::nullopt;
  const std::array arguments{address};
  if (run_program(skeleton_->progs.name_function, {}, arguments).error != 0) return std::nullopt;
  const auto& name = skeleton_->bss->function_name;
  return std::string(name, strnlen(name, sizeof(name)));
}

int BpfPrograms::tc_program(Hook hook, TcShape shape) const {
  const auto& programs = skeleton_->progs;
  const bool in = hook == Hook::TcIngress;
  switch (shape) {
    case TcShape::Ethernet:
      return bpf_program__fd(in ? programs.tc_ingress : programs.tc_egress);
    case TcShape::Bare:
      return bpf_program__fd(in ? programs.tc_ingress_bare : programs.tc_egress_bare);
    case TcShape::BelowVlans:
      return bpf_program__fd(in ? programs.tc_ingress_untagged : programs.tc_egress_untagged);
  }
  std::unreachable();
}

int BpfPrograms::tc_overlay_program() const {
  return bpf_program__fd(skeleton_->progs.tc_overlay_ingress);
}

int BpfPrograms::events_map() const { return bpf_map__fd(skeleton_->maps.events); }
int BpfPrograms::plaintext_map() const { return bpf_map__fd(skeleton_->maps.plaintext); }

const canary_cpu& BpfPrograms::cpu(std::size_t number) const {
  const auto* first = static_cast<const std::byte*>(cpus_.address);
  return *reinterpret_cast<const canary_cpu*>(first + number * bytes_per_cpu(slots_));
}

std::vector<std::span<const canary_counter>> BpfPrograms::counters() const {
  std::vector<std::span<const canary_counter>> tables;
  tables.reserve(cpu_count_);
  for (std::size_t number = 0; number < cpu_count_; ++number)
    tables.emplace_back(reinterpret_cast<const canary_counter*>(&cpu(number) + 1), slots_);
  return tables;
}

std::vector<canary_cpu> BpfPrograms::cpus() const {
  std::vector<canary_cpu> copies;
  copies.reserve(cpu_count_);
  for (std::size_t number = 0; number < cpu_count_; ++number) copies.push_back(cpu(number));
  return copies;
}

}  // namespace canary
