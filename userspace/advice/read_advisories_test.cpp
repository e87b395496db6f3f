// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "advice/advisory.h"

namespace canary {
namespace {

constexpr std::string_view kProduct = R"(product: cilium
  oldest: 1.10.0
  newest: 1.19.6
  date: 2026-08-21
)";
constexpr std::string_view kAdvisory = R"(advisory: cilium-1
  product: cilium
  title: it breaks
  severity: failure
  from: 1.10.0..1.12.99
  to: 1.13.1, 1.13.3..1.13.4
  fixed in: 1.13.5
  conditions: tunnel
  shows as: XfrmInNoStates
  remedy: wait
  source: https://example.com/1
  provenance: source
  date: 2023-04-06
)";

/// The text with one line of the advisory changed; without it where `to` is empty.
std::string changed(std::string_view line, std::string_view to) {
  std::string text = std::string(kProduct) + std::string(kAdvisory);
  const auto at = text.find(std::string("  ") + std::string(line));
  EXPECT_NE(at, std::string::npos) << line;
  const auto end = text.find('\n', at) + 1;
  return text.replace(at, end - at, to.empty() ? "" : "  " + std::string(to) + "\n");
}

std::string complaint_of(const std::string& text) {
  const auto data = read_advisories(text);
  return data ? "" : data.error().message;
}

TEST(ReadAdvisories, ReadsAnEntryWhole) {
  const auto data = read_advisories(std::string(kProduct) + std::string(kAdvisory));
  ASSERT_TRUE(data.has_value()) << data.error().message;
  ASSERT_EQ(data->advisories.size(), 1u);
  const auto& advisory = data->advisories.front();
  EXPECT_EQ(advisory.id, "cilium-1");
  EXPECT_TRUE(advisory.concerns({1, 12, 3}, {1, 13, 4}));
  EXPECT_FALSE(advisory.concerns({1, 12, 3}, {1, 13, 2}));
  EXPECT_FALSE(advisory.concerns({1, 13, 0}, {1, 13, 4}));
  ASSERT_EQ(advisory.conditions.size(), 1u);
  EXPECT_EQ(advisory.conditions.front()->words, "tunnel mode");
}

TEST(ReadAdvisories, NamesLineAndFieldOfWhatCannotBeRead) {
  EXPECT_EQ(complaint_of(changed("from:", "from: 1.13")),
            "line 9, from: '1.13' is not a version: write it as 1.13.1");
  EXPECT_EQ(complaint_of(changed("severity:", "severity: bad")),
            "line 8, severity: is one of info, warning, failure");
  EXPECT_EQ(complaint_of(changed("conditions:", "conditions: moon")),
            "line 12, conditions: 'moon' is no condition that is known");
  EXPECT_EQ(complaint_of(changed("date: 2023", "date: yesterday")),
            "line 17, date: a date is written as 2026-08-21");
  EXPECT_EQ(complaint_of(changed("source:", "source: somewhere")),
            "line 15, source: begins with https://");
}

TEST(ReadAdvisories, AFieldThatIsMissingOrUnknownIsAnError) {
  EXPECT_EQ(complaint_of(changed("title:", "")), "line 5, title: is missing");
  EXPECT_EQ(complaint_of(changed("remedy:", "")), "line 5, remedy: is missing");
  EXPECT_EQ(complaint_of(changed("title:", "titel: it breaks")),
            "line 7, titel: is no field that is known");
}

TEST(ReadAdvisories, WhatContradictsItselfIsAnError) {
  EXPECT_EQ(complaint_of(changed("fixed in:", "fixed in: 1.13.4")),
            "line 11, fixed in: 1.13.4 is one of those that break");
  EXPECT_EQ(complaint_of(changed("to:", "to: 1.13.4..1.13.3")),
            "line 10, to: 1.13.4..1.13.3 runs backwards");
  EXPECT_EQ(complaint_of(changed("to:", "to: 1.21.0")),
            "line 10, to: lies outside of what is known of cilium");
  EXPECT_EQ(complaint_of(changed("product: cilium", "product: celium")),
            "line 6, product: no product of that name stands above");
}

TEST(ReadAdvisories, AnIdStandsOnce) {
  const auto text = std::string(kProduct) + std::string(kAdvisory) + std::string(kAdvisory);
  EXPECT_EQ(complaint_of(text), "line 18, advisory: an entry of that name stands above");
}

}  // namespace
}  // namespace canary
