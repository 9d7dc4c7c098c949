#pragma once

#include <string>
#include <string_view>

namespace fovea::app {

/// The model that comes with Fovea.
inline constexpr std::string_view kStarterModel = "fovea-starter";

/// Letters, digits, '.', '_' and '-', a letter or digit first, at most 64. "+" and "@" are kept for
/// adapters.
bool isModelName(std::string_view name);

/// Names differ in more than the case of their letters: some file systems see none.
bool sameModelName(std::string_view a, std::string_view b);

/// "605 MB", as a person reads sizes: powers of 1000.
std::string sizeText(double bytes);

} // namespace fovea::app
