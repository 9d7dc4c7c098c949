#include "engine/image/color.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace fovea::image {

namespace {

// Code points of ITU-T H.273.
enum Primaries { kBt2020 = 9, kDciP3 = 11, kDisplayP3 = 12 };
enum Transfer { kGamma22 = 4, kGamma28 = 5, kLinear = 8, kPq = 16, kHlg = 18 };

using Matrix = std::array<std::array<float, 3>, 3>;

// Linear light of these primaries to that of sRGB's, both with a D65 white.
constexpr Matrix kP3ToSrgb{{{1.2249402F, -0.2249402F, 0.0F},
                            {-0.0420570F, 1.0420570F, 0.0F},
                            {-0.0196376F, -0.0786360F, 1.0982736F}}};
constexpr Matrix kBt2020ToSrgb{{{1.6604910F, -0.5876411F, -0.0728499F},
                                {-0.1245505F, 1.1328999F, -0.0083494F},
                                {-0.0181508F, -0.1005789F, 1.1187297F}}};
constexpr Matrix kSame{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

// Display light over that of reference white, which ITU-R BT.2408 puts at 203 cd/m2.
constexpr double kWhite = 203;

double fromPq(double signal) {
    constexpr double m1 = 2610.0 / 16384;
    constexpr double m2 = 2523.0 / 4096 * 128;
    constexpr double c1 = 3424.0 / 4096;
    constexpr double c2 = 2413.0 / 4096 * 32;
    constexpr double c3 = 2392.0 / 4096 * 32;
    const double power = std::pow(signal, 1 / m2);
    return 10000 / kWhite * std::pow(std::max(power - c1, 0.0) / (c2 - c3 * power), 1 / m1);
}

// With the system gamma of a display of 1000 cd/m2, by channel.
double fromHlg(double signal) {
    constexpr double a = 0.17883277;
    constexpr double b = 1 - 4 * a;
    const double c = 0.5 - a * std::log(4 * a);
    const double scene =
        signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - c) / a) + b) / 12;
    return 1000 / kWhite * std::pow(scene, 1.2);
}

double fromSrgb(double signal) {
    return signal <= 0.04045 ? signal / 12.92 : std::pow((signal + 0.055) / 1.055, 2.4);
}

double toLight(int transfer, double signal) {
    switch (transfer) {
    case kPq:
        return fromPq(signal);
    case kHlg:
        return fromHlg(signal);
    case kLinear:
        return signal;
    case kGamma22:
        return std::pow(signal, 2.2);
    case kGamma28:
        return std::pow(signal, 2.8);
    default:
        return fromSrgb(signal);
    }
}

const std::vector<float> &lightTable(int transfer) {
    static int last = -1;
    static std::vector<float> table;
    if (last != transfer) {
        table.resize(65536);
        for (std::size_t i = 0; i < table.size(); ++i) {
            table[i] = static_cast<float>(toLight(transfer, static_cast<double>(i) / 65535));
        }
        last = transfer;
    }
    return table;
}

std::uint8_t toSrgbByte(float light) {
    static const std::vector<std::uint8_t> table = [] {
        std::vector<std::uint8_t> bytes(4097);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const double x = std::pow(static_cast<double>(i) / 4096, 2.0); // finer in the dark
            const double signal = x <= 0.0031308 ? x * 12.92 : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
            bytes[i] = static_cast<std::uint8_t>(std::lround(signal * 255));
        }
        return bytes;
    }();
    return table[static_cast<std::size_t>(std::sqrt(std::clamp(light, 0.0F, 1.0F)) * 4096.0F +
                                          0.5F)];
}

// Brings highlights below 1 and leaves what lies under the shoulder as it is.
float shoulder(float light) {
    constexpr float kKnee = 0.75F;
    return light <= kKnee
               ? light
               : kKnee + (1 - kKnee) * (1 - std::exp(-(light - kKnee) / (1 - kKnee) / 2));
}

} // namespace

bool isLikeSrgb(const VideoColor &color) {
    const bool wide =
        color.primaries == kBt2020 || color.primaries == kDciP3 || color.primaries == kDisplayP3;
    const bool curved = color.transfer == kGamma22 || color.transfer == kGamma28 ||
                        color.transfer == kLinear || color.transfer == kPq ||
                        color.transfer == kHlg;
    return !wide && !curved;
}

void convertVideoColor(const VideoColor &color, const std::uint16_t *from, std::size_t count,
                       std::uint8_t *to) {
    const std::vector<float> &light = lightTable(color.transfer);
    const Matrix &matrix = color.primaries == kBt2020 ? kBt2020ToSrgb
                           : color.primaries == kDciP3 || color.primaries == kDisplayP3 ? kP3ToSrgb
                                                                                        : kSame;
    const bool highRange = color.transfer == kPq || color.transfer == kHlg;
    for (std::size_t i = 0; i < count; ++i, from += 3, to += 3) {
        const std::array<float, 3> in{light[from[0]], light[from[1]], light[from[2]]};
        std::array<float, 3> out{};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            out[channel] = matrix[channel][0] * in[0] + matrix[channel][1] * in[1] +
                           matrix[channel][2] * in[2];
        }
        if (highRange) {
            // By the brightest channel, so that hues stay.
            const float brightest = std::max({out[0], out[1], out[2], 1e-6F});
            const float scale = shoulder(brightest) / brightest;
            for (float &channel : out) {
                channel *= scale;
            }
        }
        for (std::size_t channel = 0; channel < 3; ++channel) {
            to[channel] = toSrgbByte(out[channel]);
        }
    }
}

} // namespace fovea::image
