#include "app/feature_refresh.h"

#include "engine/clip/space.h"
#include "engine/core/half.h"

#include <chrono>
#include <utility>
#include <vector>

namespace fovea::app {
namespace {

constexpr std::int64_t kBatch = 4096; // photos; 20 MB of features in full precision

/// Tells of photos done, and how fast.
class Meter {
public:
    Meter(const ProgressFunction &tell, std::int64_t total)
        : m_tell(tell) {
        m_progress.total = total;
    }
    void add(std::int64_t photos) {
        m_progress.done += photos;
        const auto elapsed = std::chrono::steady_clock::now() - m_start;
        m_progress.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed);
        const double seconds = std::chrono::duration<double>(elapsed).count();
        m_progress.ratePerSecond = seconds > 0 ? static_cast<double>(m_progress.done) / seconds : 0;
        if (m_tell) {
            m_tell(m_progress);
        }
    }
    std::int64_t done() const { return m_progress.done; }

private:
    const ProgressFunction &m_tell;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    Progress m_progress;
};

Result<library::PhotoRows> project(clip::ClipModel &model, library::PhotoRows features) {
    std::vector<float> rows(features.rows.size());
    toFloat(features.rows, rows);
    const auto embeddings = model.projectFeatures(rows);
    if (!embeddings) {
        return fail(embeddings.error());
    }
    features.rows.resize(embeddings->size());
    toHalf(*embeddings, features.rows);
    return features;
}

} // namespace

Result<std::vector<library::StoredSpace>> spacesOfTrunk(library::Library &library,
                                                        const clip::EmbeddingSpace &space) {
    auto spaces = library.embeddings().spaces();
    if (!spaces) {
        return spaces;
    }
    std::erase_if(*spaces, [&space](const library::StoredSpace &other) {
        return space.featureDim <= 0 || other.space.featureDim != space.featureDim ||
               other.space.key == space.key ||
               clip::featureKey(other.space) != clip::featureKey(space);
    });
    return spaces;
}

Result<std::int64_t> countRefreshable(library::Library &library, const clip::EmbeddingSpace &space,
                                      SpaceId id) {
    const auto sources = spacesOfTrunk(library, space);
    if (!sources) {
        return fail(sources.error());
    }
    std::int64_t count = 0;
    for (const library::StoredSpace &source : *sources) {
        const auto missing = library.embeddings().countFeaturesMissing(source.id, id);
        if (!missing) {
            return missing;
        }
        count += *missing;
    }
    return count;
}

Result<std::int64_t> refreshByFeatures(library::Library &library, const clip::EmbeddingSpace &space,
                                       SpaceId id, const ModelOpener &open, const StopToken *stop,
                                       const ProgressFunction &progress) {
    const auto total = countRefreshable(library, space, id);
    if (!total || *total == 0) {
        return total;
    }
    const auto sources = spacesOfTrunk(library, space);
    if (!sources) {
        return fail(sources.error());
    }
    const auto model = open();
    if (!model) {
        return fail(model.error());
    }
    Meter meter(progress, *total);
    for (const library::StoredSpace &source : *sources) {
        PhotoId after;
        while (stop == nullptr || stop->waitWhilePaused()) {
            auto features = library.embeddings().featuresMissing(source.id, id, after,
                                                                 space.featureDim, kBatch);
            if (!features) {
                return fail(features.error());
            }
            if (features->photos.empty()) {
                break;
            }
            after = features->photos.back();
            const auto embeddings = project(**model, std::move(*features));
            if (!embeddings) {
                return fail(embeddings.error());
            }
            if (auto added = library.embeddings().add(id, *embeddings, space.dim); !added) {
                return fail(added.error());
            }
            meter.add(static_cast<std::int64_t>(embeddings->photos.size()));
        }
    }
    return meter.done();
}

Result<bool> activateWhenComplete(library::Library &library, const clip::EmbeddingSpace &space,
                                  SpaceId id) {
    auto &catalog = library.catalog();
    const auto active = catalog.activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (*active && (*active)->key == space.key) {
        return true;
    }
    if (*active) {
        const auto left = catalog.filesToEmbed(id);
        if (!left) {
            return fail(left.error());
        }
        if (!left->empty()) {
            return false;
        }
    }
    return catalog.activateSpace(id).map([] { return true; });
}

Result<void> forgetAdapterSpaces(library::Library &library, std::string_view hash, SpaceId keep) {
    const auto spaces = library.embeddings().spaces();
    if (!spaces) {
        return fail(spaces.error());
    }
    for (const library::StoredSpace &stored : *spaces) {
        if (stored.id == keep || !clip::isAdaptedKey(stored.space.key, hash)) {
            continue;
        }
        SpaceId heir = keep;
        for (const library::StoredSpace &other : *spaces) {
            if (!keep && other.space.key == clip::featureKey(stored.space)) {
                heir = other.id;
            }
        }
        if (auto removed = library.removeSpace(stored.id, heir); !removed) {
            return removed;
        }
    }
    return {};
}

} // namespace fovea::app
