// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace canary {

/// A place of the kernel that programs are attached to; bpf/ has one file for each.
enum class Hook {
  XfrmLookup,
  XfrmReplayOverflow,
  TcEgress,
  TcIngress,
  XfrmReplayAdvance,
  KfreeSkb,
};

/// In the order of a packet's way.
inline constexpr std::array kHooks{Hook::XfrmLookup, Hook::XfrmReplayOverflow, Hook::TcEgress,
                                   Hook::TcIngress,  Hook::XfrmReplayAdvance,  Hook::KfreeSkb};

/// As in the kernel and in reports: "xfrm_replay_overflow", "tc_egress".
[[nodiscard]] std::string_view to_text(Hook hook);

/// How a program is attached to its hook.
enum class HookMode { Fentry, Kprobe, Tcx, Clsact, RawTracepoint };

[[nodiscard]] std::string_view to_text(HookMode mode);

}  // namespace canary
