// SPDX-License-Identifier: Apache-2.0
#include "model/xfrm_tables.h"

#include <fmt/format.h>

#include <utility>

namespace canary {
namespace {

std::string spi_text(std::uint32_t spi) {
  return spi == 0 ? std::string() : fmt::format(" SPI {:#x}", spi);
}

std::string mark_text(const Mark& mark) {
  return mark == Mark{} ? std::string() : " mark " + to_text(mark);
}

}  // namespace

std::string to_text(const Mark& mark) { return fmt::format("{:#x}/{:#x}", mark.value, mark.mask); }

std::string_view to_text(PolicyDirection direction) {
  switch (direction) {
    case PolicyDirection::In:
      return "in";
    case PolicyDirection::Out:
      return "out";
    case PolicyDirection::Forward:
      return "fwd";
  }
  std::unreachable();
}

std::string to_text(const XfrmState& state) {
  return fmt::format("{} -> {}{}{}", to_text(state.source), to_text(state.destination),
                     spi_text(state.spi), mark_text(state.mark));
}

std::string to_text(const XfrmPolicy& policy) {
  return fmt::format("{} {} -> {} priority {}{}{}", to_text(policy.direction),
                     to_text(policy.source), to_text(policy.destination), policy.priority,
                     mark_text(policy.mark),
                     policy.action == PolicyAction::Block ? " action block" : "");
}

std::string to_text(const XfrmTemplate& wanted) {
  return fmt::format("{} -> {}{} reqid {}{}", to_text(wanted.source), to_text(wanted.destination),
                     spi_text(wanted.spi), wanted.reqid, wanted.optional ? " level use" : "");
}

}  // namespace canary
