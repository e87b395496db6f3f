// SPDX-License-Identifier: Apache-2.0
#include "peers/dns_resolver.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <array>

#include "base/socket_address.h"

namespace canary {
namespace {

std::string_view way_out(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
      return "there is no such name: has the Service pods, and is the name written in full?";
    case ARES_ENODATA:
      return "it has no record of the kind that is asked for: addresses, or, where it begins with "
             "_PORT._udp. (the name of a Service's port), SRV";
    case ARES_ETIMEOUT:
      return "no DNS server answers in time: can those of /etc/resolv.conf be reached from here?";
    case ARES_ECONNREFUSED:  // with c-ares 1.18 also SERVFAIL, REFUSED, NOTIMP of every server
    case ARES_ESERVFAIL:
    case ARES_EREFUSED:
    case ARES_ENOTIMP:
      return "every DNS server of /etc/resolv.conf is gone or refuses to answer: look at its log";
    case ARES_EBADRESP:
    case ARES_EFORMERR:
      return "the DNS server's answer is no DNS message: look at /etc/resolv.conf";
    default:
      return ares_strerror(status);
  }
}

std::unexpected<Error> no_answer(const std::string& name, int status) {
  return environment_error(fmt::format("{}: {}", name, way_out(status)));
}

/// A question that is under way; `open` counts them.
struct AddressQuestion {
  std::size_t* open;
  int status = ARES_ECANCELLED;
  std::vector<IpAddress> found{};
};

void on_addresses(void* question, int status, int /*timeouts*/, ares_addrinfo* told) {
  auto& asked = *static_cast<AddressQuestion*>(question);
  --*asked.open;
  asked.status = status;
  if (told == nullptr) return;
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owner(told, ares_freeaddrinfo);
  for (const ares_addrinfo_node* one = told->nodes; one != nullptr; one = one->ai_next)
    asked.found.push_back(SocketAddress::copy_of(one->ai_addr, one->ai_addrlen).endpoint().address);
  std::ranges::sort(asked.found);
  const auto twice = std::ranges::unique(asked.found);
  asked.found.erase(twice.begin(), twice.end());
}

struct ServiceQuestion {
  std::size_t open = 1;
  int status = ARES_ECANCELLED;
  std::vector<std::uint8_t> answer{};
};

void on_service(void* question, int status, int /*timeouts*/, unsigned char* answer, int bytes) {
  auto& asked = *static_cast<ServiceQuestion*>(question);
  --asked.open;
  asked.status = status;
  if (status == ARES_SUCCESS) asked.answer.assign(answer, answer + bytes);
}

/// Lets the library read and write what can be, and notice what is overdue.
void process(ares_channel channel, Duration longest) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const auto wanted = static_cast<unsigned>(
      ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())));
  std::array<pollfd, ARES_GETSOCK_MAXNUM> waiting{};
  for (unsigned i = 0; i < sockets.size(); ++i) {
    const bool reads = ARES_GETSOCK_READABLE(wanted, i) != 0;
    const bool writes = ARES_GETSOCK_WRITABLE(wanted, i) != 0;
    waiting.at(i).fd = reads || writes ? sockets.at(i) : -1;
    waiting.at(i).events = static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
  }
  timeval limit = {0, static_cast<suseconds_t>(longest / std::chrono::microseconds(1))};
  timeval until{};
  const timeval* soonest = ares_timeout(channel, &limit, &until);
  poll(waiting.data(), waiting.size(), static_cast<int>(soonest->tv_usec / 1000) + 1);
  for (const pollfd& one : waiting)
    if (one.revents != 0)
      ares_process_fd(channel, (one.revents & ~POLLOUT) != 0 ? one.fd : ARES_SOCKET_BAD,
                      (one.revents & POLLOUT) != 0 ? one.fd : ARES_SOCKET_BAD);
  ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace

void DnsResolver::Destroy::operator()(ares_channeldata* channel) const { ares_destroy(channel); }

Result<DnsResolver> DnsResolver::open(const DnsOptions& options) {
  ares_options wanted{};
  wanted.timeout = static_cast<int>(options.timeout / std::chrono::milliseconds(1));
  wanted.tries = 2;
  ares_channel channel = nullptr;
  int status = ares_init_options(&channel, &wanted, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
  if (status != ARES_SUCCESS) return environment_error(ares_strerror(status));
  DnsResolver resolver(channel, options.stop);
  if (!options.servers.empty())
    status = ares_set_servers_ports_csv(channel, options.servers.c_str());
  if (status != ARES_SUCCESS) return environment_error(ares_strerror(status));
  return resolver;
}

void DnsResolver::wait_while(const std::size_t& open) {
  constexpr Duration kLooksForStop = std::chrono::milliseconds(100);
  while (open > 0 && !stop_.stop_requested()) process(channel_.get(), kLooksForStop);
  ares_cancel(channel_.get());
}

Result<std::vector<std::vector<IpAddress>>> DnsResolver::addresses(
    const std::vector<std::string>& names) {
  std::size_t open = names.size();
  std::vector<AddressQuestion> questions(names.size(), {.open = &open});
  ares_addrinfo_hints hints{};
  hints.ai_flags = ARES_AI_NOSORT;  // sorted by value, so that the same is told again
  hints.ai_socktype = SOCK_DGRAM;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const auto address = IpAddress::parse(names[i])) {  // c-ares 1.18 would ask DNS for it
      questions[i] = {&--open, ARES_SUCCESS, {*address}};
      continue;
    }
    ares_getaddrinfo(channel_.get(), names[i].c_str(), nullptr, &hints, on_addresses,
                     &questions[i]);
  }
  wait_while(open);
  std::vector<std::vector<IpAddress>> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (questions[i].status != ARES_SUCCESS) return no_answer(names[i], questions[i].status);
    found.push_back(std::move(questions[i].found));
  }
  return found;
}

Result<SrvAnswer> DnsResolver::service(const std::string& name) {
  ServiceQuestion question;
  ares_search(channel_.get(), name.c_str(), ns_c_in, ns_t_srv, on_service, &question);
  wait_while(question.open);
  if (question.status != ARES_SUCCESS) return no_answer(name, question.status);
  auto answer = parse_srv_answer(question.answer);
  if (!answer) return in_context(name, answer.error());
  if (answer->targets.empty()) return no_answer(name, ARES_ENODATA);
  return answer;
}

}  // namespace canary
