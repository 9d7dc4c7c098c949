#include "engine/training/scratch_evaluation.h"

#include "engine/training/arithmetic.h"
#include "engine/training/contrastive_loss.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>

namespace fovea::training {
namespace {

constexpr std::size_t kBatch = 64;

using Ids = std::vector<std::vector<std::int32_t>>;

PairTensors pictures(const ScratchModel &model, const ScratchEvaluation &set, std::size_t begin,
                     std::size_t end) {
    const auto rows = static_cast<std::int64_t>(set.photos);
    PairTensors pairs;
    // from_blob() wants what is not const; nothing is written.
    if (!set.features.empty()) {
        pairs.features = at::from_blob(
            const_cast<float *>(set.features.data()),
            {rows, static_cast<std::int64_t>(set.features.size()) / rows}, at::kFloat);
    } else {
        const std::int64_t size = model.config().preprocessing.input.size;
        pairs.pixels = at::from_blob(const_cast<std::uint8_t *>(set.pixels.data()),
                                     {rows, size, size, 3}, at::kByte);
    }
    pairs.tokens.resize(set.photos);
    PairTensors part =
        pairs.slice(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end));
    part.tokens.clear();
    for (at::Tensor *tensor : {&part.pixels, &part.features}) {
        if (tensor->defined()) {
            *tensor = tensor->to(model.device());
        }
    }
    return part;
}

at::Tensor embeddedImages(const ScratchModel &model, const Parameters &parameters,
                          const ScratchEvaluation &set) {
    std::vector<at::Tensor> images;
    for (std::size_t begin = 0; begin < set.photos; begin += kBatch) {
        images.push_back(model.images(
            parameters, pictures(model, set, begin, std::min(begin + kBatch, set.photos))));
    }
    return at::cat(images); // [photos, dim]
}

/// [photos, captions]: the higher the better a caption fits a photo.
at::Tensor cosines(const ScratchModel &model, const Parameters &parameters,
                   const at::Tensor &images, const Ids &captions) {
    std::vector<at::Tensor> texts;
    for (std::size_t begin = 0; begin < captions.size(); begin += kBatch) {
        const std::size_t end = std::min(begin + kBatch, captions.size());
        PairTensors part;
        part.tokens.assign(captions.begin() + static_cast<std::ptrdiff_t>(begin),
                           captions.begin() + static_cast<std::ptrdiff_t>(end));
        texts.push_back(model.texts(parameters, part, false).embeddings);
    }
    return unit(images).mm(unit(at::cat(texts)).t());
}

at::Tensor probabilities(const ScratchModel &model, const Parameters &parameters,
                         const at::Tensor &images, const Ids &captions) {
    const std::int64_t photos = images.size(0);
    std::vector<at::Tensor> columns;
    for (const auto &ids : captions) {
        PairTensors same;
        same.tokens.assign(static_cast<std::size_t>(photos), ids);
        columns.push_back(-model.captionCosts(parameters, images, same));
    }
    return at::stack(columns, 1);
}

/// Recall where each row of `scores` [queries, answers] asks for the answers of `right` [queries,
/// answers]; equal scores count as better, so that a model that says nothing finds nothing.
search::RecallFigures figuresOf(const at::Tensor &scores, const at::Tensor &right) {
    const at::Tensor best =
        scores.masked_fill(right.logical_not(), -1e30).amax(1, /*keepdim=*/true); // [queries, 1]
    const at::Tensor ahead =
        scores.ge(best).logical_and(right.logical_not()).sum(1).to(at::kDouble); // [queries]
    const auto within = [&ahead](int k) {
        return ahead.lt(k).to(at::kDouble).mean().item<double>();
    };
    const at::Tensor sorted = std::get<0>((ahead + 1).sort());
    const std::int64_t n = sorted.size(0);
    const double median = (sorted[(n - 1) / 2] + sorted[n / 2]).item<double>() / 2;
    return {within(1), within(5), within(10), median};
}

} // namespace

SetFigures evaluate(const ScratchModel &model, const Parameters &parameters,
                    const ScratchEvaluation &set, const clip::Tokenizer &tokenizer) {
    const at::NoGradGuard noGrad;
    const LowerPrecision lower(model.options().arithmetic, model.device().type());
    Ids captions;
    for (const JobCaption &caption : set.captions) {
        captions.push_back(tokenizer.encode(caption.text, model.config().text.contextLength));
    }
    const at::Tensor images = embeddedImages(model, parameters, set);
    const at::Tensor scores = (model.options().objective == Objective::Predictive
                                   ? probabilities(model, parameters, images, captions)
                                   : cosines(model, parameters, images, captions))
                                  .to(at::kCPU, at::kFloat); // [photos, captions]

    // Photos whose captions are equal are right answers for one another.
    std::map<std::string, std::vector<std::int64_t>> photosOf;
    for (const JobCaption &caption : set.captions) {
        photosOf[caption.text].push_back(static_cast<std::int64_t>(caption.photo));
    }
    at::Tensor right = at::zeros(
        {static_cast<std::int64_t>(captions.size()), static_cast<std::int64_t>(set.photos)},
        at::kBool); // [captions, photos]
    auto rows = right.accessor<bool, 2>();
    for (std::size_t i = 0; i < set.captions.size(); ++i) {
        for (const std::int64_t photo : photosOf[set.captions[i].text]) {
            rows[static_cast<std::int64_t>(i)][photo] = true;
        }
    }
    SetFigures figures;
    figures.photos = static_cast<std::int64_t>(set.photos);
    figures.captions = static_cast<std::int64_t>(set.captions.size());
    figures.recall.textToImage = figuresOf(scores.t(), right);
    figures.recall.imageToText = figuresOf(scores, right.t());
    return figures;
}

} // namespace fovea::training
