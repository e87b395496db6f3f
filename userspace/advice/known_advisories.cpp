// SPDX-License-Identifier: Apache-2.0
#include "advice/advisories_text.h"
#include "advice/advisory.h"

namespace canary {

const AdvisoryData& known_advisories() {
  // The build has read it already: see check_advisories.cpp.
  static const AdvisoryData data = read_advisories(kAdvisoriesText).value();
  return data;
}

}  // namespace canary
