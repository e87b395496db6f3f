// SPDX-License-Identifier: Apache-2.0
#include "timeline/field_writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace canary {
namespace {

bool needs_no_escape(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (std::ranges::all_of(text, needs_no_escape)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void FieldWriter::put(const std::map<std::string, std::uint64_t>& counters) {
  out_ += '{';
  for (bool first = true; const auto& [name, count] : counters) {
    if (!first) out_ += ',';
    first = false;
    append_json_string(out_, name);
    out_ += ':';
    put(count);
  }
  out_ += '}';
}

void FieldWriter::put(Instant at) {
  std::int64_t boot_ns = 0;
  // A sum that overflows wraps: the reader refuses times that far away.
  (void)__builtin_sub_overflow(at.unix_ns, utc_offset_ns_, &boot_ns);
  put(boot_ns);
}

}  // namespace canary
