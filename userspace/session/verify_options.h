// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/time.h"
#include "model/peer.h"
#include "model/session_header.h"
#include "session/evidence_options.h"
#include "session/netns_options.h"
#include "session/report_files.h"

namespace canary {

/// Who probes whom, from where, and what it is measured against.
struct VerifyOptions {
  NodeName node;
  std::vector<std::string> uplinks;  ///< empty: those that routes lead through
  std::string overlay;  ///< VXLAN device that ESP passes before the uplink; empty: none
  std::vector<PeerSpec> peers;
  std::vector<IpAddress> local;          ///< pod addresses; empty: the kernel chooses
  std::vector<IpAddress> control_local;  ///< node addresses; empty: the kernel chooses
  std::vector<IpPrefix> protects;        ///< local prefixes; empty: policies tell what to encrypt
  std::uint16_t port = 862;
  std::uint32_t large_every = 10;
  std::string key_file;  ///< authenticated mode when given
  bool reflector = true;
  NetnsOptions netns;
  std::string agent = "cilium";  ///< agent/agent.h
  Criteria criteria;
  Duration baseline{};
  Duration gone_within{};
  Duration ready_within{};
  ReportFiles reports;
  std::string record_file;  ///< empty: none
  std::vector<std::string> without;
  EvidenceOptions evidence;
};

}  // namespace canary
