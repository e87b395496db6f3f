// SPDX-License-Identifier: Apache-2.0
#include "report/doctor_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace canary {

std::string to_text_report(const DoctorReport& report) {
  std::string text = fmt::format("Linux {}: {}\n\n", report.kernel,
                                 report.ready ? "xfrm-canary can see everything here"
                                              : "xfrm-canary cannot see everything here");
  for (const DoctorCheck& check : report.checks)
    text += fmt::format("  {:<4} {:<22} {}\n", check.fine ? "ok" : "no", check.name, check.what);
  text += "\nhooks, in the order of a packet's way\n";
  for (const DoctorHook& hook : report.hooks) {
    text += fmt::format("  {:<22} {:<15} {}{}\n", hook.name, hook.mode.value_or("not attached"),
                        hook.reason, hook.mode ? "" : ": " + hook.consequence);
  }
  return text;
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
  return json.dump(2) + "\n";
}

}  // namespace canary
