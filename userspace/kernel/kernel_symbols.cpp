// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_symbols.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string_view>

namespace canary {
namespace {

/// One line of /proc/kallsyms: "ffffffff81000000 T _text", modules with "\t[name]" behind.
struct Line {
  std::uint64_t address = 0;
  char kind = ' ';
  std::string_view name;
  bool in_module = false;
};

bool parse_line(std::string_view text, Line& line) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), line.address, 16);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc{} || rest.size() < 4) return false;
  const auto name_end = rest.find('\t');
  line.kind = rest[1];
  line.name = rest.substr(3, name_end == std::string_view::npos ? name_end : name_end - 3);
  line.in_module = name_end != std::string_view::npos;
  return true;
}

}  // namespace

KernelSymbols KernelSymbols::read(std::istream& kallsyms) {
  KernelSymbols symbols;
  std::string text;
  Line line;
  while (std::getline(kallsyms, text)) {
    if (!parse_line(text, line)) continue;
    if (line.kind == 't' || line.kind == 'T') symbols.add(line.address, line.name, line.in_module);
  }
  std::ranges::stable_sort(symbols.by_address_, {}, &Function::address);
  symbols.by_address_.shrink_to_fit();
  symbols.names_.shrink_to_fit();
  return symbols;
}

void KernelSymbols::add(std::uint64_t address, std::string_view name, bool in_module) {
  by_address_.push_back({address, static_cast<std::uint32_t>(names_.size()),
                         static_cast<std::uint16_t>(name.size()), in_module});
  names_ += name;
}

KernelSymbols KernelSymbols::read() {
  std::ifstream file("/proc/kallsyms");
  return read(file);
}

bool KernelSymbols::has_function(std::string_view name) const {
  return std::ranges::any_of(by_address_, [&](const Function& function) {
    return !function.in_module && name_of(function) == name;
  });
}

std::string KernelSymbols::function_at(std::uint64_t address) const {
  const auto after = std::ranges::upper_bound(by_address_, address, {}, &Function::address);
  if (after == by_address_.begin() || address == 0) return {};
  const Function& before = *std::prev(after);
  if (before.address == 0) return {};  // hidden
  return std::string(name_of(before));
}

}  // namespace canary
