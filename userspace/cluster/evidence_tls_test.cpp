// SPDX-License-Identifier: Apache-2.0
// Who may talk to whom when evidence is exchanged by TLS.
#include "cluster/testing/exchange_fixture.h"
#include "cluster/testing/test_certificates.h"

namespace canary {
namespace {

class Tls : public Exchange {
 protected:
  static TlsContext server(const TlsFiles& files) { return make_server_tls(files).value(); }
  static TlsContext client(const TlsFiles& files) { return make_client_tls(files).value(); }
  static TlsFiles only_authority(const TestAuthority& authority) {
    return {"", "", authority.file()};
  }

  const TestAuthority authority_{"ours"};
  const TestAuthority stranger_{"another"};
};

TEST_F(Tls, BothEndsOfOneAuthorityUnderstandEachOther) {
  serve(server(authority_.sign("IP:127.0.0.1")));
  EXPECT_EQ(reason(ask_b(client(authority_.sign("DNS:node-a")))), "");
}

TEST_F(Tls, ACertificateForTheNodesNameWillDo) {
  serve(server(authority_.sign("DNS:node-b")));
  EXPECT_EQ(reason(ask_b(client(authority_.sign("DNS:node-a")))), "");
}

TEST_F(Tls, ACertificateForAnotherNodeIsRefused) {
  serve(server(authority_.sign("DNS:node-c")));
  EXPECT_NE(reason(ask_b(client(authority_.sign("DNS:node-a"))))
                .find("TLS: its certificate is neither for 127.0.0.1 nor for node-b"),
            std::string::npos);
}

TEST_F(Tls, AServerOfAnotherAuthorityIsRefused) {
  serve(server(stranger_.sign("IP:127.0.0.1")));
  EXPECT_NE(reason(ask_b(client(only_authority(authority_)))).find("TLS: its certificate:"),
            std::string::npos);
}

TEST_F(Tls, AnAskerWithoutACertificateIsRefusedWhereAnAuthorityIsGiven) {
  serve(server(authority_.sign("IP:127.0.0.1")));
  EXPECT_NE(reason(ask_b(client(only_authority(authority_)))).find("TLS"), std::string::npos);
}

TEST_F(Tls, AnAskerWithoutACertificateWillDoWhereNoAuthorityIsGiven) {
  TlsFiles files = authority_.sign("IP:127.0.0.1");
  files.authority.clear();
  serve(server(files));
  EXPECT_EQ(reason(ask_b(client(only_authority(authority_)))), "");
}

TEST_F(Tls, TheTokenIsWantedByTlsToo) {
  serve(server(authority_.sign("IP:127.0.0.1")));
  EXPECT_EQ(reason(ask_b(client(authority_.sign("DNS:node-a")), "wrong")),
            "it answered 401: the token is missing or wrong");
}

TEST_F(Tls, AnAskerInTheClearIsToldNothing) {
  serve(server(authority_.sign("IP:127.0.0.1")));
  EXPECT_NE(reason(ask_b()), "");
}

TEST_F(Tls, AServerInTheClearIsNotAsked) {
  serve({}, "secret", std::chrono::milliseconds(100));
  EXPECT_NE(reason(ask_b(client(only_authority(authority_)))).find("TLS"), std::string::npos);
}

TEST_F(Tls, FilesThatCannotBeUsedAreNamed) {
  TlsFiles files = authority_.sign("IP:127.0.0.1");
  files.key = "/nonexistent/key.pem";
  EXPECT_TRUE(
      make_server_tls(files).error().message.starts_with("--evidence-key /nonexistent/key.pem: "));
  files.certificate = "/dev/null";
  EXPECT_TRUE(make_server_tls(files).error().message.starts_with("--evidence-cert /dev/null: "));
  EXPECT_TRUE(make_client_tls({"", "", "/dev/null"})
                  .error()
                  .message.starts_with("--evidence-ca /dev/null: "));
}

TEST_F(Tls, AKeyOfAnotherCertificateIsNamed) {
  TlsFiles files = authority_.sign("IP:127.0.0.1");
  files.key = stranger_.sign("IP:127.0.0.1").key;
  EXPECT_TRUE(make_server_tls(files).error().message.starts_with("--evidence-key "));
}

}  // namespace
}  // namespace canary
