// SPDX-License-Identifier: Apache-2.0
#include "report/fate_sentence.h"

#include <fmt/format.h>

#include <utility>

#include "model/drop_cause.h"

namespace canary {
namespace {

/// ", SPI 3, 192.0.2.1 -> 192.0.2.2", as far as it is known.
std::string esp_words(const Fate& fate) {
  std::string words;
  if (fate.spi) words += fmt::format(", SPI {}", *fate.spi);
  if (fate.outer) words += fmt::format(", {}", *fate.outer);
  return words;
}

/// " (NO_SOCKET: nothing listens on the port)"; nothing where there is no cause.
std::string cause_words(const Fate& fate) {
  if (!fate.cause) return "";
  if (*fate.cause == "NO_SOCKET") return " (NO_SOCKET: nothing listens on the port)";
  return fmt::format(" ({})", *fate.cause);
}

std::string dropped_by_xfrm(const Fate& fate) {
  return fmt::format("dropped by {}, {} ({}){}", fate.node, *fate.cause,
                     describe_drop_cause(*fate.cause).sentence, esp_words(fate));
}

/// Control paths and plaintext have no SPI: "encrypted by" would be a lie there.
bool was_encrypted(const Fate& fate) { return fate.spi.has_value() || fate.outer.has_value(); }

std::string on_the_way_out(const Fate& fate) {
  if (was_encrypted(fate))
    return fmt::format("encrypted by {}{}; never left the uplink{}", fate.node, esp_words(fate),
                       cause_words(fate));
  return fmt::format("sent by {}; never left the uplink{}", fate.node, cause_words(fate));
}

/// What became of a packet that nothing dropped on its way to the socket.
std::string socket_words(const Fate& fate) {
  if (fate.leg == ProbeLeg::Reply) return "the prober did not get it";
  return fate.cause ? "the reflector did not get it" : "the reflector did not answer it";
}

std::string after_arrival(const Fate& fate, const Path& path) {
  const bool encrypted = path.kind == PathKind::Encrypted;
  const std::string arrived = fmt::format("arrived at {}{}", fate.node, esp_words(fate));
  switch (fate.stage) {
    case Stage::ReceiverUplink:
      return fmt::format("{}; went no further than its uplink{}", arrived, cause_words(fate));
    case Stage::ReceiverDecrypt:
      return fmt::format("{}; never decrypted{}", arrived, cause_words(fate));
    case Stage::ReceiverPolicy:
      return fmt::format("decrypted by {}{}; lost before its socket{}", fate.node, esp_words(fate),
                         cause_words(fate));
    case Stage::ReceiverSocket:
      return fmt::format("{} {}{}; {}{}", encrypted ? "decrypted by" : "arrived at", fate.node,
                         esp_words(fate), socket_words(fate), cause_words(fate));
    case Stage::SenderSocket:
    case Stage::SenderPolicy:
    case Stage::SenderEncrypt:
    case Stage::SenderUplink:
    case Stage::Wire:
      break;
  }
  std::unreachable();
}

std::string sentence(const Fate& fate, const Path& path) {
  const NodeName& receiver = fate.leg == ProbeLeg::Request ? path.remote : path.local;
  if (fate.cause && fate.cause->starts_with("Xfrm")) return dropped_by_xfrm(fate);
  switch (fate.stage) {
    case Stage::SenderSocket:
      return fmt::format("not sent by {}{}", fate.node, cause_words(fate));
    case Stage::SenderPolicy:
      return fmt::format("sent by {}; lost before encryption{}", fate.node, cause_words(fate));
    case Stage::SenderEncrypt:
      return fmt::format("lost at encryption by {}{}{}", fate.node, esp_words(fate),
                         cause_words(fate));
    case Stage::SenderUplink:
      return on_the_way_out(fate);
    case Stage::Wire:
      return fmt::format("left {}{}; lost on the wire to {}{}", fate.node, esp_words(fate),
                         receiver, cause_words(fate));
    case Stage::ReceiverUplink:
    case Stage::ReceiverDecrypt:
    case Stage::ReceiverPolicy:
    case Stage::ReceiverSocket:
      return after_arrival(fate, path);
  }
  std::unreachable();
}

}  // namespace

std::string fate_sentence(const Fate& fate, const Path& path) {
  return (fate.leg == ProbeLeg::Reply ? "reply " : "") + sentence(fate, path);
}

}  // namespace canary
