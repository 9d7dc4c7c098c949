#include "engine/training/method_proposal.h"

#include <algorithm>

namespace fovea::training {
namespace {

constexpr std::size_t kMostPhotosForNames = 500;
constexpr std::size_t kPhotosPerName = 6; ///< at least, on average
constexpr std::size_t kAlwaysFew = 4;     ///< names, whatever the photos
constexpr std::size_t kFewestForLowRank = 2'000;
constexpr std::size_t kFewestForFull = 20'000;
constexpr double kVaried = .5; ///< share of captions that are no repetition

/// "zorbo", "zorbo and fido", "zorbo, fido and 3 more".
std::string listOf(const std::vector<std::string> &words) {
    constexpr std::size_t kShown = 3;
    std::string list;
    const std::size_t shown = words.size() <= kShown ? words.size() : kShown - 1;
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == words.size();
        list += (i == 0 ? "" : last ? " and " : ", ") + words[i];
    }
    return shown == words.size() ? list
                                 : list + " and " + std::to_string(words.size() - shown) + " more";
}

} // namespace

std::string_view methodName(Method method) {
    switch (method) {
    case Method::Names:
        return "names";
    case Method::Projection:
        return "projection";
    case Method::LowRank:
        return "lora";
    case Method::Full:
        return "full";
    }
    return {};
}

std::string_view reasonCode(ProposalReason reason) {
    switch (reason) {
    case ProposalReason::NewWords:
        return "new_words";
    case ProposalReason::Size:
        return "size";
    case ProposalReason::Thousands:
        return "thousands";
    case ProposalReason::ManyThousands:
        return "many_thousands";
    case ProposalReason::NoLastLayer:
        return "no_last_layer";
    case ProposalReason::NoNewWord:
        return "no_new_word";
    }
    return {};
}

std::string reasonSentence(ProposalReason reason, const std::vector<std::string> &words) {
    switch (reason) {
    case ProposalReason::NewWords:
        return "Most captions have a word that the model does not know (" + listOf(words) +
               "), so it learns these words and stays as it is for all others.";
    case ProposalReason::Size:
        return "An album of this size teaches how its words and pictures belong together; "
               "adjusting the last layer is enough for that, and quick.";
    case ProposalReason::Thousands:
        return "Thousands of captions that differ can teach the model more than its last layer "
               "holds; a low-rank change keeps it small.";
    case ProposalReason::ManyThousands:
        return "So many photos with captions of their own are enough to train the whole model "
               "with.";
    case ProposalReason::NoLastLayer:
        return "The image tower of this model has no last layer of its own to adjust, so a "
               "low-rank change is the next that serves.";
    case ProposalReason::NoNewWord:
        return "No new word stands in the captions of two photos or more, so the last layers of "
               "the text side learn a small change instead of a word; general captions are held "
               "to where they are.";
    }
    return {};
}

MethodProposal proposeMethod(const ProposalFacts &facts) {
    const bool mostlyNew = facts.photosWithNewWords * 2 >= facts.photos && !facts.newWords.empty();
    // Names come back in photo after photo. Where the words are nearly as many as the photos, they
    // name kinds of things, or are a language that the model does not know; then the photos have to
    // teach how words and pictures belong together.
    const std::size_t mostNames = std::max(kAlwaysFew, facts.photosWithNewWords / kPhotosPerName);
    const bool varied = static_cast<double>(facts.distinctCaptions) >=
                        kVaried * static_cast<double>(facts.captions);
    if (mostlyNew && facts.newWords.size() <= mostNames && facts.photos <= kMostPhotosForNames) {
        return {Method::Names, ProposalReason::NewWords};
    }
    if (facts.photos >= kFewestForFull && varied) {
        return {Method::Full, ProposalReason::ManyThousands};
    }
    if (facts.photos >= kFewestForLowRank && varied) {
        return {Method::LowRank, ProposalReason::Thousands};
    }
    if (facts.trunk == clip::TrunkKind::ModifiedResNet) {
        return {Method::LowRank, ProposalReason::NoLastLayer};
    }
    return {Method::Projection, ProposalReason::Size};
}

Result<void> checkMethod(Method method, const clip::ModelConfig &model) {
    if (method == Method::Projection && model.vision.kind == clip::TrunkKind::ModifiedResNet) {
        return fail(ErrorCode::Unsupported,
                    "The image tower of " + model.name +
                        " (ModifiedResNet) has no projection of its own to adjust. Choose --method "
                        "names, lora or full.");
    }
    return {};
}

} // namespace fovea::training
