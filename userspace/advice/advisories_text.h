// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace canary {

/// advisories.txt, as check_advisories wrote it into the build.
extern const std::string_view kAdvisoriesText;

}  // namespace canary
