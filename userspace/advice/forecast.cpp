// SPDX-License-Identifier: Apache-2.0
#include "advice/forecast.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
namespace {

enum class Concern { No, Unknown, Yes };

Concern concern_of(const Advisory& advisory, const std::map<std::string_view, bool>& holds) {
  auto concern = Concern::Yes;
  for (const auto* condition : advisory.conditions) {
    const auto known = holds.find(condition->word);
    if (known == holds.end())
      concern = std::min(concern, Concern::Unknown);
    else if (!known->second)
      return Concern::No;
  }
  return concern;
}

std::string unchecked(const Advisory& advisory, const std::map<std::string_view, bool>& holds) {
  std::vector<std::string_view> words;
  for (const auto* condition : advisory.conditions)
    if (!holds.contains(condition->word)) words.push_back(condition->words);
  return fmt::format("{} concerns clusters with {}: whether this is one is not known here",
                     advisory.id, fmt::join(words, ", "));
}

bool is_known(const Version& version, const Product& product) {
  return product.oldest <= version && version <= product.newest;
}

std::vector<std::string> limits_of(const Product& product, const Version& from, const Version& to) {
  std::vector<std::string> reasons;
  for (const auto& version : {from, to})
    if (!is_known(version, product))
      reasons.push_back(fmt::format(
          "{} is beyond what is known of {}: releases from {} to {}, as of {}", to_text(version),
          product.name, to_text(product.oldest), to_text(product.newest), product.date));
  if (to < from)
    reasons.push_back(fmt::format("{} is older than {}: of downgrades little is known", to_text(to),
                                  to_text(from)));
  if (product.skips_no_minor && (to.major > from.major || to.minor > from.minor + 1))
    reasons.push_back(fmt::format("minor releases between {} and {} are skipped: nobody tests that",
                                  to_text(from), to_text(to)));
  return reasons;
}

}  // namespace

Forecast forecast(const AdvisoryData& data, const Product& product, const Version& from,
                  const Version& to, const std::map<std::string_view, bool>& holds) {
  Forecast found;
  found.reasons = limits_of(product, from, to);
  bool is_affected = false;
  for (const auto* advisory : advisories_of(data, product.name, from, to)) {
    const auto concern = concern_of(*advisory, holds);
    if (concern == Concern::No) continue;
    found.advisories.push_back(advisory);
    if (advisory->severity == Severity::Info) continue;
    if (concern == Concern::Yes)
      is_affected = true;
    else
      found.reasons.push_back(unchecked(*advisory, holds));
  }
  if (is_affected)
    found.outlook = Outlook::Affected;
  else if (!found.reasons.empty())
    found.outlook = Outlook::CannotTell;
  return found;
}

}  // namespace canary
