// SPDX-License-Identifier: Apache-2.0
#include "model/peer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/visible_text.h"

namespace canary {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Result<void> add_part(PeerSpec& peer, std::string_view part) {
  constexpr std::string_view kControl = "control=";
  constexpr std::string_view kProtects = "protects=";
  if (part.starts_with(kProtects)) {
    const auto prefix = IpPrefix::parse(part.substr(kProtects.size()));
    if (!prefix) return std::unexpected(prefix.error());
    peer.protects.push_back(*prefix);
    return {};
  }
  const bool control = part.starts_with(kControl);
  const auto address = IpAddress::parse(control ? part.substr(kControl.size()) : part);
  if (!address) return std::unexpected(address.error());
  (control ? peer.control : peer.probed).push_back(*address);
  return {};
}

Result<PeerSpec> parse_peer(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return usage_error("it has no NAME= in front");
  if (auto shows = check_name(text.substr(0, equals)); !shows)
    return std::unexpected(shows.error());
  PeerSpec peer;
  peer.name = text.substr(0, equals);
  for (const std::string_view part : split(text.substr(equals + 1), ','))
    if (auto added = add_part(peer, part); !added) return std::unexpected(added.error());
  if (peer.probed.empty() && peer.control.empty()) return usage_error("it has no address to probe");
  return peer;
}

void merge(PeerSpec& into, const PeerSpec& more) {
  into.probed.insert(into.probed.end(), more.probed.begin(), more.probed.end());
  into.control.insert(into.control.end(), more.control.begin(), more.control.end());
  into.protects.insert(into.protects.end(), more.protects.begin(), more.protects.end());
}

std::vector<IpPrefix> probed_alone(const PeerSpec& peer) {
  std::vector<IpPrefix> prefixes;
  for (const IpAddress& address : peer.probed) prefixes.push_back(host_prefix(address));
  return prefixes;
}

}  // namespace

bool protects_more_than_probed(const PeerSpec& peer) { return peer.protects != probed_alone(peer); }

Result<std::vector<PeerSpec>> parse_peers(const std::vector<std::string>& texts) {
  std::vector<PeerSpec> peers;
  std::unordered_map<NodeName, std::size_t> place_of;
  for (const std::string& text : texts) {
    const auto peer = parse_peer(text);
    if (!peer) {
      return usage_error(
          fmt::format("--peer '{}': {}: write NAME=ADDRESS[,control=ADDRESS][,protects=CIDR]", text,
                      peer.error().message));
    }
    const auto [known, is_new] = place_of.try_emplace(peer->name, peers.size());
    if (is_new)
      peers.push_back(*peer);
    else
      merge(peers[known->second], *peer);
  }
  for (PeerSpec& peer : peers)
    if (peer.protects.empty()) peer.protects = probed_alone(peer);
  return peers;
}

}  // namespace canary
