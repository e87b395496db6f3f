// SPDX-License-Identifier: Apache-2.0
#include "session/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/ip.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::ip;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class BaselineTest : public ::testing::Test {
 protected:
  void add_path(Ssid ssid, const NodeName& remote, PathKind kind = PathKind::Encrypted) {
    baseline_.observe(at(0), PathAdded{ssid, remote, kind, ip("10.0.0.10"), ip("10.0.1.10")});
  }
  void send(Ssid ssid, int count) {
    for (int i = 0; i < count; ++i)
      baseline_.observe(at(i * 100), ProbeSent{ssid, static_cast<std::uint32_t>(i + 1), 44});
  }
  void answer(Ssid ssid, std::uint32_t sequence, int at_ms) {
    baseline_.observe(at(at_ms), ReplyReceived{.ssid = ssid, .sequence = sequence});
  }
  static Instant at(int ms) { return Instant{} + ms * 1ms; }
  [[nodiscard]] std::vector<std::string> troubles() const {
    return baseline_.troubles(at(1000), 500ms);
  }
  Baseline baseline_;
};

TEST_F(BaselineTest, NamesAPeerThatNeverAnswered) {
  add_path(1, "node-b");
  send(1, 10);
  EXPECT_THAT(troubles(), ElementsAre("node-b is unreachable already: none of 10 probes was "
                                      "answered; that is no upgrade's doing"));
}

TEST_F(BaselineTest, NamesAPeerThatAnswersNoMore) {
  add_path(1, "node-b");
  send(1, 2);
  answer(1, 2, 110);
  send(1, 5);
  EXPECT_THAT(troubles(),
              ElementsAre(StartsWith("node-b is unreachable already: none of the last 5 probes")));
}

TEST_F(BaselineTest, IsPatientWithWhatIsOnItsWay) {
  add_path(1, "node-b");
  send(1, 10);
  answer(1, 8, 800);
  EXPECT_THAT(troubles(), IsEmpty());
}

TEST_F(BaselineTest, LeavesControlPathsToTheVerdict) {
  add_path(1, "node-b", PathKind::Control);
  send(1, 10);
  EXPECT_THAT(troubles(), IsEmpty());
}

}  // namespace
}  // namespace canary
