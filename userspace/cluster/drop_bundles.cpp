// SPDX-License-Identifier: Apache-2.0
#include "cluster/drop_bundles.h"

namespace canary {

void DropBundles::add(const Observation& seen, const PacketDropped& drop) {
  std::optional<std::uint32_t> spi;
  if (drop.esp) spi = drop.esp->spi;
  auto& bundle = bundles_[{drop.cause, spi, drop.source.copied(), drop.destination.copied(),
                           drop.mark, drop.probe.has_value()}];
  const bool joins =
      bundle.drops > 0 && bundle.last.at <= seen.at && seen.at - bundle.first.at < kLongest;
  if (!joins) {
    emit(bundle);
    bundle = {seen, seen, 0, 0};
  }
  bundle.last = seen;
  bundle.packets += drop.packets;
  ++bundle.drops;
}

void DropBundles::flush() {
  for (auto& [kind, bundle] : bundles_) emit(bundle);
  bundles_.clear();
}

void DropBundles::emit(Bundle& bundle) const {
  if (bundle.drops == 0) return;
  emit_(bundle.first);
  if (bundle.drops == 1) return;
  std::get<PacketDropped>(bundle.last.what).packets =
      bundle.packets - std::get<PacketDropped>(bundle.first.what).packets;
  emit_(bundle.last);
}

}  // namespace canary
