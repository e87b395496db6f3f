// SPDX-License-Identifier: Apache-2.0
#include "probe/prober.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <system_error>

#include "base/scoped_netns.h"
#include "probe/local_route.h"

namespace canary {
namespace {

/// What a network most likely offers where there is no route to ask about yet.
constexpr std::uint32_t kEthernetMtu = 1500;
/// However many paths are probed densely: 500 probes a second.
constexpr Duration kDenseApart = std::chrono::milliseconds(2);

std::size_t probes_remembered(const ProberOptions& options) {
  constexpr std::int64_t kFewest = 64, kMost = 4096;
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(options.remember / options.interval, kFewest, kMost));
}

Result<void> check(const ProberOptions& options) {
  constexpr std::size_t kMostPaths = std::numeric_limits<Ssid>::max();
  if (options.interval <= Duration::zero())
    return usage_error("the interval between probes must be longer than nothing");
  if (options.port == 0) return usage_error("the port of the reflectors must not be 0");
  if (options.targets.size() > kMostPaths)
    return usage_error(fmt::format("{} paths are more than the {} that one prober can tell apart",
                                   options.targets.size(), kMostPaths));
  return {};
}

IpAddress local_of(const ProbeOrigin& origin, Family family) {
  const auto found = std::ranges::find(origin.local, family, &IpAddress::family);
  return found == origin.local.end() ? any_address(family) : *found;
}

}  // namespace

Prober::Prober(EventLoop& loop, BootClock clock, const ProberOptions& options, Observe observe)
    : loop_(loop),
      clock_(clock),
      options_(options),
      observe_(std::move(observe)),
      codec_(options.key),
      reader_(clock),
      matcher_(probes_remembered(options), options.remember),
      no_answers_([this](Instant at, Observed what) { observe_(at, std::move(what)); }),
      dense_(kDenseApart) {}

Prober::~Prober() {
  stop_sending();
  if (slot_timer_) loop_.cancel(*slot_timer_);
  for (const auto& [role, socket] : sockets_) loop_.unwatch(socket.fd());
}

Result<std::unique_ptr<Prober>> Prober::start(EventLoop& loop, BootClock clock,
                                              const ProberOptions& options, Observe observe) {
  constexpr std::string_view kDoing = "probe";
  if (const auto checked = check(options); !checked) return in_context(kDoing, checked.error());
  std::unique_ptr<Prober> prober(new Prober(loop, clock, options, std::move(observe)));
  const std::pair<PathKind, const ProbeOrigin&> origins[] = {
      {PathKind::Encrypted, options.encrypted}, {PathKind::Control, options.control}};
  for (const auto& [kind, origin] : origins)
    if (const auto opened = prober->open_paths(kind, origin); !opened)
      return in_context(kDoing, opened.error());
  if (const auto watched = prober->watch_sockets(); !watched)
    return in_context(kDoing, watched.error());
  std::ranges::sort(prober->paths_, {}, &ProbedPath::ssid);
  for (const ProbedPath& path : prober->paths_)
    prober->announce(path, options.targets[path.ssid - 1u], clock.now());
  auto& first = prober->in_slots() ? prober->slot_timer_ : prober->timer_;
  first = loop.after(Duration::zero(), [self = prober.get()] {
    self->in_slots() ? self->end_slot() : self->send_due();
  });
  return prober;
}

Result<void> Prober::open_paths(PathKind kind, const ProbeOrigin& origin) {
  if (std::ranges::find(options_.targets, kind, &ProbeTarget::kind) == options_.targets.end())
    return {};
  const auto inside = ScopedNetns::enter(origin.netns);
  if (!inside) return std::unexpected(inside.error());
  Ssid ssid = 0;
  for (const ProbeTarget& target : options_.targets) {
    ++ssid;
    if (target.kind != kind) continue;
    const IpAddress local = local_of(origin, target.reflector.family);
    const auto socket = socket_for(kind, local);
    if (!socket) return std::unexpected(socket.error());
    add_path(ssid, target, local, *socket);
  }
  return {};
}

Result<const UdpSocket*> Prober::socket_for(PathKind kind, const IpAddress& local) {
  const auto role = std::pair(kind, local.family);
  if (const auto found = sockets_.find(role); found != sockets_.end()) return &found->second;
  const Endpoint at{local, 0};
  auto socket = UdpSocket::bind(at);
  if (!socket) return cannot_open(at, socket.error());
  if (const auto kept = socket->keep_errors(local.family); !kept)
    return cannot_open(at, kept.error());
  return &sockets_.emplace(role, std::move(*socket)).first->second;
}

void Prober::add_path(Ssid ssid, const ProbeTarget& target, const IpAddress& local,
                      const UdpSocket* socket) {
  // Without a route there is still something to say: every probe will be refused, or there will be
  // a route later.
  const auto route = local_route(target.reflector, local);
  const Endpoint reflector{target.reflector, options_.port};
  const std::uint32_t fits =
      large_probe_bytes(target.reflector.family, route ? route->mtu : kEthernetMtu);
  paths_.push_back({.ssid = ssid,
                    .reflector = reflector,
                    .source = route ? route->source : local,
                    .socket = socket,
                    .large_bytes = options_.large_bytes.value_or(fits)});
  matcher_.add_path(ssid, reflector);
}

void Prober::announce(const ProbedPath& path, const ProbeTarget& target, Instant now) {
  observe_(now, PathAdded{path.ssid, target.remote, target.kind, path.source, target.reflector});
}

Result<void> Prober::watch_sockets() {
  if (in_slots()) return {};  // they are read at its end
  for (auto& [role, socket] : sockets_) {
    if (!watched_.insert(socket.fd()).second) continue;
    const auto watched = loop_.watch(socket.fd(), [this, &socket] { receive(socket, 1); });
    if (!watched) return watched;
  }
  return {};
}

std::optional<Ssid> Prober::free_ssid(Instant now) const {
  for (const ProbedPath& path : paths_)
    if (path.removed && *path.removed + options_.remember < now) return path.ssid;
  if (paths_.size() == std::numeric_limits<Ssid>::max()) return std::nullopt;
  return static_cast<Ssid>(paths_.size() + 1);
}

Result<Ssid> Prober::add_target(const ProbeTarget& target) {
  const Instant now = clock_.now();
  const auto ssid = free_ssid(now);
  if (!ssid)
    return environment_error(fmt::format("probe {}: there are too many paths", target.remote));
  const ProbeOrigin& origin =
      target.kind == PathKind::Encrypted ? options_.encrypted : options_.control;
  const auto inside = ScopedNetns::enter(origin.netns);
  if (!inside) return std::unexpected(inside.error());
  const IpAddress local = local_of(origin, target.reflector.family);
  const auto socket = socket_for(target.kind, local);
  if (!socket) return std::unexpected(socket.error());
  if (const auto watched = watch_sockets(); !watched) return std::unexpected(watched.error());
  add_path(*ssid, target, local, *socket);
  std::swap(paths_[*ssid - 1u], paths_.back());
  if (*ssid < paths_.size()) paths_.pop_back();
  announce(paths_[*ssid - 1u], target, now);
  if (schedule_) schedule_->add(*ssid - 1u, now);
  arm();
  return *ssid;
}

void Prober::remove_target(Ssid ssid) {
  paths_[ssid - 1u].removed = clock_.now();
  matcher_.remove_path(ssid);
  no_answers_.forget(ssid);
  dense_.remove(ssid - 1u);
  if (schedule_) schedule_->remove(ssid - 1u);
}

void Prober::stop_sending() {
  sending_ = false;
  for (auto* timer : {&timer_, &dense_timer_}) {
    if (*timer) loop_.cancel(**timer);
    timer->reset();
  }
}

void Prober::probe_densely(Ssid ssid, Duration interval) {
  dense_.add(ssid - 1u, interval, clock_.now());
  arm_dense();
}

void Prober::probe_usually(Ssid ssid) { dense_.remove(ssid - 1u); }

void Prober::arm_dense() {
  if (dense_timer_) loop_.cancel(*dense_timer_);
  dense_timer_.reset();
  if (const auto next = dense_.next_due())
    dense_timer_ =
        loop_.after(std::max(*next - clock_.now(), Duration::zero()), [this] { send_dense(); });
}

void Prober::send_dense() {
  if (const auto path = dense_.take_due(clock_.now())) send(paths_[*path], false);
  arm_dense();
}

void Prober::send_due() {
  const Instant now = clock_.now();
  if (!schedule_)
    schedule_.emplace(
        ScheduleOptions{paths_.size(), options_.interval, options_.large_every, options_.seed},
        now);
  const Schedule::Turn turn = schedule_->take_due(now);
  if (turn.stalled_since) observe_(now, ProberStalled{*turn.stalled_since});
  for (const DueProbe& probe : turn.due) send(paths_[probe.path], probe.large);
  arm();
}

void Prober::arm() {
  // Before the first turn of the loop there is no schedule yet.
  if (!schedule_ || in_slots()) return;
  if (timer_) loop_.cancel(*timer_);
  timer_.reset();
  if (const auto next = schedule_->next_due())
    timer_ = loop_.after(std::max(*next - clock_.now(), Duration::zero()), [this] { send_due(); });
}

void Prober::send(ProbedPath& path, bool large) {
  const std::uint32_t sequence = path.next_sequence++;
  const Instant at = clock_.now();
  const StampRequest request{.sequence = sequence, .timestamp = to_ntp(at), .ssid = path.ssid};
  const auto packet = codec_.encode(request, large ? path.large_bytes : 0);
  const auto bytes = static_cast<std::uint32_t>(packet.size());
  int error = path.socket->send(packet, path.reflector, path.source);
  // It may be an error that waited, of another probe: then this one was not tried.
  if (error != 0 && take_errors(*path.socket))
    error = path.socket->send(packet, path.reflector, path.source);
  if (error != 0) {
    ++counters_.refused;
    observe_(at, ProbeRefused{path.ssid, sequence, std::generic_category().message(error), bytes});
    return;
  }
  ++counters_.sent;
  matcher_.sent(path.ssid, sequence, request.timestamp, at);
  observe_(at, ProbeSent{path.ssid, sequence, bytes});
}

void Prober::end_slot() {
  receive_waiting();
  if (sending_) send_due();
  slot_timer_ = loop_.after(EventLoop::until_multiple_of(options_.slot), [this] { end_slot(); });
}

}  // namespace canary
