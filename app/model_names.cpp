#include "app/model_names.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace fovea::app {

namespace {

// By hand, since the standard ones follow the locale.
bool isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool isModelName(std::string_view name) {
    return !name.empty() && name.size() <= 64 && isLetterOrDigit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
           });
}

bool sameModelName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string sizeText(double bytes) {
    constexpr std::array<const char *, 5> kUnits{"bytes", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
        bytes /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit > 0 && bytes < 9.95 ? "%.1f %s" : "%.0f %s", bytes,
                  kUnits[unit]);
    return text.data();
}

} // namespace fovea::app
