// SPDX-License-Identifier: Apache-2.0
#include "advice/advisory.h"

#include <algorithm>

namespace canary {
namespace {

bool in_any(const std::vector<VersionRange>& ranges, const Version& version) {
  return std::ranges::any_of(ranges, [&](const auto& range) { return range.contains(version); });
}

}  // namespace

bool Advisory::concerns(const Version& before, const Version& after) const {
  return before != after && (from.empty() || in_any(from, before)) && in_any(to, after);
}

const Product* AdvisoryData::find_product(std::string_view name) const {
  const auto found = std::ranges::find(products, name, &Product::name);
  return found == products.end() ? nullptr : &*found;
}

std::vector<const Advisory*> advisories_of(const AdvisoryData& data, std::string_view product,
                                           const Version& from, const Version& to) {
  std::vector<const Advisory*> found;
  for (const auto& advisory : data.advisories)
    if (advisory.product == product && advisory.concerns(from, to)) found.push_back(&advisory);
  std::ranges::stable_sort(found, std::ranges::greater{}, &Advisory::severity);
  return found;
}

}  // namespace canary
