#include "engine/training/album_state.h"

#include "engine/training/checkpoint.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace fovea::training {
namespace {

constexpr std::int64_t kFewestToJudge = 10; ///< held-out captions by which a state is chosen
constexpr int kPatience = 4; ///< evaluations in a row that may find the guard too low
constexpr double kMostGuardFactor = 8;

bool sameShapes(const Parameters &a, const Parameters &b) {
    return a.size() == b.size() && std::ranges::all_of(a, [&](const auto &entry) {
               const auto at = b.find(entry.first);
               return at != b.end() && at->second.sizes() == entry.second.sizes();
           });
}

} // namespace

Parameters copyOf(const Parameters &parameters) {
    Parameters copy;
    for (const auto &[name, tensor] : parameters) {
        copy.emplace(name, tensor.detach().clone());
    }
    return copy;
}

Result<void> AlbumState::write(const std::filesystem::path &runFolder, const Parameters &moments,
                               const Parameters &wordMoments) const {
    Checkpoint checkpoint;
    checkpoint.groups = {
        {"changes", changes}, {"moments", moments}, {"word_moments", wordMoments}, {"best", best}};
    checkpoint.texts["step"] = std::to_string(step);
    checkpoint.texts["last_pass_at"] = std::to_string(lastPassAt);
    checkpoint.texts["best_score"] = exactText(bestScore);
    checkpoint.texts["guard_before"] = exactText(guardBefore);
    checkpoint.texts["guard_factor"] = exactText(guardFactor);
    checkpoint.texts["suffering"] = std::to_string(suffering);
    checkpoint.texts["stopped_early"] = stoppedEarly;
    return checkpoint.write(runFolder / kCheckpointFile);
}

Result<bool> AlbumState::read(const std::filesystem::path &runFolder, Parameters &moments,
                              Parameters &wordMoments) {
    auto read = Checkpoint::read(runFolder / kCheckpointFile);
    if (!read) {
        return fail(read.error());
    }
    if (!*read) {
        return false;
    }
    Checkpoint &checkpoint = **read;
    const auto text = [&checkpoint](const char *name) { return checkpoint.texts.find(name); };
    if (!sameShapes(changes, checkpoint.groups["changes"]) ||
        text("guard_factor") == checkpoint.texts.end()) {
        return fail(ErrorCode::BadUsage, (runFolder / kCheckpointFile).string() +
                                             " is of another training. Begin again with --fresh.");
    }
    changes = std::move(checkpoint.groups["changes"]);
    best = std::move(checkpoint.groups["best"]);
    moments = std::move(checkpoint.groups["moments"]);
    wordMoments = std::move(checkpoint.groups["word_moments"]);
    step = std::stoll(checkpoint.texts.at("step"));
    lastPassAt = std::stoll(checkpoint.texts.at("last_pass_at"));
    bestScore = std::stod(checkpoint.texts.at("best_score"));
    guardBefore = std::stod(checkpoint.texts.at("guard_before"));
    guardFactor = std::stod(checkpoint.texts.at("guard_factor"));
    suffering = std::stoi(checkpoint.texts.at("suffering"));
    stoppedEarly = checkpoint.texts.at("stopped_early");
    return true;
}

void AlbumState::judge(const EvaluationEvent &event, double allowedGuardLoss, bool isLast) {
    if (event.guard) {
        const double guard = event.guard->recall.textToImage.r10;
        if (guardBefore < 0) {
            guardBefore = guard;
        }
        if (guard < guardBefore - allowedGuardLoss) {
            guardFactor = std::min(2 * guardFactor, kMostGuardFactor);
            if (++suffering < kPatience && !isLast) {
                return; // the first steps are the widest
            }
            stoppedEarly = "It was stopped early, because general searches began to "
                           "suffer; what was learned before is kept.";
            return;
        }
    }
    suffering = 0;
    double score = 0; // too few to judge by: the later state is the better one
    if (event.heldOut && event.heldOut->captions >= kFewestToJudge) {
        const search::Recall &recall = event.heldOut->recall;
        score = recall.textToImage.r1 + recall.textToImage.r5 + recall.textToImage.r10 +
                recall.imageToText.r1 + recall.imageToText.r5 + recall.imageToText.r10;
    }
    if (score >= bestScore) {
        bestScore = score;
        best = copyOf(changes);
    }
}

} // namespace fovea::training
