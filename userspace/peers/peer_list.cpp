// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace canary {
namespace {

std::string without_comment(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  const auto last = line.find_last_not_of(" \t\r");
  line.erase(last == std::string::npos ? 0 : last + 1);
  return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

PeerSpec peer_at(std::string name, const std::vector<IpAddress>& addresses) {
  PeerSpec peer{std::move(name), addresses, {}, {}};
  for (const IpAddress& address : addresses) peer.protects.push_back(host_prefix(address));
  return peer;
}

/// "_service._proto.name" (RFC 2782)
bool names_service(std::string_view name) {
  const auto proto = name.find("._");
  return name.starts_with('_') && proto != std::string_view::npos &&
         name.find('.', proto + 1) != std::string_view::npos;
}

std::string first_label(const SrvTarget& target) {
  return target.name.substr(0, target.name.find('.'));
}

Result<void> check_port(const SrvTarget& target, std::uint16_t stamp_port) {
  if (target.port == stamp_port) return {};
  return environment_error(
      fmt::format("{} is at port {}, and probes go to port {}: give `port` and the Service's port "
                  "the same number",
                  target.name, target.port, stamp_port));
}

/// Asks only for what the answer did not tell with it: of a thousand pods, a thousand answers.
Result<void> add_missing_addresses(SrvAnswer& answer, DnsResolver& dns) {
  std::vector<std::string> names;
  for (const SrvTarget& target : answer.targets)
    if (!answer.addresses.contains(target.name)) names.push_back(target.name);
  const auto found = dns.addresses(names);
  if (!found) return std::unexpected(found.error());
  for (std::size_t i = 0; i < names.size(); ++i) answer.addresses[names[i]] = (*found)[i];
  return {};
}

Result<std::vector<PeerSpec>> peers_of_service(const std::string& name, std::uint16_t stamp_port,
                                               DnsResolver& dns) {
  auto answer = dns.service(name);
  if (!answer) return std::unexpected(answer.error());
  std::erase_if(answer->targets, [](const SrvTarget& target) { return target.name == "."; });
  std::map<std::string, std::size_t> begin_alike;
  for (const SrvTarget& target : answer->targets) {
    if (auto same = check_port(target, stamp_port); !same) return in_context(name, same.error());
    ++begin_alike[first_label(target)];
  }
  if (auto added = add_missing_addresses(*answer, dns); !added)
    return in_context(name, added.error());
  std::vector<PeerSpec> peers;
  for (const SrvTarget& target : answer->targets) {
    const std::string label = first_label(target);
    peers.push_back(
        peer_at(begin_alike[label] == 1 ? label : target.name, answer->addresses.at(target.name)));
  }
  return peers;
}

Result<std::vector<PeerSpec>> peers_at_addresses(const std::string& name, DnsResolver& dns) {
  const auto found = dns.addresses({name});
  if (!found) return std::unexpected(found.error());
  std::vector<PeerSpec> peers;
  for (const IpAddress& address : found->front())
    peers.push_back(peer_at(to_text(address), {address}));
  return peers;
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

Result<std::vector<PeerSpec>> resolve_peers(const std::string& name, std::uint16_t stamp_port,
                                            const DnsOptions& options) {
  auto dns = DnsResolver::open(options);
  if (!dns) return in_context("--peers-dns", dns.error());
  auto peers = names_service(name) ? peers_of_service(name, stamp_port, *dns)
                                   : peers_at_addresses(name, *dns);
  if (!peers) return in_context("--peers-dns", peers.error());
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
