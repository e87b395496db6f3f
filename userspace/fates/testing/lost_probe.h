// SPDX-License-Identifier: Apache-2.0
// For tests only: what both nodes saw where node A probes B, probe 5 of 20 is lost and the others
// are answered. Of the first one each receiver saw the packet come out of XFRM, so that it would
// have seen the others.
#pragma once

#include "testing/timeline_builder.h"

namespace canary {

inline testing::TimelineBuilder sender() {
  testing::TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b").answered(1, 4).lost(5, 5).answered(6, 20);
  builder.arrived(1, ProbeLeg::Reply);
  return builder;
}

inline testing::TimelineBuilder reflector() {
  testing::TimelineBuilder builder("node-b");
  builder.ends(std::chrono::seconds{10}).peer("node-a").probed_by("node-a").arrived(1);
  return builder;
}

}  // namespace canary
