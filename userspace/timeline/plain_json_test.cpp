// SPDX-License-Identifier: Apache-2.0
// Whatever is scanned is scanned as nlohmann's parser takes it apart.
#include "timeline/plain_json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "timeline/observation_codec.h"
#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

/// Writes down what a parser tells, one word for each call.
class Told {
 public:
  bool null() { return add("null"); }
  bool boolean(bool value) { return add(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return add(fmt::format("signed {}", value)); }
  bool number_unsigned(std::uint64_t value) { return add(fmt::format("unsigned {}", value)); }
  bool number_float(double, const std::string& text) { return add("float " + text); }
  bool string(std::string_view value) { return add(fmt::format("'{}'", value)); }
  bool key(std::string_view name) { return string(name); }
  bool start_object(std::size_t) { return add("{"); }
  bool start_array(std::size_t) { return add("["); }
  bool end_object() { return add("}"); }
  bool end_array() { return add("]"); }
  template <class Binary>
  bool binary(const Binary&) {
    return false;
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }
  [[nodiscard]] const std::string& words() const { return words_; }

 private:
  bool add(std::string_view word) {
    words_ += fmt::format("{} ", word);
    return true;
  }
  std::string words_;
};

/// What the scanner tells; nothing where it gives up.
std::optional<std::string> scanned(std::string_view text) {
  Told told;
  return PlainJsonScanner(text, told).scan() ? std::optional(told.words()) : std::nullopt;
}

/// What a whole parser tells; nothing where it is no JSON.
std::optional<std::string> parsed(std::string_view text) {
  Told told;
  return nlohmann::json::sax_parse(text, &told) ? std::optional(told.words()) : std::nullopt;
}

TEST(PlainJsonScanner, TellsOfPlainJsonWhatAWholeParserTells) {
  for (const char* text :
       {"{}", "[]", R"({"a":1,"b":[true,false,null,"x"],"c":{"d":-7,"e":""}})", "0", "-0", "\"\"",
        "18446744073709551615", "-9223372036854775808", R"(["~ !#[]{}:,"])", "[[[[1]]],[]]"}) {
    EXPECT_TRUE(scanned(text)) << text;
    EXPECT_EQ(scanned(text), parsed(text)) << text;
  }
}

TEST(PlainJsonScanner, TakesEveryLineOfARecordingThatHasNoEscapes) {
  const NodeTimeline session = examples::timeline();
  std::size_t taken = 0;
  for (const Observation& seen : session.observations) {
    std::string line;
    append_line(line, seen, session.header);
    line.pop_back();  // its newline
    if (line.find('\\') != std::string::npos) continue;
    EXPECT_EQ(scanned(line), parsed(line)) << line;
    ++taken;
  }
  EXPECT_GT(taken, session.observations.size() / 2);
}

TEST(PlainJsonScanner, GivesUpWhereAWholeParserMayKnowBetter) {
  for (const char* text :
       {R"("\n")", "\"\xc3\xa4\"", "1.5", "1e3", "18446744073709551616", "-9223372036854775809",
        " {}", "{} ", "[1, 2]", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"})
    EXPECT_FALSE(scanned(text)) << text;
}

TEST(PlainJsonScanner, TakesNothingThatIsNoJson) {
  for (const char* text :
       {"",           "{",   "}",      "[1,]",  "{\"a\":1,}", "{\"a\"}", "{1:2}",
        "{\"a\":1}x", "nul", "truex",  "01",    "-01",        "-",       "--1",
        "+1",         "\"a", "\"\t\"", "[1 2]", "[,]",        "1x",      "0x1"}) {
    EXPECT_FALSE(parsed(text)) << text;
    EXPECT_FALSE(scanned(text)) << text;
  }
}

/// Each text with a byte cut off, doubled or changed: whatever is scanned is what a whole parser
/// makes of it.
TEST(PlainJsonScanner, AgreesAboutDamagedLines) {
  const std::string whole =
      R"({"t":5000000007,"what":"x","a":{"s":"10.0.0.10","n":-12},"l":[1,0,true,null]})";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char byte : {'0', '9', '-', '.', 'e', '"', '\\', ',', ':', '{', ']', ' ', '\x01'}) {
      std::string changed = whole, grown = whole, cut = whole;
      changed[at] = byte;
      grown.insert(at, 1, byte);
      cut.erase(at, 1);
      for (const auto& text : {changed, grown, cut, whole.substr(0, at)})
        if (const auto found = scanned(text); found) {
          ASSERT_EQ(found, parsed(text)) << text;
        }
    }
  }
}

}  // namespace
}  // namespace canary
