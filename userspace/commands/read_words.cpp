// SPDX-License-Identifier: Apache-2.0
#include "commands/read_words.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace canary {

Result<std::optional<std::string>> read_words(CLI::App& app, Words words) {
  std::ranges::reverse(words);  // CLI11 takes them from the end
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForAllHelp&) {
    return app.help("", CLI::AppFormatMode::All);
  } catch (const CLI::CallForVersion& version) {
    return std::string(version.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    return usage_error(fmt::format("{}: see xfrm-canary --help", error.what()));
  }
  return std::nullopt;
}

}  // namespace canary
