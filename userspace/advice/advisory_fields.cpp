// SPDX-License-Identifier: Apache-2.0
#include "advice/advisory_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace canary {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// What stands before the next `separator`, which goes with it.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

}  // namespace

std::unexpected<Error> field_error(const AdvisoryField& field, std::string_view words) {
  return usage_error(fmt::format("line {}, {}: {}", field.line, field.name, words));
}

Result<AdvisoryField> AdvisoryEntry::one(std::string_view name) const {
  const auto found = all(name);
  if (found.empty()) return field_error({head.line, name, {}}, "is missing");
  if (found.size() > 1) return field_error(found[1], "stands twice");
  if (found[0].value.empty()) return field_error(found[0], "is empty");
  return found[0];
}

std::vector<AdvisoryField> AdvisoryEntry::all(std::string_view name) const {
  std::vector<AdvisoryField> found;
  std::ranges::copy_if(fields, std::back_inserter(found),
                       [&](const auto& field) { return field.name == name; });
  return found;
}

Result<void> AdvisoryEntry::knows_only(const std::set<std::string_view>& known) const {
  for (const auto& field : fields)
    if (!known.contains(field.name)) return field_error(field, "is no field that is known");
  return {};
}

Result<std::vector<AdvisoryEntry>> advisory_entries(std::string_view text) {
  std::vector<AdvisoryEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto raw = take_until(text, '\n');
    auto line = trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    const bool is_head = raw.front() != ' ';
    if (line.find(':') == std::string_view::npos)
      return field_error({number, line, {}}, "a colon must follow the name");
    const AdvisoryField field{number, trimmed(take_until(line, ':')), trimmed(line)};
    if (is_head)
      entries.push_back({field, {}});
    else if (entries.empty())
      return field_error(field, "belongs to no entry");
    else
      entries.back().fields.push_back(field);
  }
  return entries;
}

std::vector<std::string_view> listed(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) parts.push_back(trimmed(take_until(text, ',')));
  return parts;
}

}  // namespace canary
