// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/kernel_symbols.h"

namespace canary {

/// Names of the kernel's functions by an address in them. The kernel itself is asked; where it
/// cannot tell, /proc/kallsyms is read, and not before a name is wanted: that is a hundred thousand
/// lines.
class FunctionNames {
 public:
  /// What printk() makes of an address with %ps; nothing where this kernel cannot be asked.
  using AskKernel = std::function<std::optional<std::string>(std::uint64_t)>;
  using ReadSymbols = std::function<KernelSymbols()>;

  explicit FunctionNames(
      AskKernel ask, ReadSymbols read = [] { return KernelSymbols::read(); })
      : ask_(std::move(ask)), read_(std::move(read)) {}

  /// The name, without that of its module; empty if unknown.
  [[nodiscard]] const std::string& at(std::uint64_t address);

 private:
  [[nodiscard]] std::string find(std::uint64_t address);

  AskKernel ask_;
  ReadSymbols read_;
  std::optional<KernelSymbols> symbols_;
  std::map<std::uint64_t, std::string> known_;  ///< few places free packets
};

/// The function in what %ps prints: "name", "name [module]", or a number where there is no name.
[[nodiscard]] std::string_view function_of(std::string_view printed);

}  // namespace canary
