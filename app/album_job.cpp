#include "app/album_job.h"

#include "app/json_output.h"
#include "app/train_refusal.h"
#include "engine/training/counter_random.h"
#include "engine/training/method_proposal.h"
#include "engine/training/run_estimate.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace fovea::app {
namespace {

constexpr std::size_t kMostOwnGuards = 500;
constexpr std::size_t kExamples = 6;

ProgressFunction telling(TrainReporter &reporter, std::string_view phase) {
    return [&reporter, phase](const Progress &progress) { reporter.progress(phase, progress); };
}

/// What makes a run another one.
Result<nlohmann::json> keyOf(const Session &session, const TrainCommand &command,
                             const training::AlbumOptions &options, const std::string &adapter) {
    nlohmann::json key = toJson(options);
    key["model"] = session.space().key;
    key["adapter"] = adapter;
    key["method"] = training::methodName(options.method);
    key["words"] = options.words;
    key["hold_out"] = command.holdOut;
    key["guard"] = command.guard.string();
    if (session.adapter()) { // one of words alone is not in the key of the space
        const auto hash = clip::fileRevision(session.adapter()->folder / clip::kAdapterFile);
        if (!hash) {
            return fail(hash.error());
        }
        key["on_top_of"] = *hash + "@" + clip::strengthText(session.adapter()->strength);
    }
    return key;
}

/// The photos that guard were drawn from a library that may have changed since.
Result<void> keepSameGuard(Session &session, const TrainCommand &command, AlbumData &data,
                           RunFolder &run) {
    std::vector<std::string> contents;
    for (const KnownPhoto &photo : data.guard.photos) {
        contents.push_back(toHex(photo.content));
    }
    if (!run.resumes() || run.guard() == contents) {
        return run.keepGuard(std::move(contents));
    }
    if (command.guard.empty() && data.guardIsAgreement) {
        auto photos = photosByContent(session, run.guard());
        if (!photos) {
            return fail(photos.error());
        }
        if (photos->size() == run.guard().size()) {
            data.guard = {};
            for (KnownPhoto &photo : *photos) {
                data.guard.add(std::move(photo), {});
            }
            return {};
        }
    }
    run.startAnew();
    return run.keepGuard(std::move(contents));
}

std::vector<KnownPhoto> allPhotos(const AlbumData &data) {
    std::vector<KnownPhoto> photos = data.taught.photos;
    photos.insert(photos.end(), data.guard.photos.begin(), data.guard.photos.end());
    return photos;
}

/// Leaves out what could not be decoded, of the photos and of their rows.
void dropFailed(AlbumData &data, const std::vector<KnownPhoto> &photos, std::size_t dim,
                std::size_t featureDim, PhotoFeatures &features) {
    const std::size_t taught = data.taught.photos.size();
    std::size_t kept = 0;
    const auto moveRow = [&kept](std::vector<float> &rows, std::size_t i, std::size_t width) {
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                    rows.begin() + static_cast<std::ptrdiff_t>(kept * width));
    };
    for (std::size_t i = 0; i < photos.size(); ++i) {
        KnownPhoto &photo = i < taught ? data.taught.photos[i] : data.guard.photos[i - taught];
        photo.failure = photos[i].failure;
        if (!photo.failure.empty()) {
            if (i < taught) {
                data.unreadable.push_back({photo.shown, photo.failure});
            }
            continue;
        }
        moveRow(features.embeddings, i, dim);
        moveRow(features.features, i, featureDim);
        features.traits[kept++] = features.traits[i];
    }
    features.embeddings.resize(kept * dim);
    features.features.resize(kept * featureDim);
    features.traits.resize(kept);
    data.taught.removeFailed();
    data.guard.removeFailed();
}

/// Learned words alone, then captions that were not seen, each once.
std::vector<std::string> chooseExamples(const AlbumPlan &plan, const PhotoSet &taught) {
    std::vector<std::string> examples;
    std::set<std::string> used;
    const auto add = [&](const std::string &query) {
        if (examples.size() < kExamples && used.insert(query).second) {
            examples.push_back(query);
        }
    };
    const auto &words = plan.plan.chosen.options.words;
    for (std::size_t i = 0; i < std::min(words.size(), kExamples / 2); ++i) {
        add(words[i]);
    }
    for (const auto *part : {&plan.heldOut, &plan.learn}) {
        for (const std::size_t photo : *part) {
            add(taught.captions[photo].front());
        }
    }
    return examples;
}

std::vector<training::JobCaption> captionsOf(const std::vector<std::size_t> &photos,
                                             const PhotoSet &set, std::size_t first = 0) {
    std::vector<training::JobCaption> captions;
    for (const std::size_t photo : photos) {
        for (const std::string &text : set.captions[photo]) {
            captions.push_back({first + photo, text});
        }
    }
    return captions;
}

/// The folder of this run, where photos on guard are those that it began with.
Result<RunFolder> openRun(Session &session, const TrainCommand &command,
                          const training::AlbumOptions &options, const std::string &adapter,
                          AlbumData &data) {
    const auto key = keyOf(session, command, options, adapter);
    if (!key) {
        return fail(key.error());
    }
    auto run = RunFolder::open(session.library().folder(), *key, data.hash(), command.fresh);
    if (!run) {
        return fail(run.error());
    }
    if (auto kept = keepSameGuard(session, command, data, *run); !kept) {
        return fail(kept.error());
    }
    return run;
}

Result<PhotoFeatures> readFeatures(Session &session, const TrainCommand &command,
                                   PreparedAlbum &album, const StopToken &stop,
                                   TrainReporter &reporter) {
    const auto dim = static_cast<std::size_t>(session.space().dim);
    const auto featureDim = static_cast<std::size_t>(session.space().featureDim);
    const auto file = RunFolder::featureCacheFile(session.library().folder(), session.space().key);
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    auto cache = FeatureCache::open(file, session.space().key, dim, featureDim);
    if (!cache) {
        return fail(cache.error());
    }
    album.photos = allPhotos(album.data);
    auto features = command.planOnly ? knownFeatures(session, *cache, album.photos)
                                     : collectFeatures(session, *cache, album.photos, stop,
                                                       telling(reporter, "encoding"));
    if (features) {
        dropFailed(album.data, album.photos, dim, featureDim, *features);
        album.photos = allPhotos(album.data);
    }
    return features;
}

Result<void> accept(const std::optional<Refusal> &refusal, TrainReporter &reporter) {
    if (!refusal) {
        return {};
    }
    reporter.refused(*refusal);
    return fail(refusal->error());
}

Result<void> addPixels(Session &session, PreparedAlbum &album, const StopToken &stop,
                       TrainReporter &reporter) {
    if (!training::needsPixels(album.job.options.method, session.config())) {
        return {};
    }
    std::vector<ContentHash> contents;
    for (const KnownPhoto &photo : album.photos) {
        contents.push_back(photo.content);
    }
    auto store = PixelStore::open(
        album.run->path() / "pixels.bin",
        static_cast<std::size_t>(session.config().preprocessing.input.size), std::move(contents));
    if (!store) {
        return fail(store.error());
    }
    album.pixels = std::make_unique<PixelStore>(std::move(*store));
    if (auto filled =
            fillPixels(session, *album.pixels, album.photos, stop, telling(reporter, "reading"));
        !filled) {
        return filled;
    }
    album.job.pixels = [pixels = album.pixels.get()](std::span<const std::size_t> photos,
                                                     std::span<std::uint8_t> out) -> Result<void> {
        for (const std::size_t photo : photos) {
            const auto row = pixels->row(photo);
            std::ranges::copy(row, out.begin());
            out = out.subspan(row.size());
        }
        return {};
    };
    return {};
}

void fillJob(Session &session, const TrainCommand &command, PhotoFeatures features,
             std::vector<std::string> general, PreparedAlbum &album) {
    const AlbumData &data = album.data;
    const std::size_t taught = data.taught.photos.size();
    training::AlbumJob &job = album.job;
    job.model = session.config();
    job.onTopOf = session.adapter();
    job.options = album.plan.plan.chosen.options;
    job.photos = album.photos.size();
    job.features = std::move(features.features);
    job.learn = captionsOf(album.plan.learn, data.taught);
    job.heldOut = captionsOf(album.plan.heldOut, data.taught);
    job.guardCaptions = std::move(general);
    for (std::size_t i = 0; i < data.guard.photos.size(); ++i) {
        job.guardPhotos.push_back(taught + i);
    }
    if (!data.guardIsAgreement) {
        std::vector<std::size_t> all(data.guard.photos.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        job.guardPairs = captionsOf(all, data.guard, taught);
    }
    if (job.guardPhotos.empty()) { // those of the album watch over other searches themselves
        const auto order =
            training::shuffled(album.plan.learn.size(),
                               training::CounterRandom(training::Draw::Split, {command.seed, 1}));
        for (std::size_t i = 0; i < std::min(order.size(), kMostOwnGuards); ++i) {
            job.guardPhotos.push_back(album.plan.learn[order[i]]);
        }
        std::ranges::sort(job.guardPhotos);
    }
    job.examples = chooseExamples(album.plan, data.taught);
    job.runFolder = album.run->path();
    job.adapterFile = album.run->path() / "adapter.safetensors";
}

} // namespace

Result<PreparedAlbum> prepareAlbum(Session &session, const TrainCommand &command,
                                   const std::string &adapter, const StopToken &stop,
                                   TrainReporter &reporter) {
    auto general = readGeneralCaptions();
    if (!general) {
        return fail(general.error());
    }
    PreparedAlbum album;
    auto data = readAlbumData(session, command, stop, reporter);
    if (!data) {
        return fail(data.error());
    }
    album.data = std::move(*data);
    auto chosen = chooseMethod(session, command, album.data, *general);
    if (!chosen) {
        return fail(chosen.error());
    }
    if (auto taught = accept(refuseCaptions(album.data, *chosen), reporter); !taught) {
        return fail(taught.error());
    }
    if (!command.planOnly) {
        auto run = openRun(session, command, chosen->chosen.options,
                           adapter.empty() ? album.data.name : adapter, album.data);
        if (!run) {
            return fail(run.error());
        }
        album.run = std::move(*run);
    }
    reporter.started(album.run ? album.run->path() : session.library().folder(), "album",
                     album.run && album.run->resumes(), album.run ? album.run->step() : 0);
    auto features = readFeatures(session, command, album, stop, reporter);
    if (!features) {
        return fail(features.error());
    }
    // Photos may have been left out since the method was chosen.
    if (auto taught = accept(refuseCaptions(album.data, *chosen), reporter); !taught) {
        return fail(taught.error());
    }
    auto plan = planAlbum(session, command, album.data, *features, std::move(*chosen), *general);
    if (!plan) {
        return fail(plan.error());
    }
    album.plan = std::move(*plan);
    reporter.report(album.plan.report);
    reporter.plan(album.plan.plan);
    if (command.planOnly) {
        return album;
    }
    if (auto enough = accept(refuseResources(session, album.plan, album.run->path()), reporter);
        !enough) {
        return fail(enough.error());
    }
    fillJob(session, command, std::move(*features), std::move(*general), album);
    if (auto added = addPixels(session, album, stop, reporter); !added) {
        return fail(added.error());
    }
    return album;
}

} // namespace fovea::app
