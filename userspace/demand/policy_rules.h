// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "model/observation.h"

namespace canary {

/// What a policy asks of a packet that it allows: the strictest of its required templates.
enum class Asks : std::uint8_t { Nothing, Authentication, Encryption };

/// What is remembered of policies that say the same. Policies with templates are one rule whatever
/// their marks are: a packet that should bear a mark and does not is what is looked for.
struct Rule {
  XfrmSelector selector;
  PolicyDirection direction = PolicyDirection::Out;
  std::uint32_t priority = 0;  ///< the lowest wins
  Asks asks = Asks::Nothing;
  bool asks_for_mark = false;  ///< with templates: for some mark
  Mark mark;                   ///< of a policy without templates
  auto operator<=>(const Rule&) const = default;
};

/// When a rule stood.
struct Standing {
  Instant since;
  std::optional<Instant> until;  ///< absent: it stands
  std::uint64_t order = 0;       ///< among rules of one priority the lowest wins
  std::size_t policies = 0;      ///< that say so at the moment
};

/// A packet as a rule sees it.
struct ClearPacket {
  PolicyDirection direction = PolicyDirection::Out;
  IpAddress source, destination;
  ClearKind kind;
};

/// All rules that ever stood, told change by change. Leaves out policies that block, and those of
/// which cannot be told what they are for: of interfaces and devices, sub-policies, and what
/// bears something that is not read here.
class PolicyRules {
 public:
  /// A rule, and when it stood.
  using Found = std::pair<const Rule, Standing>;

  /// Looks at PoliciesSeen, PoliciesFlushed and XfrmTablesListed.
  void fold(Instant at, const Observed& what);

  /// The rules that this packet meets, whether they stand or not; marks are compared where packets
  /// pass in the clear because of one.
  [[nodiscard]] std::vector<const Found*> met_by(const ClearPacket& packet) const;

 private:
  using Identity = std::tuple<PolicyDirection, bool, XfrmSelector, Mark, std::uint32_t>;
  using Rules = std::map<Rule, Standing>;

  void put(const XfrmPolicy& policy, Instant at);
  void remove(const Identity& identity, Instant at);
  void end_listing(Instant at);
  void forget_oldest();

  Rules rules_;
  std::map<IpPrefix, std::vector<const Found*>> by_destination_;
  std::map<Identity, Rules::iterator> policies_;  ///< those that stand
  std::vector<XfrmPolicy> listed_;
  std::uint64_t next_order_ = 0;
};

}  // namespace canary
