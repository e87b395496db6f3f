// SPDX-License-Identifier: Apache-2.0
// One row of the timeline: words, and beside (on a phone: below) them a picture of the session that
// is as wide as there is room. So all places in it are per cent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.h"
#include "report/html_text.h"

namespace canary {

/// The place of a moment in the picture.
class HtmlScale {
 public:
  explicit HtmlScale(Span session) : session_(session) {}

  [[nodiscard]] Span session() const { return session_; }
  [[nodiscard]] double percent(Instant at) const;  ///< 0 to 100, also of moments outside

 private:
  Span session_;
};

/// The look of a bar: its class, and where between top and bottom of the lane it is.
struct BarShape {
  Markup css, y, height;
};

inline constexpr BarShape kLine{"line", "10", "2"};
inline constexpr BarShape kUp{"up", "8", "6"};
inline constexpr BarShape kGone{"gone", "3", "16"};
inline constexpr BarShape kSettle{"settle", "3", "16"};
inline constexpr BarShape kLost{"lost", "4", "14"};
inline constexpr BarShape kRecovering{"recovering", "7", "8"};
inline constexpr BarShape kDropped{"dropped", "4", "14"};
inline constexpr BarShape kBlind{"blind", "3", "16"};

/// A bar with a tooltip; never narrower than an eye can see.
void write_bar(HtmlText& html, const HtmlScale& scale, const BarShape& shape, Span span,
               std::string_view words);

struct MarkerShape {
  Markup css, path;
};

inline constexpr MarkerShape kRemoved{"removed", "M-5 1h10l-5 7z"};
inline constexpr MarkerShape kAdded{"added", "M-5 21h10l-5-7z"};
inline constexpr MarkerShape kClean{"clean", "M-4 11l3 4 6-8"};

void write_marker(HtmlText& html, const HtmlScale& scale, const MarkerShape& shape, Instant at,
                  std::string_view words);

/// A vertical line through all lanes, above what is in them.
struct Guide {
  Markup css;
  Instant at;
};

struct LaneWords {
  std::string_view name;
  std::string_view detail;  ///< smaller, below; may be empty
  std::string_view told;    ///< what the picture shows, for those who do not see it
  std::string_view link;    ///< where the name leads; may be empty
};

/// The words and the frame of a lane; what is written while it lives is in its picture.
class HtmlLane {
 public:
  HtmlLane(HtmlText& html, const HtmlScale& scale, const std::vector<Guide>& guides,
           const LaneWords& words);
  ~HtmlLane();
  HtmlLane(const HtmlLane&) = delete;
  HtmlLane& operator=(const HtmlLane&) = delete;

 private:
  HtmlText& html_;
  const HtmlScale& scale_;
  const std::vector<Guide>& guides_;
};

/// The lane of round times: "0 s", "10 s", ...
void write_axis(HtmlText& html, const HtmlScale& scale);
/// Swatches and what they mean.
void write_legend(HtmlText& html);
/// The hatchings that bars are filled with.
void write_patterns(HtmlText& html);

/// Spans that touch or overlap within a thousandth of the session become one: a picture shows no
/// more, and its size must not grow with what happened in it.
[[nodiscard]] std::vector<Span> merged(std::vector<Span> spans, Span session);

}  // namespace canary
