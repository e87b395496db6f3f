// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace canary {
namespace {

constexpr std::size_t kDeepestIndent = 20;  // columns
constexpr std::size_t kShallowIndent = 4;
constexpr std::string_view kBold = "1";
constexpr std::string_view kRed = "1;31";
constexpr std::string_view kGreen = "1;32";
constexpr std::string_view kYellow = "1;33";

/// Columns that `text` takes: colour codes and the continuation bytes of UTF-8 take none.
std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = std::min(text.find('m', i), text.size());
    else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
      ++count;
  }
  return count;
}

std::string without_controls(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(
      clean, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  return clean;
}

/// The first words of `text` that belong on one line, "10.0.0.1 -> 10.0.1.1"; takes them off.
std::string_view take_unbreakable(std::string_view& text) {
  constexpr std::string_view kArrow = " -> ";
  std::size_t end = std::min(text.find(' '), text.size());
  while (text.substr(end).starts_with(kArrow))
    end = std::min(text.find(' ', end + kArrow.size()), text.size());
  const std::string_view words = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return words;
}

}  // namespace

void Page::heading(std::string_view text) {
  text_ += '\n';
  text_ += painted(kBold, text);
  text_ += '\n';
}

void Page::paragraph(std::string_view first, std::string_view text) {
  const std::string clean = without_controls(text);
  std::string_view left = clean;
  std::size_t used = columns(first);
  const std::string indent(used > kDeepestIndent ? kShallowIndent : used, ' ');
  text_ += first;
  for (bool first_word = true; !left.empty(); first_word = false) {
    const std::string_view word = take_unbreakable(left);
    if (!first_word && used + 1 + columns(word) > static_cast<std::size_t>(style_.width)) {
      text_ += '\n' + indent;
      used = indent.size();
    } else if (!first_word) {
      text_ += ' ';
      ++used;
    }
    text_ += word;
    used += columns(word);
  }
  text_ += '\n';
}

void Page::verbatim(std::string_view line) {
  text_ += without_controls(line.substr(0, line.find_last_not_of(' ') + 1));
  text_ += '\n';
}

std::string Page::tinted(Verdict verdict, std::string_view words) const {
  switch (verdict) {
    case Verdict::Unaffected:
    case Verdict::Recovered:
      return painted(kGreen, words);
    case Verdict::Inconclusive:
      return painted(kYellow, words);
    case Verdict::NotRecovered:
      return painted(kRed, words);
  }
  std::unreachable();
}

std::string Page::tinted(Severity severity, std::string_view words) const {
  switch (severity) {
    case Severity::Info:
      return std::string(words);
    case Severity::Warning:
      return painted(kYellow, words);
    case Severity::Failure:
      return painted(kRed, words);
  }
  std::unreachable();
}

std::string Page::painted(std::string_view code, std::string_view words) const {
  return style_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, words) : std::string(words);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string since(Instant started, Instant at) {
  return fmt::format("{:+.2f} s", static_cast<double>((at - started).count()) / 1e9);
}

std::string since(Instant started, Instant from, Instant to) {
  const std::string first = since(started, from);
  const std::string last = since(started, to);
  return first == last ? "at " + first : first + " to " + last;
}

}  // namespace canary
