// SPDX-License-Identifier: Apache-2.0
#include "kernel/esp_ability.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <filesystem>
#include <fstream>

#include "testing/temporary_folder.h"

namespace canary {
namespace {

class EspAbilityOfANode : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = root_.file(path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void has_module_files(const std::string& builtin = "") const {
    write(modules() + "/modules.dep",
          "kernel/net/ipv4/esp4.ko.xz: kernel/net/xfrm/xfrm_algo.ko.xz\n"
          "kernel/net/ipv6/ah6.ko.xz: kernel/net/ipv6/esp6.ko.xz\n");
    write(modules() + "/modules.builtin", builtin);
  }
  [[nodiscard]] static std::string modules() {
    utsname names{};
    uname(&names);
    return std::string("lib/modules/") + names.release;
  }
  [[nodiscard]] EspAbility find(Family family = Family::V4) const {
    return find_esp_ability(family, root_.file(""));
  }

  TemporaryFolder root_;
};

TEST_F(EspAbilityOfANode, IsThereWhereTheModuleIsLoaded) {
  has_module_files();
  write("sys/module/esp4/refcnt", "1\n");
  EXPECT_TRUE(find().is_there);
  EXPECT_EQ(find().can_be_loaded, true);
  EXPECT_FALSE(find(Family::V6).is_there);
}

TEST_F(EspAbilityOfANode, IsThereWhereItIsBuiltIn) {
  has_module_files("kernel/net/ipv4/esp4.ko\n");
  write("etc/modprobe.d/esp.conf", "install esp4 /bin/false\n");
  EXPECT_TRUE(find().is_there);
  EXPECT_EQ(find().can_be_loaded, true);
}

TEST_F(EspAbilityOfANode, LacksAModuleThatIsOnlyNamedAsWhatAnotherNeeds) {
  has_module_files();
  EXPECT_EQ(find(Family::V6).can_be_loaded, false);
  EXPECT_NE(find(Family::V6).why.find("has no module esp6"), std::string::npos);
}

TEST_F(EspAbilityOfANode, IsForbiddenByModprobeAndTheLineIsNamed) {
  has_module_files();
  for (const auto* line :
       {"install esp4 /bin/false", "install esp4 /usr/bin/true", "  blacklist esp4",
        "install xfrm-type-2-50 /bin/false", "alias xfrm_type_2_50 off"}) {
    write("usr/lib/modprobe.d/mitigation.conf", std::string("# a comment\n") + line + "\n");
    EXPECT_EQ(find().can_be_loaded, false) << line;
    EXPECT_EQ(find().why, std::string("/usr/lib/modprobe.d/mitigation.conf: ") + line);
    EXPECT_NE(find(Family::V6).why, find().why) << line;
  }
}

TEST_F(EspAbilityOfANode, IsNotForbiddenByAFileThatAnotherHides) {
  has_module_files();
  write("usr/lib/modprobe.d/mitigation.conf", "install esp4 /bin/false\n");
  write("etc/modprobe.d/mitigation.conf", "# install esp4 /bin/false\n");
  EXPECT_EQ(find().can_be_loaded, true);
}

TEST_F(EspAbilityOfANode, CannotBeToldWhereModprobeRunsSomethingElse) {
  has_module_files();
  write("etc/modprobe.d/own.conf", "install esp4 /usr/local/bin/load-esp\n");
  EXPECT_EQ(find().can_be_loaded, std::nullopt);
}

TEST_F(EspAbilityOfANode, CannotBeToldWithoutTheKernelsModules) {
  EXPECT_EQ(find().can_be_loaded, std::nullopt);
  EXPECT_NE(find().why.find("is not to be seen from here"), std::string::npos);
}

TEST_F(EspAbilityOfANode, IsRefusedWhereNoModuleMayBeLoadedAnyMore) {
  has_module_files();
  write("proc/sys/kernel/modules_disabled", "1\n");
  EXPECT_EQ(find().can_be_loaded, false);
}

}  // namespace
}  // namespace canary
