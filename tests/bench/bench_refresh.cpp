// Measures how long a library takes to follow a tuned projection: embeddings of all its photos made
// anew from stored features, beside reading those features alone.
#include "app/feature_refresh.h"
#include "clip/adapter_draft.h"
#include "engine/clip/clip_loader.h"
#include "engine/clip/space.h"
#include "engine/core/half.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

using namespace fovea;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kCommitted = 1000; // photos in a transaction

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<Half> randomHalves(std::mt19937 &random, int count) {
    std::vector<Half> halves(static_cast<std::size_t>(count));
    std::uniform_real_distribution<float> value(0, 1);
    std::ranges::generate(halves, [&] { return toHalf(value(random)); });
    return halves;
}

/// Photos that only the catalog knows, with features as an image tower leaves them.
Result<SpaceId> fill(library::Library &library, const clip::EmbeddingSpace &space,
                     const std::filesystem::path &photos, int count) {
    std::filesystem::create_directories(photos);
    const auto root = library.catalog().addRoot(photos);
    const auto id = library.catalog().ensureSpace(space);
    if (!root || !id) {
        return fail((root ? id.error() : root.error()));
    }
    std::mt19937 random(1);
    std::vector<library::IndexedFile> batch;
    for (int i = 0; i < count; ++i) {
        library::IndexedFile file;
        file.path = photos / (std::to_string(i) + ".jpg");
        file.contentHash = hashContent(std::as_bytes(std::span(&i, 1)));
        file.pixelHash = file.contentHash;
        file.width = 300;
        file.height = 200;
        file.embedding = randomHalves(random, space.dim);
        file.features = randomHalves(random, space.featureDim);
        batch.push_back(std::move(file));
        if (batch.size() == kCommitted || i + 1 == count) {
            if (const auto done = library.catalog().commit(*root, batch, *id); !done) {
                return fail(done.error());
            }
            batch.clear();
        }
    }
    return id;
}

Result<int> run(int count, bool json) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("fovea-refresh-" + std::to_string(::getpid()));
    const auto config = clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    if (!config) {
        return fail(config.error());
    }
    const clip::AdapterUse use{folder / "adapter", "bench", 1};
    clip::AdapterDraft::of(*config)
        .add("delta.visual.head.proj.weight", {config->embedDim, clip::imageFeatureDim(*config)},
             .02F)
        .write(use.folder);
    auto library = library::Library::open(folder / "library");
    const auto base = clip::embeddingSpace(*config);
    const auto tuned = clip::embeddingSpace(*config, use);
    if (!library || !base || !tuned) {
        return fail(ErrorCode::Failed, "The bench cannot be set up in " + folder.string());
    }
    if (const auto filled = fill(**library, *base, folder / "photos", count); !filled) {
        return fail(filled.error());
    }
    const auto id = (*library)->catalog().ensureSpace(*tuned);
    if (!id) {
        return fail(id.error());
    }
    std::unique_ptr<clip::ClipModel> model;
    const auto open = [&]() -> Result<clip::ClipModel *> {
        clip::OpenOptions options;
        options.device = clip::Device::Cpu;
        options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
        options.adapter = use;
        auto opened = clip::openModel(config->folder, options);
        if (!opened) {
            return fail(opened.error());
        }
        model = std::move(*opened);
        return model.get();
    };
    const auto begin = Clock::now();
    const auto refreshed = app::refreshByFeatures(**library, *tuned, *id, open);
    const double seconds = secondsSince(begin);
    library->reset();
    std::filesystem::remove_all(folder);
    if (!refreshed) {
        return fail(refreshed.error());
    }
    if (json) {
        std::printf("%s\n", nlohmann::json({{"measure", "refresh.seconds"},
                                            {"photos", *refreshed},
                                            {"ours", seconds},
                                            {"unit", "s"}})
                                .dump()
                                .c_str());
    } else {
        std::printf("%lld photos refreshed from %d features each in %.2f s, the model's loading "
                    "included (%.0f a second)\n",
                    static_cast<long long>(*refreshed), tuned->featureDim, seconds,
                    static_cast<double>(*refreshed) / seconds);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    int count = 100'000;
    bool json = false;
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--json") {
            json = true;
        } else {
            count = std::max(1, std::atoi(argv[i]));
        }
    }
    const auto done = run(count, json);
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return *done;
}
