#include "app/album_plan.h"

#include "engine/core/resources.h"
#include "engine/training/album_defaults.h"
#include "engine/training/caption_report.h"
#include "engine/training/caption_text.h"
#include "engine/training/method_proposal.h"
#include "engine/training/new_words.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace fovea::app {
namespace {

using training::Method;

constexpr std::array kMethods{Method::Names, Method::Projection, Method::LowRank, Method::Full};

std::vector<training::JobCaption> captionsOf(const PhotoSet &set) {
    std::vector<training::JobCaption> captions;
    for (std::size_t i = 0; i < set.captions.size(); ++i) {
        for (const std::string &text : set.captions[i]) {
            captions.push_back({i, text});
        }
    }
    return captions;
}

std::size_t distinctOf(const std::vector<training::JobCaption> &captions) {
    std::set<std::string_view> texts;
    for (const auto &caption : captions) {
        texts.insert(caption.text);
    }
    return texts.size();
}

std::vector<std::string> lowerCaseWords(const std::vector<std::string> &words) {
    std::vector<std::string> lower;
    for (const std::string &word : words) {
        for (std::string &part : training::wordsOf(word)) {
            lower.push_back(std::move(part));
        }
    }
    return lower;
}

/// Words that the adapter knows from which it goes on.
Result<std::vector<std::string>> wordsBefore(const Session &session) {
    const auto words = clip::wordsInUse(session.config(), session.adapter());
    if (!words) {
        return fail(words.error());
    }
    std::vector<std::string> texts;
    for (const clip::LearnedWord &word : *words) {
        texts.push_back(word.word);
    }
    return texts;
}

TrainReport reportOf(Session &session, const AlbumData &data, const clip::Tokenizer &tokenizer,
                     const AlbumPlan &album) {
    training::CaptionedSet set;
    for (std::size_t i = 0; i < data.taught.photos.size(); ++i) {
        set.photos.push_back({data.taught.photos[i].shown, {}, {}, data.taught.captions[i], {}});
    }
    set.photos.resize(set.photos.size() + data.noCaption);
    set.unreadable = data.unreadable;
    constexpr int kNoLimit = 1 << 20;
    TrainReport report{
        training::reportOn(
            set, [&](std::string_view text) { return tokenizer.encode(text, kNoLimit).size(); },
            static_cast<std::size_t>(session.config().text.contextLength)),
        album.learn.size(), album.heldOut.size(),
        data.guard.photos.empty() ? album.learn.size() : data.guard.photos.size(),
        data.guardIsAgreement};
    if (report.heldOut == 0) {
        report.captions.advice.push_back({training::AdviceKind::NothingAside});
    }
    if (data.guard.photos.empty()) {
        report.captions.advice.push_back({training::AdviceKind::NoGuard});
    }
    return report;
}

/// Forward passes of a few captions and, where photos are learned through, of pictures.
Result<training::TrialRates> timeTrial(Session &session, const AlbumData &data, bool images) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t kTexts = 16;
    constexpr std::size_t kImages = 2;
    const auto threads = static_cast<double>(session.options().threadCount());
    training::TrialRates rates;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < kTexts; ++i) {
        texts.push_back(data.taught.captions[i % data.taught.captions.size()].front());
    }
    const auto text = session.textEncoder(clip::Precision::Fp32, 1);
    if (!text) {
        return fail(text.error());
    }
    for (int round = 0; round < 2; ++round) { // the first one warms up
        const auto begin = Clock::now();
        if (const auto encoded = (*text)->encode(texts); !encoded) {
            return fail(encoded.error());
        }
        rates.textSeconds =
            std::chrono::duration<double>(Clock::now() - begin).count() / kTexts / threads;
    }
    if (!images) {
        return rates;
    }
    const auto encoder = session.imageEncoder(clip::Precision::Fp32, 1);
    if (!encoder) {
        return fail(encoder.error());
    }
    const int side = session.config().preprocessing.input.size;
    image::Image gray{side, side,
                      std::vector<std::uint8_t>(static_cast<std::size_t>(side) *
                                                    static_cast<std::size_t>(side) * 3,
                                                128)};
    const std::vector<image::Image> pictures(kImages, gray);
    for (int round = 0; round < 2; ++round) {
        const auto begin = Clock::now();
        if (const auto encoded = (*encoder)->encode(pictures); !encoded) {
            return fail(encoded.error());
        }
        rates.imageSeconds =
            std::chrono::duration<double>(Clock::now() - begin).count() / kImages / threads;
    }
    return rates;
}

std::size_t countCaptions(const std::vector<std::vector<std::string>> &captions) {
    std::size_t count = 0;
    for (const auto &ofPhoto : captions) {
        count += ofPhoto.size();
    }
    return count;
}

training::RunSize sizeOf(const AlbumData &data, const AlbumPlan &album, std::size_t general) {
    constexpr std::size_t kMostGeneral = 500; // are measured
    training::RunSize size;
    size.learnPhotos = album.learn.size();
    size.heldOutPhotos = album.heldOut.size();
    size.photos = data.taught.photos.size() + data.guard.photos.size();
    size.captions = countCaptions(data.taught.captions) + countCaptions(data.guard.captions);
    size.guardCaptions = general;
    for (const std::size_t photo : album.heldOut) {
        size.measuredCaptions += data.taught.captions[photo].size();
    }
    size.measuredCaptions += data.guardIsAgreement ? std::min(general, kMostGeneral)
                                                   : countCaptions(data.guard.captions);
    size.measuredPhotos = album.heldOut.size() + 2 * album.report.guard; // in both measures
    return size;
}

MethodPlan planOf(const training::AlbumOptions &options, const clip::ModelConfig &model,
                  const training::RunSize &size, const training::TrialRates &rates) {
    MethodPlan plan;
    plan.options = training::withDefaults(options, size);
    plan.steps = training::stepsOf(plan.options, size);
    plan.seconds = training::estimatedSeconds(plan.options, model, size, rates);
    plan.memoryBytes = training::estimatedMemoryBytes(plan.options, model, size);
    return plan;
}

} // namespace

Result<std::vector<std::string>> readGeneralCaptions() {
    auto lines = training::readLines(resourceFolder() / "guard_captions.txt");
    if (!lines) {
        return fail(ErrorCode::NotFound,
                    lines.error().message + ", which comes with Fovea. Install Fovea again.");
    }
    return lines;
}

Result<TrainPlan> chooseMethod(Session &session, const TrainCommand &command, const AlbumData &data,
                               const std::vector<std::string> &general) {
    const auto captions = captionsOf(data.taught);
    TrainPlan plan;
    plan.words = lowerCaseWords(command.words);
    if (plan.words.empty()) {
        const auto tokenizer = clip::openTokenizer(session.config());
        if (!tokenizer) {
            return fail(tokenizer.error());
        }
        const auto before = wordsBefore(session);
        if (!before) {
            return fail(before.error());
        }
        for (training::NewWord &word :
             training::findNewWords(*tokenizer, captions, general, *before)) {
            plan.words.push_back(std::move(word.word));
        }
    }
    training::ProposalFacts facts;
    facts.photos = data.taught.photos.size();
    facts.captions = captions.size();
    facts.distinctCaptions = distinctOf(captions);
    facts.newWords = plan.words;
    facts.photosWithNewWords = training::photosWithWords(captions, plan.words);
    facts.trunk = session.config().vision.kind;
    const training::MethodProposal proposal = training::proposeMethod(facts);
    plan.proposed = proposal.method;
    plan.reason = proposal.reason;
    training::AlbumOptions &options = plan.chosen.options;
    options.method = proposal.method;
    for (const Method method : kMethods) {
        if (command.method == training::methodName(method)) {
            options.method = method;
        }
    }
    if (options.method == Method::Names && plan.words.empty()) {
        plan.reason = training::ProposalReason::NoNewWord;
    }
    if (auto allowed = training::checkMethod(options.method, session.config()); !allowed) {
        return fail(allowed.error());
    }
    options.epochs = command.epochs;
    options.batch = command.batch;
    options.learningRate = command.learningRate;
    options.weightDecay = command.weightDecay;
    options.rank = command.rank;
    options.alpha = command.alpha;
    options.dropout = command.dropout;
    options.seed = command.seed;
    options.threads = session.options().threadCount();
    options.checkpointEvery = command.checkpointEvery;
    options.words = plan.words;
    return plan;
}

Result<AlbumPlan> planAlbum(Session &session, const TrainCommand &command, const AlbumData &data,
                            const PhotoFeatures &features, TrainPlan chosen,
                            const std::vector<std::string> &general) {
    AlbumPlan album;
    album.plan = std::move(chosen);
    const auto dim = static_cast<std::size_t>(session.space().dim);
    const std::size_t taught = data.taught.photos.size();
    const auto groups = training::groupPhotos(std::span(features.traits).first(taught),
                                              std::span(features.embeddings).first(taught * dim),
                                              dim, session.options().threadCount());
    training::PhotoSplit split = training::splitByGroups(groups, command.holdOut, command.seed);
    album.learn = std::move(split.learn);
    album.heldOut = std::move(split.heldOut);

    const auto tokenizer = clip::openTokenizer(session.config());
    if (!tokenizer) {
        return fail(tokenizer.error());
    }
    album.report = reportOf(session, data, *tokenizer, album);
    album.size = sizeOf(data, album, general.size());
    const bool looks = std::ranges::any_of(kMethods, [&](Method method) {
        return (command.planOnly || method == album.plan.chosen.options.method) &&
               training::needsPixels(method, session.config());
    });
    const auto rates = timeTrial(session, data, looks);
    if (!rates) {
        return fail(rates.error());
    }
    training::AlbumOptions options = album.plan.chosen.options;
    album.plan.chosen = planOf(options, session.config(), album.size, *rates);
    for (const Method method : kMethods) {
        options.method = method;
        if (training::checkMethod(method, session.config())) {
            album.plan.methods.push_back(planOf(options, session.config(), album.size, *rates));
        }
    }
    return album;
}

} // namespace fovea::app
