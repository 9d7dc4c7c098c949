#pragma once

#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::clip {

/// One object of a model's configuration. Values that are missing or null take the given default;
/// the first that makes no sense, or asks for what Fovea does not have, becomes the error.
class ConfigSection {
public:
    /// `name` is how the object is called in messages: "vision_cfg of
    /// /models/a/open_clip_config.json". Both have to outlive the section.
    ConfigSection(const nlohmann::json &json, std::string name, std::optional<Error> &error);

    bool has(const char *key) const;
    const nlohmann::json &value(const char *key) const; ///< null where it is missing
    /// An object within; an empty one where it is missing.
    ConfigSection section(const char *key) const;

    int integer(const char *key, int otherwise, int least = 1, int most = 1 << 20) const;
    /// A size in px: a number, or a list of two equal ones.
    int square(const char *key, int otherwise) const;
    double number(const char *key, double otherwise) const;
    bool flag(const char *key, bool otherwise) const;
    std::string text(const char *key, const std::string &otherwise) const;
    std::array<float, 3> color(const char *key, const std::array<float, 3> &otherwise) const;
    std::vector<int> integers(const char *key) const;

    /// Keys that do not matter for encoding, or have to be as they are without being named. Any key
    /// that is neither read nor allowed here is refused.
    void allowOnly(std::initializer_list<const char *> keys) const;
    /// Refuses a value other than the default that OpenCLIP has.
    void expect(const char *key, const nlohmann::json &standard) const;

    void damaged(const std::string &why) const;     ///< records: "vision_cfg of …: why"
    void unsupported(const std::string &why) const; ///< the same

private:
    const nlohmann::json &m_json;
    std::string m_name;
    std::optional<Error> &m_error;
};

/// A JSON file that holds an object. `remedy`: what to do where it does not.
Result<nlohmann::json> readConfigFile(const std::filesystem::path &file,
                                      std::string_view remedy = "download the model again");

} // namespace fovea::clip
