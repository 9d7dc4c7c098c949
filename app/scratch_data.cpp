#include "app/scratch_data.h"

#include "engine/clip/safetensors_writer.h"
#include "engine/core/content_hash.h"
#include "engine/training/picture_cache.h"
#include "engine/training/shard_source.h"
#include "engine/training/tar_shards.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;

std::string hashOf(const std::string &text) {
    return toHex(hashContent(std::as_bytes(std::span(text))));
}

std::string nameOf(const training::CaptionedPhoto &photo) {
    return photo.member.empty() ? photo.file.string() : photo.file.string() + "/" + photo.member;
}

/// Shards are streamed; all else is read as a captioned set.
bool isShards(const fs::path &data) {
    std::error_code error;
    if (fs::is_regular_file(data, error)) {
        return training::hasShardExtension(data);
    }
    if (!fs::is_directory(data, error)) {
        return data.string().find('{') != std::string::npos;
    }
    for (fs::directory_iterator at(data, error), end; !error && at != end; at.increment(error)) {
        if (training::hasShardExtension(at->path())) {
            return true;
        }
    }
    return false;
}

/// Tells of what was done since it was made, with its rate.
class Told {
public:
    Told(const ProgressFunction &progress, std::size_t total)
        : m_progress(progress)
        , m_total(static_cast<std::int64_t>(total)) {}
    void operator()(std::size_t done) const {
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - m_begin);
        Progress now{.done = static_cast<std::int64_t>(done), .total = m_total, .elapsed = elapsed};
        now.ratePerSecond = 1000.0 * static_cast<double>(done) /
                            static_cast<double>(std::max<std::int64_t>(1, elapsed.count()));
        m_progress(now);
    }

private:
    const ProgressFunction &m_progress;
    std::int64_t m_total;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// The numbers 0 … count - 1, in threads; the first Error ends all.
Result<void> inThreads(int threads, std::size_t count, const StopToken &stop,
                       const ProgressFunction &progress,
                       const std::function<Result<void>(std::size_t)> &work) {
    const Told told(progress, count);
    std::atomic<std::size_t> next = 0;
    std::mutex mutex; // over what follows
    std::optional<Error> error;
    std::size_t done = 0;
    const auto worker = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            auto result = stop.waitWhilePaused()
                              ? work(i)
                              : fail(ErrorCode::Stopped, "Stopped while pictures were read.");
            const std::lock_guard lock(mutex);
            if (!result && !error) {
                error = result.error();
            }
            if (error) {
                return;
            }
            told(++done);
        }
    };
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back(worker);
        }
    }
    if (error) {
        return fail(*error);
    }
    return {};
}

constexpr const char *kFeatures = "features";

std::optional<std::vector<float>> cachedFeatures(const fs::path &file, const std::string &key) {
    std::error_code error;
    if (!fs::exists(file, error)) {
        return std::nullopt;
    }
    const auto opened = clip::SafeTensors::open(file);
    if (!opened || !opened->metadata().contains("key") ||
        opened->metadata().find("key")->second != key) {
        return std::nullopt;
    }
    const auto &bytes = opened->tensors().at(kFeatures).bytes;
    std::vector<float> features(bytes.size() / sizeof(float));
    std::memcpy(features.data(), bytes.data(), bytes.size());
    return features;
}

} // namespace

Result<TrainingPictures> TrainingPictures::start(const clip::ModelConfig &model, int workers) {
    auto pool = startDecoders(workers);
    if (!pool) {
        return fail(pool.error());
    }
    TrainingPictures pictures;
    pictures.m_pool = std::move(*pool);
    pictures.m_square = model.preprocessing.input;
    pictures.m_workers = workers;
    pictures.m_whole = std::make_unique<training::PictureDecoder>(
        *pictures.m_pool, workers, pictures.m_square.size, pictures.m_square.interpolation);
    return pictures;
}

Result<std::vector<std::uint8_t>>
TrainingPictures::squares(std::span<const training::CaptionedPhoto> photos, const StopToken &stop,
                          const ProgressFunction &progress) const {
    const auto side = static_cast<std::size_t>(m_square.size);
    const std::size_t bytes = side * side * 3;
    std::vector<std::uint8_t> pixels(photos.size() * bytes);
    std::mutex reading; // over what follows: one shard is open at a time
    training::ShardPictures shards;
    const auto decode = [&](std::size_t i) -> Result<void> {
        const training::CaptionedPhoto &photo = photos[i];
        image::DecodeRequest request;
        request.file = nameOf(photo);
        request.encoderInput = m_square;
        Result<image::DecodedPhoto> decoded;
        if (photo.member.empty()) {
            decoded = m_pool->decode(request);
        } else {
            std::unique_lock lock(reading);
            const auto encoded = shards.read(photo.file, photo.member);
            lock.unlock();
            if (!encoded) {
                return fail(encoded.error());
            }
            decoded = m_pool->decode(request, *encoded);
        }
        if (!decoded) {
            return fail(decoded.error());
        }
        std::memcpy(pixels.data() + i * bytes, decoded->encoderInput.pixels.data(), bytes);
        return {};
    };
    if (auto done = inThreads(m_workers, photos.size(), stop, progress, decode); !done) {
        return fail(done.error());
    }
    return pixels;
}

Result<CaptionedData> readCaptionedData(const fs::path &data, const fs::path &images,
                                        const StopToken &stop) {
    training::CaptionSource source;
    source.data = data;
    source.images = images;
    source.stop = &stop;
    auto set = training::readCaptions(source);
    if (!set) {
        return fail(set.error());
    }
    CaptionedData read;
    std::string text;
    for (training::CaptionedPhoto &photo : set->photos) {
        if (photo.captions.empty()) {
            continue;
        }
        text += nameOf(photo) + "\n";
        for (const std::string &caption : photo.captions) {
            read.captions.push_back({read.photos.size(), caption});
            text += caption + "\n";
        }
        read.photos.push_back(std::move(photo));
    }
    if (read.photos.empty()) {
        return fail(ErrorCode::BadUsage, data.string() +
                                             " has no picture with a caption, so there is nothing "
                                             "to learn from.");
    }
    read.fingerprint = hashOf(text);
    return read;
}

Result<OpenedPairs> openPairs(const PairsWanted &wanted, const TrainingPictures &pictures,
                              const StopToken &stop, const ProgressFunction &progress) {
    OpenedPairs opened;
    if (isShards(wanted.data)) {
        training::ShardSourceOptions options;
        auto shards = training::findShards(wanted.data);
        if (!shards) {
            return fail(shards.error());
        }
        std::string text;
        for (const fs::path &shard : *shards) {
            std::error_code error;
            text += shard.string() + " " + std::to_string(fs::file_size(shard, error)) + "\n";
        }
        options.shards = std::move(*shards);
        options.seed = wanted.seed;
        options.progress = progress;
        options.stop = &stop;
        auto source = training::ShardSource::open(options, pictures.whole());
        if (!source) {
            return fail(source.error());
        }
        opened.source = std::move(*source);
        opened.fingerprint = hashOf(text);
        return opened;
    }
    auto data = readCaptionedData(wanted.data, wanted.images, stop);
    if (!data) {
        return fail(data.error());
    }
    std::error_code error;
    fs::create_directories(wanted.cache, error);
    if (error) {
        return fail(ErrorCode::NoPermission,
                    wanted.cache.string() + " cannot be made: " + error.message());
    }
    auto cache =
        training::PictureCache::open(wanted.cache, data->photos, pictures.whole(), stop, progress);
    if (!cache) {
        return fail(cache.error());
    }
    opened.fingerprint = data->fingerprint;
    opened.source = std::make_unique<training::CachedPairs>(
        std::move(*cache), std::move(data->photos), pictures.whole().size(), wanted.seed);
    return opened;
}

Result<std::vector<float>> lockedFeatures(Session &session, const CaptionedData &data,
                                          const TrainingPictures &pictures, const fs::path &cache,
                                          const StopToken &stop, const ProgressFunction &progress) {
    const std::string key = session.space().key + " " + data.fingerprint;
    if (auto known = cachedFeatures(cache, key)) {
        return std::move(*known);
    }
    const auto encoder =
        session.imageEncoder(clip::Precision::Fp32, session.options().threadCount());
    if (!encoder) {
        return fail(encoder.error());
    }
    constexpr std::size_t kBatch = 32;
    const Told told(progress, data.photos.size());
    std::vector<float> features;
    for (std::size_t begin = 0; begin < data.photos.size(); begin += kBatch) {
        const auto part =
            std::span(data.photos).subspan(begin, std::min(kBatch, data.photos.size() - begin));
        const auto pixels = pictures.squares(part, stop, [](const Progress &) {});
        if (!pixels) {
            return fail(pixels.error());
        }
        const int side = session.config().preprocessing.input.size;
        const std::size_t bytes = pixels->size() / part.size();
        std::vector<image::Image> squares;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const auto *from = pixels->data() + i * bytes;
            squares.push_back({side, side, {from, from + bytes}});
        }
        const auto encoded = (*encoder)->encode(squares);
        if (!encoded) {
            return fail(encoded.error());
        }
        const auto &rows = encoded->features.empty() ? encoded->embeddings : encoded->features;
        features.insert(features.end(), rows.begin(), rows.end());
        told(begin + part.size());
    }
    const auto rows = static_cast<std::int64_t>(data.photos.size());
    const clip::TensorView view{clip::TensorType::F32,
                                {rows, static_cast<std::int64_t>(features.size()) / rows},
                                std::as_bytes(std::span(features))};
    if (auto written = clip::writeSafeTensors(cache, {{kFeatures, view}}, {{"key", key}});
        !written) {
        return fail(written.error());
    }
    return features;
}

} // namespace fovea::app
