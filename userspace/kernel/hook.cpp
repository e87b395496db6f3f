// SPDX-License-Identifier: Apache-2.0
#include "kernel/hook.h"

#include <utility>

namespace canary {

std::string_view to_text(Hook hook) {
  switch (hook) {
    case Hook::XfrmLookup:
      return "xfrm_lookup_route";
    case Hook::XfrmReplayOverflow:
      return "xfrm_replay_overflow";
    case Hook::TcEgress:
      return "tc_egress";
    case Hook::TcIngress:
      return "tc_ingress";
    case Hook::XfrmReplayAdvance:
      return "xfrm_replay_advance";
    case Hook::KfreeSkb:
      return "kfree_skb";
  }
  std::unreachable();
}

std::string_view to_text(HookMode mode) {
  switch (mode) {
    case HookMode::Fentry:
      return "fentry";
    case HookMode::Kprobe:
      return "kprobe";
    case HookMode::Tcx:
      return "tcx";
    case HookMode::Clsact:
      return "clsact";
    case HookMode::RawTracepoint:
      return "raw_tracepoint";
  }
  std::unreachable();
}

}  // namespace canary
