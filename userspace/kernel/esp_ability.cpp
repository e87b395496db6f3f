// SPDX-License-Identifier: Apache-2.0
#include "kernel/esp_ability.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

namespace canary {
namespace {

/// The folders of modprobe.d(5); a file hides those of its name in later ones.
constexpr std::array kRuleFolders{"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
                                  "/usr/lib/modprobe.d", "/lib/modprobe.d"};

/// A module, and the name by which the kernel asks for it (MODULE_ALIAS_XFRM_TYPE of net/xfrm.h).
struct EspModule {
  std::string name, alias;
};

EspModule module_of(Family family) {
  return family == Family::V4 ? EspModule{"esp4", "xfrm-type-2-50"}
                              : EspModule{"esp6", "xfrm-type-10-50"};
}

std::string release() {
  utsname names{};
  return uname(&names) == 0 ? names.release : "";
}

bool lists(const std::string& path, const std::string& module) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.substr(0, line.find(':')).find("/" + module + ".ko") != std::string::npos) return true;
  return false;
}

std::map<std::string, std::string> rule_files(const std::string& root) {
  std::map<std::string, std::string> by_name;
  std::error_code ignored;
  for (const std::string folder : kRuleFolders)
    for (const auto& entry : std::filesystem::directory_iterator(root + folder, ignored))
      if (entry.path().extension() == ".conf")
        by_name.try_emplace(entry.path().filename(),
                            folder + "/" + entry.path().filename().string());
  return by_name;
}

/// What a line of modprobe.d does to a module.
enum class Effect : std::uint8_t { None, Forbids, Unknown };

Effect effect_of(const std::string& line, const EspModule& module) {
  std::istringstream words(line);
  std::string rule, name, what;
  words >> rule >> name >> what;
  std::ranges::replace(name, '-', '_');
  const auto is_one_of = [&](std::string alias) {
    std::ranges::replace(alias, '-', '_');
    return name == alias;
  };
  if (rule == "blacklist" && is_one_of(module.name)) return Effect::Forbids;
  if (rule == "alias" && is_one_of(module.alias))
    return what == module.name ? Effect::None : Effect::Forbids;
  if (rule != "install" || (!is_one_of(module.name) && !is_one_of(module.alias)))
    return Effect::None;
  const auto program = what.substr(what.rfind('/') + 1);
  return program == "false" || program == "true" || program == ":" ? Effect::Forbids
                                                                   : Effect::Unknown;
}

struct Rule {
  Effect effect = Effect::None;
  std::string words;  ///< "/etc/modprobe.d/esp.conf: install esp4 /bin/false"
};

Rule find_rule(const EspModule& module, const std::string& root) {
  Rule found;
  for (const auto& [name, path] : rule_files(root)) {
    std::ifstream file(root + path);
    for (std::string line; std::getline(file, line);)
      if (const auto effect = effect_of(line, module);
          effect != Effect::None && found.effect != Effect::Forbids)
        found = {effect, fmt::format("{}: {}", path, line)};
  }
  return found;
}

bool refuses_modules(const std::string& root) {
  std::ifstream file(root + "/proc/sys/kernel/modules_disabled");
  int disabled = 0;
  return file >> disabled && disabled != 0;
}

}  // namespace

EspAbility find_esp_ability(Family family, const std::string& root) {
  const auto module = module_of(family);
  const auto modules = fmt::format("/lib/modules/{}", release());
  const bool built_in = lists(root + modules + "/modules.builtin", module.name);
  EspAbility ability{module.name, built_in, {}, ""};
  if (built_in) {
    ability.can_be_loaded = true;
    ability.why = "built into the kernel";
    return ability;
  }
  ability.is_there = std::filesystem::exists(root + "/sys/module/" + module.name);
  if (const auto rule = find_rule(module, root); rule.effect != Effect::None) {
    if (rule.effect == Effect::Forbids) ability.can_be_loaded = false;
    ability.why = rule.words;
  } else if (!ability.is_there && refuses_modules(root)) {
    ability.can_be_loaded = false;
    ability.why = "kernel.modules_disabled is 1";
  } else if (!std::filesystem::exists(root + modules + "/modules.dep")) {
    ability.why = fmt::format("{} is not to be seen from here", modules);
  } else {
    ability.can_be_loaded = lists(root + modules + "/modules.dep", module.name);
    ability.why = *ability.can_be_loaded ? fmt::format("a module of {}", modules)
                                         : fmt::format("{} has no module {}", modules, module.name);
  }
  return ability;
}

}  // namespace canary
