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

/// Where the words of `text` end that belong on the line on which those at `from` stand,
/// "10.0.0.1 -> 10.0.1.1".
std::size_t end_of_unbreakable(std::string_view text, std::size_t from) {
  constexpr std::string_view kArrow = " -> ";
  std::size_t end = std::min(text.find(' ', from), text.size());
  while (text.substr(end).starts_with(kArrow))
    end = std::min(text.find(' ', end + kArrow.size()), text.size());
  return end;
}

}  // namespace

void Page::heading(const TerminalText& text) {
  text_.end_line();
  text_ += painted(kBold, text);
  text_.end_line();
}

void Page::paragraph(const TerminalText& first, const TerminalText& text) {
  const std::string_view words = text.text();
  std::size_t used = columns(first.text());
  const std::string indent(used > kDeepestIndent ? kShallowIndent : used, ' ');
  text_ += first;
  for (std::size_t from = 0, end = 0; from < words.size(); from = end + 1) {
    end = end_of_unbreakable(words, from);
    const std::size_t wide = columns(words.substr(from, end - from));
    if (from > 0 && used + 1 + wide > static_cast<std::size_t>(style_.width)) {
      text_.end_line();
      text_ += indent;
      used = indent.size();
    } else if (from > 0) {
      text_ += " ";
      ++used;
    }
    text_ += text.part(from, end - from);
    used += wide;
  }
  text_.end_line();
}

void Page::verbatim(const TerminalText& line) {
  text_ += line.part(0, line.text().find_last_not_of(' ') + 1);
  text_.end_line();
}

TerminalText Page::tinted(Verdict verdict, const TerminalText& words) const {
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

TerminalText Page::tinted(Severity severity, const TerminalText& words) const {
  switch (severity) {
    case Severity::Info:
      return words;
    case Severity::Warning:
      return painted(kYellow, words);
    case Severity::Failure:
      return painted(kRed, words);
  }
  std::unreachable();
}

TerminalText Page::painted(std::string_view code, const TerminalText& words) const {
  return style_.color ? TerminalText::painted(code, words) : words;
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
