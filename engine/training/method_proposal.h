#pragma once

#include "engine/clip/model_config.h"
#include "engine/core/error.h"
#include "engine/training/training_job.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// "names", "projection", "lora", "full".
std::string_view methodName(Method method);

/// What the choice of a method rests on.
struct ProposalFacts {
    std::size_t photos = 0; ///< with captions
    std::size_t captions = 0;
    std::size_t distinctCaptions = 0;
    std::vector<std::string> newWords;
    std::size_t photosWithNewWords = 0;
    clip::TrunkKind trunk = clip::TrunkKind::VisionTransformer;
};

/// Why a method is proposed. Programs know each by its code.
enum class ProposalReason {
    NewWords,  ///< a few names stand in most captions
    Size,      ///< an album as most are
    Thousands, ///< of captions that differ
    ManyThousands,
    NoLastLayer, ///< the model has none to adjust
    NoNewWord,   ///< where names are asked for, and there are none
};

struct MethodProposal {
    Method method = Method::Projection;
    ProposalReason reason = ProposalReason::Size;
};

/// "new_words"
std::string_view reasonCode(ProposalReason reason);
/// A sentence for the command line. `words`: the new ones.
std::string reasonSentence(ProposalReason reason, const std::vector<std::string> &words);

/// The cheapest method that serves.
MethodProposal proposeMethod(const ProposalFacts &facts);

/// Refuses, with a sentence, what this kind of model cannot be taught by.
Result<void> checkMethod(Method method, const clip::ModelConfig &model);

} // namespace fovea::training
