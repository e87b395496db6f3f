// SPDX-License-Identifier: Apache-2.0
#include "base/http_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

namespace canary {
namespace {

using std::string_view;

constexpr std::size_t kLongestHead = 64 << 10;

/// Status code of "HTTP/1.0 200 OK".
std::optional<int> status_of(string_view head) {
  const auto space = head.find(' ');
  if (!head.starts_with("HTTP/") || space == string_view::npos) return std::nullopt;
  int status = 0;
  const char* digits = head.data() + space + 1;
  const auto [end, error] = std::from_chars(digits, head.data() + head.size(), status);
  if (error != std::errc{} || end != digits + 3) return std::nullopt;
  return status;
}

std::optional<std::size_t> content_length_of(string_view head) {
  constexpr string_view kName = "\r\ncontent-length:";
  const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(),
                                 [](unsigned char a, char b) { return std::tolower(a) == b; });
  if (found == head.end()) return std::nullopt;
  string_view value(found + kName.size(), head.end());
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  std::size_t length = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
  if (parsed.ec != std::errc{}) return std::nullopt;
  return length;
}

/// Where the body begins; nothing where the head has not ended.
std::optional<std::size_t> end_of_head(string_view text) {
  constexpr string_view kEndOfHead = "\r\n\r\n";
  const auto end = text.substr(0, kLongestHead).find(kEndOfHead);
  if (end == string_view::npos) return std::nullopt;
  return end + kEndOfHead.size();
}

/// The answer in `text`, once as much of it is there as `with_body` wants.
std::optional<HttpAnswer> parse(string_view text, bool with_body, bool ended) {
  const auto body_at = end_of_head(text);
  if (!body_at) return std::nullopt;
  const string_view head = text.substr(0, *body_at);
  const auto status = status_of(head);
  if (!status) return std::nullopt;
  if (!with_body) return HttpAnswer{*status, ""};
  string_view body = text.substr(*body_at);
  const auto length = content_length_of(head);
  if (!ended && (!length || body.size() < *length)) return std::nullopt;
  return HttpAnswer{*status, std::string(body.substr(0, length.value_or(body.size())))};
}

}  // namespace

Connected<HttpAnswer> receive_http_answer(const Receive& receive, bool with_body,
                                          std::size_t largest) {
  std::string text;
  std::array<char, 16384> part;
  for (;;) {
    const auto more = receive(part);
    if (!more) return std::unexpected(more.error());
    text.append(part.data(), *more);
    const bool ended = *more == 0;
    if (text.size() > largest)
      return std::unexpected(ConnectionFailure{
          .reason = fmt::format("its answer is larger than {} MiB", largest >> 20),
          .too_large = true});
    if (auto answer = parse(text, with_body, ended)) return *answer;
    if (ended || (text.size() > kLongestHead && !end_of_head(text)))
      return std::unexpected(ConnectionFailure{false, "its answer is not HTTP"});
  }
}

}  // namespace canary
