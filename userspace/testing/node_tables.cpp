// SPDX-License-Identifier: Apache-2.0
#include "testing/node_tables.h"

#include <fmt/format.h>

#include "testing/ip.h"
#include "testing/ip_xfrm_batch.h"

namespace canary::testing {
namespace {

constexpr auto kLayout = R"(
xfrm state add src 0.0.0.0 dst {near} proto esp spi 3 reqid 1 mode tunnel mark 0xd00 mask 0xf00 aead rfc4106(gcm(aes)) 0x00 128
xfrm state add src {near} dst {far} proto esp spi 3 reqid 1 mode tunnel mark 0x3e00 mask 0xff00 aead rfc4106(gcm(aes)) 0x00 128
xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir out mark 0xe00 mask 0xf00 action block priority 1
xfrm policy add src {near_pods} dst {far_pods} dir out mark 0x3e00 mask 0xff00 priority 0 tmpl src {near} dst {far} proto esp spi 3 reqid 1 mode tunnel
xfrm policy add src 0.0.0.0/0 dst {near_pods} dir fwd priority 2975 tmpl src 0.0.0.0 dst {near} proto esp reqid 1 mode tunnel level use
)";

std::string pods_of(const NodeName& node) { return fmt::format("10.0.{}.0/24", node.back() - 'a'); }

}  // namespace

XfrmTables healthy_tables(const NodeName& node, const NodeName& peer) {
  return read_ip_xfrm_batch(
      fmt::format(kLayout, fmt::arg("near", to_text(addresses_of(node).tunnel)),
                  fmt::arg("far", to_text(addresses_of(peer).tunnel)),
                  fmt::arg("near_pods", pods_of(node)), fmt::arg("far_pods", pods_of(peer))));
}

XfrmTables tables_of_many_peers(std::uint32_t peers) {
  auto tables = healthy_tables("node-a", "node-b");
  const auto state = state_out(tables);
  const auto policy = policy_out(tables);
  tables.states.erase(tables.states.begin() + 1);
  tables.policies.erase(tables.policies.begin() + 1);
  for (std::uint32_t i = 0; i < peers; ++i) {
    auto remote = ip("10.1.0.0");
    remote.bytes[2] = static_cast<std::uint8_t>(i >> 8);
    remote.bytes[3] = static_cast<std::uint8_t>(i);
    auto to_peer = state;
    to_peer.destination = remote;
    to_peer.mark = {(i + 1) << 16 | 0x3e00, 0xffffff00};
    tables.states.push_back(to_peer);
    auto for_peer = policy;
    for_peer.destination = IpPrefix::parse("10.0.0.0/16").value();
    for_peer.mark = to_peer.mark;
    for_peer.templates.front().destination = remote;
    tables.policies.push_back(for_peer);
  }
  return tables;
}

void list_tables(TimelineBuilder& builder, const NodeName& node, const XfrmTables& tables,
                 Duration at) {
  const auto own = addresses_of(node);
  builder.observe(kStart + at, StatesSeen{EntryEvent::Listed, tables.states})
      .observe(kStart + at, PoliciesSeen{EntryEvent::Listed, tables.policies})
      .observe(kStart + at, XfrmTablesListed{{own.node, own.tunnel}, tables.blocked_by_default});
}

void change(TimelineBuilder& builder, EntryEvent event, const XfrmState& state, Duration at) {
  builder.observe(kStart + at, StatesSeen{event, {state}});
}

void change(TimelineBuilder& builder, EntryEvent event, const XfrmPolicy& policy, Duration at) {
  builder.observe(kStart + at, PoliciesSeen{event, {policy}});
}

}  // namespace canary::testing
