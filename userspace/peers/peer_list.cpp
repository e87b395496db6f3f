// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_list.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "base/socket_address.h"

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
  peer.protects.push_back({address, static_cast<std::uint8_t>(address.size() * 8)});
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
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found); error != 0)
    return environment_error(fmt::format("--peers-dns {}: {}", name, gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<PeerSpec> peers;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    SocketAddress address;
    std::copy_n(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen,
                reinterpret_cast<char*>(&address.storage));
    address.size = one->ai_addrlen;
    peers.push_back(peer_at(address.endpoint().address));
  }
  std::ranges::sort(peers, {}, &PeerSpec::name);
  const auto twice = std::ranges::unique(peers);
  peers.erase(twice.begin(), twice.end());
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
