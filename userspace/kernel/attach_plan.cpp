// SPDX-License-Identifier: Apache-2.0
#include "kernel/attach_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace canary {
namespace {

std::string consequence_of(Hook hook) {
  switch (hook) {
    case Hook::XfrmLookup:
      return "refused packets of local senders have no address";
    case Hook::XfrmReplayOverflow:
      return "encryption is not seen";
    case Hook::TcEgress:
      return "neither ESP nor plaintext that leaves the uplink is seen";
    case Hook::TcIngress:
      return "ESP that arrives at the uplink is not seen";
    case Hook::XfrmReplayAdvance:
      return "decryption is not seen";
    case Hook::KfreeSkb:
      return "drops are not seen";
  }
  std::unreachable();
}

PlannedHook plan_function(Hook hook, const KernelFeatures& features) {
  const std::string name(to_text(hook));
  if (features.fentry && features.btf_functions.contains(name))
    return {hook, HookMode::Fentry, "the kernel's BTF has it and tracing programs load", ""};
  const bool exists = features.btf_functions.contains(name) || features.kallsyms.contains(name);
  if (features.kprobe && features.btf && exists) {
    return {hook, HookMode::Kprobe,
            features.fentry ? "not in the kernel's BTF" : "tracing programs do not load or are off",
            ""};
  }
  if (!features.btf) return {hook, {}, "the kernel has no BTF (/sys/kernel/btf/vmlinux)", ""};
  if (!exists) return {hook, {}, "this kernel has no such function", ""};
  return {hook, {}, "neither tracing programs nor kprobes can be loaded", ""};
}

PlannedHook plan_hook(Hook hook, const KernelFeatures& features) {
  switch (hook) {
    case Hook::TcEgress:
    case Hook::TcIngress:
      if (!features.tc) return {hook, {}, "tc programs cannot be loaded", ""};
      if (features.tcx) return {hook, HookMode::Tcx, "the kernel has tcx links", ""};
      return {hook, HookMode::Clsact, "the kernel has no tcx links, or they are off", ""};
    case Hook::KfreeSkb:
      if (features.raw_tracepoint && features.btf)
        return {hook, HookMode::RawTracepoint, "raw tracepoint programs load", ""};
      if (!features.btf) return {hook, {}, "the kernel has no BTF (/sys/kernel/btf/vmlinux)", ""};
      return {hook, {}, "raw tracepoint programs cannot be loaded", ""};
    case Hook::XfrmLookup:
    case Hook::XfrmReplayOverflow:
    case Hook::XfrmReplayAdvance:
      return plan_function(hook, features);
  }
  std::unreachable();
}

}  // namespace

std::optional<HookMode> AttachPlan::mode_of(Hook hook) const {
  const auto found = std::ranges::find(hooks, hook, &PlannedHook::hook);
  return found == hooks.end() ? std::nullopt : found->mode;
}

AttachPlan plan_attachment(const KernelFeatures& features,
                           const std::vector<std::string>& forced_off) {
  AttachPlan plan;
  for (const Hook hook : kHooks) {
    PlannedHook planned = plan_hook(hook, features);
    if (std::ranges::find(forced_off, to_text(hook)) != forced_off.end())
      planned = {hook, {}, fmt::format("forced off: {}", to_text(hook)), ""};
    if (!planned.mode) planned.consequence = consequence_of(hook);
    plan.hooks.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace canary
