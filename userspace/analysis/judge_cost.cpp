// SPDX-License-Identifier: Apache-2.0
// What a judgement of a long recording costs, reading included; no test, since times are the
// machine's. docs/benchmarks.md has the figures.
//
//   judge_cost [<observations>]
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "analysis/judge.h"
#include "base/memory.h"
#include "timeline/recording.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1'800'000'000'000'000'000};

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

const IpAddress kOurs = address("10.0.0.10"), kTheirs = address("10.0.1.10");
const IpAddress kOurOuter = address("192.0.2.1"), kTheirOuter = address("192.0.2.2");

SessionHeader header() {
  SessionHeader header;
  header.node = "node-a";
  header.kernel = "6.12";
  header.agent_kind = "cilium";
  header.started = kStart;
  header.criteria = {true, 50ms, 2s, 50ms, 3s, 3s, 3};
  header.local_addresses = {kOurs};
  header.peers = {{"node-b", {kTheirs}, {host_prefix(kTheirs)}}};
  return header;
}

/// Two nodes that probe each other, as one of them sees it: eight observations for one probe of
/// either.
class Writer {
 public:
  explicit Writer(RecordingWriter& recording) : recording_(recording) {}

  void begin() {
    for (const char* hook : {"xfrm_lookup_route", "xfrm_replay_overflow", "xfrm_replay_advance",
                             "kfree_skb", "tc_egress eth0", "tc_ingress eth0"})
      add(0ns, HookAttached{hook, "fentry"});
    add(0ns, PathAdded{1, "node-b", PathKind::Encrypted, kOurs, kTheirs});
  }

  void probe_each_other(std::uint32_t sequence) {
    using enum ProbeLeg;
    const ProbeKey ours{kOurs, kTheirs, 1, sequence}, theirs{kTheirs, kOurs, 7, sequence};
    at_ = kStart + 1s + sequence * 50ms;
    add(0us, ProbeSent{1, sequence, 44});
    send(100us, ours, Request, 2 * sequence + 1);
    add(900us, ProbeArrived{ours, Reply, true});
    add(1000us, ReplyReceived{1, sequence, sequence, Duration{800us}, at_ + 500us, at_ + 600us});
    add(2000us, ProbeArrived{theirs, Request, true});
    send(2100us, theirs, Reply, 2 * sequence + 2);
  }

  void end() { add(9s, SessionEnded{"settled"}); }

 private:
  void send(Duration after, const ProbeKey& probe, ProbeLeg leg, std::uint32_t number) {
    add(after, ProbeEncrypted{probe, leg, {3, number}, kOurOuter, kTheirOuter, 1});
    add(after + 100us, ProbeLeftUplink{{3, number}, kOurOuter, kTheirOuter});
  }

  void add(Duration after, Observed what) {
    if (!recording_.append({at_ + after, "node-a", std::move(what)})) std::abort();
  }

  RecordingWriter& recording_;
  Instant at_ = kStart;
};

void write_recording(const std::string& path, std::uint32_t observations) {
  auto recording = RecordingWriter::open(path, header());
  if (!recording) std::abort();
  Writer writer(*recording);
  writer.begin();
  for (std::uint32_t sequence = 0; sequence < observations / 8; ++sequence) {
    writer.probe_each_other(sequence);
    if (sequence % 1024 == 0 && !recording->flush()) std::abort();
  }
  writer.end();
  if (!recording->finish()) std::abort();
}

long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1000;
}

void measure(const std::string& path) {
  keep_no_memory_in_reserve();  // as `judge` does
  using Clock = std::chrono::steady_clock;
  const auto seconds_since = [](Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
  };
  const auto begun = Clock::now();
  auto recording = read_recording(path);
  if (!recording) std::abort();
  const double read = seconds_since(begun);
  Timeline timeline;
  timeline.nodes.push_back(std::move(recording->timeline));
  const auto judgement = judge(timeline);
  if (judgement.paths.size() != 1) std::abort();  // it did not look
  fmt::print("{} observations: read in {:.2f} s, judged in {:.2f} s, {} MB at most\n",
             timeline.nodes.front().observations.size(), read, seconds_since(begun) - read,
             peak_megabytes());
}

}  // namespace
}  // namespace canary

int main(int argc, char** argv) {
  const auto observations = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  const auto path =
      (std::filesystem::temp_directory_path() / fmt::format("judge_cost.{}.jsonl", ::getpid()))
          .string();
  canary::write_recording(path, static_cast<std::uint32_t>(observations));
  canary::measure(path);
  std::filesystem::remove(path);
}
