// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/read_words.h"

namespace canary::testing {

/// What the command `C` makes of `words`, which are those behind its name.
template <class C>
auto options_of(const Words& words) -> decltype(std::declval<const C&>().options()) {
  CLI::App app;
  const C command(app);
  if (const auto read = read_words(app, words); !read) return std::unexpected(read.error());
  return command.options();
}

}  // namespace canary::testing
