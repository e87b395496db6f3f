// SPDX-License-Identifier: Apache-2.0
#include "testing/ip_xfrm_batch.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace canary::testing {
namespace {

/// The words of one line, one after the other.
class Words {
 public:
  explicit Words(const std::string& line) : words_(line) {}

  bool next(std::string& word) { return static_cast<bool>(words_ >> word); }
  std::string value() {
    std::string word;
    if (!(words_ >> word)) throw std::runtime_error("a value is missing: " + words_.str());
    return word;
  }
  std::uint32_t number() { return static_cast<std::uint32_t>(std::stoul(value(), nullptr, 0)); }
  IpAddress address() { return IpAddress::parse(value()).value(); }
  IpPrefix prefix() { return IpPrefix::parse(value()).value(); }
  Mark mark() {
    Mark mark{number(), 0xffffffff};
    if (value() != "mask") throw std::runtime_error("a mark without mask: " + words_.str());
    mark.mask = number();
    return mark;
  }

 private:
  std::istringstream words_;
};

[[noreturn]] void unknown(const std::string& word) {
  throw std::runtime_error(fmt::format("unknown word '{}'", word));
}

XfrmState read_state(Words& words) {
  XfrmState state;
  for (std::string word; words.next(word);) {
    if (word == "src")
      state.source = words.address();
    else if (word == "dst")
      state.destination = words.address();
    else if (word == "proto" || word == "mode" || word == "replay-window")
      words.value();
    else if (word == "spi")
      state.spi = words.number();
    else if (word == "reqid")
      state.reqid = words.number();
    else if (word == "mark")
      state.mark = words.mark();
    else if (word == "output-mark")
      state.output_mark = words.mark();
    else if (word == "flag")
      state.esn = words.value() == "esn";
    else if (word == "aead") {
      state.algorithm = words.value();
      words.value();
      words.value();
    } else
      unknown(word);
  }
  return state;
}

PolicyDirection direction_of(const std::string& word) {
  if (word == "in") return PolicyDirection::In;
  return word == "out" ? PolicyDirection::Out : PolicyDirection::Forward;
}

XfrmTemplate read_template(Words& words) {
  XfrmTemplate wanted;
  for (std::string word; words.next(word);) {
    if (word == "src")
      wanted.source = words.address();
    else if (word == "dst")
      wanted.destination = words.address();
    else if (word == "proto" || word == "mode")
      words.value();
    else if (word == "spi")
      wanted.spi = words.number();
    else if (word == "reqid")
      wanted.reqid = words.number();
    else if (word == "level")
      wanted.optional = words.value() == "use";
    else
      unknown(word);
  }
  return wanted;
}

XfrmPolicy read_policy(Words& words) {
  XfrmPolicy policy;
  for (std::string word; words.next(word);) {
    if (word == "src")
      policy.source = words.prefix();
    else if (word == "dst")
      policy.destination = words.prefix();
    else if (word == "dir")
      policy.direction = direction_of(words.value());
    else if (word == "priority")
      policy.priority = words.number();
    else if (word == "mark")
      policy.mark = words.mark();
    else if (word == "action")
      policy.action = words.value() == "block" ? PolicyAction::Block : PolicyAction::Allow;
    else if (word == "tmpl")
      policy.templates.push_back(read_template(words));
    else
      unknown(word);
  }
  return policy;
}

}  // namespace

XfrmTables read_ip_xfrm_batch(const std::string& text) {
  XfrmTables tables;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    Words words(line);
    if (words.value() != "xfrm") unknown(line);
    const auto what = words.value();
    if (words.value() != "add") unknown(line);
    if (what == "state")
      tables.states.push_back(read_state(words));
    else
      tables.policies.push_back(read_policy(words));
  }
  return tables;
}

XfrmTables read_ip_xfrm_batch_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return read_ip_xfrm_batch({std::istreambuf_iterator<char>(file), {}});
}

}  // namespace canary::testing
