// SPDX-License-Identifier: Apache-2.0
#include "report/json_finding.h"

namespace canary {

nlohmann::ordered_json to_json(const Finding& finding) {
  return {{"kind", finding.kind},         {"severity", to_text(finding.severity)},
          {"node", finding.node},         {"summary", finding.summary},
          {"evidence", finding.evidence}, {"advice", finding.advice},
          {"commands", finding.commands}};
}

}  // namespace canary
