#include "app/batch_embedding.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace fovea::app {
namespace {

constexpr std::size_t kBatch = 8;

/// Takes files off a shared counter, a batch at a time, until there are none or one worker broke.
class Workers {
public:
    Workers(image::DecodePool &pool, clip::ImageEncoder &encoder, std::size_t dim,
            std::span<const std::filesystem::path> files,
            const std::function<void(std::size_t)> &progress)
        : m_pool(pool)
        , m_encoder(encoder)
        , m_dim(dim)
        , m_files(files)
        , m_progress(progress) {
        m_result.embeddings.resize(files.size() * dim);
        m_result.failures.resize(files.size());
    }

    Result<FileEmbeddings> run(int threads) {
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([this] { work(); });
            }
        }
        if (m_broken) {
            return fail(*m_broken);
        }
        return std::move(m_result);
    }

private:
    void work() {
        while (true) {
            const std::size_t begin = m_next.fetch_add(kBatch);
            if (begin >= m_files.size()) {
                return;
            }
            const std::size_t end = std::min(begin + kBatch, m_files.size());
            std::vector<image::Image> images;
            std::vector<std::size_t> rows;
            for (std::size_t i = begin; i < end; ++i) {
                image::DecodeRequest request;
                request.file = m_files[i];
                request.encoderInput = m_encoder.preprocessing().input;
                auto photo = m_pool.decode(request);
                if (photo) {
                    images.push_back(std::move(photo->encoderInput));
                    rows.push_back(i);
                } else {
                    m_result.failures[i] = photo.error().message;
                }
            }
            if (!encode(images, rows)) {
                m_next.store(m_files.size());
                return;
            }
            const std::lock_guard lock(m_mutex);
            m_done += end - begin;
            m_progress(m_done);
        }
    }

    bool encode(const std::vector<image::Image> &images, const std::vector<std::size_t> &rows) {
        if (images.empty()) {
            return true;
        }
        const auto encodings = m_encoder.encode(images);
        if (!encodings) {
            const std::lock_guard lock(m_mutex);
            m_broken = encodings.error();
            return false;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::copy_n(encodings->embeddings.begin() + static_cast<std::ptrdiff_t>(i * m_dim),
                        m_dim,
                        m_result.embeddings.begin() + static_cast<std::ptrdiff_t>(rows[i] * m_dim));
        }
        return true;
    }

    image::DecodePool &m_pool;
    clip::ImageEncoder &m_encoder;
    const std::size_t m_dim;
    const std::span<const std::filesystem::path> m_files;
    const std::function<void(std::size_t)> &m_progress;
    std::atomic<std::size_t> m_next{0};
    FileEmbeddings m_result; // each worker writes rows of its own
    std::mutex m_mutex;
    // Guarded by m_mutex.
    std::size_t m_done = 0;
    std::optional<Error> m_broken;
};

} // namespace

Result<FileEmbeddings> embedFiles(Session &session, std::span<const std::filesystem::path> files,
                                  const std::function<void(std::size_t)> &done) {
    const auto pool = session.decoders();
    if (!pool) {
        return fail(pool.error());
    }
    const auto encoder = session.imageEncoder(clip::Precision::Fp32, 1);
    if (!encoder) {
        return fail(encoder.error());
    }
    Workers workers(**pool, **encoder, static_cast<std::size_t>(session.space().dim), files, done);
    return workers.run(session.options().threadCount());
}

} // namespace fovea::app
