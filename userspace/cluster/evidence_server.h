// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/connection_watch.h"
#include "base/error.h"
#include "base/socket_address.h"
#include "base/unique_fd.h"
#include "cluster/evidence_store.h"
#include "cluster/tls_context.h"

namespace canary {

/// The largest body of a request and of an answer, and the most that may stand before either.
inline constexpr std::size_t kLargestRequest = 2 << 20;
inline constexpr std::size_t kLargestAnswer = 8 << 20;
inline constexpr std::size_t kLargestHead = 64 << 10;
inline constexpr const char* kEvidencePath = "/v1/evidence";

struct EvidenceServerOptions {
  std::string netns{};  ///< as for ScopedNetns: where it listens
  std::vector<Endpoint> listen;
  std::string token;                         ///< what askers must show
  TlsContext tls{};                          ///< empty: in the clear
  Duration limit = std::chrono::seconds(2);  ///< of one connection: askers wait no longer
};

/// Tells peers what this node saw of their lost probes: POST /v1/evidence with an EvidenceRequest;
/// the answer is a recording (make_excerpt()). Each connection has a thread of its own, so that
/// whoever is silent keeps no honest peer waiting; of too many connections the oldest that has not
/// shown the token goes (ConnectionWatch). No more than two requests are read and answered at once.
class EvidenceServer {
 public:
  /// Called on a server's thread before it answers: lets all that has happened until now be
  /// pushed. False: that cannot be had in time.
  using Refresh = std::function<bool()>;

  /// `store` must outlive the server.
  static Result<std::unique_ptr<EvidenceServer>> start(const EvidenceServerOptions& options,
                                                       const EvidenceStore& store, BootClock clock,
                                                       Refresh refresh);
  EvidenceServer(const EvidenceServer&) = delete;
  EvidenceServer& operator=(const EvidenceServer&) = delete;
  /// Waits for the answers that are under way: at most the limit of one.
  ~EvidenceServer();

  /// The places where it listens, with the port that the kernel chose where 0 was asked for.
  [[nodiscard]] std::vector<Endpoint> endpoints() const;

 private:
  class Service;
  EvidenceServer(const EvidenceServerOptions& options, std::unique_ptr<Service> service);
  Result<void> listen_on(const Endpoint& endpoint);
  void accept_until_stopped();
  void accept_one(int listener);
  void serve(UniqueFd client, int watched);

  struct Served {
    std::atomic<bool> over = false;
    std::jthread thread;
  };

  EvidenceServerOptions options_;
  std::unique_ptr<Service> service_;
  std::vector<UniqueFd> listeners_;
  UniqueFd stop_;  ///< eventfd
  ConnectionWatch watch_;
  std::list<Served> served_;  ///< of the accepting thread
  std::jthread accepting_;    ///< last: it ends before what it uses
};

}  // namespace canary
