#include "app/model_check.h"

#include "engine/clip/clip_loader.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

namespace fovea::app {

namespace {

using Clock = std::chrono::steady_clock;

const std::vector<std::string> kTexts{
    "a dog runs on the grass",
    "two children build a castle of sand on the beach",
    "mountains",
    "a red bicycle leans on a wall",
    "people sitting around a table with food and candles, seen from above",
    "night",
    "an old photograph of a train in the snow",
    "a close-up of a yellow flower with a bee on it",
};
constexpr int kPictures = 8;
constexpr double kEnoughMs = 1500; // of timing, once every sample was timed
constexpr std::size_t kMostTimes = 64;

double elapsedMs(Clock::time_point since) {
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

std::uint8_t level(double value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0, 1.0) * 255);
}

/// Waves of another direction, width and color for each number, over a slope of light.
image::Image picture(int number, int side) {
    image::Image image{side, side, {}};
    image.pixels.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    const double angle = .7 * number;
    const double waves = 4.0 + 5.0 * number;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double u = static_cast<double>(x) / side;
            const double v = static_cast<double>(y) / side;
            const double wave =
                .5 + .5 * std::sin(waves * (std::cos(angle) * u + std::sin(angle) * v * v));
            image.pixels.push_back(level(wave));
            image.pixels.push_back(level(.3 * wave + .7 * (number % 2 == 0 ? v : 1 - v)));
            image.pixels.push_back(level(number % 3 == 0 ? u : wave * u));
        }
    }
    return image;
}

std::vector<image::Image> pictures(int side) {
    std::vector<image::Image> made;
    for (int number = 0; number < kPictures; ++number) {
        made.push_back(picture(number, side));
    }
    return made;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Encoded {
    std::vector<float> embeddings; // [samples, dim]
    double medianMs = 0;
};

/// Encodes each sample by itself and times it; again and again while that takes little time.
template <typename Sample, typename Encode>
Result<Encoded> encodeEach(const std::vector<Sample> &samples, const Encode &encode) {
    if (auto warm = encode(samples.front()); !warm) {
        return fail(warm.error());
    }
    Encoded result;
    std::vector<double> times;
    double total = 0;
    for (std::size_t i = 0; i < samples.size() || (total < kEnoughMs && i < kMostTimes); ++i) {
        const auto start = Clock::now();
        const Result<std::vector<float>> embedding = encode(samples[i % samples.size()]);
        times.push_back(elapsedMs(start));
        total += times.back();
        if (!embedding) {
            return fail(embedding.error());
        }
        if (i < samples.size()) {
            result.embeddings.insert(result.embeddings.end(), embedding->begin(), embedding->end());
        }
    }
    result.medianMs = median(std::move(times));
    return result;
}

/// A model in one precision and what it makes of the samples.
struct Trial {
    ModelSpeed speed;
    std::unique_ptr<clip::ClipModel> model;
    std::vector<float> images; // [samples, dim]
    std::vector<float> texts;  // [samples, dim]
};

Result<Trial> tryModel(const ModelChoice &choice, const clip::OpenOptions &options) {
    Trial trial;
    const auto start = Clock::now();
    auto model = clip::openModel(choice.config.folder, options);
    if (!model) {
        return fail(model.error());
    }
    trial.model = std::move(*model);
    const auto image = trial.model->imageEncoder();
    if (!image) {
        return fail(image.error());
    }
    const auto text = trial.model->textEncoder();
    if (!text) {
        return fail(text.error());
    }
    trial.speed.loadMs = elapsedMs(start);
    auto images = encodeEach(pictures((*image)->preprocessing().input.size), [&](const image::Image
                                                                                     &sample) {
        return (*image)->encode(std::span(&sample, 1)).map([](clip::ImageEncodings &&encodings) {
            return std::move(encodings.embeddings);
        });
    });
    if (!images) {
        return fail(images.error());
    }
    auto texts = encodeEach(
        kTexts, [&](const std::string &sample) { return (*text)->encode(std::span(&sample, 1)); });
    if (!texts) {
        return fail(texts.error());
    }
    trial.speed.precision = trial.model->precision();
    trial.speed.imageMs = images->medianMs;
    trial.speed.textMs = texts->medianMs;
    trial.images = std::move(images->embeddings);
    trial.texts = std::move(texts->embeddings);
    return trial;
}

/// The lowest cosine between rows of the same number.
double lowestCosine(const std::vector<float> &a, const std::vector<float> &b, std::size_t dim) {
    double lowest = 1;
    for (std::size_t row = 0; row + dim <= a.size() && row + dim <= b.size(); row += dim) {
        const auto begin = a.begin() + static_cast<std::ptrdiff_t>(row);
        const double dot = std::inner_product(begin, begin + static_cast<std::ptrdiff_t>(dim),
                                              b.begin() + static_cast<std::ptrdiff_t>(row), 0.0);
        lowest = std::isfinite(dot) ? std::min(lowest, dot) : -1;
    }
    return lowest;
}

} // namespace

Result<ModelCheck> checkModel(const ModelChoice &choice, clip::Device device, int threads) {
    clip::OpenOptions options{device, clip::Precision::Fp32, threads, choice.adapter};
    const auto exact = tryModel(choice, options);
    if (!exact) {
        return fail(exact.error());
    }
    options.precision = clip::Precision::Auto;
    const auto fast = tryModel(choice, options);
    if (!fast) {
        return fail(fast.error());
    }
    const clip::ModelConfig &config = exact->model->config();
    ModelCheck check;
    check.model = choice.space.name;
    check.folder = config.folder;
    check.device = exact->model->device();
    check.threads = threads;
    check.dim = config.embedDim;
    check.imageSize = config.vision.imageSize;
    check.parameters = exact->model->parameterCount();
    check.samples = kPictures;
    check.fp32 = exact->speed;
    check.chosen = fast->speed;
    const auto dim = static_cast<std::size_t>(config.embedDim);
    check.imageCosine = lowestCosine(exact->images, fast->images, dim);
    check.textCosine = lowestCosine(exact->texts, fast->texts, dim);
    return check;
}

std::string precisionName(clip::Precision precision) {
    switch (precision) {
    case clip::Precision::Auto:
        return "auto";
    case clip::Precision::Fp32:
        return "fp32";
    case clip::Precision::Bf16:
        return "bf16";
    }
    return {};
}

} // namespace fovea::app
