// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "model/drop_cause.h"
#include "report/drop_words.h"
#include "report/text_sections.h"

namespace canary {
namespace {

constexpr std::size_t kRowsOfCause = 5;
constexpr std::size_t kCountersShown = 8;

void write_cause(Page& page, const std::string& cause, const std::vector<const DropSummary*>& drops,
                 Instant started) {
  page.paragraph("  ", fmt::format("{}: {}", cause, describe_drop_cause(cause).sentence));
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < drops.size(); ++i) {
    if (i < kRowsOfCause)
      page.paragraph(fmt::format("    {:>8}  ", drops[i]->packets), drop_words(*drops[i], started));
    else
      hidden += drops[i]->packets;
  }
  if (drops.size() > kRowsOfCause)
    page.paragraph(
        fmt::format("    {:>8}  ", hidden),
        fmt::format("in {} more rows (--json has them all)", drops.size() - kRowsOfCause));
}

void write_counters(Page& page, const Judgement& judgement) {
  std::size_t shown = 0;
  for (const std::string& words : counter_words(judgement))
    if (++shown <= kCountersShown) page.paragraph("  ", words);
}

}  // namespace

void write_drops(Page& page, const Judgement& judgement) {
  page.heading("packets that XFRM dropped");
  for (const auto& [cause, drops] : drops_by_cause(judgement))
    write_cause(page, cause, drops, judgement.started);
  if (judgement.drops.empty()) page.paragraph("  ", no_drop_words(judgement));
  write_counters(page, judgement);
}

}  // namespace canary
