// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

AgentSpec parsed(std::string_view text) { return parse_agent_spec(text).value(); }

TEST(AgentSpec, CiliumHasADefaultSocket) {
  EXPECT_EQ(parsed("cilium"), AgentSpec(CiliumAgent{"/var/run/cilium/cilium.sock"}));
  EXPECT_EQ(parsed("cilium:/run/a.sock"), AgentSpec(CiliumAgent{"/run/a.sock"}));
}

TEST(AgentSpec, DaemonsOfIkeHaveDefaultSockets) {
  EXPECT_EQ(parsed("vici"), AgentSpec(ViciAgent{"/var/run/charon.vici"}));
  EXPECT_EQ(parsed("vici:/run/a.sock"), AgentSpec(ViciAgent{"/run/a.sock"}));
  EXPECT_EQ(parsed("pluto"), AgentSpec(PlutoAgent{"/run/pluto/pluto.ctl"}));
  EXPECT_EQ(parsed("pluto:/run/a.ctl"), AgentSpec(PlutoAgent{"/run/a.ctl"}));
}

TEST(AgentSpec, AUnitIsNamedAsSystemdNamesIt) {
  EXPECT_EQ(parsed("systemd:ipsec.service"), AgentSpec(SystemdAgent{"ipsec.service"}));
  EXPECT_EQ(parsed("systemd:a-b\\x2d@1:c.service"),
            AgentSpec(SystemdAgent{"a-b\\x2d@1:c.service"}));
}

TEST(AgentSpec, HttpTakesAddressesOfBothFamilies) {
  EXPECT_EQ(parsed("http://127.0.0.1:9879/healthz"),
            AgentSpec(HttpAgent{{IpAddress::parse("127.0.0.1").value(), 9879}, "/healthz"}));
  EXPECT_EQ(parsed("http://[::1]:9879/healthz"),
            AgentSpec(HttpAgent{{IpAddress::parse("::1").value(), 9879}, "/healthz"}));
}

TEST(AgentSpec, HttpFillsInLocalhostPortAndPath) {
  EXPECT_EQ(parsed("http://localhost"),
            AgentSpec(HttpAgent{{IpAddress::parse("127.0.0.1").value(), 80}, "/"}));
}

TEST(AgentSpec, ACommandAndAPathAreTakenAsTheyAre) {
  EXPECT_EQ(parsed("exec:test -e /a:b"), AgentSpec(ExecAgent{"test -e /a:b"}));
  EXPECT_EQ(parsed("file:/run/ready"), AgentSpec(FileAgent{"/run/ready"}));
  EXPECT_EQ(parsed("none"), AgentSpec(NoAgent{}));
}

TEST(AgentSpec, IsWrittenAsItIsRead) {
  for (const char* text :
       {"cilium:/run/a.sock", "http://127.0.0.1:9879/healthz", "http://[::1]:1/x", "exec:true",
        "file:/run/ready", "vici:/run/a.sock", "pluto:/run/a.ctl", "systemd:ipsec", "none"}) {
    EXPECT_EQ(to_text(parsed(text)), text);
    EXPECT_TRUE(std::string_view(text).starts_with(kind_of(parsed(text))));
  }
}

TEST(AgentSpec, RefusesWhatCannotBeAsked) {
  for (const char* text : {"",
                           "calico",
                           "cilium:",
                           "ciliumx",
                           "vici:",
                           "vicious",
                           "pluto:",
                           "systemd",
                           "systemd:",
                           "systemd:a b",
                           "systemd:a'b",
                           "systemd:$(id)",
                           "exec:",
                           "file:",
                           "https://127.0.0.1/",
                           "http://",
                           "http://cilium.local/healthz",
                           "http://127.0.0.1:0/",
                           "http://127.0.0.1:x/",
                           "http://127.0.0.1:99999/",
                           "http://[::1/",
                           "http://127.0.0.1/a b"}) {
    const auto refused = parse_agent_spec(text);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage) << text;
  }
}

TEST(AgentSpec, RefusesASocketPathThatNoSocketCanHave) {
  for (const std::string kind : {"cilium", "vici", "pluto"})
    EXPECT_FALSE(parse_agent_spec(kind + ":/" + std::string(200, 'a')).has_value()) << kind;
}

TEST(AgentSpec, RefusesAUnitWithALongerNameThanSystemdTakes) {
  EXPECT_TRUE(parse_agent_spec("systemd:" + std::string(255, 'a')).has_value());
  EXPECT_FALSE(parse_agent_spec("systemd:" + std::string(256, 'a')).has_value());
}

}  // namespace
}  // namespace canary
