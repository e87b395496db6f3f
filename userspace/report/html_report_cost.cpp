// SPDX-License-Identifier: Apache-2.0
// What the HTML report of a full mesh costs, with one in ten pairs broken; no test, since times are
// the machine's. docs/benchmarks.md has the figures. With a file, the report of the last size goes
// there, to be looked at.
//
//   html_report_cost NODES... [FILE]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "report/html_report.h"
#include "report/testing/report_examples.h"

namespace canary {
namespace {

constexpr int kRuns = 5;

std::string measure(int nodes) {
  using Clock = std::chrono::steady_clock;
  const Judgement judgement = examples::full_mesh(nodes);
  std::string report;
  std::vector<double> took;
  for (int run = 0; run < kRuns; ++run) {
    const auto begun = Clock::now();
    report = to_html_report(judgement);
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
  }
  std::ranges::nth_element(took, took.begin() + kRuns / 2);
  fmt::print("{:>8} {:>8} {:>10.1f} {:>10}\n", nodes, judgement.paths.size(), took[kRuns / 2],
             report.size() / 1024);
  return report;
}

}  // namespace
}  // namespace canary

int main(int argc, char** argv) {
  fmt::print("{:>8} {:>8} {:>10} {:>10}\n", "nodes", "paths", "ms", "KiB");
  std::string report;
  for (int i = 1; i < argc; ++i) {
    if (const int nodes = std::atoi(argv[i]); nodes > 1)
      report = canary::measure(nodes);
    else
      std::ofstream(argv[i], std::ios::binary) << report;
  }
}
