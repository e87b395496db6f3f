// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace canary {

/// The kernel's functions by address, from /proc/kallsyms.
class KernelSymbols {
 public:
  /// Lines as in /proc/kallsyms; data symbols are left out, __per_cpu_offset excepted.
  static KernelSymbols read(std::istream& kallsyms);
  static KernelSymbols read();

  /// Address of __per_cpu_offset[]; 0 if it is hidden (kernel.kptr_restrict).
  [[nodiscard]] std::uint64_t per_cpu_offsets() const { return per_cpu_offsets_; }
  /// A function of the kernel itself: hooks are never in modules.
  [[nodiscard]] bool has_function(std::string_view name) const;
  /// Name of the function that `address` lies in, also in a module; empty if unknown.
  [[nodiscard]] std::string function_at(std::uint64_t address) const;

 private:
  struct Function {
    std::uint64_t address = 0;
    std::string name;
    bool in_module = false;
    auto operator<=>(const Function&) const = default;
  };

  std::vector<Function> by_address_;  ///< sorted
  std::uint64_t per_cpu_offsets_ = 0;
};

}  // namespace canary
