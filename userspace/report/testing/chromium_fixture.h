// SPDX-License-Identifier: Apache-2.0
// For tests: a report as Chromium shows it. Skipped where none is installed.
//
// The report stands in a frame of a page of ours, which measures it: its own policy lets no script
// of others run, and a window cannot be as narrow as a phone.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace canary {

inline constexpr int kPhone = 360;  // pixels
inline constexpr int kDesk = 1280;

enum class Scheme { Dark = 0, Light = 1 };  // as Blink's setting preferredColorScheme has them
enum class Scripts { Allowed, Forbidden };

struct Look {
  int width = kPhone;
  Scheme scheme = Scheme::Light;
  Scripts scripts = Scripts::Allowed;
  std::vector<std::string> texts;  ///< that must be seen
  std::string act;                 ///< JavaScript; `report` is the document, `told` gets results
};

/// The results that the page of ours measured, and what Chromium logged from pages.
struct Seen {
  std::map<std::string, std::string> told;
  std::string console;
};

// Tells lines of "name value". Nothing but numbers and our own words may be in them.
inline constexpr std::string_view kMeasure = R"js(
const frame = document.querySelector('iframe'), told = {};
function channel(value) { value /= 255; return value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; }
function luminance(color) { const [r, g, b] = color.match(/[\d.]+/g).map(Number); return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b); }
function ground(element) {
  for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor;
    if (!/, 0\)$/.test(color)) return color;
  }
  return 'rgb(255, 255, 255)';
}
function contrast(element) {
  const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance);
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
}
frame.onload = () => {
  const report = frame.contentDocument, view = frame.contentWindow;
  told.width = view.innerWidth;
  told.scroll = report.documentElement.scrollWidth;
  told.requests = view.performance.getEntriesByType('resource').length;
  told.parts = report.querySelectorAll('[src], [data], [srcset], link, object, embed, image').length;
  told.ground = luminance(getComputedStyle(report.body).backgroundColor) < .5 ? 'dark' : 'light';
  const seen = report.body.innerText.replace(/\s+/g, ' ');
  told.missing = TEXTS.findIndex((text) => !seen.includes(text));
  ACT
  document.querySelector('pre').textContent = Object.entries(told).map((entry) => entry.join(' ')).join('\n');
};
)js";

/// Its path; empty where there is none.
inline std::string chromium() {
  std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
      if (access((folder + "/" + name).c_str(), X_OK) == 0) return folder + "/" + name;
  return "";
}

inline void replace(std::string& text, std::string_view part, const std::string& by) {
  text.replace(text.find(part), part.size(), by);
}

class HtmlReportInChromium : public ::testing::Test {
 protected:
  void SetUp() override {
    if (chromium().empty())
      GTEST_SKIP() << "no chromium in PATH (Debian: apt-get install chromium)";
    std::string pattern = ::testing::TempDir() + "canary-chromium-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] Seen look(const std::string& html, const Look& look) const {
    write("report.html", html);
    write("page.html", page_of(look));
    const std::string command = fmt::format(
        "timeout -k 5 50 '{}' --headless=new --no-sandbox --disable-gpu "
        "--user-data-dir='{}/profile' "
        "--hide-scrollbars --allow-file-access-from-files --blink-settings=preferredColorScheme={} "
        "--enable-logging=stderr --window-size=1400,900 --dump-dom 'file://{}/page.html' "
        ">'{}/dom' 2>'{}/log'",
        chromium(), folder_, static_cast<int>(look.scheme), folder_, folder_, folder_);
    EXPECT_EQ(std::system(command.c_str()), 0) << read("log");
    Seen seen;
    std::istringstream log(read("log"));
    for (std::string line; std::getline(log, line);)
      if (line.find(":CONSOLE") != std::string::npos) seen.console += line + "\n";
    seen.told = told_in(read("dom"));
    return seen;
  }

  /// Expects what holds of every report in every form.
  static void expect_sound(const Seen& seen, const Look& look) {
    auto told = seen.told;
    EXPECT_EQ(told["width"], std::to_string(look.width));
    EXPECT_EQ(told["scroll"], told["width"]) << "the page scrolls sideways";
    EXPECT_EQ(told["requests"], "0");
    EXPECT_EQ(told["parts"], "0") << "elements that would load something";
    EXPECT_EQ(told["ground"], look.scheme == Scheme::Dark ? "dark" : "light");
    EXPECT_EQ(told["missing"], "-1") << "is the place in the list of the text that is not seen";
    EXPECT_EQ(seen.console, "");
  }

 private:
  static std::string page_of(const Look& look) {
    std::string script(kMeasure);
    replace(script, "TEXTS", nlohmann::json(look.texts).dump());
    replace(script, "ACT", look.act);
    return fmt::format(
        "<!DOCTYPE html><meta charset=utf-8><pre></pre><iframe src=report.html {} "
        "style='border:0;width:{}px;height:800px'></iframe><script>{}</script>",
        look.scripts == Scripts::Forbidden ? "sandbox=allow-same-origin" : "", look.width, script);
  }
  static std::map<std::string, std::string> told_in(const std::string& dom) {
    std::map<std::string, std::string> told;
    const std::size_t begin = dom.find("<pre>") + 5;
    std::istringstream lines(dom.substr(begin, dom.find("</pre>") - begin));
    for (std::string name, value; lines >> name >> value;) told[name] = value;
    return told;
  }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << content;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(folder_ + "/" + name, std::ios::binary).rdbuf();
    return content.str();
  }

  std::string folder_;
};

}  // namespace canary
