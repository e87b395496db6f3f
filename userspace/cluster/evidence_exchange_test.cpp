// SPDX-License-Identifier: Apache-2.0
// Two nodes, real sockets: what a peer tells, and what is refused.
#include <fmt/format.h>

#include <algorithm>

#include "base/http_answer.h"
#include "cluster/evidence_answer.h"
#include "cluster/testing/exchange_fixture.h"
#include "testing/fake_http_server.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::sent_at;

std::unique_ptr<FakeHttpServer> answering(const std::string& raw) {
  return FakeHttpServer::on_loopback([raw](const std::string&) { return raw; });
}

std::string lines_of(const NodeTimeline& told) { return to_lines(told, 1 << 20).value(); }

/// What an honest node B would answer, by another server.
NodeTimeline honest() {
  NodeTimeline told;
  told.header.node = "node-b";
  told.header.started = sent_at(0);
  told.observations = {{sent_at(5), "node-b", PacketDropped{}},
                       {sent_at(9), "node-b", SessionEnded{"told"}}};
  return told;
}

class AskedBy : public Exchange {
 protected:
  AskedBy() { serve(); }

  /// A request by hand, up to its headers.
  Connection begin(const std::string& headers) {
    auto connection = Connection::connect(SocketAddress::of(server_->endpoints().front()), 10s);
    const auto sent = connection->send(
        "POST /v1/evidence HTTP/1.0\r\nAuthorization: Bearer secret\r\n" + headers);
    EXPECT_TRUE(sent.has_value());
    return *std::move(connection);
  }
  int status_for(const std::string& headers) {
    auto connection = begin(headers + "\r\n");
    const auto answer = receive_http_answer(
        [&](std::span<char> room) { return connection.receive(room); }, false, 1 << 20);
    return answer ? answer->status : 0;
  }
};

class AnsweredBy : public Exchange {
 protected:
  static std::string reason_for(const std::string& raw, Duration limit = 10s) {
    const auto server = answering(raw);
    return reason(ask(server->endpoint(), {}, "secret", limit));
  }
  static std::string reason_for(const NodeTimeline& told) {
    return reason_for(FakeHttpServer::answer(200, lines_of(told)));
  }
};

TEST_F(Exchange, APeerTellsWhatItSawOfALostProbe) {
  serve();
  const auto told = ask_b();
  ASSERT_TRUE(told.has_value()) << told.error();
  EXPECT_EQ(told->header.node, "node-b");
  EXPECT_EQ(told->header.told_to, "node-a");
  EXPECT_EQ(told->header.criteria, asker().criteria);
  const bool dropped = std::ranges::any_of(told->observations, [](const Observation& seen) {
    const auto* drop = std::get_if<PacketDropped>(&seen.what);
    return drop != nullptr && drop->esp == testing::esp_key(5, ProbeLeg::Request);
  });
  EXPECT_TRUE(dropped);
}

TEST_F(Exchange, AWrongTokenIsRefusedWithoutEvidence) {
  serve();
  for (const std::string token : {"", "secre", "secret2", "Secret"})
    EXPECT_EQ(reason(ask_b({}, token)), "it answered 401: the token is missing or wrong");
  EXPECT_EQ(reason(ask_b({}, "secret")), "");
}

TEST_F(Exchange, AClosedPortIsNamed) {
  serve();
  const Endpoint closed = server_->endpoints().front();
  server_.reset();
  EXPECT_EQ(reason(ask(closed)), to_text(closed) + ": connection refused");
}

TEST_F(Exchange, APortInUseIsNamedWithTheWayOut) {
  serve();
  EvidenceServerOptions options;
  options.listen = server_->endpoints();
  const auto second = EvidenceServer::start(options, *store_, BootClock(0), [] { return true; });
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().message,
            fmt::format("serve evidence on {}: the port is in use: choose another one with "
                        "--evidence-port",
                        to_text(options.listen.front())));
}

TEST_F(Exchange, APeerThatIsTooBusySaysSo) {
  const NodeTimeline session = told_by_b();
  const EvidenceStore running(session.header);
  EvidenceServerOptions options;
  options.listen = {loopback(0)};
  options.token = "secret";
  const auto server = EvidenceServer::start(options, running, BootClock(0), [] { return false; });
  EXPECT_EQ(reason(ask((*server)->endpoints().front())),
            "it answered 503: this node is too busy to tell");
}

TEST_F(Exchange, APeerThatEndsWhileItIsAskedTellsAllTheSame) {
  EvidenceStore ending(told_by_b().header);
  EvidenceServerOptions options;
  options.listen = {loopback(0)};
  options.token = "secret";
  const auto server = EvidenceServer::start(options, ending, BootClock(0), [&] {
    ending.end(sent_at(20));
    return false;
  });
  EXPECT_EQ(reason(ask((*server)->endpoints().front())), "");
}

TEST_F(Exchange, ASecondAddressIsTriedWhereTheFirstIsClosed) {
  serve();
  auto asked = question(server_->endpoints().front());
  asked.endpoints.insert(asked.endpoints.begin(), answering("")->endpoint());
  EvidenceClientOptions options;
  options.token = "secret";
  EXPECT_TRUE(ask_peers({&asked, 1}, asker(), options).front().has_value());
}

TEST_F(Exchange, ASecondAddressIsTriedWhereTheFirstHangs) {
  serve();
  const auto silent = answering("");
  auto asked = question(server_->endpoints().front());
  asked.endpoints.insert(asked.endpoints.begin(), silent->endpoint());
  EvidenceClientOptions options;
  options.token = "secret";
  options.limit = 2s;
  EXPECT_EQ(reason(ask_peers({&asked, 1}, asker(), options).front()), "");
}

TEST_F(Exchange, APeerWithoutAnAddressIsNamedAsSuch) {
  auto asked = question(loopback(1));
  asked.endpoints.clear();
  EXPECT_EQ(reason(ask_peers({&asked, 1}, asker(), {}).front()),
            "no control address of it is known");
}

TEST_F(Exchange, ManyPeersThatHangCostOneLimitTogether) {
  const auto silent = answering("");
  const std::vector<PeerQuestion> asked(100, question(silent->endpoint()));
  EvidenceClientOptions options;
  options.limit = 300ms;
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& answer : ask_peers(asked, asker(), options))
    EXPECT_NE(reason(answer).find("no answer within"), std::string::npos) << reason(answer);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 100 * 300ms / 2);
}

TEST_F(Exchange, AClientThatHangsHoldsTheServerNoLongerThanItsLimit) {
  serve({}, "secret", 100ms);
  constexpr int kClients = 8;
  std::vector<Connected<Connection>> hanging;
  hanging.reserve(kClients);
  for (int i = 0; i < kClients; ++i)
    hanging.push_back(Connection::connect(SocketAddress::of(server_->endpoints().front()), 10s));
  EXPECT_EQ(reason(ask_b()), "");
}

TEST_F(Exchange, TheSilentKeepNoHonestPeerWaiting) {
  serve();
  std::vector<Connected<Connection>> silent;
  for (int i = 0; i < 200; ++i)
    silent.push_back(Connection::connect(SocketAddress::of(server_->endpoints().front()), 10s));
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(reason(ask_b()), "");
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 2s);
}

// ---- askers that are not honest ----

TEST_F(AskedBy, WhoSaysThatTooMuchFollowsIsRefusedBeforeItIsRead) {
  EXPECT_EQ(status_for(fmt::format("Content-Length: {}\r\n", kLargestRequest + 1)), 413);
}

TEST_F(AskedBy, WhatTheLibraryWouldUnpackOrRepeatIsRefused) {
  for (const char* header : {"Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n",
                             "Transfer-Encoding: chunked\r\n", "Range: bytes=0-,0-,0-\r\n"})
    EXPECT_EQ(status_for(header), 400) << header;
}

TEST_F(AskedBy, HeadersWithoutEndAreNotReadOn) {
  const std::string header = "X: " + std::string(1000, 'x') + "\r\n";
  constexpr std::size_t kMuch = 64 << 20;
  auto connection = begin("");
  std::size_t sent = 0;
  while (sent < kMuch && connection.send(header)) sent += header.size();
  EXPECT_LT(sent, kMuch);
}

// ---- peers that are not honest ----

TEST_F(AnsweredBy, AnHonestPeerIsBelieved) { EXPECT_EQ(reason_for(honest()), ""); }

TEST_F(AnsweredBy, ThatHangsIsGivenUpAtTheLimit) {
  EXPECT_NE(reason_for("", 50ms).find(": no answer within"), std::string::npos);
}

TEST_F(AnsweredBy, TenMegabytesOfGarbageAreNotReadToTheirEnd) {
  EXPECT_NE(reason_for(FakeHttpServer::answer(200, std::string(10 << 20, 'x')))
                .find(": its answer is larger than 8 MiB"),
            std::string::npos);
}

TEST_F(AnsweredBy, ALineThatNestsWithoutEndIsNotParsed) {
  EXPECT_EQ(reason_for(FakeHttpServer::answer(200, std::string(2 << 20, '['))),
            "a line of its answer is longer than 1 MiB");
}

TEST_F(AnsweredBy, GarbageIsRefused) {
  EXPECT_EQ(reason_for(FakeHttpServer::answer(200, "hello\nworld\n")),
            "its answer:1: is no recording of xfrm-canary: give a file that --record wrote");
  EXPECT_NE(reason_for("SSH-2.0-OpenSSH_9.2\r\n\r\n").find("its answer is not HTTP"),
            std::string::npos);
}

TEST_F(AnsweredBy, WhatAForeignServerSaysIsPrintable) {
  EXPECT_EQ(reason_for(FakeHttpServer::answer(404, "no\x1b[31m such page\nmore")),
            "it answered 404: no?[31m such page");
}

TEST_F(AnsweredBy, WhatItsEvidenceSaysIsPrintableToo) {
  auto told = honest();
  told.header.node = "\x1b[31m node";
  EXPECT_EQ(reason_for(told), "it calls itself '?[31m node'");
}

TEST_F(AnsweredBy, AnotherNodeIsRefusedByItsName) {
  auto told = honest();
  told.header.node = "node-c";
  EXPECT_EQ(reason_for(told), "it calls itself 'node-c'");
}

TEST_F(AnsweredBy, WhoSpeaksForAnotherNodeIsRefused) {
  auto told = honest();
  told.observations.front().node = "node-a";
  EXPECT_EQ(reason_for(told), "it speaks for another node");
}

TEST_F(AnsweredBy, WhoTellsOfProbesOfItsOwnIsRefused) {
  auto told = honest();
  told.observations.front().what = PathAdded{};
  EXPECT_EQ(reason_for(told), "it tells more than what its kernel and its agent did");
}

TEST_F(AnsweredBy, WhoTellsOfTimesOutsideOfItsSessionIsRefused) {
  for (const Instant lie : {sent_at(0) - 1ns, sent_at(9) + 1ns}) {
    auto told = honest();
    told.observations.front().at = lie;
    EXPECT_EQ(reason_for(told), "it tells of times outside of its session");
  }
}

TEST_F(AnsweredBy, HalfAnAnswerIsRefused) {
  auto told = honest();
  told.observations.pop_back();
  EXPECT_EQ(reason_for(told), "its answer is cut off");
}

}  // namespace
}  // namespace canary
