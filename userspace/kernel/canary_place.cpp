// SPDX-License-Identifier: Apache-2.0
#include "kernel/canary_place.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace canary {
namespace {

constexpr std::uint32_t kFirstHandle = 0xca7a51;
constexpr std::uint32_t kMostCanaries = 64;

std::string name_of_program(std::uint32_t id) { return fmt::format("xfrm-canary/program/{}", id); }

}  // namespace

Result<CanaryPlace> CanaryPlace::take() {
  for (std::uint32_t number = 0; number < kMostCanaries; ++number)
    if (auto name = HeldName::hold(fmt::format("xfrm-canary/place/{}", number)))
      return CanaryPlace(kFirstHandle + number, *std::move(name));
  return environment_error(
      fmt::format("{} canaries run in this network namespace already", kMostCanaries));
}

void CanaryPlace::tell(std::uint32_t program_id) {
  if (auto name = HeldName::hold(name_of_program(program_id))) names_.push_back(*std::move(name));
}

bool CanaryPlace::is_of_canary(std::uint32_t program_id) {
  return HeldName::is_held(name_of_program(program_id));
}

}  // namespace canary
