// SPDX-License-Identifier: Apache-2.0
// What a person would type. Never run by us.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "inspection/shadows.h"
#include "model/finding.h"
#include "model/xfrm_tables.h"

namespace canary {

/// Commands in the order in which they are safe, and what one has to know of them.
struct Remedy {
  std::vector<std::string> commands;
  std::vector<std::string> words;
};

/// Finds words for entries of one listing, which must outlive it: of a command is known what the
/// kernel would find by it. Made in O(n log n).
class CommandWriter {
 public:
  explicit CommandWriter(const XfrmTables& tables);

  /// "ip xfrm policy delete src 0.0.0.0/0 dst 10.0.0.0/16 dir out mark 0x3e00 mask 0xff00"; by its
  /// index where `ip` has no words for its selector. Nothing where the kernel, told this, would not
  /// find this policy alone (xfrm_policy_bysel_ctx(), xfrm_policy_byid()).
  [[nodiscard]] std::optional<std::string> delete_command(const XfrmPolicy& policy) const;

  /// "ip xfrm state delete src 0.0.0.0 dst 10.0.0.0 proto esp spi 0x3 mark 0x3e00 mask 0xff00".
  /// Nothing where the kernel may find another one: it compares destination, SPI, protocol and the
  /// mark under each state's own mask, but neither source nor if_id, and in no order that holds
  /// (__xfrm_state_lookup(); xfrm_hash_transfer() turns a chain around).
  [[nodiscard]] std::optional<std::string> delete_command(const XfrmState& state) const;

  /// Lets the loser have its packets. Packets that only the winner takes must not pass unencrypted
  /// for that: where nothing else holds them the winner is made a block policy that is weaker than
  /// the loser, in one step, instead of being deleted; and there is no command where a policy that
  /// lets pass would decide before either, or is the loser itself.
  [[nodiscard]] Remedy let_loser_win(const Shadow& shadow);

 private:
  struct PolicyKey {  ///< what the kernel compares beside a selector, or an index
    PolicyDirection direction;
    Mark mark;
    std::uint32_t interface_id;
    bool is_sub;
    auto operator<=>(const PolicyKey&) const = default;
  };
  using StateKey = std::tuple<IpAddress, std::uint32_t, std::uint8_t>;

  [[nodiscard]] static PolicyKey key_of(const XfrmPolicy& policy);
  [[nodiscard]] static std::string words_of(const PolicyKey& key);
  [[nodiscard]] std::optional<std::string> by_selector(const XfrmPolicy& policy) const;
  [[nodiscard]] std::optional<std::string> by_index(const XfrmPolicy& policy) const;
  [[nodiscard]] std::optional<std::uint32_t> first_hole_behind(const XfrmPolicy& policy);
  [[nodiscard]] bool is_held_by_others(const XfrmPolicy& policy);

  const XfrmTables* tables_;
  std::map<std::pair<XfrmSelector, PolicyKey>, std::size_t> selectors_;
  std::map<std::pair<std::uint32_t, PolicyKey>, std::size_t> indices_;
  std::map<StateKey, std::vector<const XfrmState*>> states_;
  std::map<const XfrmPolicy*, bool> held_;  ///< known already
  std::map<const XfrmPolicy*, std::optional<std::uint32_t>> holes_;
};

void advise(Remedy remedy, Finding& finding);

}  // namespace canary
