// SPDX-License-Identifier: Apache-2.0
// attach-empty-programs DEVICE [HOOK]...: what `xfrm-canary verify --uplink DEVICE` attaches, at
// the same hooks in the same modes, but with programs that do nothing; HOOKs are left out. Says
// "attached" and stays until it is killed.
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "empty_programs.skel.h"
#include "kernel/attach_plan.h"
#include "kernel/kernel_features.h"
#include "kernel/tc_attachment.h"

namespace {

using canary::Hook;
using canary::PlannedHook;
using canary::Result;

bpf_program* program_of(const empty_programs_bpf& skeleton, Hook hook) {
  switch (hook) {
    case Hook::XfrmLookup:
      return skeleton.progs.xfrm_lookup;
    case Hook::XfrmReplayOverflow:
      return skeleton.progs.xfrm_replay_overflow;
    case Hook::TcEgress:
      return skeleton.progs.tc_egress;
    case Hook::TcIngress:
      return skeleton.progs.tc_ingress;
    case Hook::XfrmReplayAdvance:
      return skeleton.progs.xfrm_replay_recheck;
    case Hook::KfreeSkb:
      return skeleton.progs.kfree_skb;
  }
  std::unreachable();
}

Result<void> attach(const PlannedHook& planned, const std::string& device, bpf_program* program,
                    canary::CanaryPlace& place, std::vector<canary::TcAttachment>& tc_attachments) {
  if (!planned.mode || *planned.mode == canary::HookMode::Kprobe)
    return canary::environment_error(
        fmt::format("{}: compared with fentry only", canary::to_text(planned.hook)));
  if (planned.hook == Hook::TcEgress || planned.hook == Hook::TcIngress) {
    auto attached =
        canary::TcAttachment::attach(device, planned.hook, *planned.mode, bpf_program__fd(program),
                                     place, canary::TcAttachment::MissingQdisc::Add);
    if (!attached) return std::unexpected(attached.error());
    tc_attachments.push_back(std::move(*attached));
  } else if (bpf_program__attach(program) == nullptr) {  // the link ends with the process
    return canary::system_error(fmt::format("attach {}", canary::to_text(planned.hook)), errno);
  }
  fmt::print("{} {}\n", canary::to_text(planned.hook), canary::to_text(*planned.mode));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: attach-empty-programs DEVICE [HOOK_TO_LEAVE_OUT]...\n");
    return 2;
  }
  const auto features = canary::detect_kernel_features();
  empty_programs_bpf* skeleton = empty_programs_bpf__open_and_load();
  if (skeleton == nullptr) {
    std::perror("load the empty programs");
    return 1;
  }
  const std::vector<std::string> left_out(argv + 2, argv + argc);
  auto place = canary::CanaryPlace::take();
  if (!place) {
    fmt::print(stderr, "{}\n", place.error().message);
    return 1;
  }
  std::vector<canary::TcAttachment> tc_attachments;
  for (const PlannedHook& planned : canary::plan_attachment(features, {}).hooks) {
    if (std::ranges::find(left_out, canary::to_text(planned.hook)) != left_out.end()) continue;
    const auto attached =
        attach(planned, argv[1], program_of(*skeleton, planned.hook), *place, tc_attachments);
    if (!attached) {
      fmt::print(stderr, "{}\n", attached.error().message);
      return 1;
    }
  }
  fmt::print("attached\n");
  std::fflush(stdout);
  pause();
}
