// SPDX-License-Identifier: Apache-2.0
#include "testing/fake_dns_server.h"

#include <arpa/nameser.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "testing/require.h"

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;

void add16(Octets& into, std::size_t value) {
  into.push_back(static_cast<std::uint8_t>(value >> 8));
  into.push_back(static_cast<std::uint8_t>(value));
}

void add_name(Octets& into, std::string_view name) {
  while (!name.empty() && name != ".") {
    const auto label = name.substr(0, name.find('.'));
    into.push_back(static_cast<std::uint8_t>(label.size()));
    into.insert(into.end(), label.begin(), label.end());
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  into.push_back(0);
}

void add_record(Octets& into, std::string_view name, ns_type type, const Octets& data) {
  add_name(into, name);
  add16(into, type);
  add16(into, ns_c_in);
  add16(into, 0);
  add16(into, 5);  // seconds to live
  add16(into, data.size());
  into.insert(into.end(), data.begin(), data.end());
}

/// Records, and how many.
struct Section {
  Octets records{};
  std::size_t count = 0;

  void add(std::string_view name, ns_type type, const Octets& data) {
    add_record(records, name, type, data);
    ++count;
  }
  void add(std::string_view name, const IpAddress& address) {
    add(name, address.family == Family::V4 ? ns_t_a : ns_t_aaaa,
        Octets(address.bytes.begin(),
               address.bytes.begin() + static_cast<std::ptrdiff_t>(address.size())));
  }
};

Octets service_data(const FakeDnsServer::Service& service) {
  Octets data(4);  // priority and weight
  add16(data, service.port);
  add_name(data, service.target);
  return data;
}

struct Found {
  bool known = false;
  Section answers{}, additional{};
};

Found look_up(const FakeDnsServer::Table& table, const std::string& name, int type) {
  Found found;
  if (const auto at = table.services.find(name); at != table.services.end()) {
    found.known = true;
    for (const auto& service : at->second) {
      if (type == ns_t_srv) found.answers.add(name, ns_t_srv, service_data(service));
      if (table.manner != FakeDnsServer::Manner::Generous) continue;
      for (const IpAddress& address : table.addresses.at(service.target))
        found.additional.add(service.target, address);
    }
  }
  if (const auto at = table.addresses.find(name); at != table.addresses.end()) {
    found.known = true;
    for (const IpAddress& address : at->second)
      if (type == (address.family == Family::V4 ? ns_t_a : ns_t_aaaa))
        found.answers.add(name, address);
  }
  return found;
}

/// The header of `query` made one of an answer, and its question.
Octets reply_head(std::span<const std::uint8_t> query, const Found& found, std::size_t flags) {
  constexpr std::size_t kResponse = 0x8180;  // QR, RD, RA
  Octets head(query.begin(), query.begin() + 2);
  add16(head, kResponse | flags);
  for (const std::size_t count :
       {std::size_t{1}, found.answers.count, std::size_t{0}, found.additional.count})
    add16(head, count);
  const auto question = query.subspan(NS_HFIXEDSZ);
  const auto end = std::ranges::find(question, 0) - question.begin() + 1 + NS_QFIXEDSZ;
  head.insert(head.end(), question.begin(), question.begin() + end);
  return head;
}

std::string_view name_of_type(int type) {
  if (type == ns_t_srv) return "SRV";
  return type == ns_t_a ? "A" : "AAAA";
}

struct Sockets {
  UniqueFd udp, tcp;
};

/// A free port of TCP is mostly free for UDP too. Not the other way round: a free port of UDP may
/// be the local one of any connection that was closed within the last minute.
Sockets bound_to_one_port() {
  constexpr int kMostTries = 100;
  for (int tried = 1;; ++tried) {
    auto at = SocketAddress::of({IpAddress{Family::V4, {127, 0, 0, 1}}, 0});
    UniqueFd tcp(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    require(bind(tcp.get(), at.get(), at.size) == 0, "bind tcp");
    getsockname(tcp.get(), at.get(), &at.size);
    UniqueFd udp(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (bind(udp.get(), at.get(), at.size) == 0) return {std::move(udp), std::move(tcp)};
    require(errno == EADDRINUSE && tried < kMostTries, "bind udp");
  }
}

}  // namespace

std::unique_ptr<FakeDnsServer> FakeDnsServer::on_loopback(Table table) {
  auto [udp, tcp] = bound_to_one_port();
  require(listen(tcp.get(), 16) == 0, "listen");
  return std::unique_ptr<FakeDnsServer>(
      new FakeDnsServer(std::move(udp), std::move(tcp), std::move(table)));
}

FakeDnsServer::FakeDnsServer(UniqueFd udp, UniqueFd tcp, Table table)
    : udp_(std::move(udp)),
      tcp_(std::move(tcp)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      table_(std::move(table)) {
  thread_ = std::jthread([this] { serve(); });
}

FakeDnsServer::~FakeDnsServer() {
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::string FakeDnsServer::endpoint() const {
  SocketAddress bound;
  getsockname(udp_.get(), bound.get(), &bound.size);
  return to_text(bound.endpoint());
}

std::vector<std::string> FakeDnsServer::questions() const {
  const std::scoped_lock lock(mutex_);
  return questions_;
}

void FakeDnsServer::set(Table table) {
  const std::scoped_lock lock(mutex_);
  table_ = std::move(table);
}

void FakeDnsServer::serve() {
  for (;;) {
    std::array<pollfd, 3> waiting{
        {{stop_.get(), POLLIN, 0}, {udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    if (waiting[1].revents != 0) serve_datagram();
    if (waiting[2].revents != 0)
      serve_stream(UniqueFd(accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC)));
  }
}

void FakeDnsServer::serve_datagram() {
  std::array<std::uint8_t, NS_PACKETSZ> query{};
  SocketAddress from;
  const ssize_t got = recvfrom(udp_.get(), query.data(), query.size(), 0, from.get(), &from.size);
  if (got < NS_HFIXEDSZ) return;
  const Octets told = answer({query.data(), static_cast<std::size_t>(got)}, true);
  if (!told.empty()) sendto(udp_.get(), told.data(), told.size(), 0, from.get(), from.size);
}

void FakeDnsServer::serve_stream(UniqueFd client) {
  std::array<std::uint8_t, 2 + NS_PACKETSZ> query{};  // behind its length
  const ssize_t got = recv(client.get(), query.data(), query.size(), 0);
  if (got < 2 + NS_HFIXEDSZ) return;
  const Octets told = answer({query.data() + 2, static_cast<std::size_t>(got) - 2}, false);
  Octets framed;
  add16(framed, told.size());
  framed.insert(framed.end(), told.begin(), told.end());
  send(client.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
}

FakeDnsServer::Octets FakeDnsServer::answer(std::span<const std::uint8_t> query, bool over_udp) {
  constexpr std::size_t kTruncated = 0x0200;
  const std::scoped_lock lock(mutex_);
  ns_msg parsed;
  ns_rr question;
  if (ns_initparse(query.data(), static_cast<int>(query.size()), &parsed) != 0 ||
      ns_parserr(&parsed, ns_s_qd, 0, &question) != 0)
    return {};
  const std::string name = ns_rr_name(question);
  const int type = ns_rr_type(question);
  questions_.push_back(fmt::format("{} {}", name_of_type(type), name));
  if (table_.manner == Manner::Silent) return {};
  if (table_.manner == Manner::Fails) return reply_head(query, {}, ns_r_servfail);
  if (table_.manner == Manner::Truncates && over_udp) return reply_head(query, {}, kTruncated);
  const Found found = look_up(table_, name, type);
  Octets told = reply_head(query, found, found.known ? ns_r_noerror : ns_r_nxdomain);
  for (const Section* section : {&found.answers, &found.additional})
    told.insert(told.end(), section->records.begin(), section->records.end());
  if (table_.manner == Manner::Babbles) told.resize(told.size() - 3);
  return told;
}

}  // namespace canary
