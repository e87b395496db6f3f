// SPDX-License-Identifier: Apache-2.0
#include "peers/srv_answer.h"

#include <arpa/nameser.h>

#include <algorithm>
#include <array>
#include <optional>

namespace canary {
namespace {

constexpr std::size_t kPriorityAndWeightBytes = 4;
constexpr std::size_t kPortBytes = 2;

std::optional<SrvTarget> target_in(const ns_msg& message, const ns_rr& record) {
  constexpr std::size_t kFixedBytes = kPriorityAndWeightBytes + kPortBytes;
  if (ns_rr_rdlen(record) <= kFixedBytes) return std::nullopt;
  std::array<char, NS_MAXDNAME> name{};
  if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message),
                         ns_rr_rdata(record) + kFixedBytes, name.data(), name.size()) < 0)
    return std::nullopt;
  const auto port = ns_get16(ns_rr_rdata(record) + kPriorityAndWeightBytes);
  return SrvTarget{name.data(), static_cast<std::uint16_t>(port)};
}

std::optional<IpAddress> address_in(const ns_rr& record) {
  const bool is_v4 = ns_rr_type(record) == ns_t_a;
  if (!is_v4 && ns_rr_type(record) != ns_t_aaaa) return std::nullopt;
  if (ns_rr_rdlen(record) != (is_v4 ? NS_INADDRSZ : NS_IN6ADDRSZ)) return std::nullopt;
  return IpAddress::of(is_v4 ? Family::V4 : Family::V6,
                       {ns_rr_rdata(record), static_cast<std::size_t>(ns_rr_rdlen(record))});
}

}  // namespace

Result<SrvAnswer> parse_srv_answer(std::span<const std::uint8_t> message) {
  const auto unreadable = environment_error("the DNS server's answer is no DNS message");
  ns_msg parsed;
  if (ns_initparse(message.data(), static_cast<int>(message.size()), &parsed) != 0)
    return unreadable;
  SrvAnswer answer;
  ns_rr record;
  for (int i = 0; i < ns_msg_count(parsed, ns_s_an); ++i) {
    if (ns_parserr(&parsed, ns_s_an, i, &record) != 0) return unreadable;
    if (ns_rr_type(record) != ns_t_srv) continue;  // a CNAME on the way
    const auto target = target_in(parsed, record);
    if (!target) return unreadable;
    answer.targets.push_back(*target);
  }
  std::ranges::sort(answer.targets);
  const auto twice = std::ranges::unique(answer.targets);
  answer.targets.erase(twice.begin(), twice.end());
  for (int i = 0; i < ns_msg_count(parsed, ns_s_ar); ++i) {
    if (ns_parserr(&parsed, ns_s_ar, i, &record) != 0) return unreadable;
    if (const auto address = address_in(record))
      answer.addresses[ns_rr_name(record)].push_back(*address);
  }
  return answer;
}

}  // namespace canary
