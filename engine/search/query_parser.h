#pragma once

#include "engine/search/query.h"

#include <string>
#include <string_view>

namespace fovea::search {

/// words "exact text" -not -"not this": what is not quoted or excluded is one phrase. Never fails:
/// an unclosed quote runs to the end.
Query parseQuery(std::string_view text);

/// Text that parses to the same query; images are left out.
std::string toText(const Query &query);

} // namespace fovea::search
