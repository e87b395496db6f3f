// SPDX-License-Identifier: Apache-2.0
#include "timeline/observation_codec.h"

#include <array>
#include <utility>

#include "timeline/agent_codec.h"
#include "timeline/field_reader.h"
#include "timeline/field_writer.h"
#include "timeline/kernel_codec.h"
#include "timeline/observer_codec.h"
#include "timeline/probe_codec.h"
#include "timeline/tables_codec.h"

namespace canary {
namespace {

// A variant without kind_name() or fields_of() does not compile here.
struct Kind {
  std::string_view name;
  void (*read)(FieldReader& field, Observed& what);
};

template <std::size_t... I>
constexpr auto make_kinds(std::index_sequence<I...>) {
  return std::array{
      Kind{kind_name(std::type_identity<std::variant_alternative_t<I, Observed>>{}),
           [](FieldReader& field, Observed& what) { fields_of(field, what.emplace<I>()); }}...};
}

constexpr auto kKinds = make_kinds(std::make_index_sequence<std::variant_size_v<Observed>>{});

constexpr bool names_are_unique() {
  for (const Kind& kind : kKinds)
    if (std::ranges::count(kKinds, kind.name, &Kind::name) != 1) return false;
  return true;
}
static_assert(names_are_unique());

}  // namespace

void append_line(std::string& out, const Observation& seen, const SessionHeader& header) {
  out += '{';
  FieldWriter field(out, header.utc_offset_ns);
  field("t", seen.at);
  field("what", std::string(kKinds.at(seen.what.index()).name));
  if (seen.node != header.node) field("node", seen.node);
  std::visit([&](const auto& what) { fields_of(field, what); }, seen.what);
  out += "}\n";
}

Result<Observation> observation_from_json(const JsonValue& line, const SessionHeader& header) {
  if (!line.is_object()) return usage_error("is no observation");
  FieldReader field(line, header.utc_offset_ns);
  Observation seen;
  std::string name;
  std::optional<NodeName> node;
  field("t", seen.at);
  field("what", name);
  field("node", node);
  if (field.problem()) return usage_error(*field.problem());
  seen.node = node.value_or(header.node);

  const auto kind = std::ranges::find(kKinds, name, &Kind::name);
  if (kind == kKinds.end())
    return usage_error(
        fmt::format("what is '{}', which this version does not know", name.substr(0, 40)));
  kind->read(field, seen.what);
  if (field.problem()) return usage_error(fmt::format("{}: {}", name, *field.problem()));
  return seen;
}

}  // namespace canary
