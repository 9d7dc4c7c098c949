#include "app/photo_features.h"

#include "app/batch_embedding.h"
#include "app/feature_refresh.h"
#include "app/run_folder.h"
#include "engine/core/atomic_file.h"
#include "engine/core/mapped_file.h"
#include "engine/training/tar_shards.h"
#include "indexer/pace.h"

#include <algorithm>
#include <map>

namespace fovea::app {
namespace {

/// Tells of progress with the pace of the last seconds.
class Counter {
public:
    Counter(std::size_t total, const ProgressFunction &progress)
        : m_progress(progress) {
        m_state.total = static_cast<std::int64_t>(total);
        m_pace.update(0);
    }

    void next() {
        ++m_state.done;
        const auto now = Clock::now();
        if (m_state.done < m_state.total && now - m_told < std::chrono::milliseconds(200)) {
            return;
        }
        m_told = now;
        m_state.ratePerSecond = m_pace.update(m_state.done);
        m_state.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_start);
        m_progress(m_state);
    }

private:
    using Clock = std::chrono::steady_clock;
    const ProgressFunction &m_progress;
    Progress m_state;
    indexer::Pace m_pace;
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_told = m_start;
};

Result<void> lookUpContent(Session &session, std::span<const std::byte> bytes, KnownPhoto &photo) {
    photo.content = hashContent(bytes);
    const auto known = session.library().catalog().findContent(photo.content, session.spaceId());
    if (!known) {
        return fail(known.error());
    }
    if (*known) {
        photo.photo = (*known)->photo;
    }
    return {};
}

/// Finds out which photo each entry of a set is.
class Identifier {
public:
    explicit Identifier(Session &session)
        : m_session(session)
        , m_pictures(RunFolder::picturesFolder(session.library().folder())) {}

    Result<KnownPhoto> identify(const training::CaptionedPhoto &said) {
        KnownPhoto photo{said.file, said.file / said.member, said.photo, {}, {}};
        if (said.member.empty()) {
            photo.shown = said.file;
        }
        Result<void> done;
        if (said.photo) {
            const auto identity =
                m_session.library().catalog().identities(std::span(&said.photo, 1));
            if (!identity) {
                return fail(identity.error());
            }
            photo.content = identity->front().content;
        } else if (said.member.empty()) {
            const auto mapped = MappedFile::open(said.file);
            if (!mapped || mapped->bytes().empty()) {
                photo.failure = mapped ? said.file.string() + " is empty." : mapped.error().message;
            } else {
                done = lookUpContent(m_session, mapped->bytes(), photo);
            }
        } else {
            done = takeOut(said, photo);
        }
        if (!done) {
            return fail(done.error());
        }
        return photo;
    }

private:
    /// By its contents, under a name of ours: one of an archive may mean any place.
    Result<void> takeOut(const training::CaptionedPhoto &said, KnownPhoto &photo) {
        const auto bytes = m_shards.read(said.file, said.member);
        if (!bytes || bytes->empty()) {
            photo.failure = bytes ? photo.shown.string() + " is empty." : bytes.error().message;
            return {};
        }
        if (auto found = lookUpContent(m_session, *bytes, photo); !found) {
            return found;
        }
        photo.file = m_pictures / toHex(photo.content);
        std::error_code error;
        if (std::filesystem::exists(photo.file, error)) {
            return {};
        }
        std::filesystem::create_directories(m_pictures, error);
        return writeFileAtomically(photo.file, *bytes);
    }

    Session &m_session;
    const std::filesystem::path m_pictures;
    training::ShardPictures m_shards;
};

void putRow(std::span<const float> row, std::vector<float> &rows, std::size_t index,
            std::size_t width) {
    std::ranges::copy(row.first(width), rows.begin() + static_cast<std::ptrdiff_t>(index * width));
}

bool isThere(std::span<const float> row) {
    return std::ranges::any_of(row, [](float value) { return value != 0; });
}

/// Features of photos that only other spaces of the same trunk keep, as those of a model without
/// the adapter that changes its projection.
Result<void> borrowFeatures(Session &session, std::span<const PhotoId> photos,
                            std::vector<float> &features) {
    const int dim = session.space().featureDim;
    const auto width = static_cast<std::size_t>(dim);
    const auto spaces = spacesOfTrunk(session.library(), session.choice().imageSpace());
    if (!spaces) {
        return fail(spaces.error());
    }
    for (const library::StoredSpace &space : *spaces) {
        std::vector<std::size_t> places;
        std::vector<PhotoId> missing;
        for (std::size_t i = 0; i < photos.size(); ++i) {
            if (photos[i] && !isThere(std::span(features).subspan(i * width, width))) {
                places.push_back(i);
                missing.push_back(photos[i]);
            }
        }
        const auto found = session.library().embeddings().features(space.id, missing, dim);
        if (!found) {
            return fail(found.error());
        }
        for (std::size_t i = 0; i < places.size(); ++i) {
            putRow(std::span(*found).subspan(i * width), features, places[i], width);
        }
    }
    return {};
}

/// Fills the rows of photos that the library or the cache has; answers which are left.
Result<std::vector<std::size_t>> takeKnown(Session &session, const FeatureCache &cache,
                                           std::span<const KnownPhoto> photos,
                                           PhotoFeatures &result) {
    const auto dim = static_cast<std::size_t>(session.space().dim);
    const auto featureDim = static_cast<std::size_t>(session.space().featureDim);
    std::vector<PhotoId> ids;
    for (const KnownPhoto &photo : photos) {
        ids.push_back(photo.photo);
    }
    auto embeddings =
        session.library().embeddings().vectors(session.spaceId(), ids, session.space().dim);
    auto features =
        session.library().embeddings().features(session.spaceId(), ids, session.space().featureDim);
    const auto identities = session.library().catalog().identities(ids);
    if (!embeddings || !features || !identities) {
        return fail(!embeddings ? embeddings.error()
                    : !features ? features.error()
                                : identities.error());
    }
    result.embeddings = std::move(*embeddings);
    result.features = std::move(*features);
    if (auto borrowed = borrowFeatures(session, ids, result.features); !borrowed) {
        return fail(borrowed.error());
    }
    result.traits.resize(photos.size());
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        const bool embedded = isThere(std::span(result.embeddings).subspan(i * dim, dim));
        const bool whole = featureDim == 0 ||
                           isThere(std::span(result.features).subspan(i * featureDim, featureDim));
        result.traits[i] = {(*identities)[i].takenLocalMs, (*identities)[i].pixels};
        if ((embedded && whole) || !photos[i].failure.empty()) {
            continue;
        }
        const FeatureCache::Entry *entry = cache.find(photos[i].content);
        if (entry == nullptr) {
            left.push_back(i);
            continue;
        }
        toFloat(entry->embedding, std::span(result.embeddings).subspan(i * dim, dim));
        toFloat(entry->features, std::span(result.features).subspan(i * featureDim, featureDim));
        result.traits[i] = entry->traits;
    }
    return left;
}

FeatureCache::Entry toEntry(const ReadFile &file) {
    FeatureCache::Entry entry;
    entry.traits = {file.photo.metadata.takenLocalMs, file.photo.pixelHash};
    entry.embedding.resize(file.embedding.size());
    entry.features.resize(file.features.size());
    toHalf(file.embedding, entry.embedding);
    toHalf(file.features, entry.features);
    return entry;
}

} // namespace

Result<std::vector<KnownPhoto>> identifyPhotos(Session &session,
                                               std::span<const training::CaptionedPhoto> photos,
                                               const StopToken &stop,
                                               const ProgressFunction &progress) {
    std::vector<KnownPhoto> known;
    known.reserve(photos.size());
    Counter counter(photos.size(), progress);
    Identifier identifier(session);
    for (const training::CaptionedPhoto &photo : photos) {
        if (!stop.waitWhilePaused()) {
            return fail(ErrorCode::Stopped, "Stopped while photos were read.");
        }
        auto identified = identifier.identify(photo);
        if (!identified) {
            return fail(identified.error());
        }
        known.push_back(std::move(*identified));
        counter.next();
    }
    return known;
}

Result<PhotoFeatures> knownFeatures(Session &session, const FeatureCache &cache,
                                    std::span<const KnownPhoto> photos) {
    PhotoFeatures result;
    if (auto left = takeKnown(session, cache, photos, result); !left) {
        return fail(left.error());
    }
    return result;
}

Result<PhotoFeatures> collectFeatures(Session &session, FeatureCache &cache,
                                      std::span<KnownPhoto> photos, const StopToken &stop,
                                      const ProgressFunction &progress) {
    const auto dim = static_cast<std::size_t>(session.space().dim);
    const auto featureDim = static_cast<std::size_t>(session.space().featureDim);
    PhotoFeatures result;
    const auto left = takeKnown(session, cache, photos, result);
    if (!left) {
        return fail(left.error());
    }
    std::vector<std::filesystem::path> files;
    for (const std::size_t i : *left) {
        files.push_back(photos[i].file);
    }
    Counter counter(files.size(), progress);
    const auto read =
        readFiles(session, files, Encode::Yes, &stop, [&](const ReadFile &file) -> Result<void> {
            const std::size_t i = (*left)[file.index];
            counter.next();
            if (!file.failure.empty()) {
                photos[i].failure = file.failure;
                return {};
            }
            // Rounded as they are kept, so that a run that goes on sees the same numbers.
            FeatureCache::Entry entry = toEntry(file);
            std::vector<float> row(std::max(dim, featureDim));
            toFloat(entry.embedding, std::span(row).first(dim));
            putRow(row, result.embeddings, i, dim);
            toFloat(entry.features, std::span(row).first(featureDim));
            putRow(row, result.features, i, featureDim);
            result.traits[i] = entry.traits;
            ++result.encoded;
            return cache.add(photos[i].content, std::move(entry));
        });
    if (!read) {
        return fail(read.error());
    }
    return result;
}

Result<void> fillPixels(Session &session, PixelStore &store, std::span<const KnownPhoto> photos,
                        const StopToken &stop, const ProgressFunction &progress) {
    std::vector<std::filesystem::path> files;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (!store.has(i)) {
            files.push_back(photos[i].file);
            rows.push_back(i);
        }
    }
    Counter counter(files.size(), progress);
    return readFiles(session, files, Encode::No, &stop, [&](const ReadFile &file) -> Result<void> {
        if (!file.failure.empty()) {
            return fail(ErrorCode::Failed, file.failure);
        }
        store.put(rows[file.index], file.photo.encoderInput);
        counter.next();
        return {};
    });
}

} // namespace fovea::app
