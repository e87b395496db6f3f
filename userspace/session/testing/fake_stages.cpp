// SPDX-License-Identifier: Apache-2.0
#include "session/testing/fake_stages.h"

#include "testing/ip.h"

namespace canary::testing {
namespace {

using Journal = std::vector<std::string>;

class FakeObserver : public XfrmObserver {
 public:
  explicit FakeObserver(Journal& journal) : journal_(journal) {}
  FakeObserver(const FakeObserver&) = delete;
  FakeObserver& operator=(const FakeObserver&) = delete;
  ~FakeObserver() override { journal_.emplace_back("observer ended"); }
  void look_for_plaintext(std::span<const XfrmPolicy> policies) override {
    journal_.push_back("observer hears of policies: " + std::to_string(policies.size()));
  }
  void report() override {}
  void finish() override { journal_.emplace_back("observer finishes"); }

 private:
  Journal& journal_;
};

class FakeMonitor : public XfrmMonitor {
 public:
  explicit FakeMonitor(Journal& journal) : journal_(journal) {}
  FakeMonitor(const FakeMonitor&) = delete;
  FakeMonitor& operator=(const FakeMonitor&) = delete;
  ~FakeMonitor() override { journal_.emplace_back("monitor ended"); }
  Result<void> report() override {
    journal_.emplace_back("monitor lists");
    return {};
  }

 private:
  Journal& journal_;
};

}  // namespace

Result<void> FakeStages::enter(std::string_view stage) {
  if (stage == fails) return environment_error("no " + std::string(stage));
  journal.emplace_back(stage);
  return {};
}

std::unique_ptr<EvidenceService> FakeStages::make_evidence_service(Action report) {
  return std::make_unique<EvidenceService>(SessionHeader{}, loop_, clock_, std::move(report));
}

Result<std::unique_ptr<XfrmObserver>> FakeStages::start_observer(Observe where) {
  if (auto entered = enter("observer"); !entered) return std::unexpected(entered.error());
  observe = std::move(where);
  observe(clock_.now(), HookAttached{"xfrm_input", "fentry"});
  return std::make_unique<FakeObserver>(journal);
}

Result<std::unique_ptr<XfrmMonitor>> FakeStages::start_monitor(Observe /*where*/) {
  if (auto entered = enter("monitor"); !entered) return std::unexpected(entered.error());
  return std::make_unique<FakeMonitor>(journal);
}

Result<std::unique_ptr<Reflector>> FakeStages::start_reflector(Observe) {
  if (auto entered = enter("reflector"); !entered) return std::unexpected(entered.error());
  auto reflector =
      Reflector::start(loop_, clock_, {.listen = {{"", {ip("127.0.0.3")}}}, .port = 0});
  if (reflector) port_ = (*reflector)->port();
  if (!answers) return nullptr;
  return reflector;
}

Result<std::unique_ptr<StopSignal>> FakeStages::watch_signals(Action stop, Action reload) {
  if (auto entered = enter("stop signal"); !entered) return std::unexpected(entered.error());
  return StopSignal::watch(loop_, std::move(stop), std::move(reload));
}

Result<void> FakeStages::open(EvidenceService& /*service*/) { return enter("evidence service"); }

Result<std::unique_ptr<AgentWatch>> FakeStages::start_agent_watch(Observe where) {
  if (auto entered = enter("agent watch"); !entered) return std::unexpected(entered.error());
  return AgentWatch::start(loop_, clock_, {}, std::move(where));
}

Result<std::unique_ptr<Prober>> FakeStages::start_prober(Observe where) {
  if (auto entered = enter("prober"); !entered) return std::unexpected(entered.error());
  ProberOptions options;
  options.targets = {{"node-b", PathKind::Encrypted, ip("127.0.0.3")}};
  options.encrypted.local = {ip("127.0.0.2")};
  options.port = port_;
  options.interval = std::chrono::milliseconds(10);
  return Prober::start(loop_, clock_, options, std::move(where));
}

}  // namespace canary::testing
