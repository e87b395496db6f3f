// SPDX-License-Identifier: Apache-2.0
#include "analysis/short_gap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "fates/drops.h"
#include "reading/words.h"

namespace canary {
namespace {

constexpr std::size_t kGapsTold = 5;

struct Burst {
  Span span;
  std::uint64_t packets = 0;
};

/// What the drops of a burst have in common.
struct Common {
  std::string cause;
  std::optional<std::uint32_t> spi;
  NodeName remote;
  auto operator<=>(const Common&) const = default;
};

/// Causes that lie in the packet, and say nothing of states and policies.
bool is_about_the_packet(std::string_view cause) {
  constexpr std::array<std::string_view, 4> kCauses{"XfrmInStateSeqError", "XfrmInHdrError",
                                                    "XfrmInBufferError", "XfrmFwdHdrError"};
  return std::ranges::find(kCauses, cause) != kCauses.end();
}

class GapFinder {
 public:
  GapFinder(std::span<const NodeSession> sessions, const NodeSession& session,
            std::span<const PathJudgement> paths, const AddressBook& book)
      : sessions_(sessions), session_(session), paths_(paths), book_(book) {}

  [[nodiscard]] std::vector<Finding> find() const {
    std::vector<Finding> findings;
    for (const auto& [common, drops] : drops_by_kind()) {
      auto gaps = cluster(drops);
      std::erase_if(gaps, [&](const Burst& burst) { return !is_gap(common, burst); });
      if (!gaps.empty()) findings.push_back(to_finding(common, gaps));
    }
    return findings;
  }

 private:
  using Drops = std::vector<std::pair<Instant, std::uint64_t>>;

  [[nodiscard]] std::map<Common, Drops> drops_by_kind() const {
    std::map<Common, Drops> kinds;
    for (const auto [at, drop] : session_.seen.of<PacketDropped>()) {
      if (is_about_the_packet(drop.cause)) continue;
      const auto* remote = remote_of(drop, book_);
      if (remote == nullptr || !is_probed(*remote)) continue;
      std::optional<std::uint32_t> spi;
      if (drop.esp) spi = drop.esp->spi;
      kinds[{drop.cause, spi, *remote}].emplace_back(at, drop.packets);
    }
    for (auto& [common, drops] : kinds) std::ranges::sort(drops);
    return kinds;
  }

  [[nodiscard]] std::vector<Burst> cluster(const Drops& drops) const {
    std::vector<Burst> bursts;
    for (const auto& [at, packets] : drops) {
      if (bursts.empty() || at - bursts.back().span.to >= session_.criteria().interval)
        bursts.push_back({{at, at}, 0});
      bursts.back().span.to = at;
      bursts.back().packets += packets;
    }
    return bursts;
  }

  [[nodiscard]] bool is_gap(const Common& common, const Burst& burst) const {
    const auto& criteria = session_.criteria();
    if (burst.span.to - burst.span.from >= criteria.interval) return false;
    const auto ready = ready_of_path(sessions_, session_.node(), common.remote).at;
    if (ready && burst.span.to > *ready + criteria.recover_within) return false;
    return std::ranges::none_of(paths_, [&](const PathJudgement& path) {
      return is_between(path.path, common.remote) && covers(path, burst.span);
    });
  }

  [[nodiscard]] bool is_probed(const NodeName& remote) const {
    return std::ranges::any_of(
        paths_, [&](const PathJudgement& path) { return is_between(path.path, remote); });
  }

  [[nodiscard]] bool is_between(const Path& path, const NodeName& remote) const {
    const auto& node = session_.node();
    return path.kind == PathKind::Encrypted && ((path.local == node && path.remote == remote) ||
                                                (path.local == remote && path.remote == node));
  }

  /// An outage reaches from the probe before its first lost one to the one after its last.
  [[nodiscard]] bool covers(const PathJudgement& path, const Span& span) const {
    const auto interval = session_.criteria().interval;
    return std::ranges::any_of(path.outages, [&](const Outage& outage) {
      return outage.first_lost - interval <= span.to && span.from <= outage.last_lost + interval;
    });
  }

  /// From the last probe that was answered before the gap to the first that was sent after it.
  [[nodiscard]] std::optional<Duration> longest(const NodeName& remote, const Span& gap) const {
    std::optional<Instant> before, after;
    for (const auto& path : session_.paths) {
      if (!is_between(path.path, remote)) continue;
      for (const auto& probe : path.probes) {
        if (probe.outcome != Outcome::Answered) continue;
        if (const auto answered = probe.sent + probe.rtt; answered <= gap.from)
          before = std::max(before.value_or(answered), answered);
        if (probe.sent >= gap.to) after = std::min(after.value_or(probe.sent), probe.sent);
      }
    }
    if (!before || !after) return std::nullopt;
    return *after - *before;
  }

  /// Whether the agent had gone, and changes states as it comes.
  [[nodiscard]] bool is_expected(const Burst& burst) const {
    const auto& gone = session_.transition.gone;
    return gone && *gone <= burst.span.from;
  }

  [[nodiscard]] std::string tell(const Common& common, const Burst& burst) const {
    auto told = fmt::format("{}, {} from {}", count_of(burst.packets, "packet"),
                            to_text(burst.span.to - burst.span.from), to_rfc3339(burst.span.from));
    if (const auto at_most = longest(common.remote, burst.span))
      told += fmt::format("; at most {}, as probes before and after it were answered",
                          to_text(*at_most));
    return told;
  }

  [[nodiscard]] Finding to_finding(const Common& common, std::span<const Burst> gaps) const {
    Finding finding{"short-gap", Severity::Info, session_.node(), "", {}, {}};
    std::uint64_t packets = 0;
    Duration longest_gap{};
    for (const auto& gap : gaps) {
      packets += gap.packets;
      longest_gap = std::max(longest_gap, gap.span.to - gap.span.from);
      if (!is_expected(gap)) finding.severity = Severity::Warning;
      if (finding.evidence.size() < kGapsTold) finding.evidence.push_back(tell(common, gap));
    }
    if (gaps.size() > kGapsTold)
      finding.evidence.push_back(fmt::format("{} more", count_of(gaps.size() - kGapsTold, "gap")));
    finding.summary = fmt::format(
        "{} on {}{}: {} from or to {} dropped between probes, in {} of up to {}", common.cause,
        session_.node(), common.spi ? fmt::format(", SPI {}", *common.spi) : "",
        count_of(packets, "packet"), common.remote, count_of(gaps.size(), "gap"),
        to_text(longest_gap));
    return finding;
  }

  std::span<const NodeSession> sessions_;
  const NodeSession& session_;
  std::span<const PathJudgement> paths_;
  const AddressBook& book_;
};

}  // namespace

std::vector<Finding> find_short_gaps(std::span<const NodeSession> sessions,
                                     std::span<const PathJudgement> paths,
                                     const AddressBook& book) {
  std::vector<Finding> findings;
  for (const auto& session : sessions)
    for (auto& finding : GapFinder(sessions, session, paths, book).find())
      findings.push_back(std::move(finding));
  return findings;
}

}  // namespace canary
