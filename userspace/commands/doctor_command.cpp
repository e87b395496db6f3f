// SPDX-License-Identifier: Apache-2.0
#include "commands/doctor_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/scoped_netns.h"
#include "cli/text_output.h"
#include "kernel/attach_plan.h"
#include "kernel/esp_ability.h"
#include "kernel/esp_filter.h"
#include "kernel/kernel_features.h"
#include "kernel/xfrm_stat.h"
#include "probe/udp_socket.h"
#include "report/doctor_report.h"
#include "uplinks/network_reader.h"
#include "uplinks/uplinks.h"

namespace canary {
namespace {

std::vector<DoctorCheck> check_kernel(const KernelFeatures& features) {
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
DoctorCheck check_arrival_clock() {
  const auto socket = UdpSocket::bind({any_address(Family::V4), 0});
  const bool fine = socket && socket->arrival_clock() == ArrivalClock::SocketFilter;
  return {"socket_filter", fine,
          fine
              ? "tells when probes arrive"
              : "cannot be attached: SO_TIMESTAMPNS tells when probes arrive, for which the kernel "
                "takes the time of every packet of this machine"};
}

/// Whether an agent could add states at all. Its own sight needs none of it.
DoctorCheck check_esp(Family family) {
  const auto ability = find_esp_ability(family);
  const auto words = ability.is_there         ? "there"
                     : !ability.can_be_loaded ? "not loaded, and whether it can be is not known"
                     : *ability.can_be_loaded ? "not loaded; can be"
                                              : "no state can be added";
  return {ability.module, ability.is_there || ability.can_be_loaded == true,
          fmt::format("{} ({})", words, ability.why)};
}

/// Whether the node's own packet filter is in the way of ESP. The canary's own sight does not
/// suffer.
std::vector<DoctorCheck> check_esp_filter(const DoctorOptions& options) {
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return {};
  std::vector<DoctorCheck> checks;
  for (const Family family : {Family::V4, Family::V6}) {
    const auto filter = find_esp_filter(family);
    const bool passes = filter.answer == FilterAnswer::Passes;
    checks.push_back({fmt::format("esp_filter_{}", to_text(family)),
                      filter.answer != FilterAnswer::Drops,
                      passes ? "no rule of nf_tables drops ESP as such (chains of ip, ip6 and inet)"
                             : filter.words});
  }
  return checks;
}

DoctorCheck check_uplinks(const DoctorOptions& options) {
  const auto network = read_network();
  if (!network) return {"uplink", false, network.error().message};
  const Uplinks uplinks = choose_uplinks(*network, {}, options.uplinks);
  return {"uplink", !uplinks.watched.empty() && uplinks.complete(),
          to_sentence(to_observation(uplinks, {}))};
}

std::vector<DoctorCheck> check_node(const DoctorOptions& options) {
  const auto entered = ScopedNetns::enter(options.node_netns);
  if (!entered) return {{"node_netns", false, entered.error().message}};
  std::vector<DoctorCheck> checks;
  const auto rows = read_xfrm_stat();
  checks.push_back({"xfrm_stat", rows.has_value(),
                    rows ? fmt::format("{} drop counters", rows->size()) : rows.error().message});
  checks.push_back(check_uplinks(options));
  return checks;
}

std::vector<DoctorHook> tell_hooks(const AttachPlan& plan) {
  std::vector<DoctorHook> hooks;
  for (const PlannedHook& planned : plan.hooks) {
    DoctorHook& hook = hooks.emplace_back();
    hook.name = to_text(planned.hook);
    if (planned.mode) hook.mode = to_text(*planned.mode);
    hook.reason = planned.reason;
    hook.consequence = planned.consequence;
  }
  return hooks;
}

}  // namespace

DoctorCommand::DoctorCommand(CLI::App& app) {
  app.add_option("--uplink", options_.uplinks,
                 "device that is to be watched (default: all that routes lead through)")
      ->type_name("DEVICE");
  app.add_option("--node-netns", options_.node_netns, "network namespace of the uplink")
      ->type_name("FILE");
  app.add_option("--without", options_.without, "force features or hooks off")
      ->delimiter(',')
      ->type_name("NAME");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout")->type_name("FILE");
}

Result<ExitStatus> DoctorCommand::run(const Words& /*given*/) {
  const auto features = force_off(detect_kernel_features(), options_.without);
  if (!features) return std::unexpected(features.error());
  DoctorReport report{features->release, true, check_kernel(*features),
                      tell_hooks(plan_attachment(*features, options_.without))};
  report.checks.push_back(check_arrival_clock());
  for (const Family family : {Family::V4, Family::V6}) report.checks.push_back(check_esp(family));
  std::ranges::move(check_esp_filter(options_), std::back_inserter(report.checks));
  for (DoctorCheck& check : check_node(options_)) {
    report.ready = report.ready && check.fine;
    report.checks.push_back(std::move(check));
  }
  for (const DoctorHook& hook : report.hooks) report.ready = report.ready && hook.mode.has_value();
  const TextOutput people(options_.json_file);
  const auto written =
      write_reports(people, to_text_report(report, people.style()),
                    {{options_.json_file, [&] { return to_json_report(report); }}});
  if (!written) return std::unexpected(written.error());
  return report.ready ? ExitStatus::Fine : ExitStatus::Environment;
}

}  // namespace canary
