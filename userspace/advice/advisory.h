// SPDX-License-Identifier: Apache-2.0
// Upgrades and versions that are known to break encrypted traffic, as data (advisories.txt).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advice/condition.h"
#include "advice/version.h"
#include "model/finding.h"

namespace canary {

/// Releases from `first` to `last`, both included.
struct VersionRange {
  Version first, last;
  [[nodiscard]] bool contains(const Version& version) const {
    return first <= version && version <= last;
  }
};

/// What the data know of a product: releases between `oldest` and `newest`, as of `date`.
struct Product {
  std::string name;
  Version oldest, newest;
  std::string date;             ///< "2026-08-21"
  bool skips_no_minor = false;  ///< its makers test upgrades by one minor release only
  VersionForm form = VersionForm::ThreeNumbers;
};

struct Advisory {
  std::string id;  ///< "cilium-24780"
  std::string product;
  std::string title;                      ///< one sentence: what happens
  Severity severity = Severity::Warning;  ///< Failure: traffic breaks and stays broken, or leaves
                                          ///< in the clear; Info: says nothing against an upgrade
  std::vector<VersionRange> from;         ///< empty: any
  std::vector<VersionRange> to;
  std::vector<Version> fixed_in;             ///< empty: not known
  std::vector<const Condition*> conditions;  ///< all must hold; empty: it concerns everybody
  std::string shows_as;                      ///< counters, or that none moves
  std::vector<std::string> remedies;
  std::string source;   ///< where it can be read
  bool is_read = true;  ///< in the source; false: as somebody told it
  std::string date;

  /// By versions alone.
  [[nodiscard]] bool concerns(const Version& before, const Version& after) const;
};

struct AdvisoryData {
  std::vector<Product> products;
  std::vector<Advisory> advisories;

  [[nodiscard]] const Product* find_product(std::string_view name) const;
};

/// Reads text in the form of advisories.txt. A Usage error names the line and the field of what
/// cannot be read, and of what contradicts itself or another entry.
[[nodiscard]] Result<AdvisoryData> read_advisories(std::string_view text);

/// The data that this program was built with.
[[nodiscard]] const AdvisoryData& known_advisories();

/// Those of `product` that going from `from` to `to` runs into by the versions alone, the gravest
/// first.
[[nodiscard]] std::vector<const Advisory*> advisories_of(const AdvisoryData& data,
                                                         std::string_view product,
                                                         const Version& from, const Version& to);

}  // namespace canary
