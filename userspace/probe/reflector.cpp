// SPDX-License-Identifier: Apache-2.0
#include "probe/reflector.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <set>
#include <utility>

#include "base/scoped_netns.h"

namespace canary {
namespace {

/// Names every socket once, although the pod's and the node's namespace may be the same one.
std::vector<ReflectorListen> without_repetition(const std::vector<ReflectorListen>& listen) {
  std::set<std::pair<std::string, IpAddress>> seen;
  std::vector<ReflectorListen> wanted;
  for (const ReflectorListen& where : listen) {
    ReflectorListen kept{where.netns, {}};
    const auto addresses = where.addresses.empty()
                               ? std::vector{any_address(Family::V4), any_address(Family::V6)}
                               : where.addresses;
    for (const IpAddress& address : addresses)
      if (seen.emplace(where.netns, address).second) kept.addresses.push_back(address);
    wanted.push_back(std::move(kept));
  }
  // An address of zeros takes the packets to all others, and the kernel would refuse those.
  for (ReflectorListen& where : wanted)
    std::erase_if(where.addresses, [&](const IpAddress& address) {
      return !is_any(address) && seen.contains({where.netns, any_address(address.family)});
    });
  return wanted;
}

}  // namespace

Reflector::Reflector(EventLoop& loop, BootClock clock, const ReflectorOptions& options,
                     Observe observe)
    : loop_(loop),
      clock_(clock),
      authenticated_(options.key.has_value()),
      codec_(options.key),
      reader_(clock),
      sessions_(options.sessions),
      observe_(std::move(observe)) {}

Reflector::~Reflector() {
  for (const UdpSocket& socket : sockets_) loop_.unwatch(socket.fd());
}

Result<std::unique_ptr<Reflector>> Reflector::start(EventLoop& loop, BootClock clock,
                                                    const ReflectorOptions& options,
                                                    Observe observe) {
  std::unique_ptr<Reflector> reflector(new Reflector(loop, clock, options, std::move(observe)));
  for (const ReflectorListen& where : without_repetition(options.listen))
    if (const auto listening = reflector->listen(where, options.port); !listening)
      return in_context("answer probes", listening.error());
  if (reflector->sockets_.empty())
    return usage_error("answer probes: no address to answer on is given");
  if (const auto watched = reflector->watch(); !watched)
    return in_context("answer probes", watched.error());
  return reflector;
}

Result<void> Reflector::listen(const ReflectorListen& where, std::uint16_t port) {
  const auto inside = ScopedNetns::enter(where.netns);
  if (!inside) return std::unexpected(inside.error());
  for (const IpAddress& address : where.addresses) {
    const Endpoint at{address, port == 0 && !sockets_.empty() ? sockets_.front().port() : port};
    auto socket = UdpSocket::bind(at);
    // Asked to answer everywhere, a node without IPv6 answers on IPv4 and the other way round.
    if (!socket && socket.error() == EAFNOSUPPORT && is_any(address)) continue;
    if (!socket) return cannot_open(at, socket.error());
    sockets_.push_back(std::move(*socket));
  }
  return {};
}

Result<void> Reflector::watch() {
  for (UdpSocket& socket : sockets_)
    if (auto watched = loop_.watch(socket.fd(), [this, &socket] { answer_waiting(socket); });
        !watched)
      return watched;
  return {};
}

ReflectorCounters Reflector::counters() const {
  ReflectorCounters counters = counters_;
  counters.sessions_forgotten = sessions_.forgotten();
  for (const UdpSocket& socket : sockets_) counters.queue_full += socket.overflowed();
  return counters;
}

void Reflector::answer_waiting(UdpSocket& socket) {
  constexpr int kMostBatches = 16;  // many, that they are read faster than anybody sends
  reader_.read_batches(socket, kMostBatches,
                       [&](const Datagram& datagram) { answer(socket, datagram); });
}

void Reflector::refuse(const Datagram& datagram, StampFault fault) {
  constexpr std::size_t kMostRemembered = 256;  // senders are anybody's to invent
  constexpr Duration kSeldom = std::chrono::seconds(1);
  if (fault != StampFault::NotAuthentic) {
    ++counters_.not_stamp;
    return;
  }
  ++counters_.other_key;
  const auto who = std::pair(datagram.from.address, datagram.to);
  if (!observe_ || (refused_.size() == kMostRemembered && !refused_.contains(who))) return;
  const auto [entry, is_new] = refused_.try_emplace(who, Refused{datagram.received, 0});
  Refused& refused = entry->second;
  ++refused.since;
  if (!is_new && datagram.received - refused.told < kSeldom) return;
  observe_(datagram.received, RequestsRefused{who.first, who.second, refused.since});
  refused = {datagram.received, 0};
}

void Reflector::answer(const UdpSocket& socket, const Datagram& datagram) {
  const auto request = codec_.decode_request(datagram.payload);
  if (!request && datagram.unicast) return refuse(datagram, request.error());
  if (!request || !datagram.unicast || datagram.from.port == 0 ||
      codec_.may_answer_us(datagram.payload, datagram.received)) {
    ++counters_.not_stamp;
    return;
  }
  // Both behind authentication: nobody without the key uses up what is another's, and nobody who
  // captured a request of one does.
  if (authenticated_ && !replays_.takes(datagram.from.address, *request)) {
    ++counters_.replayed;
    return;
  }
  if (!limit_.allows(datagram.from.address, datagram.to, datagram.received)) {
    ++counters_.over_limit;
    return;
  }
  StampReply reply;
  // Counted before it is sent: a reply that is lost here was received nevertheless.
  reply.sequence = sessions_.count({datagram.from, datagram.to, request->ssid}, *request);
  reply.ssid = request->ssid;
  reply.received = to_ntp(datagram.received);
  reply.request = *request;
  reply.request_ttl = datagram.ttl;
  reply.timestamp = to_ntp(clock_.now());
  const int error = socket.send(codec_.encode(reply, datagram.payload), datagram.from, datagram.to);
  ++(error == 0 ? counters_.answered : counters_.not_sent);
}

}  // namespace canary
