// SPDX-License-Identifier: Apache-2.0
#include "uplinks/link_map.h"

namespace canary {

LinkMap::LinkMap(const std::vector<NetworkLink>& links) {
  for (const NetworkLink& link : links) {
    by_index_.emplace(link.index, &link);
    if (link.master != 0) ports_[link.master].push_back(&link);
  }
}

const NetworkLink* LinkMap::find(int index) const {
  const auto found = by_index_.find(index);
  return found == by_index_.end() ? nullptr : found->second;
}

const std::vector<const NetworkLink*>& LinkMap::ports_of(const NetworkLink& master) const {
  static const std::vector<const NetworkLink*> none;
  const auto found = ports_.find(master.index);
  return found == ports_.end() ? none : found->second;
}

const NetworkLink* LinkMap::switch_of(const NetworkLink& link) const {
  const NetworkLink* master = find(link.master);
  return master != nullptr && master->kind != "vrf" ? master : nullptr;
}

const NetworkLink* LinkMap::open_vswitch() const {
  for (const auto& [master, ports] : ports_)
    if (const NetworkLink* link = find(master); link != nullptr && link->kind == "openvswitch")
      return link;
  return nullptr;
}

std::string name_list(const std::vector<const NetworkLink*>& links) {
  std::vector<std::string> names;
  names.reserve(links.size());
  for (const NetworkLink* link : links) names.push_back(link->name);
  return name_list(names);
}

}  // namespace canary
