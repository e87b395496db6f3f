// SPDX-License-Identifier: Apache-2.0
#include "report/command_in.h"

#include <algorithm>
#include <array>

namespace canary {
namespace {

/// The programs that our advice (advice/, inspection/commands.h, analysis/) asks for.
constexpr std::array<std::string_view, 7> kPrograms{
    "ip ", "tc ", "bpftool ", "cilium-dbg ", "xfrm-canary ", "free ", "nstat "};

bool is_command(std::string_view words) {
  return std::ranges::any_of(kPrograms,
                             [&](std::string_view program) { return words.starts_with(program); });
}

}  // namespace

std::string_view command_in(std::string_view advice) {
  if (is_command(advice)) return advice;
  constexpr std::string_view kBefore = ": ";
  const std::size_t colon = advice.rfind(kBefore);
  if (colon == std::string_view::npos) return {};
  const std::string_view after = advice.substr(colon + kBefore.size());
  return is_command(after) ? after : std::string_view{};
}

}  // namespace canary
