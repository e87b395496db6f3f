// SPDX-License-Identifier: Apache-2.0
#include "timeline/header_codec.h"

#include "timeline/field_reader.h"
#include "timeline/field_writer.h"

namespace canary {
namespace {

struct ClockLine {
  std::string clock = "CLOCK_BOOTTIME";
  std::int64_t utc_offset_ns = 0;
};

}  // namespace

void fields_of(auto& field, Is<ClockLine> auto& line) {
  field("clock", line.clock);
  field("utc_offset_ns", line.utc_offset_ns);
}

void fields_of(auto& field, Is<Criteria> auto& criteria) {
  field("after_upgrade", criteria.after_upgrade);
  field("interval_ns", criteria.interval);
  field("deadline_ns", criteria.deadline);
  field("agent_interval_ns", criteria.agent_interval);
  field("settle_ns", criteria.settle);
  field("recover_within_ns", criteria.recover_within);
  field("clean_probes", criteria.clean_probes);
}

void fields_of(auto& field, Is<PeerAddresses> auto& peer) {
  field("name", peer.name);
  field("addresses", peer.addresses);
  field("protects", peer.protects);
}

/// All but the schema and the clock, which decide how the rest is read.
void fields_of(auto& field, Is<SessionHeader> auto& header) {
  field("t", header.started);
  field("node", header.node);
  field("kernel", header.kernel);
  field("agent", header.agent_kind);
  field("criteria", header.criteria);
  field("local_addresses", header.local_addresses);
  field("peers", header.peers);
  field.unless_usual("protects", header.protects);
  field("told_to", header.told_to);
  field("told_until", header.told_until);
}

namespace {

Result<void> check_schema(const JsonValue& line) {
  const auto found = line.find("schema");
  const auto schema = found ? found->text() : std::nullopt;
  if (!schema) return usage_error(std::string(kNoRecording));
  if (*schema == kRecordingSchema) return {};
  if (schema->starts_with("xfrm-canary/recording/"))
    return usage_error(fmt::format(
        "is '{}', but this version reads '{}': judge it with the version that recorded it",
        schema->substr(0, 40), kRecordingSchema));
  return usage_error(fmt::format("is '{}', not a recording: give a file that --record wrote",
                                 schema->substr(0, 40)));
}

bool any_negative(const Criteria& criteria) {
  return std::min({criteria.interval, criteria.deadline, criteria.agent_interval, criteria.settle,
                   criteria.recover_within}) < Duration::zero();
}

}  // namespace

std::string to_line(const SessionHeader& header) {
  std::string line = "{";
  FieldWriter field(line, header.utc_offset_ns);
  field("schema", std::string(kRecordingSchema));
  field("clock", ClockLine{.utc_offset_ns = header.utc_offset_ns});
  field("started", to_rfc3339(header.started));
  fields_of(field, header);
  return line + "}\n";
}

Result<SessionHeader> header_from_json(const JsonValue& line) {
  if (const auto known = check_schema(line); !known) return std::unexpected(known.error());

  ClockLine clock;
  FieldReader first(line, 0);
  first("clock", clock);
  if (first.problem()) return usage_error(*first.problem());
  if (clock.clock != "CLOCK_BOOTTIME")
    return usage_error(fmt::format("clock.clock should be CLOCK_BOOTTIME, but is '{}'",
                                   clock.clock.substr(0, 40)));

  SessionHeader header;
  header.utc_offset_ns = clock.utc_offset_ns;
  FieldReader field(line, header.utc_offset_ns);
  fields_of(field, header);
  if (field.problem()) return usage_error(*field.problem());
  if (any_negative(header.criteria)) return usage_error("criteria hold a negative duration");
  return header;
}

}  // namespace canary
