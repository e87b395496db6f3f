// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "model/observation.h"

namespace canary {

/// A probe that was answered in time: all of it that a judgement of one node asks for.
struct AnsweredProbe {
  Instant sent;
  ProbeSent probe;
  Duration took{};  ///< from sending to the arrival of the reply
  Duration rtt{};
  std::uint32_t reflector_sequence = 0;
  bool request_encrypted = false;  ///< this node's kernel was seen to do so
  bool reply_decrypted = false;    ///< likewise
  bool operator==(const AnsweredProbe&) const = default;
};

/// Probes that were answered, by the time of sending, in 32 bytes each.
class AnsweredLog {
 public:
  /// Keeps a probe. False, and not kept: what does not fit (answered after more than 4 s, or larger
  /// than 64 KiB).
  bool push(const AnsweredProbe& probe);
  void forget_before(Instant at);
  /// Its path is probed no more.
  void forget(Ssid ssid);

  static constexpr std::size_t kBytesEach = 32;
  /// When the first of the last `most` was sent; nothing where there are no more than these.
  [[nodiscard]] std::optional<Instant> first_of_last(std::size_t most) const;
  [[nodiscard]] std::size_t size() const { return packed_.size(); }
  void each_since(Instant from, const std::function<void(const AnsweredProbe&)>& tell) const;

 private:
  struct Packed {
    std::int64_t sent_ns;
    std::uint32_t took_ns, rtt_ns, sequence, reflector_sequence;
    Ssid ssid;
    std::uint16_t bytes;
    bool request_encrypted, reply_decrypted;
  };
  static_assert(sizeof(Packed) == kBytesEach);
  std::deque<Packed> packed_;
};

}  // namespace canary
