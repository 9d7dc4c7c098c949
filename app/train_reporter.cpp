#include "app/train_reporter.h"

#include "app/json_output.h"
#include "app/model_names.h"
#include "app/train_refusal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace fovea::app {
namespace {

template <typename T>
nlohmann::json orNull(const std::optional<T> &value) {
    return value ? toJson(*value) : nlohmann::json();
}

/// What is no number in JSON is null.
nlohmann::json finite(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json etaOf(const Progress &progress) {
    if (progress.ratePerSecond <= 0) {
        return {};
    }
    return std::ceil(static_cast<double>(progress.total - progress.done) / progress.ratePerSecond);
}

nlohmann::json toJson(const MethodPlan &plan) {
    const training::AlbumOptions &options = plan.options;
    return {{"method", training::methodName(options.method)},
            {"steps", plan.steps},
            {"epochs", options.epochs},
            {"batch", options.batch},
            {"learning_rate", options.learningRate},
            {"weight_decay", options.weightDecay},
            {"rank", options.rank},
            {"alpha", options.alpha},
            {"dropout", options.dropout},
            {"eta_s", std::ceil(plan.seconds)},
            {"memory_bytes", plan.memoryBytes}};
}

nlohmann::json exampleToJson(const training::ExampleAnswer &example,
                             const std::vector<AnsweredPhoto> &photos) {
    nlohmann::json answers = nlohmann::json::array();
    for (std::size_t i = 0; i < example.photos.size(); ++i) {
        const AnsweredPhoto &photo = photos[example.photos[i]];
        answers.push_back(
            {{"photo", photo.photo ? nlohmann::json(photo.photo.value) : nlohmann::json()},
             {"path", photo.file.string()},
             {"right", static_cast<bool>(example.right[i])}});
    }
    return {{"query", example.query}, {"photos", answers}};
}

std::string durationText(double seconds) {
    const auto whole = std::max(1L, std::lround(seconds));
    if (whole < 90) {
        return std::to_string(whole) + " s";
    }
    if (whole < 90 * 60) {
        return std::to_string(std::lround(seconds / 60)) + " min";
    }
    return std::to_string(std::lround(seconds / 3600)) + " h";
}

void printRow(const char *name, const search::RecallFigures &before,
              const search::RecallFigures &after) {
    std::printf("  %-15s %6.1f %% -> %5.1f %%   %6.1f %% -> %5.1f %%   %6.1f %% -> %5.1f %%   "
                "%7.1f -> %.1f\n",
                name, before.r1 * 100, after.r1 * 100, before.r5 * 100, after.r5 * 100,
                before.r10 * 100, after.r10 * 100, before.medianRank, after.medianRank);
}

void printSet(const std::string &title, const std::optional<training::SetFigures> &before,
              const std::optional<training::SetFigures> &after) {
    if (!before || !after) {
        return;
    }
    std::printf("%s: %lld captions, %lld photos\n", title.c_str(),
                static_cast<long long>(after->captions), static_cast<long long>(after->photos));
    std::printf("  %-15s %19s   %19s   %19s   %s\n", "", "R@1", "R@5", "R@10", "median rank");
    printRow("text to image", before->recall.textToImage, after->recall.textToImage);
    printRow("image to text", before->recall.imageToText, after->recall.imageToText);
}

std::string_view titleOf(std::string_view phase, std::string_view unit) {
    if (phase == "reading") {
        return "Reading photos";
    }
    if (phase == "encoding") {
        return unit == "photos"     ? "Looking at photos"
               : unit == "captions" ? "Reading captions"
                                    : "Looking at captions and photos";
    }
    if (phase == "evaluating") {
        return "Measuring";
    }
    return phase == "refreshing" ? "Refreshing the library" : "Learning";
}

} // namespace

nlohmann::json toJson(const training::SetFigures &figures) {
    return {{"photos", figures.photos},
            {"captions", figures.captions},
            {"text_to_image", toJson(figures.recall.textToImage)},
            {"image_to_text", toJson(figures.recall.imageToText)}};
}

nlohmann::json strengthsToJson(const TrainSummary &summary) {
    nlohmann::json strengths = nlohmann::json::array();
    for (const training::StrengthFigures &strength : summary.result.strengths) {
        nlohmann::json examples = nlohmann::json::array();
        for (const training::ExampleAnswer &example : strength.examples) {
            examples.push_back(exampleToJson(example, summary.photos));
        }
        strengths.push_back({{"strength", strength.strength},
                             {"held_out", orNull(strength.heldOut)},
                             {"guard", orNull(strength.guard)},
                             {"examples", examples}});
    }
    return strengths;
}

TrainReporter::TrainReporter(bool json, bool quiet)
    : m_json(json)
    , m_quiet(quiet) {}

void TrainReporter::started(const std::filesystem::path &run, std::string_view mode, bool resumed,
                            std::int64_t step) {
    if (m_json) {
        printJson({{"event", "started"},
                   {"run", run.string()},
                   {"mode", mode},
                   {"resumed", resumed},
                   {"step", step}});
    } else if (resumed) {
        say("Going on with the run that did not end, after step " + std::to_string(step) + ".");
    }
}

void TrainReporter::report(const TrainReport &report) {
    const training::CaptionReport &captions = report.captions;
    if (m_json) {
        nlohmann::json advice = nlohmann::json::array();
        nlohmann::json codes = nlohmann::json::array();
        for (const training::Advice &one : captions.advice) {
            advice.push_back(training::adviceSentence(one));
            codes.push_back({{"code", training::adviceCode(one.kind)}, {"count", one.count}});
        }
        nlohmann::json unreadable = nlohmann::json::array();
        for (const training::UnreadablePicture &file : captions.unreadable) {
            unreadable.push_back({{"path", file.path.string()}, {"reason", file.reason}});
        }
        printJson({{"event", "report"},
                   {"photos", captions.photos},
                   {"captioned", captions.captioned},
                   {"captions", captions.captions},
                   {"equal", captions.equal},
                   {"no_caption", captions.noCaption},
                   {"too_long", captions.tooLong},
                   {"unreadable", unreadable},
                   {"learn", report.learn},
                   {"held_out", report.heldOut},
                   {"guard", report.guard},
                   {"guard_kind", report.guardIsAgreement ? "agreement" : "captions"},
                   {"advice", advice},
                   {"advice_codes", codes}});
        return;
    }
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < std::min(kShown, captions.unreadable.size()); ++i) {
        say("Left out: " + captions.unreadable[i].reason);
    }
    if (captions.unreadable.size() > kShown) {
        say("Left out: " + std::to_string(captions.unreadable.size() - kShown) + " more.");
    }
    say(std::to_string(captions.photos) + " photos, " + std::to_string(captions.captioned) +
        " with a caption, " + std::to_string(captions.equal) + " captions are equal, " +
        std::to_string(captions.tooLong) + " too long; learning from " +
        std::to_string(report.learn) + ", " + std::to_string(report.heldOut) + " kept aside, " +
        std::to_string(report.guard) + " on guard.");
    for (const training::Advice &advice : captions.advice) {
        say(training::adviceSentence(advice));
    }
}

void TrainReporter::plan(const TrainPlan &plan) {
    if (m_json) {
        nlohmann::json methods = nlohmann::json::array();
        for (const MethodPlan &method : plan.methods) {
            methods.push_back(toJson(method));
        }
        nlohmann::json event = toJson(plan.chosen);
        event.update({{"event", "plan"},
                      {"proposed", training::methodName(plan.proposed)},
                      {"reason", training::reasonSentence(plan.reason, plan.words)},
                      {"reason_code", training::reasonCode(plan.reason)},
                      {"words", plan.words},
                      {"methods", methods}});
        printJson(event);
        return;
    }
    const training::AlbumOptions &options = plan.chosen.options;
    if (options.method == plan.proposed) {
        say(training::reasonSentence(plan.reason, plan.words));
    }
    say("Method " + std::string(training::methodName(options.method)) + ": " +
        std::to_string(plan.chosen.steps) + " steps in " + std::to_string(options.epochs) +
        " epochs of batches of " + std::to_string(options.batch) + ", about " +
        durationText(plan.chosen.seconds) + ", at most " +
        sizeText(static_cast<double>(plan.chosen.memoryBytes)) + " of memory.");
}

void TrainReporter::refused(const Refusal &refusal) {
    if (m_json) {
        printJson({{"event", "refused"},
                   {"code", refusalCode(refusal.kind)},
                   {"count", refusal.count},
                   {"available", refusal.available},
                   {"text", refusal.text},
                   {"sentence", refusal.sentence}});
    }
}

void TrainReporter::progress(std::string_view phase, const Progress &progress,
                             std::string_view unit) {
    if (unit.empty()) {
        unit = phase == "training" ? "steps" : phase == "evaluating" ? "strengths" : "photos";
    }
    if (m_json) {
        printJson({{"event", "progress"},
                   {"phase", phase},
                   {"unit", unit},
                   {"done", progress.done},
                   {"total", progress.total},
                   {"rate", progress.ratePerSecond},
                   {"eta_s", etaOf(progress)}});
        return;
    }
    if (!m_bar || m_phase != phase || m_unit != unit) {
        std::string name(unit);
        std::ranges::replace(name, '_', ' ');
        m_bar = std::make_unique<TerminalProgress>(std::string(titleOf(phase, unit)), m_quiet,
                                                   std::move(name));
        m_phase = phase;
        m_unit = unit;
    }
    m_bar->show(progress);
}

void TrainReporter::step(const training::StepEvent &event) {
    if (m_json) {
        printJson({{"event", "step"},
                   {"step", event.step},
                   {"epoch", event.epoch},
                   {"loss", finite(event.loss)},
                   {"temperature", finite(event.temperature)},
                   {"learning_rate", event.learningRate}});
    }
}

void TrainReporter::evaluation(const training::EvaluationEvent &event) {
    if (m_json) {
        printJson(
            {{"event", "evaluation"},
             {"step", event.step},
             {"epoch", event.epoch},
             {"held_out", orNull(event.heldOut)},
             {"guard", orNull(event.guard)},
             {"held_out_loss", event.heldOutLoss ? finite(*event.heldOutLoss) : nlohmann::json()}});
    }
}

void TrainReporter::paused(std::string_view reason, std::optional<int> batteryPercent) {
    if (m_json) {
        printJson(
            {{"event", "paused"},
             {"reason", reason},
             {"battery", batteryPercent ? nlohmann::json(*batteryPercent) : nlohmann::json()}});
    } else if (reason == "battery") {
        say("Paused: the battery is at " + std::to_string(batteryPercent.value_or(0)) +
            " %. Plug in to go on, or start with --on-battery.");
    }
}

void TrainReporter::resumed() {
    if (m_json) {
        printJson({{"event", "resumed"}});
    } else {
        say("Going on.");
    }
}

void TrainReporter::slowed(double celsius) {
    if (m_json) {
        printJson({{"event", "slowed"}, {"temperature_c", celsius}});
    } else {
        say("Going slower: the machine is at " + std::to_string(std::lround(celsius)) +
            " degrees.");
    }
}

void TrainReporter::cooled() {
    if (m_json) {
        printJson({{"event", "cooled"}});
    }
}

void TrainReporter::finished(const TrainSummary &summary) {
    const auto &strengths = summary.result.strengths;
    if (!m_json) {
        m_bar.reset();
        if (!m_quiet) {
            printSummary(summary);
        }
        return;
    }
    const auto figures = [&](const training::StrengthFigures &at) {
        return nlohmann::json{{"held_out", orNull(at.heldOut)}, {"guard", orNull(at.guard)}};
    };
    const bool measured = !strengths.empty();
    printJson(
        {{"event", "finished"},
         {"adapter", summary.adapter.empty() ? nlohmann::json() : nlohmann::json(summary.adapter)},
         {"out", nlohmann::json()},
         {"model", summary.model},
         {"in_use", summary.inUse},
         {"method", training::methodName(summary.method)},
         {"words", summary.result.words},
         {"guard_kind", summary.guardIsAgreement ? "agreement" : "captions"},
         {"before", measured ? figures(strengths.front()) : nlohmann::json()},
         {"after", measured ? figures(strengths.back()) : nlohmann::json()},
         {"strengths", strengthsToJson(summary)},
         {"steps", summary.result.steps},
         {"elapsed_s", summary.elapsedSeconds},
         {"stopped_early", summary.result.stoppedEarly.empty()
                               ? nlohmann::json()
                               : nlohmann::json(summary.result.stoppedEarly)},
         {"learned_all", summary.result.learnedAll},
         {"stopped", summary.result.stopped}});
}

void TrainReporter::printSummary(const TrainSummary &summary) {
    const training::AlbumResult &result = summary.result;
    if (result.stopped) {
        std::printf("Stopped after %lld steps. The same command goes on from here.\n",
                    static_cast<long long>(result.steps));
        return;
    }
    if (!result.stoppedEarly.empty()) {
        std::printf("%s\n", result.stoppedEarly.c_str());
    }
    if (!result.strengths.empty()) {
        const auto &before = result.strengths.front();
        const auto &after = result.strengths.back();
        printSet("Your captions, kept aside", before.heldOut, after.heldOut);
        printSet(summary.guardIsAgreement ? "General captions, the same photo as before"
                                          : "Other captions",
                 before.guard, after.guard);
    }
    if (result.learnedAll) {
        std::printf("Measured without what was kept aside, which was then learned too.\n");
    }
    if (summary.adapter.empty()) {
        std::printf("Nothing was learned that is worth keeping.\n");
        return;
    }
    std::printf("Learned %s by %s in %s.\n", summary.adapter.c_str(),
                std::string(training::methodName(summary.method)).c_str(),
                durationText(summary.elapsedSeconds).c_str());
    std::printf(summary.inUse ? "It answers now. Off again: fovea models use %s\n"
                              : "It is switched off. On: fovea models use %s\n",
                summary.inUse ? summary.model.substr(0, summary.model.find('+')).c_str()
                              : summary.model.c_str());
}

void TrainReporter::say(const std::string &sentence) {
    if (m_json || m_quiet) {
        return;
    }
    if (m_bar) {
        m_bar->clear();
    }
    std::fprintf(stderr, "%s\n", sentence.c_str());
}

} // namespace fovea::app
