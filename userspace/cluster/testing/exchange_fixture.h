// SPDX-License-Identifier: Apache-2.0
// For tests only: one node that tells and one that asks, over 127.0.0.1.
#pragma once

#include <gtest/gtest.h>

#include "cluster/evidence_client.h"
#include "cluster/evidence_server.h"
#include "testing/timeline_builder.h"

namespace canary {

class Exchange : public ::testing::Test {
 protected:
  static NodeTimeline told_by_b() {
    testing::TimelineBuilder b("node-b");
    b.probed_by("node-a").dropped_esp("XfrmInNoStates", 5);
    return b.build();
  }

  /// Node B tells what it saw, which is all over.
  void serve(const TlsContext& tls = {}, const std::string& token = "secret",
             Duration limit = std::chrono::seconds(10)) {
    const NodeTimeline session = told_by_b();
    store_.emplace(session.header);
    for (const Observation& seen : session.observations) store_->push(seen.at, seen.what);
    store_->end(testing::sent_at(20));
    EvidenceServerOptions options;
    options.listen = {loopback(0)};
    options.token = token;
    options.tls = tls;
    options.limit = limit;
    auto server = EvidenceServer::start(options, *store_, BootClock(0), [] { return true; });
    ASSERT_TRUE(server.has_value()) << server.error().message;
    server_ = std::move(*server);
  }

  static Endpoint loopback(std::uint16_t port) {
    return {IpAddress::parse("127.0.0.1").value(), port, 0};
  }
  static SessionHeader asker() {
    testing::TimelineBuilder a("node-a");
    return a.build().header;
  }

  /// Asks about request 5 from node-a to node-b.
  static PeerQuestion question(const Endpoint& endpoint) {
    testing::TimelineBuilder a("node-a");
    a.peer("node-b").lost(5, 5).encrypted(5);
    const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
    const LostProbe lost{"node-b", testing::probe_key(path, 5), testing::sent_at(5)};
    return {"node-b",
            {endpoint},
            make_question(a.build(), std::span(&lost, 1), "node-b", BootClock(0).now())};
  }

  static PeerAnswer ask(const Endpoint& endpoint, const TlsContext& tls = {},
                        const std::string& token = "secret",
                        Duration limit = std::chrono::seconds(10)) {
    EvidenceClientOptions options;
    options.token = token;
    options.tls = tls;
    options.limit = limit;
    const auto asked = question(endpoint);
    return ask_peers({&asked, 1}, asker(), options).front();
  }
  PeerAnswer ask_b(const TlsContext& tls = {}, const std::string& token = "secret") {
    return ask(server_->endpoints().front(), tls, token);
  }

  /// Tells why there is no answer; empty where there is one.
  static std::string reason(const PeerAnswer& answer) { return answer ? "" : answer.error(); }

  std::optional<EvidenceStore> store_;
  std::unique_ptr<EvidenceServer> server_;
};

}  // namespace canary
