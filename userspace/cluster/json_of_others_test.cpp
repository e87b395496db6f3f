// SPDX-License-Identifier: Apache-2.0
#include "cluster/json_of_others.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace canary {
namespace {

using Json = nlohmann::json;

std::string array_of(std::string_view element, std::size_t count) {
  std::string text = "{\"a\":[";
  for (std::size_t i = 0; i < count; ++i) text += std::string(element) + ",";
  return text + "0]}";
}

TEST(JsonOfOthers, IsReadAsItIs) {
  const auto json = parse_json_of_others(R"({"a":{"b":[1,"x"]},"c":null})");
  EXPECT_EQ(json, Json::parse(R"({"a":{"b":[1,"x"]},"c":null})"));
  EXPECT_THROW(static_cast<void>(parse_json_of_others("{")), Json::exception);
}

TEST(JsonOfOthers, OfManyValuesInFewOctetsIsRefused) {
  EXPECT_NO_THROW(static_cast<void>(parse_json_of_others(array_of("\"a-long-name\"", 5000))));
  EXPECT_THROW(static_cast<void>(parse_json_of_others(array_of("{}", 5000))), Json::exception);
}

}  // namespace
}  // namespace canary
