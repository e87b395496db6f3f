// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/late_node.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "inspection/xfrm_lookup.h"

namespace canary {
namespace {

/// Those that are not larval.
template <class Wanted>
std::vector<const XfrmState*> states_where(const XfrmTables& tables, Wanted wanted) {
  std::vector<const XfrmState*> found;
  for (const auto& state : tables.states)
    if (!state.is_larval() && wanted(state)) found.push_back(&state);
  return found;
}

/// What a packet was encrypted with.
struct Tunnel {
  IpAddress destination;
  std::uint32_t spi;
};

class LateNodeFinder {
 public:
  LateNodeFinder(const Tunnel& tunnel, const TablesOfNode& receiver, const TablesOfNode& sender,
                 const RelativeTime& words)
      : tunnel_(tunnel), receiver_(receiver), sender_(sender), words_(words) {}

  [[nodiscard]] std::optional<LateNode> find() const {
    const auto used = states_where(sender_.tables.tables, [&](const XfrmState& state) {
      return state.destination == tunnel_.destination && state.spi == tunnel_.spi;
    });
    if (used.empty() || has(tunnel_)) return std::nullopt;
    const auto* given_up = removed_state();
    if (given_up == nullptr) return receiver_that_never_followed(*used.front());
    if (const auto* newer = newer_state(*given_up))
      return sender_that_stayed(*used.front(), *newer);
    return LateNode{receiver_.node,
                    fmt::format("{} still encrypts with state {}, and nothing came in its place",
                                sender_.node, to_text(*used.front())),
                    {}};
  }

 private:
  [[nodiscard]] bool has(const Tunnel& tunnel) const {
    return !states_where(receiver_.tables.tables, [&](const XfrmState& state) {
              return state.destination == tunnel.destination && state.spi == tunnel.spi;
            }).empty();
  }

  [[nodiscard]] const Removed<XfrmState>* removed_state() const {
    for (const auto& removed : receiver_.tables.removed_states)
      if (removed.entry.destination == tunnel_.destination && removed.entry.spi == tunnel_.spi)
        return &removed;
    return nullptr;
  }

  /// What the receiver decrypts instead: another SPI at the same address, or the same one at
  /// another address, that came in the session or belongs to an address of its own.
  [[nodiscard]] const XfrmState* newer_state(const Removed<XfrmState>& given_up) const {
    const auto found = states_where(receiver_.tables.tables, [&](const XfrmState& state) {
      const bool is_for_same_peer =
          state.reqid == given_up.entry.reqid && state.source == given_up.entry.source;
      const bool is_own = receiver_.tables.local.contains(state.destination) ||
                          receiver_.tables.states_added.contains(identity_of(state));
      return state.destination == tunnel_.destination
                 ? is_for_same_peer
                 : is_for_same_peer && is_own && state.spi == tunnel_.spi;
    });
    return found.empty() ? nullptr : found.back();
  }

  [[nodiscard]] LateNode sender_that_stayed(const XfrmState& used, const XfrmState& newer) const {
    return {sender_.node,
            fmt::format("{} decrypts with state {} now, and {} still encrypts with state {}",
                        receiver_.node, to_text(newer), sender_.node, to_text(used)),
            policies_of(used)};
  }

  /// The sender moved on in the session; of two that differ from the start neither can be called
  /// late.
  [[nodiscard]] std::optional<LateNode> receiver_that_never_followed(const XfrmState& used) const {
    const auto added = sender_.tables.states_added.find(identity_of(used));
    if (added == sender_.tables.states_added.end()) return std::nullopt;
    LateNode late{
        receiver_.node,
        fmt::format("{} encrypts with state {} since {}, before {} could decrypt it", sender_.node,
                    to_text(used), words_.tell(added->second), receiver_.node),
        {}};
    for (const auto* state : states_where(receiver_.tables.tables, [&](const XfrmState& state) {
           return state.destination == tunnel_.destination;
         }))
      late.evidence.push_back(fmt::format("{} has state {}", receiver_.node, to_text(*state)));
    return late;
  }

  [[nodiscard]] std::vector<std::string> policies_of(const XfrmState& used) const {
    std::vector<std::string> named;
    for (const auto& policy : sender_.tables.tables.policies)
      if (policy.direction == PolicyDirection::Out &&
          std::ranges::any_of(policy.templates, [&](const XfrmTemplate& wanted) {
            return satisfies(used, policy, wanted);
          }))
        named.push_back(fmt::format("policy {} of {} leads to it", to_text(policy), sender_.node));
    return named;
  }

  const Tunnel& tunnel_;
  const TablesOfNode& receiver_;
  const TablesOfNode& sender_;
  const RelativeTime& words_;
};

}  // namespace

std::optional<LateNode> find_late_node(const PacketDropped& drop, const TablesOfNode& receiver,
                                       const TablesOfNode& sender, const RelativeTime& words) {
  if (!drop.destination || !drop.esp) return std::nullopt;
  const Tunnel tunnel{*drop.destination, drop.esp->spi};
  return LateNodeFinder(tunnel, receiver, sender, words).find();
}

std::optional<LateNode> find_late_sender(const ProbeEncrypted& encrypted,
                                         const TablesOfNode& sender, const TablesOfNode& peer) {
  const auto& local = peer.tables.local;
  if (local.empty() || local.contains(encrypted.outer_destination)) return std::nullopt;
  const auto used = states_where(sender.tables.tables, [&](const XfrmState& state) {
    return state.destination == encrypted.outer_destination && state.spi == encrypted.esp.spi;
  });
  if (used.empty()) return std::nullopt;
  std::vector<std::string> addresses;
  for (const auto& address : local) addresses.push_back(to_text(address));
  return LateNode{
      sender.node,
      fmt::format("{} has no address {}, and {} still encrypts with state {}", peer.node,
                  to_text(encrypted.outer_destination), sender.node, to_text(*used.front())),
      {fmt::format("addresses of {}: {}", peer.node, fmt::join(addresses, ", "))}};
}

}  // namespace canary
