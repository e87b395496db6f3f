// SPDX-License-Identifier: Apache-2.0
// The rules of nf_tables as the kernel lists them (include/uapi/linux/netfilter/nf_tables.h). Those
// of iptables-nft are among them; those of the older ip_tables are not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace canary {

struct NftVerdict {
  std::int32_t code = 0;  ///< NF_DROP, NF_ACCEPT, NFT_JUMP…
  std::string chain;      ///< where NFT_JUMP and NFT_GOTO lead to
  bool operator==(const NftVerdict&) const = default;
};

/// One step of a rule: it loads, compares, or decides. What its kind does not have is absent or 0.
struct NftExpression {
  std::string kind;                     ///< "meta", "payload", "cmp", "immediate"…
  std::optional<std::uint32_t> reads;   ///< the register
  std::optional<std::uint32_t> writes;  ///< the register; 0: the verdict
  std::uint32_t key = 0;                ///< of meta: NFT_META_
  std::uint32_t base = 0, offset = 0;   ///< of payload: NFT_PAYLOAD_, octets
  std::uint32_t operation = 0;          ///< of cmp: NFT_CMP_
  std::vector<std::uint8_t> data;       ///< of cmp
  std::optional<NftVerdict> verdict;    ///< of immediate
  std::string target;                   ///< of a target of xtables: "REJECT"
};

struct NftRule {
  std::uint64_t handle = 0;
  std::vector<NftExpression> expressions;
};

struct NftChain {
  std::uint8_t family = 0;  ///< NFPROTO_
  std::string table, name;
  std::optional<std::uint32_t> hook;  ///< NF_INET_; absent: other chains lead here
  bool drops_at_its_end = false;      ///< policy drop
  std::vector<NftRule> rules;
};

/// Lists the rules of the network namespace that the calling thread stands in. Needs CAP_NET_ADMIN
/// there. Must be asked only of a kernel that has nf_tables: it would load the module otherwise.
[[nodiscard]] Result<std::vector<NftChain>> read_nft_ruleset();

}  // namespace canary
