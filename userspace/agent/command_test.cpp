// SPDX-License-Identifier: Apache-2.0
#include "agent/command.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST(RunCommand, TellsTheExitStatus) {
  EXPECT_EQ(run_command("true", 10s), CommandEnd(Exited{0}));
  EXPECT_EQ(run_command("exit 7", 10s), CommandEnd(Exited{7}));
}

TEST(RunCommand, TellsTheSignal) {
  EXPECT_EQ(run_command("kill -TERM $$", 10s), CommandEnd(Killed{SIGTERM}));
}

TEST(RunCommand, ACommandThatIsTooSlowIsKilledWithItsChildren) {
  // All of its processes inherit the writing end, which hangs up when the last of them is gone.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  EXPECT_EQ(run_command("sleep 600 & sleep 600; wait", 200ms), CommandEnd(OutOfTime{}));
  writer.reset();
  pollfd waiting{reader.get(), 0, 0};  // POLLHUP comes unasked
  EXPECT_EQ(poll(&waiting, 1, 10'000), 1);
  EXPECT_TRUE(waiting.revents & POLLHUP);
}

TEST(RunCommand, ACommandHasNoInputToWaitFor) {
  EXPECT_EQ(run_command("cat", 10s), CommandEnd(Exited{0}));
}

TEST(RunCommand, SignalsThatThisThreadBlocksAreNotBlockedInTheCommand) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto end = run_command("kill -TERM $$", 10s);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(end, CommandEnd(Killed{SIGTERM}));
}

}  // namespace
}  // namespace canary
