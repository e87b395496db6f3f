// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.h"

#include "report/markup_text.h"

namespace canary {
void HtmlText::text(std::string_view words) { html_ += escaped_markup(words); }

void HtmlText::open(Markup tag, std::initializer_list<HtmlAttribute> attributes) {
  html_ += '<';
  html_ += tag.text();
  for (const HtmlAttribute& attribute : attributes) {
    html_ += ' ';
    html_ += attribute.name.text();
    html_ += "=\"";
    text(attribute.value);
    html_ += '"';
  }
  html_ += '>';
}

void HtmlText::close(Markup tag) {
  html_ += "</";
  html_ += tag.text();
  html_ += ">\n";
}

void HtmlText::element(Markup tag, std::initializer_list<HtmlAttribute> attributes,
                       std::string_view words) {
  const HtmlElement element(*this, tag, attributes);
  text(words);
}

}  // namespace canary
