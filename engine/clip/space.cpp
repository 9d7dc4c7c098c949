#include "engine/clip/space.h"

#include "engine/core/content_hash.h"
#include "engine/core/mapped_file.h"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::clip {
namespace {

constexpr std::size_t kWholeFileLimit = 64U << 20;
constexpr std::size_t kEndBytes = 8U << 20;
constexpr std::size_t kBlockBytes = 64U << 10;
constexpr std::size_t kBlocks = 64;
// How a key goes on where an adapter changes images: only behind the features, or the features too.
// Then the adapter's hash and its strength, or "under" where only what it stands on does so.
constexpr std::string_view kProjectionMark = "|projection-";
constexpr std::string_view kTrunkMark = "|adapter-";

ContentHash revisionOf(std::span<const std::byte> file) {
    if (file.size() <= kWholeFileLimit) {
        return hashContent(file);
    }
    std::vector<std::byte> sample;
    const auto add = [&sample](std::span<const std::byte> part) {
        sample.insert(sample.end(), part.begin(), part.end());
    };
    const std::uint64_t size = file.size();
    add(std::as_bytes(std::span(&size, 1)));
    add(file.first(kEndBytes));
    add(file.last(kEndBytes));
    const std::size_t step = (file.size() - 2 * kEndBytes) / kBlocks;
    for (std::size_t i = 0; i < kBlocks; ++i) {
        add(file.subspan(kEndBytes + i * step, kBlockBytes));
    }
    return hashContent(sample);
}

std::string preprocessingKey(const ImagePreprocessing &preprocessing) {
    const auto &input = preprocessing.input;
    std::string key = std::to_string(input.size) + "px-mode" +
                      std::to_string(static_cast<int>(input.mode)) + "-interp" +
                      std::to_string(static_cast<int>(input.interpolation));
    for (std::size_t c = 0; c < 3; ++c) {
        key += '-' + std::to_string(preprocessing.mean[c]) + '/' +
               std::to_string(preprocessing.std[c]);
    }
    return key;
}

} // namespace

int imageFeatureDim(const ModelConfig &config) {
    switch (config.vision.kind) {
    case TrunkKind::VisionTransformer:
        return config.vision.width;
    case TrunkKind::EfficientNetLite:
        return 1280;
    case TrunkKind::ModifiedResNet:
        break;
    }
    return 0;
}

Result<std::string> fileRevision(const std::filesystem::path &file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return fail(mapped.error());
    }
    return toHex(revisionOf(mapped->bytes()));
}

Result<EmbeddingSpace> embeddingSpace(const ModelConfig &config) {
    const auto revision = fileRevision(config.weightsFile);
    if (!revision) {
        return fail(revision.error());
    }
    EmbeddingSpace space;
    space.name = config.name;
    space.key = *revision + "|" + preprocessingKey(config.preprocessing);
    space.dim = config.embedDim;
    space.featureDim = imageFeatureDim(config);
    return space;
}

EmbeddingSpace adaptedSpace(EmbeddingSpace space, const AdapterFile &adapter) {
    space.name += adapterSuffix(adapter.use());
    const double strength = adapter.use().strength;
    const auto mark = [&](std::string_view kind, bool follows) {
        space.key += kind;
        space.key += adapter.hash() + "@" + (follows ? strengthText(strength) : "under");
    };
    const TensorChanges &under = adapter.under();
    const bool trunk = strength != 0 && adapter.learned().trunk;
    const bool projection = strength != 0 && adapter.learned().projection;
    if (trunk || under.trunk) {
        mark(kTrunkMark, trunk);
    }
    if (!trunk && (projection || (under.projection && !under.trunk))) {
        mark(kProjectionMark, projection);
    }
    return space;
}

Result<EmbeddingSpace> embeddingSpace(const ModelConfig &config,
                                      const std::optional<AdapterUse> &adapter) {
    auto space = embeddingSpace(config);
    if (!space || !adapter) {
        return space;
    }
    const auto file = AdapterFile::open(*adapter, config);
    if (!file) {
        return fail(file.error());
    }
    return adaptedSpace(std::move(*space), *file);
}

bool isAdaptedKey(std::string_view key, std::string_view hash) {
    for (const std::string_view mark : {kProjectionMark, kTrunkMark}) {
        const std::size_t at = key.find(mark);
        if (at != std::string_view::npos && key.substr(at + mark.size()).starts_with(hash)) {
            return true;
        }
    }
    return false;
}

std::string featureKey(const EmbeddingSpace &space) {
    return space.key.substr(0, space.key.find(kProjectionMark));
}

} // namespace fovea::clip
