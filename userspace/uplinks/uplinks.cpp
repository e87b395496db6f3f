// SPDX-License-Identifier: Apache-2.0
#include "uplinks/uplinks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "uplinks/device_nature.h"

namespace canary {
namespace {

class Chooser {
 public:
  Chooser(const Network& network, const std::vector<PeerAddress>& peers)
      : network_(network), links_(network.links), uses_(uses_of_devices(network, peers)) {
    for (const NetworkLink& link : network.links)
      natures_.emplace(link.index, nature_of(link, links_));
    for (const NetworkLink& link : network.links)
      if (auto reason = reason_to_watch(link)) wanted_.emplace(link.index, std::move(*reason));
  }

  [[nodiscard]] Uplinks choose(const std::vector<std::string>& named) {
    Uplinks chosen;
    for (const NetworkLink& link : network_.links)
      if (named.empty() ? wanted_.contains(link.index) : is_named(link, named))
        watched_.insert(link.index);
    for (const NetworkLink& link : network_.links) {
      if (watched_.contains(link.index))
        chosen.watched.push_back(uplink(link, !named.empty()));
      else
        chosen.unwatched.push_back(unwatched(link));
    }
    for (const std::string& name : named)
      if (std::ranges::find(network_.links, name, &NetworkLink::name) == network_.links.end())
        chosen.missing.push_back(name);
    for (const NetworkLink& link : network_.links)
      if (link.udp_port != 0)
        chosen.overlay_ports.insert(
            {link.kind == "geneve" ? OverlayPort::Kind::Geneve : OverlayPort::Kind::Vxlan,
             link.udp_port});
    std::ranges::sort(chosen.watched, {}, &Uplink::index);
    std::ranges::sort(chosen.unwatched, {}, &UnwatchedDevice::index);
    return chosen;
  }

 private:
  static bool is_named(const NetworkLink& link, const std::vector<std::string>& named) {
    return std::ranges::find(named, link.name) != named.end();
  }

  [[nodiscard]] const DeviceUse* use_of(const NetworkLink& link) const {
    const auto found = uses_.find(link.index);
    return found == uses_.end() ? nullptr : &found->second;
  }

  /// A pod is reached by host routes, pods on a bridge by that of its subnet: what leads elsewhere
  /// shows that others can be reached there. A pair with a subnet of its own is how a node that is
  /// itself a container has its network.
  static bool leads_beyond_pods(const NetworkLink& link, UseKind use) {
    return use <= UseKind::GatewayRoute || (use == UseKind::SubnetRoute && link.kind != "bridge");
  }

  [[nodiscard]] std::optional<std::string> reason_to_watch(const NetworkLink& link) const {
    if (!link.up) return std::nullopt;
    if (const auto behind = reason_behind_open_vswitch(link)) return behind;
    const DeviceUse* use = use_of(link);
    if (use == nullptr) return std::nullopt;
    const SendsTo sends_to = natures_.at(link.index).sends_to;
    const bool leaves = sends_to == SendsTo::Outside ||
                        (sends_to == SendsTo::Pods && leads_beyond_pods(link, use->kind));
    return leaves ? std::optional(use->reason) : std::nullopt;
  }

  /// Pods' packets may leave Open vSwitch without passing its internal devices: its outer ports see
  /// all of them.
  [[nodiscard]] std::optional<std::string> reason_behind_open_vswitch(
      const NetworkLink& port) const {
    const NetworkLink* above = links_.switch_of(port);
    if (above == nullptr || above->kind != "openvswitch") return std::nullopt;
    for (const NetworkLink& inner : network_.links)
      if (inner.up && inner.kind == "openvswitch" && use_of(inner) != nullptr &&
          passes(inner, port, 0))
        return fmt::format("Open vSwitch sends through it what {} does", inner.name);
    return std::nullopt;
  }

  [[nodiscard]] Uplink uplink(const NetworkLink& link, bool is_named) const {
    Uplink chosen{link.index, link.name, link.header_length, "named by --uplink", {}};
    if (!is_named) chosen.reason = wanted_.at(link.index);
    for (const NetworkLink& above : network_.links)
      if (above.index != link.index && watched_.contains(above.index) && passes(above, link, 0))
        chosen.carries.push_back(above.name);
    return chosen;
  }

  [[nodiscard]] bool passes(const NetworkLink& above, const NetworkLink& below, int depth) const {
    const auto after = passed_after(above, links_);
    return depth <= kDeepest && std::ranges::any_of(after, [&](const NetworkLink* next) {
             return next->index == below.index || passes(*next, below, depth + 1);
           });
  }

  /// Whether all that the device sends passes devices that are watched.
  [[nodiscard]] bool is_covered(const NetworkLink& device, int depth) const {
    const auto after = passed_after(device, links_);
    return depth <= kDeepest && !after.empty() &&
           std::ranges::all_of(after, [&](const NetworkLink* next) {
             return watched_.contains(next->index) || is_covered(*next, depth + 1);
           });
  }

  [[nodiscard]] UnwatchedDevice unwatched(const NetworkLink& link) const {
    UnwatchedDevice device{link.index, link.name, "", false, false};
    const auto wanted = wanted_.find(link.index);
    if (wanted != wanted_.end() && is_covered(link, 0)) {
      device.reason = is_watched_below(link);
      device.passes_on = true;
    } else if (wanted != wanted_.end()) {
      device.reason = fmt::format("{}, and --uplink does not name it", wanted->second);
      device.sends_unseen = true;
    } else {
      const SendsTo sends_to = natures_.at(link.index).sends_to;
      device.reason = reason_to_leave(link);
      device.passes_on = sends_to == SendsTo::ThisNode || sends_to == SendsTo::OtherDevices;
    }
    return device;
  }

  [[nodiscard]] std::string is_watched_below(const NetworkLink& link) const {
    const auto below = passed_after(link, links_);
    return fmt::format("its packets pass {}, which {} watched", name_list(below),
                       below.size() == 1 ? "is" : "are");
  }

  [[nodiscard]] std::string reason_to_leave(const NetworkLink& link) const {
    if (!link.up) return "it is down";
    const DeviceNature& nature = natures_.at(link.index);
    if (nature.sends_to != SendsTo::Outside) return nature.reason;
    if (const NetworkLink* above = links_.switch_of(link))
      return fmt::format("a port of {}", above->name);
    std::vector<const NetworkLink*> above;
    for (const NetworkLink& other : network_.links)
      if (other.lower == link.index && !other.lower_elsewhere && passes(other, link, 0))
        above.push_back(&other);
    if (!above.empty()) return fmt::format("the device below {}", name_list(above));
    return "no address, and no route leads through it";
  }

  /// Devices can be stacked eight high in the kernel (MAX_NEST_DEV, Linux 6.1).
  static constexpr int kDeepest = 8;

  const Network& network_;
  LinkMap links_;
  std::map<int, DeviceUse> uses_;
  std::map<int, DeviceNature> natures_;
  std::map<int, std::string> wanted_;  ///< by index, why
  std::set<int> watched_;
};

}  // namespace

bool Uplinks::complete() const {
  return missing.empty() && std::ranges::none_of(unwatched, &UnwatchedDevice::sends_unseen);
}

std::string trouble_of_overlay(const Network& network, const std::string& overlay) {
  const auto found = std::ranges::find(network.links, overlay, &NetworkLink::name);
  if (found == network.links.end() || found->kind == "vxlan") return "";
  return fmt::format("{} is no VXLAN device but {}, so ESP in it is not seen", overlay,
                     found->kind.empty() ? "hardware" : fmt::format("of kind {}", found->kind));
}

UplinksFound to_observation(const Uplinks& uplinks, Instant since) {
  UplinksFound told{since, {}, {}, {}, uplinks.missing, uplinks.overlay_trouble};
  const auto device = [](const auto& of) {
    return NodeDevice{static_cast<std::uint32_t>(of.index), of.device, of.reason};
  };
  for (const Uplink& uplink : uplinks.watched) told.watched.push_back(device(uplink));
  for (const UnwatchedDevice& other : uplinks.unwatched) {
    if (other.sends_unseen) told.unwatched.push_back(device(other));
    if (other.passes_on) told.passing.push_back(device(other));
  }
  return told;
}

Uplinks choose_uplinks(const Network& network, const std::vector<PeerAddress>& peers,
                       const std::vector<std::string>& named) {
  return Chooser(network, peers).choose(named);
}

}  // namespace canary
