// SPDX-License-Identifier: Apache-2.0
#include "report/doctor_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace canary {
namespace {

using ::testing::HasSubstr;

DoctorReport of_an_old_kernel() {
  return {"5.10.0",
          false,
          {{"btf", true, "/sys/kernel/btf/vmlinux"}, {"tcx", false, "needs Linux 6.6"}},
          {{"xfrm_input", "kprobe", "kprobes load", ""},
           {"tc_egress", std::nullopt, "forced off: tc_egress", "packets that leave"}}};
}

TEST(DoctorReport, SaysWhatIsNotSeenWhereAHookIsMissing) {
  const std::string text = to_text_report(of_an_old_kernel(), {}).text();
  EXPECT_TRUE(text.starts_with("Linux 5.10.0: xfrm-canary cannot see everything here\n"));
  EXPECT_THAT(text, HasSubstr("  no   tcx                    needs Linux 6.6\n"));
  EXPECT_THAT(text, HasSubstr("not attached    forced off: tc_egress: packets that leave\n"));
}

TEST(DoctorReport, OnlyAMissingHookHasAConsequence) {
  const auto json = nlohmann::json::parse(to_json_report(of_an_old_kernel()));
  EXPECT_EQ(json["schema"], "xfrm-canary/doctor/1");
  EXPECT_EQ(json["ready"], false);
  EXPECT_EQ(json["checks"][1]["fine"], false);
  EXPECT_EQ(json["hooks"][0]["mode"], "kprobe");
  EXPECT_FALSE(json["hooks"][0].contains("consequence"));
  EXPECT_TRUE(json["hooks"][1]["mode"].is_null());
  EXPECT_EQ(json["hooks"][1]["consequence"], "packets that leave");
}

}  // namespace
}  // namespace canary
