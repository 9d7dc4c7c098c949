#pragma once

#include "engine/clip/encoders.h"
#include "image/photo_files.h"
#include "indexer/index_pipeline.h"
#include "library/library_fixture.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fovea::test {

/// Embeds a picture as a histogram of its colors: what is alike in color is near.
class ColorEncoder : public clip::ImageEncoder {
public:
    ColorEncoder() { m_preprocessing.input.size = 32; }
    const clip::ImagePreprocessing &preprocessing() const override { return m_preprocessing; }

    Result<clip::ImageEncodings> encode(std::span<const image::Image> images) override {
        if (before) {
            before();
        }
        encoded += static_cast<int>(images.size());
        if (failing) {
            return fail(ErrorCode::Failed, "The encoder broke.");
        }
        clip::ImageEncodings encodings;
        for (const image::Image &image : images) {
            const auto row = histogram(image);
            encodings.embeddings.insert(encodings.embeddings.end(), row.begin(), row.end());
        }
        if (giveTooFew) {
            encodings.embeddings.clear();
        }
        return encodings;
    }

    std::atomic<int> encoded{0};
    std::atomic<bool> failing{false};
    std::atomic<bool> giveTooFew{false};
    std::function<void()> before; ///< called in each call, by its thread

private:
    /// Four bins for each channel and a constant: [kDim], unit length.
    static std::vector<float> histogram(const image::Image &image) {
        std::vector<float> row(kDim, 0.0F);
        row[kDim - 1] = 1.0F;
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            row[(i % 3) * 4 + image.pixels[i] / 64] += 1.0F;
        }
        float squares = 0;
        for (const float value : row) {
            squares += value * value;
        }
        std::ranges::for_each(row, [&](float &value) { value /= std::sqrt(squares); });
        return row;
    }

    clip::ImagePreprocessing m_preprocessing;
};

/// A library, its folder of photos, decode workers and an encoder.
class IndexFixture : public LibraryFixture {
public:
    /// JPEG files that all differ.
    FileBytes picture(int number) const {
        image::Image image{48, 36, {}};
        image.pixels.resize(48 * 36 * 3);
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            image.pixels[i] = static_cast<std::uint8_t>(
                (static_cast<std::size_t>(number) * 53 * (i % 3 + 1) + i / 144) % 256);
        }
        return jpegFile(image);
    }
    void add(const std::string &name, int number) const {
        std::filesystem::create_directories((photoFolder / name).parent_path());
        writeFile(photoFolder / name, picture(number));
    }
    void addMany(int count) const {
        for (int i = 0; i < count; ++i) {
            add("photo_" + std::to_string(i) + ".jpg", i);
        }
    }

    library::RootFolder rootFolder() {
        const auto roots = library->catalog().roots().value();
        for (const auto &root : roots) {
            if (root.id == folder) {
                return root;
            }
        }
        throw std::runtime_error("The folder is no root any more");
    }
    indexer::IndexPlan plan(const std::filesystem::path &below = {}) {
        const StopToken stop;
        return indexer::planFolder(*library, rootFolder(), space, stop, below).value();
    }

    Result<indexer::IndexSummary> run(const StopToken &stop) {
        std::vector<indexer::IndexPlan> plans{plan()};
        return run(plans, stop);
    }
    Result<indexer::IndexSummary> run() {
        const StopToken stop;
        return run(stop);
    }
    Result<indexer::IndexSummary> run(std::vector<indexer::IndexPlan> &plans,
                                      const StopToken &stop) {
        image::DecodePoolOptions pool;
        pool.workers = options.decodeThreads;
        pool.command = {FOVEA_DECODE_WORKER};
        std::unique_ptr<image::DecodePool> decoders;
        indexer::IndexPipeline::Tools tools;
        tools.decoders = [&]() -> Result<image::DecodePool *> {
            auto started = image::DecodePool::start(pool);
            if (!started) {
                return fail(started.error());
            }
            decoders = std::move(*started);
            return decoders.get();
        };
        tools.encoder = [this]() -> Result<clip::ImageEncoder *> { return &encoder; };
        tools.encoderInput = encoder.preprocessing().input;
        return indexer::IndexPipeline(*library, space, tools, options).run(plans, stop, events);
    }

    library::CatalogCounts counts() { return library->catalog().counts(space).value(); }

    ColorEncoder encoder;
    indexer::IndexOptions options{2, 2, 4, 8, std::chrono::milliseconds(50), 64};
    indexer::IndexEvents events;
};

} // namespace fovea::test
