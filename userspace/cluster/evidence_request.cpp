// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_request.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "timeline/field_reader.h"
#include "timeline/field_writer.h"

namespace canary {
namespace {

constexpr std::string_view kSchema = "xfrm-canary/evidence-request/1";
/// Three times what a peer asks of which all kMostProbesAsked have an SPI of their own.
constexpr std::size_t kMostValues = 20 * kMostProbesAsked;

}  // namespace

void fields_of(auto& field, Is<AskedProbes> auto& asked) {
  field("sender", asked.sender);
  field("reflector", asked.reflector);
  field("ssid", asked.ssid);
  field("sequences", asked.sequences);
}

void fields_of(auto& field, Is<AskedPackets> auto& asked) {
  field("spi", asked.spi);
  field("sequences", asked.sequences);
}

void fields_of(auto& field, Is<EvidenceRequest> auto& request) {
  field("now", request.now);
  field("from", request.from);
  field("probes", request.probes);
  field("packets", request.packets);
}

namespace {

std::vector<AskedProbes> by_path(const std::set<ProbeKey>& keys) {
  std::map<std::tuple<IpAddress, IpAddress, Ssid>, std::vector<std::uint32_t>> paths;
  for (const ProbeKey& key : keys)
    paths[{key.sender, key.reflector, key.ssid}].push_back(key.sequence);
  std::vector<AskedProbes> asked;
  for (auto& [path, sequences] : paths) {
    const auto& [sender, reflector, ssid] = path;
    asked.push_back({sender, reflector, ssid, std::move(sequences)});
  }
  return asked;
}

/// The ESP packets that carried them here: requests that left, replies that came.
std::vector<AskedPackets> packets_of(const std::set<ProbeKey>& keys, const NodeTimeline& own) {
  std::map<std::uint32_t, std::set<std::uint32_t>> by_spi;
  for (const Observation& seen : own.observations) {
    const auto* encrypted = std::get_if<ProbeEncrypted>(&seen.what);
    if (encrypted != nullptr && keys.contains(encrypted->probe))
      by_spi[encrypted->esp.spi].insert(encrypted->esp.sequence);
  }
  std::vector<AskedPackets> asked;
  asked.reserve(by_spi.size());
  for (const auto& [spi, sequences] : by_spi)
    asked.push_back({spi, {sequences.begin(), sequences.end()}});
  return asked;
}

/// Evenly over the session, from each path to `peer`.
std::set<ProbeKey> some_answered(const NodeTimeline& own, const NodeName& peer) {
  constexpr std::size_t kSomeOfEachPath = 50;
  std::map<Ssid, ProbeKey> paths;
  std::map<Ssid, std::vector<std::uint32_t>> answered;
  for (const Observation& seen : own.observations) {
    if (const auto* added = std::get_if<PathAdded>(&seen.what); added && added->remote == peer)
      paths[added->ssid] = {added->sender, added->reflector, added->ssid, 0};
    if (const auto* reply = std::get_if<ReplyReceived>(&seen.what); reply != nullptr)
      answered[reply->ssid].push_back(reply->sequence);
  }
  std::set<ProbeKey> some;
  for (auto [ssid, key] : paths) {
    const auto& sequences = answered[ssid];
    const std::size_t step = sequences.size() / kSomeOfEachPath + 1;
    for (std::size_t i = 0; i < sequences.size(); i += step) {
      key.sequence = sequences[i];
      some.insert(key);
    }
  }
  return some;
}

}  // namespace

EvidenceQuestion make_question(const NodeTimeline& own, std::span<const LostProbe> lost,
                               const NodeName& peer, Instant now, std::size_t most) {
  std::vector<LostProbe> about;
  std::ranges::copy_if(lost, std::back_inserter(about),
                       [&](const LostProbe& probe) { return probe.remote == peer; });
  std::ranges::stable_sort(about, {}, &LostProbe::sent);
  EvidenceQuestion question{{now, own.header.started, {}, {}}, {}};
  if (about.size() > most) {
    question.asked_until = about[most].sent;
    std::erase_if(about,
                  [&](const LostProbe& probe) { return probe.sent >= *question.asked_until; });
  }
  std::set<ProbeKey> keys;
  for (const LostProbe& probe : about) keys.insert(probe.key);
  question.request.packets = packets_of(keys, own);
  keys.merge(some_answered(own, peer));
  question.request.probes = by_path(keys);
  return question;
}

std::string to_json(const EvidenceRequest& request) {
  std::string text = "{";
  FieldWriter field(text, 0);
  field("schema", std::string(kSchema));
  fields_of(field, request);
  return text + "}\n";
}

Result<EvidenceRequest> parse_evidence_request(std::string_view text) {
  JsonLine line;
  const auto json = line.parse(text, kMostValues);
  if (!json || !json->is_object()) return usage_error("the request is no JSON object, or too much");
  FieldReader field(*json, 0);
  std::string schema;
  EvidenceRequest request;
  field("schema", schema);
  if (!field.problem() && schema != kSchema)
    return usage_error(fmt::format("the request's schema is not {}", kSchema));
  fields_of(field, request);
  if (field.problem()) return usage_error(*field.problem());
  return request;
}

}  // namespace canary
