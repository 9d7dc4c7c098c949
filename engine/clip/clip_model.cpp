#include "engine/clip/clip_model.h"

#include "engine/clip/image_tower.h"
#include "engine/clip/precision.h"
#include "engine/clip/space.h"
#include "engine/clip/text_transformer.h"
#include "engine/clip/torch_encoders.h"
#include "engine/clip/torch_guard.h"
#include "engine/clip/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

namespace fovea::clip {
namespace {

/// A tower, and the precision that it computes in.
template <typename Tower>
struct Loaded {
    std::unique_ptr<Tower> tower;
    Precision precision = Precision::Fp32;
};

/// Thread: any.
class TorchClipModel final : public ClipModel {
public:
    TorchClipModel(ModelConfig config, EmbeddingSpace space, Weights weights, float logitScale,
                   at::Device device, const OpenOptions &options)
        : m_config(std::move(config))
        , m_space(std::move(space))
        , m_weights(std::move(weights))
        , m_logitScale(logitScale)
        , m_device(device)
        , m_wanted(options.precision)
        , m_threads(std::max(1, options.threads))
        , m_precision(options.precision) {}

    const ModelConfig &config() const override { return m_config; }
    EmbeddingSpace space() const override { return m_space; }
    std::string device() const override { return m_device.is_cuda() ? "cuda:0" : "cpu"; }
    std::int64_t parameterCount() const override { return m_weights.parameterCount(); }
    float logitScale() const override { return m_logitScale; }
    Precision precision() const override {
        const std::lock_guard lock(m_mutex);
        return m_precision;
    }
    Result<ImageEncoder *> imageEncoder() override;
    Result<TextEncoder *> textEncoder() override;
    Result<std::vector<float>> projectFeatures(std::span<const float> features) override;

private:
    template <typename Tower, typename Make, typename Run>
    Loaded<Tower> load(const Make &make, const Run &run) const;

    const ModelConfig m_config;
    const EmbeddingSpace m_space;
    const Weights m_weights;
    const float m_logitScale;
    const at::Device m_device;
    const Precision m_wanted;
    const int m_threads;

    mutable std::mutex m_mutex; // over what follows
    Precision m_precision;
    std::unique_ptr<TorchImageEncoder> m_imageEncoder;
    std::unique_ptr<TorchTextEncoder> m_textEncoder;
    std::optional<Linear> m_projection;
};

/// make(compute) gives a tower, run(tower) its embeddings of some samples.
template <typename Tower, typename Make, typename Run>
Loaded<Tower> TorchClipModel::load(const Make &make, const Run &run) const {
    const Compute exact{m_device, at::kFloat};
    const Compute fast{m_device, at::kBFloat16};
    if (m_wanted != Precision::Auto) {
        return {make(m_wanted == Precision::Bf16 ? fast : exact), m_wanted};
    }
    std::unique_ptr<Tower> exactTower = make(exact);
    if (!hasFastBf16(m_device)) {
        return {std::move(exactTower), Precision::Fp32};
    }
    std::unique_ptr<Tower> fastTower = make(fast);
    const Precision chosen = choose(tryPrecisions([&] { return run(*exactTower); },
                                                  [&] { return run(*fastTower); }, m_threads));
    return {chosen == Precision::Bf16 ? std::move(fastTower) : std::move(exactTower), chosen};
}

/// Four images that differ in what rounding is known to hurt: two that are bright and dark over
/// large areas with detail, as photos are; a page with lines; one shade.
at::Tensor samplePixels(const ModelConfig &config) {
    const std::int64_t size = config.preprocessing.input.size;
    const at::Tensor coarse =
        at::linspace(-2, 2, 2 * 3 * 4 * 4).sin().mul(7).sin(); // [2 * 3 * 4 * 4]
    const at::Tensor areas =
        at::upsample_bilinear2d(coarse.mul(1.5).view({2, 3, 4, 4}), {size, size},
                                /*align_corners=*/false);
    const at::Tensor detail =
        at::arange(2 * 3 * size * size, at::kFloat).mul(12.9898).sin().mul(43758.5453).frac();
    const at::Tensor photos = areas + .3 * detail.view({2, 3, size, size}); // [2, 3, size, size]
    const at::Tensor lines = at::arange(size).remainder(12).lt(3).to(at::kFloat); // [size]
    const at::Tensor page = (1.8 - 3 * lines).view({1, 1, size, 1}).expand({1, 3, size, size});
    const at::Tensor shade = at::full({1, 3, size, size}, .1);
    return at::cat({photos, page, shade}); // [4, 3, size, size]
}

Result<ImageEncoder *> TorchClipModel::imageEncoder() {
    const std::lock_guard lock(m_mutex);
    if (!m_imageEncoder) {
        auto loaded = guarded("Loading the image side of " + m_config.name, m_threads,
                              [&]() -> Result<Loaded<ImageTower>> {
                                  return load<ImageTower>(
                                      [&](const Compute &compute) {
                                          return makeImageTower(m_config, m_weights, compute);
                                      },
                                      [&](const ImageTower &tower) {
                                          return tower.project(
                                              tower.features(samplePixels(m_config).to(m_device)));
                                      });
                              });
        if (!loaded) {
            return fail(loaded.error());
        }
        m_precision = loaded->precision;
        m_imageEncoder = std::make_unique<TorchImageEncoder>(
            m_config, std::move(loaded->tower), m_device, m_threads, m_space.featureDim);
    }
    return m_imageEncoder.get();
}

Result<TextEncoder *> TorchClipModel::textEncoder() {
    const std::lock_guard lock(m_mutex);
    if (!m_textEncoder) {
        auto tokenizer = openTokenizer(m_config);
        if (!tokenizer) {
            return fail(tokenizer.error());
        }
        if (const AdapterFile *adapter = m_weights.adapter()) {
            if (auto taught = tokenizer->teach(adapter->words(), m_config.text.vocabSize);
                !taught) {
                return fail(taught.error().code,
                            adapter->fileName() + ": " + taught.error().message);
            }
        }
        std::vector<std::vector<std::int32_t>> samples;
        for (const char *text : {"a dog", "two children play in the snow", "sunset at the beach"}) {
            samples.push_back(tokenizer->encode(text, m_config.text.contextLength));
        }
        auto loaded = guarded(
            "Loading the text side of " + m_config.name, m_threads,
            [&]() -> Result<Loaded<TextTransformer>> {
                return load<TextTransformer>(
                    [&](const Compute &compute) {
                        return std::make_unique<TextTransformer>(m_config, m_weights, compute);
                    },
                    [&](const TextTransformer &tower) { return tower.encode(samples); });
            });
        if (!loaded) {
            return fail(loaded.error());
        }
        if (!m_imageEncoder) {
            m_precision = loaded->precision;
        }
        m_textEncoder = std::make_unique<TorchTextEncoder>(m_config, std::move(*tokenizer),
                                                           std::move(loaded->tower), m_threads);
    }
    return m_textEncoder.get();
}

Result<std::vector<float>> TorchClipModel::projectFeatures(std::span<const float> features) {
    if (m_space.featureDim <= 0) {
        return fail(ErrorCode::Unsupported,
                    m_config.name + " keeps no features from which embeddings could be made");
    }
    return guarded("Projecting features with " + m_config.name, m_threads,
                   [&]() -> Result<std::vector<float>> {
                       const std::lock_guard lock(m_mutex);
                       if (!m_projection) {
                           m_projection = imageProjection(m_config, m_weights, Compute{});
                       }
                       return projectRows(*m_projection, features, m_config, m_space.featureDim);
                   });
}

Result<at::Device> pickDevice(Device wanted) {
    if (wanted == Device::Cpu || (wanted == Device::Auto && !torchHasCuda())) {
        return at::Device(at::kCPU);
    }
    if (!torchHasCuda()) {
        return fail(ErrorCode::Unsupported,
                    "There is no CUDA device for the tensor library: it was built without CUDA, "
                    "or the driver is missing. Use --device cpu.");
    }
    return at::Device(at::kCUDA, 0);
}

} // namespace

bool torchHasCuda() {
    return at::hasCUDA() &&
           at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount() > 0;
}

Result<std::unique_ptr<ClipModel>> openTorchModel(const std::filesystem::path &folder,
                                                  const OpenOptions &options) {
    auto config = readModelConfig(folder);
    if (!config) {
        return fail(config.error());
    }
    auto space = embeddingSpace(*config);
    if (!space) {
        return fail(space.error());
    }
    std::optional<AdapterFile> adapter;
    if (options.adapter) {
        auto file = AdapterFile::open(*options.adapter, *config);
        if (!file) {
            return fail(file.error());
        }
        space = adaptedSpace(std::move(*space), *file);
        adapter = std::move(*file);
    }
    auto weights = Weights::open(*config, std::move(adapter));
    if (!weights) {
        return fail(weights.error());
    }
    const auto device = guarded("Choosing a device", 1, [&] { return pickDevice(options.device); });
    if (!device) {
        return fail(device.error());
    }
    const auto scale = guarded("Reading " + config->name, 1, [&]() -> Result<float> {
        return std::exp(weights->tensor("logit_scale").item<float>());
    });
    if (!scale) {
        return fail(scale.error());
    }
    return std::make_unique<TorchClipModel>(std::move(*config), std::move(*space),
                                            std::move(*weights), *scale, *device, options);
}

} // namespace fovea::clip
