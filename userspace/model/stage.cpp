// SPDX-License-Identifier: Apache-2.0
#include "model/stage.h"

#include <utility>

namespace canary {

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::SenderSocket:
      return "sender-socket";
    case Stage::SenderPolicy:
      return "sender-policy";
    case Stage::SenderEncrypt:
      return "sender-encrypt";
    case Stage::SenderUplink:
      return "sender-uplink";
    case Stage::Wire:
      return "wire";
    case Stage::ReceiverUplink:
      return "receiver-uplink";
    case Stage::ReceiverDecrypt:
      return "receiver-decrypt";
    case Stage::ReceiverPolicy:
      return "receiver-policy";
    case Stage::ReceiverSocket:
      return "receiver-socket";
  }
  std::unreachable();
}

}  // namespace canary
