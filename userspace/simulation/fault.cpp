// SPDX-License-Identifier: Apache-2.0
#include "simulation/fault.h"

#include <array>

namespace canary::simulation {
namespace {

using enum FaultKind;

constexpr std::array<FaultNature, kFaultKinds> kNatures{{
    {SendRefused, "sendto is refused", Stage::SenderSocket, "Operation not permitted"},
    {OutPolicyBlocks, "the policy out blocks", Stage::SenderPolicy, "XfrmOutPolBlock", true},
    {OutStateMissing, "the state out is missing", Stage::SenderPolicy, "XfrmOutNoStates", true},
    {EncryptionFails, "encryption fails", Stage::SenderEncrypt, "XfrmOutStateProtoError", true},
    {NeverLeaves, "encrypted packets never leave", Stage::SenderUplink, ""},
    {QueueDrops, "the uplink's queue drops", Stage::SenderUplink, "QDISC_DROP"},
    {WireLoses, "the wire loses", Stage::Wire, ""},
    {FirewallDrops, "the receiver's firewall drops ESP", Stage::ReceiverUplink, "NETFILTER_DROP"},
    {InStateMissing, "the state in is missing", Stage::ReceiverDecrypt, "XfrmInNoStates", true},
    {KeyDiffers, "the keys differ", Stage::ReceiverDecrypt, "XfrmInStateProtoError", true},
    {InPolicyMissing, "the policy in is missing", Stage::ReceiverPolicy, "XfrmInNoPols", true},
    {SocketMissing, "the reflector is not there", Stage::ReceiverSocket, "NO_SOCKET"},
    {ReflectorSilent, "the reflector says nothing", Stage::ReceiverSocket, ""},
}};

}  // namespace

const FaultNature& nature_of(FaultKind kind) { return kNatures[static_cast<std::size_t>(kind)]; }

}  // namespace canary::simulation
