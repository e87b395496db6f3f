// SPDX-License-Identifier: Apache-2.0
#include "kernel/function_names.h"

#include <utility>

namespace canary {

std::string_view function_of(std::string_view printed) {
  if (printed.starts_with("0x")) return {};
  return printed.substr(0, printed.find(' '));
}

const std::string& FunctionNames::at(std::uint64_t address) {
  const auto known = known_.find(address);
  if (known != known_.end()) return known->second;
  return known_.emplace(address, find(address)).first->second;
}

std::string FunctionNames::find(std::uint64_t address) {
  if (address == 0) return {};
  if (const auto printed = ask_(address)) return std::string(function_of(*printed));
  if (!symbols_) symbols_ = read_();
  return symbols_->function_at(address);
}

}  // namespace canary
