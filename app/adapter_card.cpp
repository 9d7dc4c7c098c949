#include "app/adapter_card.h"

#include "app/json_output.h"
#include "engine/core/atomic_file.h"
#include "engine/training/method_proposal.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace fovea::app {
namespace {

std::string isoTime(std::int64_t ms) {
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

template <typename... Values>
std::string format(const char *pattern, Values... values) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), pattern, values...);
    return text.data();
}

nlohmann::json figuresOf(const training::StrengthFigures &figures) {
    const auto set = [](const std::optional<training::SetFigures> &of) {
        return of ? toJson(*of) : nlohmann::json();
    };
    return {{"held_out", set(figures.heldOut)}, {"guard", set(figures.guard)}};
}

void addRow(std::string &text, const char *name, const search::RecallFigures &before,
            const search::RecallFigures &after) {
    text += format("| %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f | "
                   "%.1f |\n",
                   name, before.r1 * 100, after.r1 * 100, before.r5 * 100, after.r5 * 100,
                   before.r10 * 100, after.r10 * 100, before.medianRank, after.medianRank);
}

void addFigures(std::string &text, const std::string &title,
                const std::optional<training::SetFigures> &before,
                const std::optional<training::SetFigures> &after) {
    if (!before || !after) {
        return;
    }
    text += "\n" + title + ": " + std::to_string(after->captions) + " captions, " +
            std::to_string(after->photos) +
            " photos.\n\n| | R@1 before | after | R@5 before | after | R@10 before | after | "
            "median rank before | after |\n|---|---|---|---|---|---|---|---|---|\n";
    addRow(text, "text to image", before->recall.textToImage, after->recall.textToImage);
    addRow(text, "image to text", before->recall.imageToText, after->recall.imageToText);
}

/// What it stands on, in a sentence; empty: nothing.
std::string groundOf(const AdapterFacts &facts) {
    return facts.onTopOf.empty()
               ? std::string()
               : "\nIt was learned on top of the adapter " + facts.onTopOf +
                     ", which it holds too, whole at every strength. That one is not needed any "
                     "more.\n";
}

nlohmann::json optionsOf(const AdapterFacts &facts) {
    nlohmann::json options = toJson(facts.plan.options);
    options["hold_out"] = facts.holdOut;
    return options;
}

} // namespace

nlohmann::json adapterCard(const AdapterFacts &facts) {
    const training::AlbumResult &result = facts.summary.result;
    const bool measured = !result.strengths.empty();
    return {{"name", facts.name},
            {"made", isoTime(facts.madeMs)},
            {"model", facts.model},
            {"base", facts.base},
            {"on_top_of", facts.onTopOf.empty() ? nlohmann::json() : nlohmann::json(facts.onTopOf)},
            {"fovea", FOVEA_VERSION},
            {"libtorch", FOVEA_TORCH_VERSION},
            {"method", training::methodName(facts.summary.method)},
            {"words", result.words},
            {"options", optionsOf(facts)},
            {"steps", result.steps},
            {"elapsed_s", facts.summary.elapsedSeconds},
            {"stopped_early",
             result.stoppedEarly.empty() ? nlohmann::json() : nlohmann::json(result.stoppedEarly)},
            {"learned_all", result.learnedAll},
            {"data",
             {{"source", facts.source},
              {"hash", facts.dataHash},
              {"photos", facts.report.captions.captioned},
              {"captions", facts.report.captions.captions},
              {"learn", facts.report.learn},
              {"held_out", facts.report.heldOut},
              {"guard", facts.report.guard}}},
            {"guard_kind", facts.report.guardIsAgreement ? "agreement" : "captions"},
            {"before", measured ? figuresOf(result.strengths.front()) : nlohmann::json()},
            {"after", measured ? figuresOf(result.strengths.back()) : nlohmann::json()},
            {"strengths", strengthsToJson(facts.summary)}};
}

std::string adapterReadme(const AdapterFacts &facts) {
    const training::AlbumResult &result = facts.summary.result;
    const training::AlbumOptions &options = facts.plan.options;
    std::string words;
    for (const std::string &word : result.words) {
        words += (words.empty() ? "" : ", ") + word;
    }
    std::string text =
        "# " + facts.name + "\n\nAn adapter for " + facts.model + " (weights " + facts.base +
        "), made " + isoTime(facts.madeMs) + " by Fovea " + FOVEA_VERSION + " with LibTorch " +
        FOVEA_TORCH_VERSION + ". It is of use with these weights alone.\n" + groundOf(facts) +
        "\n## Data\n\n" + "\"" + facts.source +
        "\": " + std::to_string(facts.report.captions.captioned) + " photos with " +
        std::to_string(facts.report.captions.captions) + " captions (hash " + facts.dataHash +
        "). Learned from " + std::to_string(facts.report.learn) + " of them; " +
        std::to_string(facts.report.heldOut) + " were kept aside, and " +
        std::to_string(facts.report.guard) + " photos watched over other searches.\n";
    if (!words.empty()) {
        text += "\nWords learned: " + words + ".\n";
    }
    text += "\n## Method\n\n" + std::string(training::methodName(facts.summary.method)) + ": " +
            std::to_string(result.steps) + " steps in " + std::to_string(options.epochs) +
            " epochs of batches of " + std::to_string(options.batch) + " photos, learning rate " +
            format("%g", options.learningRate) + ", weight decay " +
            format("%g", options.weightDecay) + ", seed " + std::to_string(options.seed);
    if (facts.summary.method == training::Method::LowRank) {
        text += ", rank " + std::to_string(options.rank) + ", alpha " +
                format("%g", options.alpha) + ", dropout " + format("%g", options.dropout);
    }
    text += format(". It took %.0f s.\n", facts.summary.elapsedSeconds);
    if (!result.stoppedEarly.empty()) {
        text += "\n" + result.stoppedEarly + "\n";
    }
    text += "\n## Before and after\n";
    if (!result.strengths.empty()) {
        const auto &before = result.strengths.front();
        const auto &after = result.strengths.back();
        addFigures(text, "Captions kept aside", before.heldOut, after.heldOut);
        addFigures(text,
                   facts.report.guardIsAgreement
                       ? "General captions, for which the same photo as before has to be found"
                       : "Other captions, which were not learned",
                   before.guard, after.guard);
    }
    if (result.learnedAll) {
        text += "\nThese figures are those without what was kept aside. A last pass then learned "
                "that too.\n";
    }
    return text;
}

Result<void> writeAdapterCard(const std::filesystem::path &folder, const AdapterFacts &facts) {
    const std::string card =
        adapterCard(facts).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    if (auto written = writeFileAtomically(folder / "card.json", std::as_bytes(std::span(card)));
        !written) {
        return written;
    }
    const std::string readme = adapterReadme(facts);
    return writeFileAtomically(folder / "README.md", std::as_bytes(std::span(readme)));
}

} // namespace fovea::app
