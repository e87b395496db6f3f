// SPDX-License-Identifier: Apache-2.0
// What an inspection of many peers' states and policies costs; no test, since times are the
// machine's. docs/benchmarks.md has the figures.
//
//   inspection_cost [<peers>...]
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <span>
#include <vector>

#include "inspection/inspection.h"
#include "testing/node_tables.h"

namespace canary {
namespace {

constexpr int kRuns = 5;

double milliseconds_to_inspect(std::uint32_t peers) {
  using Clock = std::chrono::steady_clock;
  const auto own = testing::addresses_of("node-a");
  std::vector<double> took;
  for (int run = 0; run < kRuns; ++run) {
    auto tables = testing::tables_of_many_peers(peers);
    // A stale policy, which all others have to be compared with.
    auto stale = tables.policies.back();
    stale.mark = {0x3e00, 0xff00};
    tables.policies.insert(tables.policies.begin(), stale);
    const auto begun = Clock::now();
    const auto inspection = inspect(std::move(tables), {"node-a", {own.node, own.tunnel}, {}, 0});
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    if (inspection.findings.size() < peers) std::abort();  // it did not look
  }
  std::ranges::nth_element(took, took.begin() + kRuns / 2);
  return took[kRuns / 2];
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void measure(std::span<const std::uint32_t> sizes) {
  const long before = peak_kilobytes();
  double last = 0;
  fmt::print("{:>8} {:>8} {:>10} {:>8} {:>12}\n", "peers", "entries", "ms", "times", "peak KiB");
  for (const auto peers : sizes) {
    const double took = milliseconds_to_inspect(peers);
    fmt::print("{:>8} {:>8} {:>10.1f} {:>8} {:>12}\n", peers, 2 * peers, took,
               last > 0 ? fmt::format("{:.2f}", took / last) : "", peak_kilobytes() - before);
    last = took;
  }
}

}  // namespace
}  // namespace canary

int main(int count, char** words) {
  std::vector<std::uint32_t> sizes;
  for (int i = 1; i < count; ++i)
    sizes.push_back(static_cast<std::uint32_t>(std::strtoul(words[i], nullptr, 10)));
  if (sizes.empty()) sizes = {2500, 5000, 10000};
  canary::measure(sizes);
}
