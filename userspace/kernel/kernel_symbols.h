// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace canary {

/// The kernel's own functions by address, from /proc/kallsyms.
class KernelSymbols {
 public:
  /// Lines as in /proc/kallsyms; data symbols and modules are left out, __per_cpu_offset excepted.
  static KernelSymbols read(std::istream& kallsyms);
  static KernelSymbols read();

  /// Address of __per_cpu_offset[]; 0 if it is hidden (kernel.kptr_restrict).
  [[nodiscard]] std::uint64_t per_cpu_offsets() const { return per_cpu_offsets_; }
  [[nodiscard]] bool has_function(std::string_view name) const;
  /// Name of the function that `address` lies in; empty if unknown.
  [[nodiscard]] std::string function_at(std::uint64_t address) const;

 private:
  std::vector<std::pair<std::uint64_t, std::string>> by_address_;  ///< functions, sorted
  std::uint64_t per_cpu_offsets_ = 0;
};

}  // namespace canary
