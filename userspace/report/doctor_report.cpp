// SPDX-License-Identifier: Apache-2.0
#include "report/doctor_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_text.h"
#include "report/page.h"

namespace canary {

TerminalText to_text_report(const DoctorReport& report, TextStyle style) {
  Page page(style);
  page.verbatim(fmt::format("Linux {}: {}", report.kernel,
                            report.ready ? "xfrm-canary can see everything here"
                                         : "xfrm-canary cannot see everything here"));
  page.verbatim("");
  for (const DoctorCheck& check : report.checks)
    page.verbatim(
        fmt::format("  {:<4} {:<22} {}", check.fine ? "ok" : "no", check.name, check.what));
  page.heading("hooks, in the order of a packet's way");
  for (const DoctorHook& hook : report.hooks)
    page.verbatim(fmt::format("  {:<22} {:<15} {}{}", hook.name, hook.mode.value_or("not attached"),
                              hook.reason, hook.mode ? "" : ": " + hook.consequence));
  return page.text();
}

std::string to_json_report(const DoctorReport& report) {
  nlohmann::ordered_json json;
  json["schema"] = "xfrm-canary/doctor/1";
  json["kernel"] = report.kernel;
  json["ready"] = report.ready;
  json["checks"] = nlohmann::ordered_json::array();
  for (const DoctorCheck& check : report.checks)
    json["checks"].push_back({{"name", check.name}, {"fine", check.fine}, {"what", check.what}});
  json["hooks"] = nlohmann::ordered_json::array();
  for (const DoctorHook& hook : report.hooks) {
    nlohmann::ordered_json entry{{"name", hook.name}, {"mode", nullptr}};
    if (hook.mode) entry["mode"] = *hook.mode;
    entry["reason"] = hook.reason;
    if (!hook.mode) entry["consequence"] = hook.consequence;
    json["hooks"].push_back(std::move(entry));
  }
  return to_json_text(json);
}

}  // namespace canary
