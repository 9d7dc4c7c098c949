#include "app/adapter_strengths.h"

#include <nlohmann/json.hpp>

namespace fovea::app {
namespace {

/// The setting that keeps them, an object of names and numbers.
constexpr std::string_view kSetting = "adapter_strengths";

} // namespace

Result<std::map<std::string, double>> adapterStrengths(library::Catalog &catalog) {
    const auto setting = catalog.setting(kSetting);
    if (!setting) {
        return fail(setting.error());
    }
    std::map<std::string, double> strengths;
    const auto json = nlohmann::json::parse(setting->value_or("{}"), nullptr, false);
    if (!json.is_object()) {
        return strengths; // somebody else wrote it; every adapter comes back whole then
    }
    for (const auto &[name, value] : json.items()) {
        if (value.is_number() && value >= 0. && value <= 1.) {
            strengths[name] = value.get<double>();
        }
    }
    return strengths;
}

Result<void> rememberStrength(library::Catalog &catalog, const std::string &adapter,
                              double strength) {
    auto strengths = adapterStrengths(catalog);
    if (!strengths) {
        return fail(strengths.error());
    }
    (*strengths)[adapter] = strength;
    return catalog.setSetting(kSetting, nlohmann::json(*strengths).dump());
}

} // namespace fovea::app
