// SPDX-License-Identifier: Apache-2.0
// What every HTML report carries: its style sheet and its script.
#pragma once

#include <string_view>

#include "report/html_text.h"

namespace canary {

extern const Markup kHtmlStyle;
extern const Markup kHtmlScript;
/// Base64 of the script's SHA-256: the report's policy lets this script run and no other.
extern const std::string_view kHtmlScriptSha256;

}  // namespace canary
