// SPDX-License-Identifier: Apache-2.0
#include "base/connection_watch.h"

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>

namespace canary {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(100);

}  // namespace

ConnectionWatch::ConnectionWatch(ConnectionLimits limits)
    : limits_(limits), thread_([this](const std::stop_token& stop) { shut_late(stop); }) {}

void ConnectionWatch::opened(int socket, const IpAddress& from) {
  const std::scoped_lock lock(mutex_);
  const Age age = ++last_;
  connections_[age] = {socket, from, Clock::now()};
  by_socket_[socket] = age;
  held_.insert(age);
  auto& of_address = held_of_[from];
  of_address.insert(age);
  if (of_address.size() > limits_.of_one_address)
    shut_oldest(of_address);
  else if (held_.size() > limits_.in_all)
    shut_oldest(held_);
}

void ConnectionWatch::asked(int socket) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_socket_.find(socket);
  if (found != by_socket_.end()) connections_.at(found->second).asked = true;
}

void ConnectionWatch::closed(int socket) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_socket_.find(socket);
  if (found == by_socket_.end()) return;
  const auto connection = connections_.find(found->second);
  shut(connection->second);
  connections_.erase(connection);
  by_socket_.erase(found);
}

void ConnectionWatch::shut(Connection& connection) {
  if (connection.shut) return;
  connection.shut = true;
  ::shutdown(connection.socket, SHUT_RDWR);
  const Age age = by_socket_.at(connection.socket);
  held_.erase(age);
  const auto of_address = held_of_.find(connection.from);
  of_address->second.erase(age);
  if (of_address->second.empty()) held_of_.erase(of_address);
}

void ConnectionWatch::shut_oldest(const std::set<Age>& ages) {
  const auto silent =
      std::ranges::find_if(ages, [&](Age age) { return !connections_.at(age).asked; });
  shut(connections_.at(silent == ages.end() ? *ages.begin() : *silent));
}

void ConnectionWatch::shut_late(const std::stop_token& stop) {
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto now = Clock::now();
    for (auto& [age, connection] : connections_) {
      const Duration open = now - connection.since;
      if (open < limits_.to_ask) break;  // the others are younger
      if (!connection.asked || open >= limits_.in_whole) shut(connection);
    }
    stopped.wait_for(lock, stop, kBetweenLooks, [] { return false; });
  }
}

}  // namespace canary
