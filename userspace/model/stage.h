// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace canary {

/// Where a packet is on its way from one node's socket to the other's, in that order.
enum class Stage {
  SenderSocket,
  SenderPolicy,
  SenderEncrypt,
  SenderUplink,
  Wire,
  ReceiverUplink,
  ReceiverDecrypt,
  ReceiverPolicy,
  ReceiverSocket,
};

inline constexpr std::array kStages{
    Stage::SenderSocket,    Stage::SenderPolicy,   Stage::SenderEncrypt,
    Stage::SenderUplink,    Stage::Wire,           Stage::ReceiverUplink,
    Stage::ReceiverDecrypt, Stage::ReceiverPolicy, Stage::ReceiverSocket};

[[nodiscard]] std::string_view to_text(Stage stage);  ///< "sender-socket", ...

}  // namespace canary
