// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace canary {

/// Lines holds up to four lines for people, in a table that the compiler fills.
class Lines {
 public:
  static constexpr std::size_t kMost = 4;

  /// More lines than it holds do not compile in a constant.
  constexpr Lines(std::initializer_list<std::string_view> lines) : count_(lines.size()) {
    std::ranges::copy(lines, std::span(lines_).first(lines.size()).begin());
  }

  [[nodiscard]] constexpr const std::string_view* begin() const { return lines_.data(); }
  [[nodiscard]] constexpr const std::string_view* end() const { return begin() + count_; }
  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }
  [[nodiscard]] constexpr std::string_view front() const { return lines_.front(); }

 private:
  std::array<std::string_view, kMost> lines_{};
  std::size_t count_;
};

}  // namespace canary
