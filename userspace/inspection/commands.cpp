// SPDX-License-Identifier: Apache-2.0
#include "inspection/commands.h"

#include <fmt/format.h>

namespace canary {
namespace {

std::string mark_words(const Mark& mark) {
  return mark == Mark{} ? std::string()
                        : fmt::format(" mark {:#x} mask {:#x}", mark.value, mark.mask);
}

}  // namespace

std::string delete_command(const XfrmPolicy& policy) {
  return fmt::format("ip xfrm policy delete src {} dst {} dir {}{}", to_text(policy.source),
                     to_text(policy.destination), to_text(policy.direction),
                     mark_words(policy.mark));
}

std::string delete_command(const XfrmState& state) {
  return fmt::format("ip xfrm state delete src {} dst {} proto esp spi {:#x}{}",
                     to_text(state.source), to_text(state.destination), state.spi,
                     mark_words(state.mark));
}

}  // namespace canary
