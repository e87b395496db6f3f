// SPDX-License-Identifier: Apache-2.0
// Against this kernel's own XFRM, in a network namespace of the test.
#include "kernel/xfrm_monitor.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <system_error>

#include "base/scoped_netns.h"
#include "kernel/testing/xfrm_message_builder.h"
#include "kernel/xfrm_socket.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

class XfrmMonitorInNetns : public ::testing::Test {
 protected:
  void SetUp() override {
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "needs CAP_SYS_ADMIN for a network namespace";
    const auto entered = ScopedNetns::enter(netns_->path());
    ASSERT_TRUE(entered);
    auto socket = open_xfrm_socket(SOCK_CLOEXEC, 0);
    if (!socket) GTEST_SKIP() << socket.error().message;
    socket_ = std::move(*socket);
    loop_ = EventLoop::make().value();
  }

  void start() {
    auto monitor =
        XfrmMonitor::start(netns_->path(), *loop_, BootClock::measure(),
                           [this](Instant, Observed what) { seen_.push_back(std::move(what)); });
    ASSERT_TRUE(monitor) << monitor.error().message;
    monitor_ = std::move(*monitor);
  }

  void ask_kernel(XfrmMessage message) {
    message.as_request();
    ASSERT_GE(mnl_socket_sendto(socket_.get(), &message.get(), message.get().nlmsg_len), 0);
    WipedBuffer answer;
    const auto received = mnl_socket_recvfrom(socket_.get(), answer.data(), answer.size());
    ASSERT_GE(mnl_cb_run(answer.data(), static_cast<std::size_t>(received), 0,
                         mnl_socket_get_portid(socket_.get()), nullptr, nullptr),
              0)
        << std::generic_category().message(errno);
  }
  void add_policy() { ask_kernel(XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info())); }
  void delete_policy() {
    xfrm_userpolicy_id id{};
    id.sel = policy_info().sel;
    id.dir = policy_info().dir;
    ask_kernel(XfrmMessage(XFRM_MSG_DELPOLICY).header(id));
  }

  void run_until_seen(std::size_t count) {
    loop_->after(5s, [this] { loop_->stop(); });
    wait_for(count);
    ASSERT_TRUE(loop_->run());
  }

  [[nodiscard]] std::vector<EntryEvent> policy_events() const {
    std::vector<EntryEvent> events;
    for (const auto& what : seen_)
      if (const auto* policies = std::get_if<PoliciesSeen>(&what))
        events.push_back(policies->event);
    return events;
  }

  std::vector<Observed> seen_;
  std::optional<FreshNetns> netns_;
  XfrmSocket socket_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<XfrmMonitor> monitor_;

 private:
  void wait_for(std::size_t count) {
    if (seen_.size() >= count)
      loop_->stop();
    else
      loop_->after(1ms, [this, count] { wait_for(count); });
  }
};

TEST_F(XfrmMonitorInNetns, ListsTheTablesFirst) {
  add_policy();
  start();
  ASSERT_EQ(seen_.size(), 2u);
  EXPECT_EQ(policy_events(), std::vector{EntryEvent::Listed});
  EXPECT_FALSE(std::get<XfrmTablesListed>(seen_.back()).local_addresses.empty());
}

TEST_F(XfrmMonitorInNetns, TellsChangesAsTheyCome) {
  start();
  add_policy();
  delete_policy();
  run_until_seen(3);  // the listing of empty tables, and both changes
  EXPECT_EQ(policy_events(), (std::vector{EntryEvent::Added, EntryEvent::Deleted}));
}

TEST_F(XfrmMonitorInNetns, ListsAnewWhereWhatIsBlockedByDefaultIsSet) {
  start();
  EXPECT_TRUE(std::get<XfrmTablesListed>(seen_.back()).blocked_by_default.empty());
  xfrm_userpolicy_default blocks{};
  blocks.out = XFRM_USERPOLICY_BLOCK;
  ask_kernel(XfrmMessage(XFRM_MSG_SETDEFAULT).header(blocks));
  run_until_seen(3);  // both listings, and between them that the tables are not known
  EXPECT_TRUE(std::holds_alternative<XfrmChangesLost>(seen_.at(1)));
  EXPECT_EQ(std::get<XfrmTablesListed>(seen_.back()).blocked_by_default,
            std::vector{PolicyDirection::Out});
}

TEST_F(XfrmMonitorInNetns, TellsAtItsEndWhatIsLeftAndTheTables) {
  start();
  add_policy();
  ASSERT_TRUE(monitor_->report());
  EXPECT_EQ(policy_events(), (std::vector{EntryEvent::Added, EntryEvent::Listed}));
}

}  // namespace
}  // namespace canary
