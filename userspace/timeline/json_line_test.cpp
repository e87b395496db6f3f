// SPDX-License-Identifier: Apache-2.0
#include "timeline/json_line.h"

#include <gtest/gtest.h>

#include <limits>

namespace canary {
namespace {

TEST(JsonLine, FindsMembersAtAnyDepth) {
  JsonLine line;
  const auto root = line.parse(R"({"a":[1,{"b":2}],"c":{"b":"x"},"b":-3})");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("b")->signed_number(), -3);
  EXPECT_EQ(root->find("c")->find("b")->text(), "x");
  std::size_t elements = 0;
  root->find("a")->each_element([&](const JsonValue&) { ++elements; });
  EXPECT_EQ(elements, 2u);
  EXPECT_FALSE(root->find("d"));
  EXPECT_FALSE(root->find("b")->find("b"));
}

TEST(JsonLine, OfTwoMembersOfOneNameTheLastOneCounts) {
  JsonLine line;
  EXPECT_EQ(line.parse(R"({"a":1,"a":2})")->find("a")->unsigned_number(), 2u);
}

TEST(JsonLine, TheNextTextTakesThePlaceOfTheOneBefore) {
  JsonLine line;
  ASSERT_TRUE(line.parse(R"({"a":"long enough to lie on the heap"})"));
  const auto root = line.parse(R"({"b":"x"})");
  EXPECT_FALSE(root->find("a"));
  EXPECT_EQ(root->find("b")->text(), "x");
}

TEST(JsonLine, NumbersAreWholeAndOfTheirType) {
  JsonLine line;
  const auto root = line.parse(R"([18446744073709551615,-1,1.0,1e3,18446744073709551616])");
  ASSERT_TRUE(root);
  std::vector<std::optional<std::uint64_t>> unsigned_ones;
  std::vector<std::optional<std::int64_t>> signed_ones;
  root->each_element([&](const JsonValue& value) {
    unsigned_ones.push_back(value.unsigned_number());
    signed_ones.push_back(value.signed_number());
  });
  EXPECT_EQ(unsigned_ones, (std::vector<std::optional<std::uint64_t>>{
                               std::numeric_limits<std::uint64_t>::max(), {}, {}, {}, {}}));
  EXPECT_EQ(signed_ones, (std::vector<std::optional<std::int64_t>>{{}, -1, {}, {}, {}}));
}

TEST(JsonLine, WhatIsNoJsonIsNothing) {
  JsonLine line;
  for (const char* text : {"", "{", "{\"a\":1}x", "{\"a\":1,}", "\"\xff\"", "nul", "[1e999]"})
    EXPECT_FALSE(line.parse(text)) << text;
}

TEST(JsonLine, NestsAsDeepAsALineIsLong) {
  JsonLine line;
  const std::size_t depth = 1'000'000;
  EXPECT_TRUE(line.parse(std::string(depth, '[') + std::string(depth, ']')));
  EXPECT_FALSE(line.parse(std::string(depth, '[')));
}

TEST(JsonLine, QuotesScalarsInAscii) {
  JsonLine line;
  EXPECT_EQ(line.parse(R"("a\"ä")")->quote(), "\"a\\\"\\u00e4\"");
  EXPECT_EQ(line.parse("1.5")->quote(), "1.5");
  EXPECT_EQ(line.parse("null")->quote(), "null");
  EXPECT_EQ(line.parse("[1]")->quote(), "a list");
}

TEST(JsonLine, OfMoreValuesThanMayBeIsNone) {
  JsonLine line;
  std::string many = R"({"x":[)";
  for (int i = 0; i < 1000; ++i) many += "{},";
  many += "1]}";
  EXPECT_TRUE(line.parse(many));
  EXPECT_TRUE(line.parse(many, 1004));
  EXPECT_FALSE(line.parse(many, 1003));
  EXPECT_FALSE(line.parse(" " + many, 1003)) << "by the other parser";
}

}  // namespace
}  // namespace canary
