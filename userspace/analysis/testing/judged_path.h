// SPDX-License-Identifier: Apache-2.0
// A session with one path of interest, judged.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary::testing {

/// A node whose agent goes after a second and is ready after two, and that probes one peer.
inline TimelineBuilder upgrade() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").agent_gone(std::chrono::seconds(1)).agent_ready(std::chrono::seconds(2));
  return builder;
}

/// A node that is watched after its upgrade, and probes one peer.
inline TimelineBuilder after() {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b");
  return builder;
}

/// As after(), with probes from 15 s on: attaching took so long.
inline TimelineBuilder slow() {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().begins_to_probe(std::chrono::seconds(15)).peer("node-b");
  return builder;
}

/// The first path of the judgement.
inline PathJudgement judged(const Timeline& timeline) { return judge(timeline).paths.at(0); }
inline PathJudgement judged(const TimelineBuilder& builder) { return judged(builder.timeline()); }
inline Verdict verdict_of(const TimelineBuilder& builder) { return judged(builder).verdict; }

inline ::testing::AssertionResult says(const PathJudgement& path, std::string_view words) {
  if (path.reason.find(words) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << path.reason << "\" does not say " << words;
}

}  // namespace canary::testing
