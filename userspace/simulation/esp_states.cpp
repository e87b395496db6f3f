// SPDX-License-Identifier: Apache-2.0
#include "simulation/esp_states.h"

#include <algorithm>

namespace canary::simulation {
namespace {

constexpr std::uint32_t kSharedSpi = 3;

}  // namespace

std::size_t EspStates::restarts_until(std::size_t from, std::size_t to, Instant at,
                                      bool of_receiver) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(history_.restarts, [&](const Restart& restart) {
        return restart.from == from && restart.to == to && restart.at <= at &&
               (!of_receiver || restart.receiver_too);
      }));
}

EspKey EspStates::encrypt(std::size_t from, std::size_t to, Instant at) {
  State& state = states_[{from, to}];
  if (const auto restarts = restarts_until(from, to, at, false); restarts != state.restarted) {
    state.restarted = restarts;
    state.last = 0;
  }
  const auto spi =
      history_.one_spi ? kSharedSpi : static_cast<std::uint32_t>(0x1000 + (from << 10) + to);
  return {spi, ++state.last};
}

std::vector<Packet> EspStates::note_sighting(const Packet& packet, bool seen) {
  State& state = states_[{packet.from, packet.to}];
  const auto sequence = packet.esp.sequence;
  std::vector<Packet> namesakes;
  if (state.unseen.contains(sequence)) namesakes.push_back(packet);
  const auto before = state.given.find(sequence);
  if (!seen && before != state.given.end()) namesakes.push_back(before->second);
  if (!seen) state.unseen.insert(sequence);
  state.given.insert_or_assign(sequence, packet);
  return namesakes;
}

bool EspStates::accept(std::size_t from, std::size_t to, Instant at, const EspKey& esp) {
  State& state = states_[{from, to}];
  if (const auto restarts = restarts_until(from, to, at, true); restarts != state.forgotten) {
    state.forgotten = restarts;
    state.received.clear();
  }
  if (state.received.size() <= esp.sequence) state.received.resize(esp.sequence + 64);
  if (state.received[esp.sequence]) return false;
  state.received[esp.sequence] = true;
  return true;
}

}  // namespace canary::simulation
