#include "app/batch_embedding.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace fovea::app {
namespace {

constexpr std::size_t kBatch = 8;

/// Takes files off a shared counter, a batch at a time, until there are none or one worker broke.
class Workers {
public:
    Workers(image::DecodePool &pool, const image::EncoderInput &input, clip::ImageEncoder *encoder,
            std::span<const std::filesystem::path> files, const StopToken *stop,
            const std::function<Result<void>(const ReadFile &)> &take)
        : m_pool(pool)
        , m_input(input)
        , m_encoder(encoder)
        , m_files(files)
        , m_stop(stop)
        , m_take(take) {}

    Result<void> run(int threads) {
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([this] { work(); });
            }
        }
        if (m_broken) {
            return fail(*m_broken);
        }
        return {};
    }

private:
    void work() {
        while (true) {
            if (m_stop != nullptr && !m_stop->waitWhilePaused()) {
                breakOff({ErrorCode::Stopped, "Stopped while photos were read."});
                return;
            }
            const std::size_t begin = m_next.fetch_add(kBatch);
            if (begin >= m_files.size()) {
                return;
            }
            std::vector<ReadFile> batch;
            for (std::size_t i = begin; i < std::min(begin + kBatch, m_files.size()); ++i) {
                batch.push_back(decode(i));
            }
            if (!finish(batch)) {
                return;
            }
        }
    }

    ReadFile decode(std::size_t index) {
        ReadFile file;
        file.index = index;
        image::DecodeRequest request;
        request.file = m_files[index];
        request.encoderInput = m_input;
        auto photo = m_pool.decode(request);
        if (photo) {
            file.photo = std::move(*photo);
        } else {
            file.failure = photo.error().message;
        }
        return file;
    }

    /// Encodes what was decoded and hands it on.
    bool finish(std::vector<ReadFile> &batch) {
        std::vector<image::Image> images;
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (m_encoder != nullptr && batch[i].failure.empty()) {
                images.push_back(batch[i].photo.encoderInput);
                rows.push_back(i);
            }
        }
        clip::ImageEncodings encodings;
        if (!images.empty()) {
            auto encoded = m_encoder->encode(images);
            if (!encoded) {
                return breakOff(encoded.error());
            }
            encodings = std::move(*encoded);
        }
        const std::size_t dim = images.empty() ? 0 : encodings.embeddings.size() / images.size();
        const std::size_t width = images.empty() ? 0 : encodings.features.size() / images.size();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            batch[rows[i]].embedding = std::span(encodings.embeddings).subspan(i * dim, dim);
            batch[rows[i]].features = std::span(encodings.features).subspan(i * width, width);
        }
        const std::lock_guard lock(m_mutex);
        for (const ReadFile &file : batch) {
            if (m_broken) {
                return false;
            }
            if (auto taken = m_take(file); !taken) {
                m_broken = taken.error();
                m_next.store(m_files.size());
                return false;
            }
        }
        return true;
    }

    bool breakOff(Error error) {
        const std::lock_guard lock(m_mutex);
        if (!m_broken) {
            m_broken = std::move(error);
        }
        m_next.store(m_files.size());
        return false;
    }

    image::DecodePool &m_pool;
    const image::EncoderInput m_input;
    clip::ImageEncoder *const m_encoder;
    const std::span<const std::filesystem::path> m_files;
    const StopToken *const m_stop;
    std::atomic<std::size_t> m_next{0};
    std::mutex m_mutex;
    // Guarded by m_mutex.
    const std::function<Result<void>(const ReadFile &)> &m_take;
    std::optional<Error> m_broken;
};

} // namespace

Result<void> readFiles(Session &session, std::span<const std::filesystem::path> files,
                       Encode encode, const StopToken *stop,
                       const std::function<Result<void>(const ReadFile &)> &take) {
    if (files.empty()) {
        return {};
    }
    const auto pool = session.decoders();
    if (!pool) {
        return fail(pool.error());
    }
    clip::ImageEncoder *encoder = nullptr;
    if (encode == Encode::Yes) {
        const auto opened = session.imageEncoder(clip::Precision::Fp32, 1);
        if (!opened) {
            return fail(opened.error());
        }
        encoder = *opened;
    }
    Workers workers(**pool, session.config().preprocessing.input, encoder, files, stop, take);
    return workers.run(session.options().threadCount());
}

Result<FileEmbeddings> embedFiles(Session &session, std::span<const std::filesystem::path> files,
                                  const std::function<void(std::size_t)> &done) {
    const auto dim = static_cast<std::size_t>(session.space().dim);
    const auto featureDim = static_cast<std::size_t>(session.space().featureDim);
    FileEmbeddings result;
    result.embeddings.resize(files.size() * dim);
    result.features.resize(files.size() * featureDim);
    result.failures.resize(files.size());
    result.traits.resize(files.size());
    std::size_t count = 0;
    const auto read =
        readFiles(session, files, Encode::Yes, nullptr, [&](const ReadFile &file) -> Result<void> {
            result.failures[file.index] = file.failure;
            result.traits[file.index] = {file.photo.metadata.takenLocalMs, file.photo.pixelHash};
            std::ranges::copy(file.embedding, result.embeddings.begin() +
                                                  static_cast<std::ptrdiff_t>(file.index * dim));
            std::ranges::copy(file.features,
                              result.features.begin() +
                                  static_cast<std::ptrdiff_t>(file.index * featureDim));
            done(++count);
            return {};
        });
    if (!read) {
        return fail(read.error());
    }
    return result;
}

} // namespace fovea::app
