// SPDX-License-Identifier: Apache-2.0
#include "advice/condition.h"

#include <algorithm>
#include <array>

namespace canary {
namespace {

constexpr std::array kConditions{
    Condition{kWireguard, "WireGuard"},
    Condition{kRotation, "a key rotation under way"},
    Condition{kToldByMetrics, "metrics that the risk's own query asks for"},
    Condition{"eni-or-azure-ipam", "ENI or Azure IPAM (EKS, AKS)"},
    Condition{"node-churn", "nodes that come and go meanwhile"},
    Condition{"per-tunnel-keys", "a key for each tunnel (a + behind the SPI in the secret)"},
    Condition{"l7-policy", "L7 or DNS policies"},
    Condition{"l4-policy", "L4 policies"},
    Condition{"kvstore", "a kvstore"},
    Condition{"tunnel", "tunnel mode"},
    Condition{"no-key-watcher", "agents that do not watch for keys"},
    Condition{"rare", "bad luck: it was seen once"},
    Condition{"lost-cluster-state", "a kvstore or CiliumNodes that were lost and made anew"},
    Condition{"node-encryption", "node encryption"},
    Condition{"geneve-dsr", "Geneve and DSR"},
    Condition{"oracle-linux", "Oracle Linux"},
    Condition{"nodes-behind-nat", "nodes behind address translation"},
    Condition{"change-to-wireguard", "a change from IPsec to WireGuard in place"},
    Condition{"paused-pool", "a pool of workers that is paused"},
    Condition{"over-120-nodes", "more than 120 nodes"},
    Condition{"over-75-nodes", "a mesh of 75 nodes and more"},
    Condition{"start-on-both-ends", "connections that both ends start"},
    Condition{"ovn-kubernetes", "the IPsec pod of OVN-Kubernetes"},
    Condition{"cisco-asa", "Cisco ASA as a peer"},
    Condition{"transport-in-udp", "transport mode with forced UDP encapsulation"},
    Condition{"ca-rotated", "a certificate authority that was rotated"},
    Condition{"ebpf-dataplane", "the eBPF data plane"},
    Condition{"image-of-2026", "a node image with esp4 switched off in modprobe.d"},
    Condition{"hardened-nodes", "a DaemonSet that unloads modules"},
    Condition{"vti", "VTI devices"},
    Condition{"mediatek-bridge", "an xfrm interface over a bridge on MediaTek boards"},
    Condition{"mlx5-offload", "ConnectX-6 cards that encrypt"},
};

}  // namespace

std::span<const Condition> known_conditions() { return kConditions; }

const Condition* find_condition(std::string_view word) {
  const auto* found = std::ranges::find(kConditions, word, &Condition::word);
  return found == kConditions.end() ? nullptr : found;
}

}  // namespace canary
