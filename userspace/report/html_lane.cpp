// SPDX-License-Identifier: Apache-2.0
#include "report/html_lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace canary {
namespace {

constexpr double kNarrowestBar = 0.5;  // per cent

std::string place(double percent) { return fmt::format("{:.2f}%", percent); }

struct LegendBar {
  BarShape shape;
  Markup words;
};

constexpr std::array kLegendBars{
    LegendBar{kUp, "agent up"},
    LegendBar{kGone, "agent gone"},
    LegendBar{kSettle, "may still recover"},
    LegendBar{kLine, "answered"},
    LegendBar{kLost, "lost"},
    LegendBar{kRecovering, "recovered in here"},
    LegendBar{kDropped, "dropped by XFRM"},
    LegendBar{kBlind, "not seen"},
};

struct LegendMarker {
  MarkerShape shape;
  Markup words;
};

struct LegendGuide {
  Markup css, words;
};

constexpr std::array kLegendGuides{
    LegendGuide{"guide ready", "agents ready"},
    LegendGuide{"guide until", "agent gone; no more time to recover"},
};

constexpr std::array kLegendMarkers{
    LegendMarker{kRemoved, "state or policy removed"},
    LegendMarker{kAdded, "state or policy added"},
    LegendMarker{kClean, "clean again"},
};

/// An entry of the legend; what is written while it lives is its picture, 0 being the middle.
class Swatch {
 public:
  Swatch(HtmlText& html, Markup words) : html_(html), words_(words) {
    html_.markup(R"(<li><svg width="22" height="22" viewBox="-11 0 22 22" aria-hidden="true">)");
  }
  ~Swatch() {
    html_.markup("</svg>");
    html_.markup(words_);
    html_.markup("</li>\n");
  }
  Swatch(const Swatch&) = delete;
  Swatch& operator=(const Swatch&) = delete;

 private:
  HtmlText& html_;
  Markup words_;
};

/// The step between round times, of which there are at most six: 1, 2 or 5 times a power of ten.
double round_step(double seconds) {
  const double least = seconds / 6;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least) return factor * power;
  return 10 * power;
}

}  // namespace

double HtmlScale::percent(Instant at) const {
  const auto length = static_cast<double>((session_.to - session_.from).count());
  return std::clamp(static_cast<double>((at - session_.from).count()) / length * 100, 0.0, 100.0);
}

void write_bar(HtmlText& html, const HtmlScale& scale, const BarShape& shape, Span span,
               std::string_view words) {
  const double width = std::max(scale.percent(span.to) - scale.percent(span.from), kNarrowestBar);
  const double left = std::min(scale.percent(span.from), 100 - width);
  const HtmlElement bar(html, "rect",
                        {{"class", shape.css.text()},
                         {"x", place(left)},
                         {"y", shape.y.text()},
                         {"width", place(width)},
                         {"height", shape.height.text()}});
  if (!words.empty()) html.element("title", words);
}

void write_marker(HtmlText& html, const HtmlScale& scale, const MarkerShape& shape, Instant at,
                  std::string_view words) {
  // A path has no per cent; an inner picture at the place does.
  const HtmlElement inner(html, "svg", {{"x", place(scale.percent(at))}, {"overflow", "visible"}});
  const HtmlElement path(html, "path", {{"class", shape.css.text()}, {"d", shape.path.text()}});
  if (!words.empty()) html.element("title", words);
}

HtmlLane::HtmlLane(HtmlText& html, const HtmlScale& scale, const std::vector<Guide>& guides,
                   const LaneWords& words)
    : html_(html), scale_(scale), guides_(guides) {
  html_.markup("<li><div class=\"name\">");
  if (words.link.empty())
    html_.element("span", words.name);
  else
    html_.element("a", {{"href", words.link}}, words.name);
  if (!words.detail.empty()) html_.element("small", words.detail);
  html_.markup(R"(</div><svg role="img" class="lane">)");
  html_.element("title", words.told);
}

HtmlLane::~HtmlLane() {
  for (const Guide& guide : guides_) {
    const std::string x = place(scale_.percent(guide.at));
    html_.element("line",
                  {{"class", guide.css.text()}, {"x1", x}, {"x2", x}, {"y1", "0"}, {"y2", "100%"}},
                  "");
  }
  html_.markup("</svg></li>\n");
}

void write_axis(HtmlText& html, const HtmlScale& scale) {
  const Span session = scale.session();
  const double seconds = static_cast<double>((session.to - session.from).count()) / 1e9;
  const double step = round_step(seconds);
  html.markup(R"(<li class="axis" aria-hidden="true"><div class="name"></div><svg class="lane">)");
  for (int i = 0; i * step <= seconds; ++i) {
    const double percent = i * step / seconds * 100;
    std::string_view anchor = "middle";
    if (i == 0) anchor = "start";
    if (percent > 92) anchor = "end";
    html.element("text", {{"x", place(percent)}, {"y", "12"}, {"text-anchor", anchor}},
                 fmt::format("{}{:g} s", i == 0 ? "" : "+", i * step));
    html.element("line",
                 {{"x1", place(percent)}, {"x2", place(percent)}, {"y1", "16"}, {"y2", "22"}}, "");
  }
  html.markup("</svg></li>\n");
}

void write_legend(HtmlText& html) {
  const HtmlElement legend(html, "ul", {{"class", "legend"}, {"aria-label", "legend"}});
  for (const LegendBar& entry : kLegendBars) {
    const Swatch swatch(html, entry.words);
    html.element("rect",
                 {{"class", entry.shape.css.text()},
                  {"x", "-11"},
                  {"y", entry.shape.y.text()},
                  {"width", "22"},
                  {"height", entry.shape.height.text()}},
                 "");
  }
  for (const LegendMarker& entry : kLegendMarkers) {
    const Swatch swatch(html, entry.words);
    html.element("path", {{"class", entry.shape.css.text()}, {"d", entry.shape.path.text()}}, "");
  }
  for (const LegendGuide& entry : kLegendGuides) {
    const Swatch swatch(html, entry.words);
    html.element("line", {{"class", entry.css.text()}, {"y1", "3"}, {"y2", "19"}}, "");
  }
}

void write_patterns(HtmlText& html) {
  html.markup(R"svg(<svg width="0" height="0" class="patterns" aria-hidden="true"><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="ground" width="6" height="6"/><rect class="stroke" width="2" height="6"/></pattern>
<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
<rect class="ground" width="5" height="5"/><circle class="stroke" cx="2.5" cy="2.5" r="1.2"/></pattern>
</defs></svg>
)svg");
}

std::vector<Span> merged(std::vector<Span> spans, Span session) {
  const Duration close = (session.to - session.from) / 1000;
  std::ranges::sort(spans, {}, &Span::from);
  std::vector<Span> apart;
  for (const Span& span : spans) {
    if (!apart.empty() && span.from - apart.back().to <= close)
      apart.back().to = std::max(apart.back().to, span.to);
    else
      apart.push_back(span);
  }
  return apart;
}

}  // namespace canary
