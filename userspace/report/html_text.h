// SPDX-License-Identifier: Apache-2.0
// Writes HTML of which no word of others (node names, versions, addresses, sentences made of them)
// can become markup: what is not a literal of this source is escaped, there is no other way in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace canary {

/// A piece of HTML that this program's own source spells out. Nothing else converts to one.
class Markup {
 public:
  consteval Markup(const char* literal) : text_(literal) {}
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

struct HtmlAttribute {
  Markup name;
  std::string_view value;  ///< escaped when it is written
};

class HtmlText {
 public:
  void markup(Markup literal) { html_ += literal.text(); }
  /// Writes words as escaped_markup() makes them.
  void text(std::string_view words);
  /// Writes "<tag name="value">", to be closed by its writer: see HtmlElement.
  void open(Markup tag, std::initializer_list<HtmlAttribute> attributes = {});
  void close(Markup tag);
  /// Writes one element with nothing but words in it.
  void element(Markup tag, std::string_view words) { element(tag, {}, words); }
  void element(Markup tag, std::initializer_list<HtmlAttribute> attributes, std::string_view words);

  [[nodiscard]] const std::string& html() const { return html_; }

 private:
  std::string html_;
};

/// An element that is open while this object lives.
class HtmlElement {
 public:
  HtmlElement(HtmlText& html, Markup tag, std::initializer_list<HtmlAttribute> attributes = {})
      : html_(html), tag_(tag) {
    html_.open(tag, attributes);
  }
  ~HtmlElement() { html_.close(tag_); }
  HtmlElement(const HtmlElement&) = delete;
  HtmlElement& operator=(const HtmlElement&) = delete;

 private:
  HtmlText& html_;
  Markup tag_;
};

}  // namespace canary
