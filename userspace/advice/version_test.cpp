// SPDX-License-Identifier: Apache-2.0
#include "advice/version.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(Version, ReadsWhatAgentsAndPeopleWrite) {
  for (const auto* text :
       {"1.13.1", "v1.13.1", "V1.13.1", " 1.13.1\n", "1.13.1 (v1.13.1-a6be57eb80)", "1.13.1-rc.0",
        "1.13.1-cee.1", "1.13.1+up1", "cilium:v1.13.1", "quay.io/cilium/cilium:v1.13.1",
        "registry.example.com:5000/cilium/cilium:v1.13.1@sha256:0123456789abcdef",
        "Client: 1.13.1 4c9a630 2022-08-15T16:29:39-07:00 go version go1.18.5 linux/amd64",
        "cilium version 1.13.1", "Client Version: 1.13.1", "Cluster version is 1.13.1",
        "Linux strongSwan U1.13.1/K6.1.0-13-amd64"})
    EXPECT_EQ(Version::parse(text), (Version{1, 13, 1})) << text;
}

TEST(Version, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "1.13", "1.13.", "latest", "1.13.x", "1.13.1.2", "99999999999.1.1", "4294967295.1.1",
        "10000.1.1", "quay.io/cilium/cilium:latest", "quay.io/cilium/cilium@sha256:0123",
        "registry.example.com:5000/cilium", "Client:", "-1.13.1", "1.-13.1"}) {
    const auto parsed = Version::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::Usage);
    EXPECT_NE(parsed.error().message.find("write it as 1.13.1"), std::string::npos);
  }
}

TEST(Version, OfAProductThatNamesReleasesByTwoNumbersReadsTwo) {
  for (const auto* text : {"5.3", "v5.3", "Linux Libreswan U5.3/K6.1.0", "5.3-1.el9", "5.3.0"})
    EXPECT_EQ(Version::parse(text, VersionForm::TwoOrThree), (Version{5, 3, 0})) << text;
  for (const auto* text : {"5", "5.", "5.x", "5.3.", "5.3.1.2"})
    EXPECT_FALSE(Version::parse(text, VersionForm::TwoOrThree)) << text;
  EXPECT_FALSE(Version::parse("5.3"));
}

TEST(Version, ComparesByNumberAndNotByLetter) {
  EXPECT_LT((Version{1, 9, 9}), (Version{1, 10, 0}));
  EXPECT_LT((Version{1, 13, 2}), (Version{1, 13, 10}));
}

}  // namespace
}  // namespace canary
