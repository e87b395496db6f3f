// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/inspection_report.h"
#include "report/text_sections.h"
#include "report/text_table.h"

namespace canary {
namespace {

constexpr std::size_t kProtectionsShown = 40;
constexpr std::size_t kTextColumns = 4;

/// "SPI 0x3"; what does not encrypt says so.
std::string spi_text(const XfrmState* state) {
  constexpr std::uint8_t kAh = 51;
  if (state == nullptr) return "nothing";
  if (state->protocol == kAh) return fmt::format("AH SPI {:#x}", state->spi);
  const bool has_cipher = state->algorithm.find("cipher_null") == std::string::npos;
  return fmt::format("SPI {:#x}{}", state->spi, has_cipher ? "" : ", no cipher");
}

std::string packets_text(const XfrmState* state) {
  return state == nullptr ? "-" : std::to_string(state->packets);
}

/// What came for the state and failed its check, came twice or too late.
std::string refused_text(const XfrmState* state) {
  return state == nullptr
             ? "-"
             : std::to_string(state->integrity_failed + state->replayed + state->outside_window);
}

Cells row_of(const Protection& protection) {
  const auto& policy = *protection.policy;
  return {protection.name.empty()
              ? to_text(protection.remote)
              : fmt::format("{} {}", protection.name, to_text(protection.remote)),
          fmt::format("{} -> {}", to_text(policy.source), to_text(policy.destination)),
          spi_text(protection.encrypts),
          spi_text(protection.decrypts),
          packets_text(protection.encrypts),
          packets_text(protection.decrypts),
          refused_text(protection.decrypts)};
}

void write_protections(Page& page, const Inspection& inspection) {
  page.heading("what is encrypted, and where to");
  if (inspection.protections.empty()) {
    page.paragraph("  ", "nothing: no policy asks for it");
    return;
  }
  std::vector<Cells> table{
      {"to", "packets", "encrypts", "decrypts", "encrypted", "decrypted", "refused"}};
  const auto shown = std::min(inspection.protections.size(), kProtectionsShown);
  for (std::size_t i = 0; i < shown; ++i) table.push_back(row_of(inspection.protections[i]));
  write_table(page, table, kTextColumns);
  if (shown < inspection.protections.size())
    page.paragraph("  ", fmt::format("{} more (--json has them all)",
                                     counted(inspection.protections.size() - shown, "row")));
}

std::string headline(const Inspection& inspection) {
  if (inspection.findings.empty()) return "no finding";
  const auto failures =
      std::ranges::count(inspection.findings, Severity::Failure, &Finding::severity);
  return fmt::format("{}, {} of them failing", counted(inspection.findings.size(), "finding"),
                     failures);
}

/// "packets that no policy takes are dropped: out, fwd"; nothing where they pass.
void write_defaults(Page& page, const XfrmTables& tables) {
  std::vector<std::string_view> words;
  for (const auto direction : tables.blocked_by_default) words.push_back(to_text(direction));
  if (!words.empty())
    page.paragraph("", fmt::format("packets that no policy takes are dropped by default: {}",
                                   fmt::join(words, ", ")));
}

}  // namespace

TerminalText to_text_inspection(const Inspection& inspection, TextStyle style) {
  Page page(style);
  page.paragraph("",
                 fmt::format("{}: {} and {}: {}", inspection.facts.node,
                             counted(inspection.tables.states.size(), "state"),
                             inspection.tables.policies.size() == 1
                                 ? std::string("1 policy")
                                 : fmt::format("{} policies", inspection.tables.policies.size()),
                             headline(inspection)));
  write_defaults(page, inspection.tables);
  write_protections(page, inspection);
  write_findings(page, inspection.findings);
  return page.text();
}

}  // namespace canary
