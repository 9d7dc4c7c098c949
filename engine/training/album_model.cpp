#include "engine/training/album_model.h"

#include "engine/clip/space.h"
#include "engine/training/contrastive_loss.h"
#include "engine/training/counter_random.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace fovea::training {
namespace {

constexpr const char *kTokens = "token_embedding.weight";
constexpr const char *kWords = "words.learned";
constexpr std::int64_t kTextChunk = 128; ///< texts at once where nothing is learned
constexpr std::int64_t kImageChunk = 16;

at::Tensor indexOf(std::span<const std::size_t> numbers) {
    at::Tensor index = at::empty({static_cast<std::int64_t>(numbers.size())}, at::kLong);
    std::copy(numbers.begin(), numbers.end(), index.data_ptr<std::int64_t>());
    return index;
}

TowerOptions towerOptions(const AlbumOptions &options, bool training) {
    TowerOptions tower;
    tower.lowRankAlpha = options.alpha;
    tower.lowRankDropout = training ? options.dropout : 0;
    tower.checkpointing = training && options.method == Method::Full;
    return tower;
}

std::string rowName(const std::string &tensor, std::int64_t firstRow, const char *part) {
    return "low_rank." + tensor + "." + std::to_string(firstRow) + "." + part;
}

std::string block(const std::string &prefix, int layer) {
    return prefix + ".resblocks." + std::to_string(layer);
}

/// Statistics of batch norm are measured and not learned.
bool isStatistic(const std::string &name) {
    return name.ends_with(".running_mean") || name.ends_with(".running_var");
}

} // namespace

AlbumModel::AlbumModel(const AlbumJob &job, const AlbumData &data, Parameters base,
                       const at::Tensor &adapterWords)
    : m_job(job)
    , m_data(data)
    , m_base(std::move(base))
    , m_logScale(m_base.at("logit_scale").item<double>())
    , m_text(job.model, towerOptions(job.options, false))
    , m_trainText(job.model, towerOptions(job.options, true))
    , m_image(makeTrainableImage(job.model, towerOptions(job.options, false)))
    , m_trainImage(makeTrainableImage(job.model, towerOptions(job.options, true))) {
    chooseChanges();
    chooseTokens(adapterWords);
}

/// Rows of query, key and value of the blocks first … last - 1.
void AlbumModel::addAttention(const std::string &prefix, int first, int last) {
    for (int layer = first; layer < last; ++layer) {
        const std::string tensor = block(prefix, layer) + ".attn.in_proj_weight";
        const std::int64_t width = m_base.at(tensor).size(1);
        for (const std::int64_t part : {0, 1, 2}) {
            m_lowRank.push_back({tensor, part * width, width});
        }
    }
}

void AlbumModel::addLastTextLayers() {
    const int layers = m_job.model.text.layers;
    const int first = layers - std::max(1, layers / 2);
    addAttention("transformer", first, layers);
    for (int layer = first; layer < layers; ++layer) {
        for (const char *part : {".mlp.c_fc.weight", ".mlp.c_proj.weight"}) {
            addWhole(block("transformer", layer) + part);
        }
    }
}

void AlbumModel::addWhole(const std::string &tensor) {
    m_lowRank.push_back({tensor, 0, m_base.at(tensor).size(0)});
}

/// Query, key and value where the tower has attention, and the projection.
void AlbumModel::addImageLowRank(const std::string &projection) {
    const clip::VisionConfig &vision = m_job.model.vision;
    m_imageProjection = true;
    switch (vision.kind) {
    case clip::TrunkKind::VisionTransformer:
        m_imageTower = true;
        addAttention("visual.transformer", 0, vision.layers);
        addWhole(projection);
        break;
    case clip::TrunkKind::ModifiedResNet:
        m_imageTower = true;
        for (const char *part : {"q_proj", "k_proj", "v_proj", "c_proj"}) {
            addWhole(std::string("visual.attnpool.") + part + ".weight");
        }
        break;
    case clip::TrunkKind::EfficientNetLite:
        addWhole(projection);
        break;
    }
}

void AlbumModel::chooseChanges() {
    const bool vision = m_job.model.vision.kind == clip::TrunkKind::VisionTransformer;
    const bool pooled = m_job.model.vision.kind == clip::TrunkKind::ModifiedResNet;
    const std::string imageProjection = vision ? "visual.proj" : "visual.head.proj.weight";
    switch (m_job.options.method) {
    case Method::Names:
        if (!m_data.wordsSuffice()) {
            m_textTower = true;
            addLastTextLayers();
        }
        break;
    case Method::Projection:
        m_textProjection = true;
        m_deltas.emplace_back("text_projection");
        if (!pooled && m_data.manyPhotos()) {
            m_imageProjection = true;
            m_deltas.push_back(imageProjection);
        }
        break;
    case Method::LowRank:
        m_textTower = m_textProjection = true;
        addAttention("transformer", 0, m_job.model.text.layers);
        addWhole("text_projection");
        if (m_data.manyPhotos()) {
            addImageLowRank(imageProjection);
        }
        break;
    case Method::Full:
        m_textTower = m_textProjection = m_imageTower = m_imageProjection = true;
        for (const auto &[name, tensor] : m_base) {
            if (!isStatistic(name) && name != "logit_scale") {
                m_deltas.push_back(name);
            }
        }
        break;
    }
}

/// The table of tokens shrinks to those in use, for its gradient would be as large as the table.
void AlbumModel::chooseTokens(const at::Tensor &adapterWords) {
    const auto vocabulary = static_cast<std::int64_t>(m_job.model.text.vocabSize);
    const auto learned = static_cast<std::int64_t>(m_data.wordPieces.size());
    const auto before = static_cast<std::int64_t>(m_data.rowsBefore.size());
    m_rows = at::arange(vocabulary + before + learned, at::kLong);
    at::Tensor &table = m_base.at(kTokens);
    const at::Tensor known = adapterWords.defined() ? at::cat({table, adapterWords}) : table;
    at::Tensor pieces = at::empty({learned}, at::kLong);
    std::copy(m_data.wordPieces.begin(), m_data.wordPieces.end(), pieces.data_ptr<std::int64_t>());
    m_wordsStart = known.index_select(0, pieces); // [rows, width]
    at::Tensor kept = at::empty({before}, at::kLong);
    std::copy(m_data.rowsBefore.begin(), m_data.rowsBefore.end(), kept.data_ptr<std::int64_t>());
    m_wordsBefore = known.index_select(0, kept + vocabulary); // [before, width]
    if (m_job.options.method == Method::Full) {
        return;
    }
    std::vector<std::size_t> used;
    for (const auto &ids : m_data.tokens) {
        used.insert(used.end(), ids.begin(), ids.end());
    }
    used.push_back(static_cast<std::size_t>(m_job.model.text.padToken));
    std::ranges::sort(used);
    used.erase(std::ranges::unique(used).begin(), used.end());
    std::erase_if(
        used, [vocabulary](std::size_t id) { return id >= static_cast<std::size_t>(vocabulary); });
    const at::Tensor inUse = indexOf(used);
    const std::int64_t end = inUse.size(0);
    m_rows.fill_(0);
    m_rows.index_put_({inUse}, at::arange(end, at::kLong));
    m_rows.slice(0, vocabulary).copy_(at::arange(end, end + before + learned, at::kLong));
    table = table.index_select(0, inUse);
}

Parameters AlbumModel::initialChanges(std::uint64_t seed) const {
    Parameters changes;
    for (const std::string &name : m_deltas) {
        changes.emplace("delta." + name, at::zeros_like(m_base.at(name)));
    }
    // a is random and b zero, so that nothing is changed at first (Hu et al. 2021, section 4.1).
    std::uint64_t number = 0;
    for (const LowRankPlace &place : m_lowRank) {
        const std::int64_t in = m_base.at(place.tensor).size(1);
        at::Tensor a = at::empty({m_job.options.rank, in}, at::kFloat);
        CounterRandom random(Draw::Initial, {seed, number++});
        const double reach = std::sqrt(3.0 / static_cast<double>(in)); // of variance 1 / in
        for (std::int64_t i = 0; i < a.numel(); ++i) {
            a.data_ptr<float>()[i] = static_cast<float>(reach * (2 * random.uniform() - 1));
        }
        changes.emplace(rowName(place.tensor, place.firstRow, "a"), a);
        changes.emplace(rowName(place.tensor, place.firstRow, "b"),
                        at::zeros({place.rows, m_job.options.rank}));
    }
    if (!m_data.words.empty()) {
        changes.emplace(kWords, m_wordsStart.clone());
    }
    return changes;
}

Parameters AlbumModel::scaled(const Parameters &changes, double strength) const {
    Parameters scaled;
    for (const auto &[name, change] : changes) {
        if (strength == 1 || name.ends_with(".a")) { // of b and a one is enough
            scaled.emplace(name, change);
        } else if (name == kWords) {
            scaled.emplace(name, m_wordsStart + strength * (change - m_wordsStart));
        } else {
            scaled.emplace(name, strength * change);
        }
    }
    return scaled;
}

Parameters AlbumModel::weights(const Parameters &changes, double strength) const {
    Parameters weights = m_base;
    at::Tensor words = m_wordsStart;
    const Parameters used = strength == 0 ? Parameters{} : scaled(changes, strength);
    for (const auto &[name, change] : used) {
        constexpr std::string_view kDelta = "delta.";
        if (name == kWords) {
            words = change;
        } else if (name.starts_with(kDelta)) {
            at::Tensor &weight = weights.at(name.substr(kDelta.size()));
            weight = weight + change;
        } else {
            weights.emplace(name, change);
        }
    }
    if (m_wordsBefore.size(0) + words.size(0) > 0) {
        weights.at(kTokens) = at::cat({weights.at(kTokens), m_wordsBefore, words});
    }
    return weights;
}

at::Tensor AlbumModel::textFeatures(const Parameters &weights,
                                    std::span<const std::size_t> numbers) const {
    std::vector<std::vector<std::int32_t>> tokens;
    for (const std::size_t number : numbers) {
        tokens.push_back(m_data.tokens[number]);
    }
    TokenBatch batch = tokenBatch(tokens, m_job.model.text);
    batch.ids = m_rows.index_select(0, batch.ids.view(-1)).view(batch.ids.sizes());
    return (at::GradMode::is_enabled() ? m_trainText : m_text).features(weights, batch);
}

at::Tensor AlbumModel::pixels(std::span<const std::size_t> photos) const {
    const std::int64_t size = m_job.model.preprocessing.input.size;
    const auto n = static_cast<std::int64_t>(photos.size());
    at::Tensor bytes = at::empty({n, size, size, 3}, at::kByte);
    if (!m_job.pixels) {
        throw std::runtime_error("the pixels of the photos were not given");
    }
    const auto read = m_job.pixels(
        photos, {bytes.data_ptr<std::uint8_t>(), static_cast<std::size_t>(bytes.numel())});
    if (!read) {
        throw std::runtime_error(read.error().message);
    }
    const auto &preprocessing = m_job.model.preprocessing;
    const at::Tensor mean = at::tensor(at::ArrayRef<float>(preprocessing.mean), at::kFloat);
    const at::Tensor std = at::tensor(at::ArrayRef<float>(preprocessing.std), at::kFloat);
    return bytes.to(at::kFloat).div_(255).sub_(mean).div_(std).permute({0, 3, 1, 2}).contiguous();
}

at::Tensor AlbumModel::imageFeatures(const Parameters &weights,
                                     std::span<const std::size_t> photos) const {
    if (at::GradMode::is_enabled()) {
        return m_trainImage->features(weights, pixels(photos));
    }
    std::vector<at::Tensor> parts;
    for (std::size_t at = 0; at < photos.size(); at += kImageChunk) {
        const auto part =
            photos.subspan(at, std::min<std::size_t>(kImageChunk, photos.size() - at));
        parts.push_back(m_image->features(weights, pixels(part)));
    }
    return at::cat(parts);
}

bool AlbumModel::prepare(const Heard &heard) {
    const at::NoGradGuard noGrad;
    const Parameters weights = this->weights({}, 0);
    const auto texts = static_cast<std::int64_t>(m_data.texts.size());
    const auto photos = static_cast<std::int64_t>(m_job.photos);
    const bool encodes = !m_data.features.defined();
    const std::int64_t total = texts + (encodes ? photos : 0);
    // Short and long apart: a batch is as long as its longest text.
    std::vector<std::size_t> order(m_data.texts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [this](std::size_t t) { return m_data.tokens[t].size(); });
    m_textFeatures = at::empty({texts, m_job.model.text.width});
    for (std::int64_t at = 0; at < texts; at += kTextChunk) {
        const auto part =
            std::span(order).subspan(static_cast<std::size_t>(at),
                                     static_cast<std::size_t>(std::min(kTextChunk, texts - at)));
        m_textFeatures.index_copy_(0, indexOf(part), textFeatures(weights, part));
        if (!heard(std::min(at + kTextChunk, texts), total)) {
            return false;
        }
    }
    m_textEmbeddings = unit(m_text.project(weights, m_textFeatures));
    m_imageFeatures = m_data.features;
    if (encodes) {
        std::vector<std::size_t> all(m_job.photos);
        std::iota(all.begin(), all.end(), std::size_t{0});
        std::vector<at::Tensor> parts;
        for (std::int64_t at = 0; at < photos; at += kImageChunk) {
            const auto count = static_cast<std::size_t>(std::min(kImageChunk, photos - at));
            parts.push_back(imageFeatures(
                weights, std::span(all).subspan(static_cast<std::size_t>(at), count)));
            if (!heard(texts + at + static_cast<std::int64_t>(count), total)) {
                return false;
            }
        }
        m_imageFeatures = at::cat(parts);
    }
    m_imageEmbeddings = unit(m_image->project(weights, m_imageFeatures));
    m_meanImage = m_imageEmbeddings.mean(0);
    m_meanText =
        m_data.guardTexts.empty() ? m_textEmbeddings.mean(0) : baseTexts(m_data.guardTexts).mean(0);
    return true;
}

at::Tensor AlbumModel::texts(const Parameters &weights,
                             std::span<const std::size_t> numbers) const {
    std::vector<std::size_t> run; // through the tower
    std::vector<std::size_t> order(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (m_textTower || m_data.changed[numbers[i]]) {
            order[i] = numbers.size() + run.size();
            run.push_back(numbers[i]);
        } else {
            order[i] = i;
        }
    }
    at::Tensor features = m_textFeatures.index_select(0, indexOf(numbers)); // [n, width]
    if (!run.empty()) {
        std::vector<at::Tensor> parts{features};
        const std::size_t chunk =
            at::GradMode::is_enabled() ? run.size() : static_cast<std::size_t>(kTextChunk);
        for (std::size_t at = 0; at < run.size(); at += chunk) {
            parts.push_back(textFeatures(
                weights, std::span(run).subspan(at, std::min(chunk, run.size() - at))));
        }
        features = at::cat(parts).index_select(0, indexOf(order)); // [n, width]
    }
    const TrainableText &tower = at::GradMode::is_enabled() ? m_trainText : m_text;
    return unit(tower.project(weights, features));
}

at::Tensor AlbumModel::images(const Parameters &weights,
                              std::span<const std::size_t> photos) const {
    if (!changesImages()) {
        return baseImages(photos);
    }
    const at::Tensor features = m_imageTower ? imageFeatures(weights, photos)
                                             : m_imageFeatures.index_select(0, indexOf(photos));
    const auto &tower = at::GradMode::is_enabled() ? m_trainImage : m_image;
    return unit(tower->project(weights, features));
}

at::Tensor AlbumModel::baseTexts(std::span<const std::size_t> numbers) const {
    return m_textEmbeddings.index_select(0, indexOf(numbers));
}

at::Tensor AlbumModel::baseImages(std::span<const std::size_t> photos) const {
    return m_imageEmbeddings.index_select(0, indexOf(photos));
}

} // namespace fovea::training
