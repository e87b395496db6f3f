// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "base/time.h"
#include "model/observation.h"

namespace canary {

/// Progress is what a person sees while a session runs. On a terminal one line that is redrawn:
/// phase, probes on their way, loss of each broken path, drops by cause. Elsewhere one plain line a
/// phase.
class Progress {
 public:
  Progress(std::FILE* output, bool terminal) : output_(output), terminal_(terminal) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  /// Shows that a phase begins.
  void enter_phase(const std::string& phase, Instant now);
  /// Counts what the line tells.
  void observe(const Observed& what);
  /// Redraws the line on a terminal.
  void draw(Instant now);
  /// Prints a sentence that stays, above the line.
  void say(const std::string& sentence);

  /// Makes the line that draw() shows, cut to `columns`.
  [[nodiscard]] std::string line(Instant now, std::size_t columns) const;

 private:
  struct PathStatus {
    std::string name;
    std::set<std::uint32_t> unanswered;
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
  };
  void clear();
  /// Writes what is visible; drops it where it cannot be written.
  void tell(const std::string& text) const;

  std::FILE* output_;
  bool terminal_;
  std::string phase_;
  Instant phase_since_;
  std::map<Ssid, PathStatus> paths_;
  std::map<std::string, std::uint64_t> drops_;
};

}  // namespace canary
