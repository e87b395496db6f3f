// SPDX-License-Identifier: Apache-2.0
#include "commands/config_file.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "base/visible_text.h"

namespace canary {
namespace {

constexpr std::string_view kConfig = "--config";
/// A secret that was pasted into the wrong file is not told whole.
constexpr std::size_t kLongestQuote = 20;

bool gives(const std::string& word, const std::string& flag) {
  return word == flag || word.starts_with(flag + "=");
}

Result<void> add_item(const CLI::ConfigItem& item, const std::string& path, const CLI::App& command,
                      const std::vector<std::string>& given, std::vector<std::string>& words) {
  const std::string flag = "--" + item.name;
  const auto* option = command.get_option_no_throw(flag);
  if (!item.parents.empty())
    return usage_error(fmt::format("{}: there are no sections in it, and here is [{}]", path,
                                   shortened(item.parents.front(), kLongestQuote)));
  if (option == nullptr || flag == kConfig || flag == "--help")
    return usage_error(fmt::format("{}: there is no key '{}': `xfrm-canary run --help` lists them",
                                   path, shortened(item.name, kLongestQuote)));
  if (std::ranges::any_of(given, [&](const auto& word) { return gives(word, flag); })) return {};
  if (option->get_expected_min() == 0) {  // a flag: true or false
    if (item.inputs.size() != 1 || (item.inputs[0] != "true" && item.inputs[0] != "false"))
      return usage_error(fmt::format("{}: {} is true or false", path, item.name));
    words.push_back(fmt::format("{}={}", flag, item.inputs[0]));
    return {};
  }
  for (const std::string& value : item.inputs) words.push_back(fmt::format("{}={}", flag, value));
  return {};
}

}  // namespace

std::string config_file_of(const std::vector<std::string>& words) {
  const std::string flag(kConfig);
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    if (word->starts_with(flag + "=")) return word->substr(flag.size() + 1);
    if (*word == flag && word != words.rbegin()) return *std::prev(word);
  }
  return {};
}

Result<std::vector<std::string>> words_of_file(const std::string& path, const CLI::App& command,
                                               const std::vector<std::string>& given) {
  std::ifstream file(path);
  if (!file) return usage_error(fmt::format("--config {}: it cannot be read", path));
  std::vector<std::string> words;
  try {
    for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(file))
      if (auto added = add_item(item, path, command, given, words); !added)
        return std::unexpected(added.error());
  } catch (const CLI::Error& error) {
    return usage_error(fmt::format("--config {}: {}", path, error.what()));
  }
  return words;
}

}  // namespace canary
