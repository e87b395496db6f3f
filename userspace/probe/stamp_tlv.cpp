// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_tlv.h"

#include <algorithm>

namespace canary {
namespace {

/// A TLV whose header and value lie inside the packet.
struct Tlv {
  std::size_t offset;
  TlvType type;
  std::size_t bytes;  ///< header and value
};

struct TlvList {
  std::vector<Tlv> whole;
  std::size_t end = 0;  ///< where the whole ones end; what follows is malformed
};

TlvList parse(std::span<const std::uint8_t> tlvs) {
  TlvList list;
  while (tlvs.size() - list.end >= kTlvHeaderBytes) {
    const auto header = tlvs.subspan(list.end, kTlvHeaderBytes);
    const std::size_t bytes = kTlvHeaderBytes + (std::size_t{header[2]} << 8 | header[3]);
    if (bytes > tlvs.size() - list.end) break;
    const auto type = static_cast<TlvType>(header[1]);
    if (type == TlvType::Hmac && bytes != kTlvHeaderBytes + sizeof(StampHmac)) break;
    list.whole.push_back({list.end, type, bytes});
    list.end += bytes;
  }
  return list;
}

void set_flags(std::span<std::uint8_t> tlvs, const TlvList& list, bool hmac_known) {
  for (const Tlv& tlv : list.whole) {
    const bool known =
        tlv.type == TlvType::ExtraPadding || (tlv.type == TlvType::Hmac && hmac_known);
    tlvs[tlv.offset] = known ? 0 : kTlvUnrecognized;
  }
  if (list.end < tlvs.size()) tlvs[list.end] = kTlvMalformed;
}

}  // namespace

std::vector<std::uint8_t> extra_padding(std::size_t bytes) {
  std::vector<std::uint8_t> tlv(bytes);
  const std::size_t value = bytes - kTlvHeaderBytes;
  tlv[0] = kTlvUnrecognized;
  tlv[1] = static_cast<std::uint8_t>(TlvType::ExtraPadding);
  tlv[2] = static_cast<std::uint8_t>(value >> 8);
  tlv[3] = static_cast<std::uint8_t>(value);
  return tlv;
}

void reflect_tlvs(std::span<std::uint8_t> tlvs) { set_flags(tlvs, parse(tlvs), false); }

void reflect_tlvs(std::span<std::uint8_t> tlvs, const StampKey& key,
                  std::span<const std::uint8_t, 4> request_sequence,
                  std::span<const std::uint8_t, 4> reply_sequence) {
  const TlvList list = parse(tlvs);
  const auto found = std::ranges::find(list.whole, TlvType::Hmac, &Tlv::type);
  const bool has_hmac = found != list.whole.end();
  const auto covered = tlvs.first(has_hmac ? found->offset : 0);
  const auto value = [&] { return tlvs.subspan(found->offset + kTlvHeaderBytes, 16); };

  // Only Extra Padding may follow the HMAC TLV, and only one that is alone may do without it.
  const bool rest_is_padding =
      std::all_of(has_hmac ? found + 1 : list.whole.begin(), list.whole.end(),
                  [](const Tlv& tlv) { return tlv.type == TlvType::ExtraPadding; });
  const bool sealed = has_hmac ? same_hmac(hmac(key, {request_sequence, covered}), value())
                               : list.whole.size() <= 1;
  const bool intact = rest_is_padding && sealed;
  set_flags(tlvs, list, true);
  if (!intact)
    for (const Tlv& tlv : list.whole) tlvs[tlv.offset] |= kTlvNotIntact;
  if (has_hmac) std::ranges::copy(hmac(key, {reply_sequence, covered}), value().begin());
}

}  // namespace canary
