#include "engine/training/album_figures.h"

#include "engine/training/new_words.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace fovea::training {
namespace {

constexpr std::size_t kMostGuardTexts = 500;
constexpr std::size_t kMostGuardTextsThroughTower = 200;
constexpr std::size_t kMostGuardPhotos = 1000;
constexpr std::size_t kMostGuardPhotosThroughTower = 200;
constexpr std::int64_t kShown = 5; ///< photos of an example

/// Ranks from 1 of the best right answer of each row; wrong answers that are as good come first.
at::Tensor ranks(const at::Tensor &cosines, const at::Tensor &right) {
    const at::Tensor best = cosines.masked_fill(right.logical_not(), -2.0).amax(1, true);
    return cosines.ge(best).logical_and(right.logical_not()).sum(1) + 1;
}

search::RecallFigures figuresOf(const at::Tensor &ranked) {
    search::RecallFigures figures;
    if (ranked.numel() == 0) {
        return figures;
    }
    const auto within = [&](std::int64_t k) {
        return ranked.le(k).to(at::kDouble).mean().item<double>();
    };
    figures.r1 = within(1);
    figures.r5 = within(5);
    figures.r10 = within(10);
    const at::Tensor sorted = std::get<0>(ranked.sort());
    const std::int64_t half = sorted.numel() / 2;
    const double upper = sorted[half].item<double>();
    figures.medianRank =
        sorted.numel() % 2 == 1 ? upper : (sorted[half - 1].item<double>() + upper) / 2;
    return figures;
}

/// Rows for distinct captions, columns for the photos of the pool.
struct Question {
    std::vector<std::size_t> texts;
    at::Tensor right; // [texts, pool]
    std::int64_t captions = 0;
};

Question questionOf(const std::vector<AlbumPair> &pairs, const std::vector<AlbumPair> &alsoPairs,
                    const std::vector<std::size_t> &pool) {
    Question question;
    question.captions = static_cast<std::int64_t>(pairs.size());
    std::map<std::size_t, std::int64_t> column;
    for (std::size_t i = 0; i < pool.size(); ++i) {
        column.emplace(pool[i], static_cast<std::int64_t>(i));
    }
    // A row for each caption, also for those that are equal: figures are shares of captions.
    std::map<std::size_t, std::vector<std::int64_t>> photosOf;
    for (const auto *some : {&pairs, &alsoPairs}) {
        for (const AlbumPair &pair : *some) {
            if (const auto at = column.find(pair.photo); at != column.end()) {
                photosOf[pair.text].push_back(at->second);
            }
        }
    }
    question.right =
        at::zeros({question.captions, static_cast<std::int64_t>(pool.size())}, at::kBool);
    std::int64_t row = 0;
    for (const AlbumPair &pair : pairs) {
        question.texts.push_back(pair.text);
        for (const std::int64_t photo : photosOf[pair.text]) {
            question.right[row][photo] = true;
        }
        ++row;
    }
    return question;
}

std::vector<std::size_t> photosOf(const std::vector<AlbumPair> &pairs) {
    std::set<std::size_t> photos;
    for (const AlbumPair &pair : pairs) {
        photos.insert(pair.photo);
    }
    return {photos.begin(), photos.end()};
}

/// The words with one blank around each.
std::string padded(const std::string &text) {
    std::string words = " ";
    for (const std::string &word : wordsOf(text)) {
        words += word + " ";
    }
    return words;
}

} // namespace

search::Recall recallWithEquals(const at::Tensor &cosines, const at::Tensor &right) {
    const at::Tensor asked = right.any(0).nonzero().view(-1); // photos that some caption is of
    return {figuresOf(ranks(cosines, right)),
            figuresOf(ranks(cosines.t().index_select(0, asked).contiguous(),
                            right.t().index_select(0, asked).contiguous()))};
}

AlbumFigures::AlbumFigures(const AlbumData &data, const AlbumModel &model)
    : m_data(data)
    , m_model(model) {
    m_guardPool = data.guardPairs.empty() ? data.guardPhotos : photosOf(data.guardPairs);
    const std::size_t most =
        model.changesImageTower() ? kMostGuardPhotosThroughTower : kMostGuardPhotos;
    m_guardPool.resize(std::min(m_guardPool.size(), most));
    m_pool = photosOf(data.heldOut);
    for (const std::size_t photo : m_guardPool) {
        if (std::ranges::find(m_pool, photo) == m_pool.end()) {
            m_pool.push_back(photo);
        }
    }
    for (const LearnedPhoto &photo : data.learn) {
        m_learned.push_back(photo.photo);
        m_captionsOf[photo.photo] = photo.captions;
    }
    for (const auto *pairs : {&data.heldOut, &data.guardPairs}) {
        for (const AlbumPair &pair : *pairs) {
            m_captionsOf[pair.photo].push_back(pair.text);
        }
    }
    for (const std::size_t photo : m_pool) {
        m_captionsOf.try_emplace(photo);
    }
    if (!m_guardPool.empty() && data.guardPairs.empty()) {
        m_guardTexts = data.guardTexts;
        m_guardTexts.resize(std::min(m_guardTexts.size(), model.changesTextTower()
                                                              ? kMostGuardTextsThroughTower
                                                              : kMostGuardTexts));
        m_guardAnswers =
            at::mm(model.baseTexts(m_guardTexts), model.baseImages(m_guardPool).t()).argmax(1);
    }
}

std::optional<SetFigures> AlbumFigures::heldOut(const Parameters &weights) const {
    if (m_data.heldOut.empty()) {
        return std::nullopt;
    }
    const Question question = questionOf(m_data.heldOut, m_data.guardPairs, m_pool);
    const at::Tensor cosines = at::mm(m_model.texts(weights, question.texts),
                                      m_model.images(weights, m_pool).t()); // [captions, pool]
    return SetFigures{static_cast<std::int64_t>(photosOf(m_data.heldOut).size()), question.captions,
                      recallWithEquals(cosines, question.right)};
}

std::optional<SetFigures> AlbumFigures::guard(const Parameters &weights) const {
    if (m_guardPool.empty()) {
        return std::nullopt;
    }
    const auto photos = static_cast<std::int64_t>(m_guardPool.size());
    const at::Tensor images = m_model.images(weights, m_guardPool);
    if (!m_data.guardPairs.empty()) {
        std::vector<AlbumPair> pairs = m_data.guardPairs;
        std::erase_if(pairs, [this](const AlbumPair &pair) {
            return !std::ranges::binary_search(m_guardPool, pair.photo);
        });
        const Question question = questionOf(pairs, {}, m_guardPool);
        const at::Tensor cosines = at::mm(m_model.texts(weights, question.texts), images.t());
        return SetFigures{photos, question.captions, recallWithEquals(cosines, question.right)};
    }
    if (m_guardTexts.empty()) {
        return std::nullopt;
    }
    const at::Tensor cosines = at::mm(m_model.texts(weights, m_guardTexts), images.t());
    const at::Tensor right =
        at::zeros(cosines.sizes(), at::kBool).scatter_(1, m_guardAnswers.unsqueeze(1), true);
    return SetFigures{photos, static_cast<std::int64_t>(m_guardTexts.size()),
                      recallWithEquals(cosines, right)};
}

std::optional<double> AlbumFigures::heldOutLoss(const Parameters &weights) const {
    if (m_data.heldOut.empty()) {
        return std::nullopt;
    }
    const Question question = questionOf(m_data.heldOut, m_data.guardPairs, m_pool);
    const double scale = std::exp(m_model.logScale());
    const at::Tensor logits =
        scale * at::mm(m_model.texts(weights, question.texts), m_model.images(weights, m_pool).t());
    const at::Tensor chance = at::log_softmax(logits, 1).masked_fill(
        question.right.logical_not(), -std::numeric_limits<float>::infinity());
    return -at::logsumexp(chance, 1).mean().item<double>();
}

bool AlbumFigures::isRight(std::size_t query, std::size_t photo) const {
    const std::string asked = padded(m_data.texts[query]);
    return std::ranges::any_of(m_captionsOf.at(photo), [&](std::size_t caption) {
        const std::string said = padded(m_data.texts[caption]);
        return caption == query || std::ranges::any_of(m_data.names, [&](const AlbumName &name) {
                   const std::string text = " " + name.text + " ";
                   return asked.find(text) != std::string::npos &&
                          said.find(text) != std::string::npos;
               });
    });
}

std::vector<ExampleAnswer> AlbumFigures::examples(const Parameters &weights) const {
    std::vector<std::size_t> photos = m_pool;
    if (!m_model.changesImageTower()) { // else they would have to be encoded
        photos.insert(photos.end(), m_learned.begin(), m_learned.end());
    }
    std::vector<ExampleAnswer> answers;
    if (photos.empty() || m_data.examples.empty()) {
        return answers;
    }
    const at::Tensor cosines =
        at::mm(m_model.texts(weights, m_data.examples), m_model.images(weights, photos).t());
    const auto count = std::min<std::int64_t>(kShown, static_cast<std::int64_t>(photos.size()));
    const at::Tensor best = std::get<1>(cosines.topk(count, 1)).contiguous();
    for (std::size_t q = 0; q < m_data.examples.size(); ++q) {
        const std::size_t query = m_data.examples[q];
        ExampleAnswer answer;
        answer.query = m_data.texts[query];
        for (std::int64_t i = 0; i < count; ++i) {
            const std::size_t photo = photos[static_cast<std::size_t>(
                best[static_cast<std::int64_t>(q)][i].item<std::int64_t>())];
            answer.photos.push_back(photo);
            answer.right.push_back(isRight(query, photo));
        }
        answers.push_back(std::move(answer));
    }
    return answers;
}

EvaluationEvent AlbumFigures::evaluate(const Parameters &weights) const {
    const at::NoGradGuard noGrad;
    EvaluationEvent event;
    event.heldOut = heldOut(weights);
    event.guard = guard(weights);
    event.heldOutLoss = heldOutLoss(weights);
    return event;
}

StrengthFigures AlbumFigures::atStrength(const Parameters &changes, double strength) const {
    const at::NoGradGuard noGrad;
    const Parameters weights = m_model.weights(changes, strength);
    return {strength, heldOut(weights), guard(weights), examples(weights)};
}

} // namespace fovea::training
