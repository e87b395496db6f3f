// SPDX-License-Identifier: Apache-2.0
#include "ledger/unbalanced.h"

#include <fmt/format.h>

#include <cstdlib>

#include "reading/words.h"

namespace canary {
namespace {

std::string told(const std::optional<std::uint64_t>& packets) {
  return packets ? std::to_string(*packets) : "unknown";
}

std::string numbers_of(const LedgerRow& row, std::string_view where) {
  if (where == "sender")
    return fmt::format("{} encrypted, {} left", told(row.encrypted), told(row.left));
  if (where == "wire")
    return fmt::format("{} left, {} of them unwatched; {} arrived, {} of them unwatched, {} twice",
                       told(row.left), told(row.left_unwatched), told(row.arrived),
                       told(row.arrived_unwatched), row.duplicated);
  return fmt::format("{} arrived, {} decrypted, {} dropped on arrival", told(row.arrived),
                     told(row.decrypted), row.dropped_on_arrival);
}

/// Why a node may have missed packets, as words; of a node that did not record, nothing.
void explain(Finding& finding, std::span<const NodeSession> sessions, const NodeName& node) {
  const auto* session = find_session(sessions, node);
  if (session == nullptr) return;
  if (const auto* blind = session->sight.blind_in(session->span))
    finding.evidence.push_back(fmt::format("blind span of {}: {}, for {}", node, blind->what,
                                           to_text(blind->span.to - blind->span.from)));
  else if (session->sight.unproven())
    finding.evidence.push_back(fmt::format("blind: {}", *session->sight.unproven()));
  else if (const auto& unwatched = session->ways_out.unwatched(); !unwatched.empty())
    finding.evidence.push_back(
        fmt::format("blind: {} of {} is not watched", unwatched.front().device.name, node));
}

Finding to_finding(const LedgerRow& row, const std::string& where, std::int64_t by,
                   std::span<const NodeSession> sessions) {
  const auto& node = where == "receiver" ? row.remote : row.local;
  Finding finding{"ledger-unbalanced", Severity::Warning, node, "", {}, {}};
  finding.summary =
      fmt::format("{} from {} to {} with SPI {} {} {}",
                  count_of(static_cast<std::uint64_t>(std::abs(by)), "packet"), row.local,
                  row.remote, row.spi, by > 0 ? "cannot be accounted for" : "too many were seen",
                  where == "wire" ? "on the wire" : fmt::format("on {}", node));
  finding.evidence.push_back(numbers_of(row, where));
  explain(finding, sessions, node);
  if (where == "wire") explain(finding, sessions, row.remote);
  if (finding.evidence.size() == 1) finding.evidence.emplace_back("no blind span explains it");
  return finding;
}

}  // namespace

std::vector<Finding> find_unbalanced(std::span<const LedgerRow> ledger,
                                     std::span<const NodeSession> sessions) {
  std::vector<Finding> findings;
  for (const auto& row : ledger)
    for (const auto& [where, by] : row.unbalanced_at)
      findings.push_back(to_finding(row, where, by, sessions));
  return findings;
}

}  // namespace canary
