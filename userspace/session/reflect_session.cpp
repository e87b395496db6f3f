// SPDX-License-Identifier: Apache-2.0
#include "session/reflect_session.h"

#include <fmt/format.h>

#include "base/terminal_text.h"
#include "session/probe_key.h"
#include "session/reflector_options.h"
#include "session/reflector_watch.h"
#include "session/stop_signal.h"

namespace canary {

Result<ExitStatus> run_reflect(const ReflectOptions& options) {
  const auto key = read_probe_key(options.key_file);
  if (!key) return std::unexpected(key.error());
  const auto secrets = read_evidence_secrets(options.evidence);
  if (!secrets) return std::unexpected(secrets.error());
  const auto loop = EventLoop::make();
  if (!loop) return std::unexpected(loop.error());
  const BootClock clock = BootClock::measure();
  const auto watch = ReflectorWatch::start(options, **loop, clock, *key);
  if (!watch) return std::unexpected(watch.error());
  const auto reflector = Reflector::start(
      **loop, clock,
      reflector_options(options.netns, options.local, options.control_local, options.port, *key),
      [&watch](Instant at, const Observed& what) {
        if (*watch) (*watch)->observe(at, what);
      });
  if (!reflector) return std::unexpected(reflector.error());
  // Before any thread: signals are blocked in all of them.
  const auto stop = StopSignal::watch(**loop, [&] { (*loop)->stop(); });
  if (!stop) return std::unexpected(stop.error());
  if (*watch)
    if (auto serving = (*watch)->serve(**secrets); !serving)
      return std::unexpected(serving.error());
  say(fmt::format("answering probes on UDP port {}", options.port));
  if ((*reflector)->arrival_clock() == ArrivalClock::Kernel)
    say("without CAP_BPF, times of arrival are those of SO_TIMESTAMPNS, for which the kernel takes "
        "the time of every packet of this machine");
  if (*watch)
    say(fmt::format("telling peers of their lost probes on TCP port {}", options.evidence.port));
  if (auto ran = (*loop)->run(); !ran) return std::unexpected(ran.error());
  const ReflectorCounters counters = (*reflector)->counters();
  say(fmt::format(
      "answered {}, ignored {} that are no probes, {} of another key, {} that were sent before and "
      "{} that were too many, could not answer {}",
      counters.answered, counters.not_stamp, counters.other_key, counters.replayed,
      counters.over_limit + counters.queue_full, counters.not_sent));
  return ExitStatus::Fine;
}

}  // namespace canary
