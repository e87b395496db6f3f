// SPDX-License-Identifier: Apache-2.0
// Lists of fields, written once for each struct and used both ways, so that what is written reads
// back as it was:
//
//   constexpr std::string_view kind_name(std::type_identity<ProbeSent>) { return "probe_sent"; }
//   void fields_of(auto& field, Is<ProbeSent> auto& seen) { field("ssid", seen.ssid); ... }
//
// `field` is a FieldWriter or a FieldReader. The functions are found by the struct's namespace.
#pragma once

#include <concepts>
#include <type_traits>

#include "model/observation.h"

namespace canary {

template <class T, class Struct>
concept Is = std::same_as<std::remove_const_t<T>, Struct>;

/// The words that the recording has for an enum; its enumerators count from 0.
constexpr std::array<std::string_view, 2> words_of(PathKind) { return {"encrypted", "control"}; }
constexpr std::array<std::string_view, 2> words_of(ProbeLeg) { return {"request", "reply"}; }
constexpr std::array<std::string_view, 2> words_of(ClearWay) { return {"left", "came"}; }
constexpr std::array<std::string_view, 4> words_of(CounterStage) {
  return {"encrypted", "left", "arrived", "decrypted"};
}
constexpr std::array<std::string_view, 5> words_of(EntryEvent) {
  return {"listed", "added", "updated", "deleted", "expired"};
}
constexpr std::array<std::string_view, 5> words_of(XfrmMode) {
  return {"transport", "tunnel", "other", "beet", "iptfs"};
}
constexpr std::array<std::string_view, 3> words_of(Offload) { return {"none", "crypto", "packet"}; }
constexpr std::array<std::string_view, 3> words_of(PolicyDirection) { return {"in", "out", "fwd"}; }
constexpr std::array<std::string_view, 4> words_of(NoAnswerReason) {
  return {"nobody-listens", "other-key", "other-source", "no-match"};
}
constexpr std::array<std::string_view, 2> words_of(PolicyAction) { return {"allow", "block"}; }

template <class T>
concept Worded = std::is_enum_v<T> && requires(T value) {
  words_of(value);
};

/// A number of the recording: bool and characters are none.
template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

}  // namespace canary
