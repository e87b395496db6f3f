// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "advice/advisory.h"
#include "advice/advisory_fields.h"

namespace canary {
namespace {

Result<Version> version_in(const AdvisoryField& field, std::string_view text) {
  const auto version = Version::parse(text);
  if (!version) return field_error(field, version.error().message);
  return *version;
}

/// "1.13.2" or "1.11.18..1.11.19"
Result<VersionRange> range_in(const AdvisoryField& field, std::string_view text) {
  constexpr std::string_view kTo = "..";
  const auto dots = text.find(kTo);
  const auto first = version_in(field, text.substr(0, dots));
  if (!first) return std::unexpected(first.error());
  if (dots == std::string_view::npos) return VersionRange{*first, *first};
  const auto last = version_in(field, text.substr(dots + kTo.size()));
  if (!last) return std::unexpected(last.error());
  if (*last < *first) return field_error(field, fmt::format("{} runs backwards", text));
  return VersionRange{*first, *last};
}

Result<std::vector<VersionRange>> ranges_in(const AdvisoryField& field) {
  std::vector<VersionRange> ranges;
  for (const auto part : listed(field.value)) {
    const auto range = range_in(field, part);
    if (!range) return std::unexpected(range.error());
    ranges.push_back(*range);
  }
  return ranges;
}

Result<std::string> date_in(const AdvisoryField& field) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  const bool is_date = std::ranges::equal(field.value, kForm, [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
  if (!is_date) return field_error(field, "a date is written as 2026-08-21");
  return std::string(field.value);
}

Result<Severity> severity_in(const AdvisoryField& field) {
  for (const auto severity : {Severity::Info, Severity::Warning, Severity::Failure})
    if (field.value == to_text(severity)) return severity;
  return field_error(field, "is one of info, warning, failure");
}

Result<std::vector<const Condition*>> conditions_in(const AdvisoryEntry& entry) {
  std::vector<const Condition*> conditions;
  for (const auto& field : entry.all("conditions"))
    for (const auto word : listed(field.value)) {
      conditions.push_back(find_condition(word));
      if (conditions.back() == nullptr)
        return field_error(field, fmt::format("'{}' is no condition that is known", word));
    }
  return conditions;
}

/// Runs `read` on the field of that name, which must be there, and keeps what it makes in `into`.
template <class T>
Result<void> take(const AdvisoryEntry& entry, std::string_view name,
                  Result<T> (*read)(const AdvisoryField&), T& into) {
  const auto field = entry.one(name);
  if (!field) return std::unexpected(field.error());
  auto value = read(*field);
  if (!value) return std::unexpected(value.error());
  into = std::move(*value);
  return {};
}

Result<std::string> text_in(const AdvisoryField& field) { return std::string(field.value); }
Result<Version> whole_version_in(const AdvisoryField& field) {
  return version_in(field, field.value);
}

Result<Product> product_in(const AdvisoryEntry& entry) {
  Product product;
  product.name = entry.head.value;
  product.skips_no_minor = !entry.all("minors").empty();
  if (!entry.all("numbers").empty()) product.form = VersionForm::TwoOrThree;
  auto read = entry.knows_only({"oldest", "newest", "date", "minors", "numbers"});
  if (read) read = take(entry, "oldest", whole_version_in, product.oldest);
  if (read) read = take(entry, "newest", whole_version_in, product.newest);
  if (read) read = take(entry, "date", date_in, product.date);
  if (!read) return std::unexpected(read.error());
  if (product.newest < product.oldest)
    return field_error(entry.head, "its newest release is older than its oldest");
  return product;
}

Result<bool> provenance_in(const AdvisoryField& field) {
  if (field.value == "source") return true;
  if (field.value == "report") return false;
  return field_error(field, "is one of source, report");
}

Result<std::string> address_in(const AdvisoryField& field) {
  if (!field.value.starts_with("https://")) return field_error(field, "begins with https://");
  return std::string(field.value);
}

/// Where it is from: "any" leaves the list empty.
Result<std::vector<VersionRange>> origins_in(const AdvisoryField& field) {
  if (field.value == "any") return std::vector<VersionRange>{};
  return ranges_in(field);
}

Result<void> read_fixes(const AdvisoryEntry& entry, Advisory& advisory) {
  for (const auto& field : entry.all("fixed in"))
    for (const auto part : listed(field.value)) {
      const auto version = version_in(field, part);
      if (!version) return std::unexpected(version.error());
      if (std::ranges::any_of(advisory.to, [&](const auto& r) { return r.contains(*version); }))
        return field_error(field, fmt::format("{} is one of those that break", part));
      advisory.fixed_in.push_back(*version);
    }
  return {};
}

Result<Advisory> advisory_in(const AdvisoryEntry& entry) {
  Advisory advisory;
  advisory.id = entry.head.value;
  auto read =
      entry.knows_only({"product", "title", "severity", "from", "to", "fixed in", "conditions",
                        "shows as", "remedy", "source", "provenance", "date"});
  if (read) read = take(entry, "product", text_in, advisory.product);
  if (read) read = take(entry, "title", text_in, advisory.title);
  if (read) read = take(entry, "severity", severity_in, advisory.severity);
  if (read) read = take(entry, "from", origins_in, advisory.from);
  if (read) read = take(entry, "to", ranges_in, advisory.to);
  if (read) read = read_fixes(entry, advisory);
  if (read) read = take(entry, "shows as", text_in, advisory.shows_as);
  if (read) read = take(entry, "source", address_in, advisory.source);
  if (read) read = take(entry, "provenance", provenance_in, advisory.is_read);
  if (read) read = take(entry, "date", date_in, advisory.date);
  if (!read) return std::unexpected(read.error());
  auto conditions = conditions_in(entry);
  if (!conditions) return std::unexpected(conditions.error());
  advisory.conditions = std::move(*conditions);
  for (const auto& remedy : entry.all("remedy")) advisory.remedies.emplace_back(remedy.value);
  if (advisory.remedies.empty()) return field_error({entry.head.line, "remedy", {}}, "is missing");
  return advisory;
}

/// Whether `advisory` fits what else is known.
Result<void> check(const Advisory& advisory, const AdvisoryEntry& entry, const AdvisoryData& data) {
  if (std::ranges::count(data.advisories, advisory.id, &Advisory::id) > 0)
    return field_error(entry.head, "an entry of that name stands above");
  const auto* product = data.find_product(advisory.product);
  if (product == nullptr)
    return field_error(entry.one("product").value(), "no product of that name stands above");
  for (const auto& range : advisory.to)
    if (range.first > product->newest || range.last < product->oldest)
      return field_error(entry.one("to").value(),
                         fmt::format("lies outside of what is known of {}", product->name));
  return {};
}

}  // namespace

Result<AdvisoryData> read_advisories(std::string_view text) {
  const auto entries = advisory_entries(text);
  if (!entries) return std::unexpected(entries.error());
  AdvisoryData data;
  for (const auto& entry : *entries) {
    if (entry.head.name == "product") {
      auto product = product_in(entry);
      if (!product) return std::unexpected(product.error());
      data.products.push_back(std::move(*product));
    } else if (entry.head.name == "advisory") {
      auto advisory = advisory_in(entry);
      if (!advisory) return std::unexpected(advisory.error());
      if (auto fits = check(*advisory, entry, data); !fits) return std::unexpected(fits.error());
      data.advisories.push_back(std::move(*advisory));
    } else {
      return field_error(entry.head, "an entry is a product or an advisory");
    }
  }
  return data;
}

}  // namespace canary
