// SPDX-License-Identifier: Apache-2.0
#include "testing/ip_xfrm_batch.h"

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace canary::testing {
namespace {

/// The words of one line, one after the other.
class Words {
 public:
  explicit Words(const std::string& line) : line_(line) {
    std::istringstream words(line);
    words_.assign(std::istream_iterator<std::string>(words), {});
  }

  bool next(std::string& word) {
    if (next_ == words_.size()) return false;
    word = words_[next_++];
    return true;
  }
  void put_back() { --next_; }
  std::string value() {
    std::string word;
    if (!next(word)) throw std::runtime_error("a value is missing: " + line_);
    return word;
  }
  std::uint32_t number() { return static_cast<std::uint32_t>(std::stoul(value(), nullptr, 0)); }
  IpAddress address() { return IpAddress::parse(value()).value(); }
  IpPrefix prefix() { return IpPrefix::parse(value()).value(); }
  Mark mark() {
    Mark mark{number(), 0xffffffff};
    if (std::string word; next(word)) {
      if (word == "mask")
        mark.mask = number();
      else
        put_back();
    }
    return mark;
  }

 private:
  std::string line_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

[[noreturn]] void unknown(const std::string& word) {
  throw std::runtime_error(fmt::format("unknown word '{}'", word));
}

std::uint8_t protocol_of(const std::string& word) {
  static const std::map<std::string, std::uint8_t> names{
      {"icmp", 1}, {"tcp", 6},        {"udp", 17},  {"esp", 50},
      {"ah", 51},  {"ipv6-icmp", 58}, {"comp", 108}};
  const auto named = names.find(word);
  return named != names.end() ? named->second : static_cast<std::uint8_t>(std::stoul(word));
}

XfrmMode mode_of(const std::string& word) {
  if (word == "transport") return XfrmMode::Transport;
  if (word == "beet") return XfrmMode::Beet;
  return word == "tunnel" ? XfrmMode::Tunnel : XfrmMode::Other;
}

PolicyDirection direction_of(const std::string& word) {
  if (word == "in") return PolicyDirection::In;
  return word == "out" ? PolicyDirection::Out : PolicyDirection::Forward;
}

PortMatch whole_port(Words& words) { return {static_cast<std::uint16_t>(words.number()), 0xffff}; }

/// Reads what `word` begins, if it belongs to a selector.
bool read_selector_word(const std::string& word, Words& words, XfrmSelector& selector) {
  if (word == "src")
    selector.source = words.prefix();
  else if (word == "dst")
    selector.destination = words.prefix();
  else if (word == "proto")
    selector.protocol = protocol_of(words.value());
  else if (word == "sport" || word == "type")
    selector.source_port = whole_port(words);
  else if (word == "dport" || word == "code")
    selector.destination_port = whole_port(words);
  else if (word == "dev")
    selector.device = static_cast<std::uint32_t>(std::hash<std::string>{}(words.value()) | 1);
  else
    return false;
  return true;
}

/// "packet dev eth0 dir out"; without "packet" the device encrypts, and no more.
Offload read_offload(Words& words) {
  auto offload = Offload::Crypto;
  for (std::string word = words.value(); word != "dir"; word = words.value())
    if (word == "packet") offload = Offload::Packet;
  words.value();
  return offload;
}

/// As `ip` takes and lists them: one word or several.
void read_flags(Words& words, XfrmState& state) {
  static const std::set<std::string> known{"noecn", "decap-dscp", "nopmtudisc", "wildrecv",
                                           "icmp",  "af-unspec",  "align4",     "esn"};
  for (std::string word; words.next(word);) {
    if (!known.contains(word)) {
      words.put_back();
      return;
    }
    state.esn |= word == "esn";
  }
}

/// One word of a state, other than of its selector, which stands between "sel" and a word that is
/// none of a selector's.
void read_state_word(const std::string& word, Words& words, XfrmState& state) {
  if (word == "src")
    state.source = words.address();
  else if (word == "dst")
    state.destination = words.address();
  else if (word == "proto")
    state.protocol = protocol_of(words.value());
  else if (word == "mode")
    state.mode = mode_of(words.value());
  else if (word == "replay-window")
    state.replay_window = words.number();
  else if (word == "replay-oseq")
    state.output_sequence = words.number();
  else if (word == "spi")
    state.spi = words.number();
  else if (word == "reqid")
    state.reqid = words.number();
  else if (word == "if_id")
    state.interface_id = words.number();
  else if (word == "mark")
    state.mark = words.mark();
  else if (word == "output-mark")
    state.output_mark = words.mark();
  else if (word == "flag")
    read_flags(words, state);
  else if (word == "dir")
    state.direction = direction_of(words.value());
  else if (word == "encap") {
    state.encapsulated = true;  // "espinudp 4500 4500 0.0.0.0"
    for (int i = 0; i < 4; ++i) words.value();
  } else if (word == "offload")
    state.offload = read_offload(words);
  else if (word == "pcpu-num")
    state.cpu = words.number();
  else if (word == "comp") {
    state.algorithm = words.value();
  } else if (word == "enc" || word == "auth") {
    state.algorithm = words.value();
    words.value();
  } else if (word == "aead" || word == "auth-trunc") {
    state.algorithm = words.value();
    words.value();
    words.value();
  } else {
    unknown(word);
  }
}

XfrmState read_state(Words& words) {
  XfrmState state;
  bool in_selector = false;
  for (std::string word; words.next(word);) {
    if (word == "sel") {
      in_selector = true;
      state.selector.emplace();
    } else if (!in_selector || !read_selector_word(word, words, *state.selector)) {
      in_selector = false;
      read_state_word(word, words, state);
    }
  }
  return state;
}

XfrmTemplate read_template(Words& words) {
  XfrmTemplate wanted;
  std::string word;
  while (words.next(word)) {
    if (word == "src")
      wanted.source = words.address();
    else if (word == "dst")
      wanted.destination = words.address();
    else if (word == "proto")
      wanted.protocol = protocol_of(words.value());
    else if (word == "mode")
      wanted.mode = mode_of(words.value());
    else if (word == "spi")
      wanted.spi = words.number();
    else if (word == "reqid")
      wanted.reqid = words.number();
    else if (word == "level")
      wanted.optional = words.value() == "use";
    else {
      words.put_back();
      break;
    }
  }
  return wanted;
}

XfrmPolicy read_policy(Words& words) {
  XfrmPolicy policy;
  for (std::string word; words.next(word);) {
    if (read_selector_word(word, words, policy)) continue;
    if (word == "dir")
      policy.direction = direction_of(words.value());
    else if (word == "priority")
      policy.priority = words.number();
    else if (word == "index")
      policy.index = words.number();
    else if (word == "ptype")
      policy.is_sub = words.value() == "sub";
    else if (word == "if_id")
      policy.interface_id = words.number();
    else if (word == "mark")
      policy.mark = words.mark();
    else if (word == "action")
      policy.action = words.value() == "block" ? PolicyAction::Block : PolicyAction::Allow;
    else if (word == "offload")
      policy.is_offloaded = read_offload(words) == Offload::Packet;
    else if (word == "tmpl")
      policy.templates.push_back(read_template(words));
    else
      unknown(word);
  }
  return policy;
}

void read_defaults(Words& words, XfrmTables& tables) {
  for (std::string word; words.next(word);)
    if (words.value() == "block") tables.blocked_by_default.push_back(direction_of(word));
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
    const auto verb = words.value();
    if (what == "policy" && verb == "setdefault") {
      read_defaults(words, tables);
      continue;
    }
    if (verb != "add") unknown(line);
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
