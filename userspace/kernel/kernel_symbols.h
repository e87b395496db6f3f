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
  /// Lines as in /proc/kallsyms; data symbols are left out.
  static KernelSymbols read(std::istream& kallsyms);
  static KernelSymbols read();

  /// A function of the kernel itself: hooks are never in modules.
  [[nodiscard]] bool has_function(std::string_view name) const;
  /// Name of the function that `address` lies in, also in a module; empty if unknown.
  [[nodiscard]] std::string function_at(std::uint64_t address) const;

 private:
  struct Function {
    std::uint64_t address;
    std::uint32_t name_at;  ///< in names_
    std::uint16_t name_length;
    bool in_module;
  };
  void add(std::uint64_t address, std::string_view name, bool in_module);
  [[nodiscard]] std::string_view name_of(const Function& function) const {
    return std::string_view(names_).substr(function.name_at, function.name_length);
  }

  std::vector<Function> by_address_;  ///< sorted
  std::string names_;                 ///< one after the other: there are a hundred thousand
};

}  // namespace canary
