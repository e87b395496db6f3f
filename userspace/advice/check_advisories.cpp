// SPDX-License-Identifier: Apache-2.0
// Part of the build: reads advisories.txt, and writes it as a C++ file. Fails, with line and field,
// where it cannot be read or contradicts itself.
//
//   check_advisories <advisories.txt> <out.cpp>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "advice/advisory.h"

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "usage: check_advisories <advisories.txt> <out.cpp>\n");
    return 2;
  }
  std::ifstream in(words[1]);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto data = canary::read_advisories(text);
  if (!in || !data || data->advisories.empty()) {
    fmt::print(stderr, "{}: {}\n", words[1],
               data ? "cannot be read, or holds nothing" : data.error().message);
    return 1;
  }
  std::ofstream out(words[2]);
  out << "#include \"advice/advisories_text.h\"\n\nnamespace canary {\nconst std::string_view "
         "kAdvisoriesText = R\"advisories("
      << text << ")advisories\";\n}  // namespace canary\n";
  return out.flush() ? 0 : 1;
}
