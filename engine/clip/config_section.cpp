#include "engine/clip/config_section.h"

#include "engine/core/mapped_file.h"

#include <algorithm>
#include <cmath>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

const Json kNothing;
const Json kEmptyObject = Json::object();

/// "line 3, column 17" of the byte that a parser stopped at; its first is 1.
std::string placeOf(std::size_t byte, std::string_view text) {
    const std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto column = before.size() - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::optional<int> toInteger(const Json &json, int least, int most) {
    if (!json.is_number_integer()) {
        return std::nullopt;
    }
    const bool huge = json.is_number_unsigned() && json.get<std::uint64_t>() > (1ULL << 62);
    const auto value = huge ? std::int64_t{1} << 62 : json.get<std::int64_t>();
    if (value < least || value > most) {
        return std::nullopt;
    }
    return static_cast<int>(value);
}

std::string shortText(const Json &json) {
    constexpr std::size_t kLongest = 80;
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() > kLongest ? text.substr(0, kLongest) + "…" : text;
}

} // namespace

ConfigSection::ConfigSection(const Json &json, std::string name, std::optional<Error> &error)
    : m_json(json)
    , m_name(std::move(name))
    , m_error(error) {}

bool ConfigSection::has(const char *key) const {
    return !value(key).is_null();
}

const Json &ConfigSection::value(const char *key) const {
    const auto at = m_json.find(key);
    return at != m_json.end() ? *at : kNothing;
}

ConfigSection ConfigSection::section(const char *key) const {
    const Json &inner = value(key);
    if (!inner.is_null() && !inner.is_object()) {
        damaged(std::string(key) + " is not an object");
    }
    return {inner.is_object() ? inner : kEmptyObject, std::string(key) + " of " + m_name, m_error};
}

int ConfigSection::integer(const char *key, int otherwise, int least, int most) const {
    if (!has(key)) {
        return otherwise;
    }
    const auto number = toInteger(value(key), least, most);
    if (!number) {
        damaged(std::string(key) + " is " + shortText(value(key)) + ", not a whole number from " +
                std::to_string(least) + " to " + std::to_string(most));
    }
    return number.value_or(otherwise);
}

int ConfigSection::square(const char *key, int otherwise) const {
    constexpr int kLargest = 1 << 14;
    const Json &size = value(key);
    if (!size.is_array()) {
        return integer(key, otherwise, 1, kLargest);
    }
    const auto side = size.empty() ? std::nullopt : toInteger(size[0], 1, kLargest);
    if (!side || size.size() > 2 || size.front() != size.back()) {
        unsupported(std::string(key) + " is " + shortText(size) + ", and Fovea takes squares only");
    }
    return side.value_or(otherwise);
}

double ConfigSection::number(const char *key, double otherwise) const {
    if (!has(key)) {
        return otherwise;
    }
    if (!value(key).is_number() || value(key).get<double>() <= 0.0) {
        damaged(std::string(key) + " is " + shortText(value(key)) + ", not a number above 0");
        return otherwise;
    }
    return value(key).get<double>();
}

bool ConfigSection::flag(const char *key, bool otherwise) const {
    if (!has(key)) {
        return otherwise;
    }
    if (!value(key).is_boolean()) {
        damaged(std::string(key) + " is " + shortText(value(key)) + ", not true or false");
        return otherwise;
    }
    return value(key).get<bool>();
}

std::string ConfigSection::text(const char *key, const std::string &otherwise) const {
    if (!has(key)) {
        return otherwise;
    }
    if (!value(key).is_string()) {
        damaged(std::string(key) + " is " + shortText(value(key)) + ", not a text");
        return otherwise;
    }
    return value(key).get<std::string>();
}

std::array<float, 3> ConfigSection::color(const char *key,
                                          const std::array<float, 3> &otherwise) const {
    if (!has(key)) {
        return otherwise;
    }
    const Json &values = value(key);
    const bool sound =
        values.is_array() && values.size() == 3 &&
        std::ranges::all_of(values, [](const Json &item) { return item.is_number(); });
    if (!sound) {
        damaged(std::string(key) + " is " + shortText(values) + ", not three numbers");
        return otherwise;
    }
    return {values[0].get<float>(), values[1].get<float>(), values[2].get<float>()};
}

std::vector<int> ConfigSection::integers(const char *key) const {
    std::vector<int> numbers;
    for (const Json &item : value(key)) {
        const auto number = toInteger(item, 1, 1 << 20);
        if (!number) {
            damaged(std::string(key) + " is " + shortText(value(key)) +
                    ", not whole numbers above 0");
            return {};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

void ConfigSection::allowOnly(std::initializer_list<const char *> keys) const {
    for (const auto &[key, item] : m_json.items()) {
        if (!item.is_null() && std::ranges::find(keys, key) == keys.end()) {
            unsupported("the option " + key + " is not one that Fovea knows");
        }
    }
}

void ConfigSection::expect(const char *key, const Json &standard) const {
    if (has(key) && value(key) != standard) {
        unsupported(std::string(key) + " is " + shortText(value(key)) + ", and Fovea knows " +
                    shortText(standard) + " only");
    }
}

void ConfigSection::damaged(const std::string &why) const {
    if (!m_error) {
        m_error = Error{ErrorCode::Damaged, m_name + ": " + why};
    }
}

void ConfigSection::unsupported(const std::string &why) const {
    if (!m_error) {
        m_error = Error{ErrorCode::Unsupported, m_name + ": " + why};
    }
}

Result<Json> readConfigFile(const std::filesystem::path &file, std::string_view remedy) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return fail(mapped.error());
    }
    const auto bytes = mapped->bytes();
    if (bytes.size() > kMostBytes) {
        return fail(ErrorCode::TooLarge, file.string() + " is too large for a configuration");
    }
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    try {
        Json json = Json::parse(text);
        if (json.is_object()) {
            return json;
        }
    } catch (const Json::parse_error &error) {
        return fail(ErrorCode::Damaged, file.string() + " is not JSON from " +
                                            placeOf(error.byte, text) + " on; " +
                                            std::string(remedy));
    }
    return fail(ErrorCode::Damaged,
                file.string() + " is not a JSON object; " + std::string(remedy));
}

} // namespace fovea::clip
