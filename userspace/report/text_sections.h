// SPDX-License-Identifier: Apache-2.0
// The parts of the text report, in its order. A part that has nothing to say writes nothing, except
// where silence would mislead (no paths, no drops).
#pragma once

#include "model/verdict.h"
#include "report/page.h"

namespace canary {

void write_paths(Page& page, const Judgement& judgement);
void write_picture(Page& page, const Judgement& judgement);
void write_drops(Page& page, const Judgement& judgement);
void write_ledger(Page& page, const Judgement& judgement);
void write_clear(Page& page, const Judgement& judgement);
void write_findings(Page& page, const std::vector<Finding>& findings);
void write_observer(Page& page, const Judgement& judgement);

}  // namespace canary
