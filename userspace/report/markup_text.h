// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace canary {

/// Words as they may stand in HTML and in XML 1.0, between tags and in quoted attributes: hidden
/// characters and what is no UTF-8 are made visible, which leaves nothing that XML forbids
/// (2.2, Char), and markup is escaped.
[[nodiscard]] std::string escaped_markup(std::string_view words);

}  // namespace canary
