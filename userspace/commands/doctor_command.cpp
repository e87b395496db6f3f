// SPDX-License-Identifier: Apache-2.0
#include "commands/doctor_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/scoped_netns.h"
#include "base/write_file.h"
#include "kernel/attach_plan.h"
#include "kernel/kernel_features.h"
#include "kernel/tc_attachment.h"
#include "kernel/xfrm_stat.h"
#include "probe/udp_socket.h"

namespace canary {
namespace {

/// One thing that was looked at.
struct Check {
  std::string name;
  bool fine;
  std::string what;  ///< what was found, or why it is missing
};

std::vector<Check> check_kernel(const KernelFeatures& features) {
  const std::string refused =
      features.load_error.empty() ? "does not load" : "does not load: " + features.load_error;
  const auto loads = [&](bool fine) { return fine ? std::string("loads") : refused; };
  return {
      {"btf", features.btf, features.btf ? "/sys/kernel/btf/vmlinux" : "missing or forced off"},
      {"fentry", features.fentry, loads(features.fentry)},
      {"kprobe", features.kprobe, loads(features.kprobe)},
      {"raw_tracepoint", features.raw_tracepoint, loads(features.raw_tracepoint)},
      {"tc", features.tc, loads(features.tc)},
      {"tcx", features.tcx, features.tcx ? "links on devices" : "needs Linux 6.6, or forced off"},
  };
}

/// Tried on a socket, as the prober and the reflector do.
Check check_arrival_clock() {
  const auto socket = UdpSocket::bind({any_address(Family::V4), 0});
  const bool fine = socket && socket->arrival_clock() == ArrivalClock::SocketFilter;
  return {"socket_filter", fine,
          fine
              ? "tells when probes arrive"
              : "cannot be attached: SO_TIMESTAMPNS tells when probes arrive, for which the kernel "
                "takes the time of every packet of this machine"};
}

std::vector<Check> check_node(const DoctorOptions& options) {
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return {{"node_netns", false, entered.error().message}};
  std::vector<Check> checks;
  const auto rows = read_xfrm_stat();
  checks.push_back({"xfrm_stat", rows.has_value(),
                    rows ? fmt::format("{} drop counters", rows->size()) : rows.error().message});
  if (!options.uplink.empty()) {
    const auto uplink = find_interface(options.uplink);
    checks.push_back(
        {"uplink", uplink.has_value(), uplink ? options.uplink : uplink.error().message});
  }
  return checks;
}

std::string to_json(const KernelFeatures& features, const std::vector<Check>& checks,
                    const AttachPlan& plan, bool fine) {
  nlohmann::ordered_json json;
  json["schema"] = "xfrm-canary/doctor/1";
  json["kernel"] = features.release;
  json["ready"] = fine;
  json["checks"] = nlohmann::ordered_json::array();
  for (const Check& check : checks)
    json["checks"].push_back({{"name", check.name}, {"fine", check.fine}, {"what", check.what}});
  json["hooks"] = nlohmann::ordered_json::array();
  for (const PlannedHook& hook : plan.hooks) {
    nlohmann::ordered_json entry{{"name", to_text(hook.hook)}, {"mode", nullptr}};
    if (hook.mode) entry["mode"] = to_text(*hook.mode);
    entry["reason"] = hook.reason;
    if (!hook.mode) entry["consequence"] = hook.consequence;
    json["hooks"].push_back(std::move(entry));
  }
  return json.dump(2) + "\n";
}

std::string to_text(const KernelFeatures& features, const std::vector<Check>& checks,
                    const AttachPlan& plan, bool fine) {
  std::string text = fmt::format(
      "Linux {}: {}\n\n", features.release,
      fine ? "xfrm-canary can see everything here" : "xfrm-canary cannot see everything here");
  for (const Check& check : checks)
    text += fmt::format("  {:<4} {:<22} {}\n", check.fine ? "ok" : "no", check.name, check.what);
  text += "\nhooks, in the order of a packet's way\n";
  for (const PlannedHook& hook : plan.hooks) {
    text += fmt::format("  {:<22} {:<15} {}{}\n", to_text(hook.hook),
                        hook.mode ? to_text(*hook.mode) : "not attached", hook.reason,
                        hook.mode ? "" : ": " + hook.consequence);
  }
  return text;
}

}  // namespace

DoctorCommand::DoctorCommand(CLI::App& app) {
  app.add_option("--uplink", options_.uplink, "device to look at");
  app.add_option("--node-netns", options_.node_netns, "network namespace of the uplink");
  app.add_option("--without", options_.without, "force features or hooks off")->delimiter(',');
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout");
}

Result<ExitStatus> DoctorCommand::run(const Words& /*given*/) {
  const auto features = force_off(detect_kernel_features(), options_.without);
  if (!features) return std::unexpected(features.error());
  const AttachPlan plan = plan_attachment(*features, options_.without);
  std::vector<Check> checks = check_kernel(*features);
  checks.push_back(check_arrival_clock());
  bool fine = true;
  for (Check& check : check_node(options_)) {
    fine = fine && check.fine;
    checks.push_back(std::move(check));
  }
  for (const PlannedHook& hook : plan.hooks) fine = fine && hook.mode.has_value();
  if (options_.json_file != "-") fmt::print("{}", to_text(*features, checks, plan, fine));
  if (!options_.json_file.empty()) {
    const auto written = write_file(options_.json_file, to_json(*features, checks, plan, fine));
    if (!written) return std::unexpected(written.error());
  }
  return fine ? ExitStatus::Fine : ExitStatus::Environment;
}

}  // namespace canary
