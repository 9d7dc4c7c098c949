#include "engine/image/capture_time.h"

#include <cctype>
#include <chrono>

namespace fovea::image {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Takes exactly `digits` digits off the front; nothing where there are not as many.
std::optional<int> takeNumber(std::string_view &text, std::size_t digits) {
    if (text.size() < digits) {
        return std::nullopt;
    }
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (!isDigit(text[i])) {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

void skipOneOf(std::string_view &text, std::string_view separators) {
    if (!text.empty() && separators.find(text.front()) != std::string_view::npos) {
        text.remove_prefix(1);
    }
}

// A number of two digits where there is one; else `otherwise`.
int takeTwo(std::string_view &text, std::string_view separators, int otherwise) {
    std::string_view rest = text;
    skipOneOf(rest, separators);
    const auto value = takeNumber(rest, 2);
    if (!value) {
        return otherwise;
    }
    text = rest;
    return *value;
}

} // namespace

int parseSubSecondsMs(std::string_view digits) {
    int ms = 0;
    int unit = 100;
    for (std::size_t i = 0; i < digits.size() && isDigit(digits[i]); ++i, unit /= 10) {
        ms += (digits[i] - '0') * unit;
    }
    return ms;
}

std::optional<int> parseUtcOffset(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    if (text.starts_with('Z')) {
        return 0;
    }
    if (text.empty() || (text.front() != '+' && text.front() != '-')) {
        return std::nullopt;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = takeNumber(text, 2);
    if (!hours) {
        return std::nullopt;
    }
    const int minutes = takeTwo(text, ":", 0);
    if (*hours > 14 || minutes > 59) {
        return std::nullopt;
    }
    return sign * (*hours * 60 + minutes);
}

std::optional<CaptureTime> parseCaptureTime(std::string_view text) {
    using namespace std::chrono;
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
        text.remove_prefix(1);
    }
    const auto number = takeNumber(text, 4);
    if (!number || *number < 1000) {
        return std::nullopt;
    }
    const int month = takeTwo(text, ":-/.", 1);
    const int day = takeTwo(text, ":-/.", 1);
    const year_month_day date{year{*number}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    const int hour = takeTwo(text, " T", 0);
    const int minute = takeTwo(text, ":", 0);
    const int second = takeTwo(text, ":", 0);
    if (hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    int ms = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        ms = parseSubSecondsMs(text);
        while (!text.empty() && isDigit(text.front())) {
            text.remove_prefix(1);
        }
    }
    const auto time = sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} +
                      seconds{second} + milliseconds{ms};
    return CaptureTime{duration_cast<milliseconds>(time).count(), parseUtcOffset(text)};
}

} // namespace fovea::image
