// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_features.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/bpf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/unique_fd.h"
#include "kernel/hook.h"
#include "kernel/kernel_symbols.h"

namespace canary {
namespace {

struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};
using Btf = std::unique_ptr<btf, FreeBtf>;

/// Loads "return 0" as a program of this type: whether the kernel lets us.
bool program_loads(bpf_prog_type type, int btf_function, std::string& load_error) {
  const bpf_insn return_zero[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
  };
  bpf_prog_load_opts options{};
  options.sz = sizeof(options);
  if (type == BPF_PROG_TYPE_TRACING) {
    options.expected_attach_type = BPF_TRACE_FENTRY;
    options.attach_btf_id = static_cast<__u32>(btf_function);
  }
  const UniqueFd program(
      bpf_prog_load(type, "canary_probe", "GPL", return_zero, std::size(return_zero), &options));
  if (!program.valid() && load_error.empty()) load_error = std::generic_category().message(errno);
  return program.valid();
}

std::map<std::uint32_t, std::string> read_drop_reasons(const btf* types, const btf_type* type) {
  std::map<std::uint32_t, std::string> reasons;
  constexpr std::string_view kPrefix = "SKB_DROP_REASON_";
  for (int i = 0; i < btf_vlen(type); ++i) {
    const struct btf_enum& value = btf_enum(type)[i];
    std::string_view name = btf__name_by_offset(types, value.name_off);
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
    reasons.emplace(static_cast<std::uint32_t>(value.val), name);
  }
  return reasons;
}

bool has_tcx(const btf* types, const btf_type* type) {
  for (int i = 0; i < btf_vlen(type); ++i)
    if (std::string_view(btf__name_by_offset(types, btf_enum(type)[i].name_off)) ==
        "BPF_TCX_INGRESS")
      return true;
  return false;
}

bool is_function_hook(Hook hook) {
  return hook == Hook::XfrmLookup || hook == Hook::XfrmReplayOverflow ||
         hook == Hook::XfrmReplayAdvance;
}

bool is_function_to_hook(std::string_view name) {
  return std::ranges::any_of(
      kHooks, [&](Hook hook) { return is_function_hook(hook) && to_text(hook) == name; });
}

/// Fills what BTF tells, in one go over its hundred thousand types; returns the BTF id of a
/// function to try a tracing program on, 0 if none.
int read_btf(KernelFeatures& features) {
  const Btf types(btf__load_vmlinux_btf());
  if (!types) return 0;
  features.btf = true;
  int some_function = 0;
  const auto count = static_cast<__u32>(btf__type_cnt(types.get()));
  for (__u32 id = 1; id < count; ++id) {
    const btf_type* type = btf__type_by_id(types.get(), id);
    if (!btf_is_enum(type) && !btf_is_func(type)) continue;
    const std::string_view name = btf__name_by_offset(types.get(), type->name_off);
    if (btf_is_enum(type) && name == "skb_drop_reason" && btf_vlen(type) > 0) {
      features.drop_reasons = read_drop_reasons(types.get(), type);
    } else if (btf_is_enum(type) && name == "bpf_attach_type") {
      features.tcx = has_tcx(types.get(), type);
    } else if (btf_is_func(type) && is_function_to_hook(name)) {
      features.btf_functions.emplace(name);
      some_function = static_cast<int>(id);
    }
  }
  return some_function;
}

/// Functions that a kprobe finds though BTF does not tell of them. Symbols are many: they are read
/// only where something is missing.
std::set<std::string> find_missing_functions(const KernelFeatures& features) {
  std::set<std::string> found;
  std::optional<KernelSymbols> symbols;
  for (const Hook hook : kHooks) {
    const std::string name(to_text(hook));
    if (!is_function_hook(hook) || features.btf_functions.contains(name)) continue;
    if (!symbols) symbols = KernelSymbols::read();
    if (symbols->has_function(name)) found.insert(name);
  }
  return found;
}

}  // namespace

KernelFeatures detect_kernel_features() {
  KernelFeatures features;
  utsname names{};
  if (uname(&names) == 0) features.release = names.release;
  const int function = read_btf(features);
  if (features.btf) features.kallsyms = find_missing_functions(features);

  auto& error = features.load_error;
  features.tc = program_loads(BPF_PROG_TYPE_SCHED_CLS, 0, error);
  features.raw_tracepoint = program_loads(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, error);
  features.fentry = function != 0 && program_loads(BPF_PROG_TYPE_TRACING, function, error);
  features.kprobe = access("/sys/bus/event_source/devices/kprobe/type", R_OK) == 0 &&
                    program_loads(BPF_PROG_TYPE_KPROBE, 0, error);
  return features;
}

Result<KernelFeatures> force_off(KernelFeatures features, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const bool hook = std::ranges::any_of(kHooks, [&](Hook h) { return to_text(h) == name; });
    if (name == "btf") {
      features.btf = features.tcx = false;
      features.btf_functions.clear();
    } else if (name == "fentry") {
      features.fentry = false;
    } else if (name == "kprobe") {
      features.kprobe = false;
    } else if (name == "tcx") {
      features.tcx = false;
    } else if (!hook) {
      std::vector<std::string_view> known(kFeaturesThatCanBeForcedOff.begin(),
                                          kFeaturesThatCanBeForcedOff.end());
      for (const Hook h : kHooks) known.push_back(to_text(h));
      return usage_error(
          fmt::format("--without: '{}' is unknown; known are {}", name, fmt::join(known, ", ")));
    }
  }
  return features;
}

}  // namespace canary
