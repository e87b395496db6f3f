// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/resolve.h"

namespace canary {
namespace {

std::string without_comment(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  const auto last = line.find_last_not_of(" \t\r");
  line.erase(last == std::string::npos ? 0 : last + 1);
  return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

PeerSpec peer_at(const IpAddress& address) {
  PeerSpec peer;
  peer.name = to_text(address);
  peer.probed.push_back(address);
  peer.protects.push_back(host_prefix(address));
  return peer;
}

}  // namespace

Result<std::vector<PeerSpec>> read_peer_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return usage_error(fmt::format("--peers-file {}: it cannot be read", path));
  std::vector<std::string> texts;
  for (std::string line; std::getline(file, line);)
    if (line = without_comment(std::move(line)); !line.empty()) texts.push_back(line);
  auto peers = parse_peers(texts);
  if (!peers) return in_context(path, peers.error());
  return peers;
}

Result<std::vector<PeerSpec>> resolve_peers(const std::string& name) {
  const auto found = resolve(name, 0);
  if (!found) return in_context(fmt::format("--peers-dns {}", name), found.error());
  std::vector<PeerSpec> peers;
  for (const Endpoint& endpoint : *found) peers.push_back(peer_at(endpoint.address));
  return peers;
}

std::vector<PeerSpec> without_own(std::vector<PeerSpec> peers, const std::vector<IpAddress>& own) {
  std::erase_if(peers, [&](const PeerSpec& peer) {
    return std::ranges::any_of(peer.probed, [&](const IpAddress& address) {
      return std::ranges::find(own, address) != own.end();
    });
  });
  return peers;
}

}  // namespace canary
