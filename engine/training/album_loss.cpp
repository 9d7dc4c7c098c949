#include "engine/training/album_loss.h"

#include "engine/training/contrastive_loss.h"
#include "engine/training/counter_random.h"

#include <ATen/ATen.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace fovea::training {
namespace {

constexpr std::size_t kMostOthers = 1024;
constexpr double kNameShare = .6; ///< of draws for a photo with a name
constexpr double kNameSearchWeight = .2;
constexpr std::size_t kMostOfName = 256;  ///< photos of which the middle is taken
constexpr double kNamePull = 10;          ///< of a name to the middle of its photos
constexpr std::size_t kGuardTexts = 2048; ///< in a step, where features are kept
constexpr std::size_t kGuardTextsThroughTower = 32;
constexpr std::size_t kGuardPhotos = 256;
constexpr std::size_t kGuardPhotosThroughTower = 8;
constexpr double kDriftWeight = 200; ///< of the cosine to where an embedding was
constexpr double kSimilarityWeight = 10;

std::vector<std::size_t> sampled(const std::vector<std::size_t> &from, std::size_t most,
                                 const CounterRandom &random) {
    if (from.size() <= most) {
        return from;
    }
    std::vector<std::size_t> sample;
    for (const std::size_t at : shuffled(from.size(), random)) {
        if (sample.size() == most) {
            break;
        }
        sample.push_back(from[at]);
    }
    return sample;
}

/// What photo `learned` says of itself in this draw: a text, and the name it is a prompt of.
std::pair<std::size_t, std::int64_t> drawText(const AlbumData &data, const LearnedPhoto &learned,
                                              CounterRandom random) {
    const bool named =
        !learned.names.empty() && (learned.captions.empty() || random.uniform() < kNameShare);
    if (!named) {
        return {learned.captions[random.below(learned.captions.size())], -1};
    }
    const std::size_t name = learned.names[random.below(learned.names.size())];
    const auto &prompts = data.prompts[name];
    // The bare name as often as all that is said around it.
    const std::size_t prompt = random.uniform() < .5 ? 0 : random.below(prompts.size());
    return {prompts[prompt], static_cast<std::int64_t>(name)};
}

bool has(const std::vector<std::size_t> &numbers, std::size_t number) {
    return std::ranges::find(numbers, number) != numbers.end();
}

/// [texts, photos + others]: true where a text is right for a photo that is not its own.
at::Tensor alsoRight(const AlbumData &data, const AlbumBatch &batch) {
    const auto n = static_cast<std::int64_t>(batch.texts.size());
    const auto all = n + static_cast<std::int64_t>(batch.others.size());
    at::Tensor right = at::zeros({n, all}, at::kBool);
    bool *row = right.data_ptr<bool>();
    for (std::int64_t t = 0; t < n; ++t, row += all) {
        const auto at = static_cast<std::size_t>(t);
        for (std::int64_t p = 0; p < all; ++p) {
            const std::size_t photo = p < n ? batch.photos[static_cast<std::size_t>(p)]
                                            : batch.others[static_cast<std::size_t>(p - n)];
            const auto found =
                std::ranges::lower_bound(data.learn, photo, {}, &LearnedPhoto::photo);
            const bool learned = found != data.learn.end() && found->photo == photo;
            row[p] =
                p != t && learned &&
                (batch.names[at] >= 0 ? has(found->names, static_cast<std::size_t>(batch.names[at]))
                                      : has(found->captions, batch.texts[at]));
        }
    }
    return right;
}

/// -log softmax of the diagonal, a number for each row.
at::Tensor crossEntropy(const at::Tensor &logits) {
    return -at::log_softmax(logits, 1).diagonal();
}

/// How much the search among photos counts for each text. A name has a handful of photos: against
/// many others it would learn what tells just these apart, while the general captions, among which
/// each of its photos has to find it, teach what the photos have in common.
at::Tensor searchWeights(const AlbumBatch &batch) {
    at::Tensor weights = at::ones({static_cast<std::int64_t>(batch.names.size())});
    for (std::size_t i = 0; i < batch.names.size(); ++i) {
        if (batch.names[i] >= 0) {
            weights[static_cast<std::int64_t>(i)] = kNameSearchWeight;
        }
    }
    return weights;
}

/// Of a few photos their middle is what finds the others best (Snell et al. 2017), better than what
/// tells them from all else; so prompts of a name are drawn to it, both seen from the middle of
/// their kind. `texts`: [n, dim]. The mean of 1 - cosine, 0 where no text is one of a name.
at::Tensor namePull(const AlbumData &data, const AlbumModel &model, const Parameters &weights,
                    const AlbumBatch &batch, const at::Tensor &texts) {
    std::map<std::int64_t, std::vector<std::size_t>> photosOf;
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < batch.names.size(); ++i) {
        if (batch.names[i] >= 0) {
            photosOf[batch.names[i]];
            rows.push_back(static_cast<std::int64_t>(i));
        }
    }
    if (rows.empty()) {
        return at::zeros({});
    }
    for (const LearnedPhoto &photo : data.learn) {
        for (const std::size_t name : photo.names) {
            const auto at = photosOf.find(static_cast<std::int64_t>(name));
            if (at != photosOf.end() && at->second.size() < kMostOfName) {
                at->second.push_back(photo.photo);
            }
        }
    }
    std::map<std::int64_t, at::Tensor> middleOf;
    {
        const at::NoGradGuard noGrad;
        for (const auto &[name, photos] : photosOf) {
            const at::Tensor images = model.changesImageTower() ? model.baseImages(photos)
                                                                : model.images(weights, photos);
            middleOf.emplace(name, unit(images.mean(0) - model.meanImage()));
        }
    }
    std::vector<at::Tensor> middles;
    for (const std::int64_t row : rows) {
        middles.push_back(middleOf.at(batch.names[static_cast<std::size_t>(row)]));
    }
    const at::Tensor said = unit(texts.index_select(0, at::tensor(rows)) - model.meanText());
    return (1 - (said * at::stack(middles)).sum(-1)).mean();
}

/// Drift of general captions and of photos, and of their similarities. `general`: [guards, dim];
/// `shown`: what the image tower gave for the photos on guard, where it changes.
at::Tensor guardLoss(const AlbumModel &model, const Parameters &weights, const AlbumBatch &batch,
                     const at::Tensor &general, const at::Tensor &shown) {
    const double scale = std::exp(model.logScale());
    const bool guards = general.size(0) > 0;
    at::Tensor guard = at::zeros({});
    const at::Tensor generalBefore = model.baseTexts(batch.guardTexts);
    if (model.changesGeneralTexts() && guards) {
        guard = guard + kDriftWeight * (1 - (general * generalBefore).sum(-1)).mean();
    }
    const bool moved = model.changesImages() && !batch.guardPhotos.empty();
    const at::Tensor photosBefore = model.baseImages(batch.guardPhotos);
    const at::Tensor photos = !moved ? photosBefore
                              : model.changesImageTower()
                                  ? shown
                                  : model.images(weights, batch.guardPhotos);
    if (moved) {
        guard = guard + kDriftWeight * (1 - (photos * photosBefore).sum(-1)).mean();
    }
    if ((moved || model.changesGeneralTexts()) && guards && !batch.guardPhotos.empty()) {
        const at::Tensor before = scale * at::mm(generalBefore, photosBefore.t());
        const at::Tensor now = scale * at::mm(general, photos.t());
        for (const std::int64_t way : {0, 1}) {
            const at::Tensor divergence =
                (at::softmax(before, way) *
                 (at::log_softmax(before, way) - at::log_softmax(now, way)))
                    .sum(way)
                    .mean();
            guard = guard + kSimilarityWeight * divergence;
        }
    }
    return guard;
}

} // namespace

AlbumBatch drawBatch(const AlbumData &data, const AlbumModel &model, const AlbumOptions &options,
                     std::int64_t epoch, std::int64_t step, std::size_t first) {
    const auto key = [&](std::uint64_t what) {
        return CounterRandom(Draw::Order, {options.seed, static_cast<std::uint64_t>(step), what});
    };
    const auto order =
        shuffled(data.learn.size(),
                 CounterRandom(Draw::Order, {options.seed, static_cast<std::uint64_t>(epoch)}));
    AlbumBatch batch;
    const std::size_t end = std::min(first + static_cast<std::size_t>(options.batch), order.size());
    for (std::size_t at = first; at < end; ++at) {
        const LearnedPhoto &learned = data.learn[order[at]];
        const auto [text, name] =
            drawText(data, learned,
                     CounterRandom(Draw::Caption, {options.seed, static_cast<std::uint64_t>(epoch),
                                                   static_cast<std::uint64_t>(learned.photo)}));
        batch.photos.push_back(learned.photo);
        batch.texts.push_back(text);
        batch.names.push_back(name);
    }
    std::vector<std::size_t> others = data.guardPhotos;
    others.insert(others.end(), data.besides.begin(), data.besides.end());
    for (std::size_t at = 0; at < order.size(); ++at) {
        if (at < first || at >= end) {
            others.push_back(data.learn[order[at]].photo);
        }
    }
    batch.others = sampled(others, kMostOthers, key(1));
    batch.guardTexts = sampled(
        data.guardTexts, model.changesTextTower() ? kGuardTextsThroughTower : kGuardTexts, key(2));
    batch.guardPhotos =
        sampled(data.heldPhotos(),
                model.changesImageTower() ? kGuardPhotosThroughTower : kGuardPhotos, key(3));
    return batch;
}

AlbumLoss albumLoss(const AlbumData &data, const AlbumModel &model, const Parameters &weights,
                    const AlbumBatch &batch, double guardWeight) {
    const double scale = std::exp(model.logScale());
    const auto n = static_cast<std::int64_t>(batch.texts.size());
    // One pass through each tower for what is learned and what is guarded.
    std::vector<std::size_t> numbers = batch.texts;
    numbers.insert(numbers.end(), batch.guardTexts.begin(), batch.guardTexts.end());
    const at::Tensor every = model.texts(weights, numbers); // [n + guards, dim]
    const at::Tensor texts = every.slice(0, 0, n);
    const at::Tensor general = every.slice(0, n);

    std::vector<std::size_t> seen = batch.photos;
    if (model.changesImageTower()) {
        seen.insert(seen.end(), batch.guardPhotos.begin(), batch.guardPhotos.end());
    } else {
        seen.insert(seen.end(), batch.others.begin(), batch.others.end());
    }
    const at::Tensor shown = model.images(weights, seen);
    const at::Tensor images = shown.slice(0, 0, n);
    const at::Tensor others = model.changesImageTower() ? model.baseImages(batch.others)
                                                        : shown.slice(0, n); // [others, dim]

    const at::Tensor right = alsoRight(data, batch); // [n, n + others]
    constexpr double kNever = -std::numeric_limits<float>::infinity();
    const at::Tensor byText =
        (scale * at::mm(texts, at::cat({images, others}).t())).masked_fill(right, kNever);
    const at::Tensor byImage =
        at::cat({(scale * at::mm(images, texts.t())).masked_fill(right.slice(1, 0, n).t(), kNever),
                 scale * at::mm(images, general.t())},
                1); // [n, n + guards]
    AlbumLoss loss;
    loss.contrastive =
        (searchWeights(batch) * crossEntropy(byText) + crossEntropy(byImage)).mean() / 2;
    loss.whole = loss.contrastive + kNamePull * namePull(data, model, weights, batch, texts);
    if (guardWeight > 0) {
        loss.whole =
            loss.whole + guardWeight * guardLoss(model, weights, batch, general, shown.slice(0, n));
    }
    return loss;
}

Parameters gradientsOf(const at::Tensor &loss, const Parameters &parameters) {
    std::vector<at::Tensor> inputs;
    for (const auto &[name, tensor] : parameters) {
        inputs.push_back(tensor);
    }
    const auto found = torch::autograd::grad({loss}, inputs, {}, std::nullopt, false,
                                             /*allow_unused=*/true);
    Parameters gradients;
    std::size_t number = 0;
    for (const auto &[name, tensor] : parameters) {
        if (found[number].defined()) {
            gradients.emplace(name, found[number]);
        }
        ++number;
    }
    return gradients;
}

} // namespace fovea::training
