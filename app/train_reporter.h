#pragma once

#include "app/terminal_progress.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/training/caption_report.h"
#include "engine/training/method_proposal.h"
#include "engine/training/training_job.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::app {

struct Refusal;

/// What was found before anything is learned.
struct TrainReport {
    training::CaptionReport captions;
    std::size_t learn = 0; ///< photos
    std::size_t heldOut = 0;
    std::size_t guard = 0;
    bool guardIsAgreement = true; ///< no true captions: the same photos as before have to be found
};

/// One method with what it would take here.
struct MethodPlan {
    training::AlbumOptions options;
    std::int64_t steps = 0;
    double seconds = 0;
    std::int64_t memoryBytes = 0;
};

struct TrainPlan {
    training::Method proposed = training::Method::Projection;
    training::ProposalReason reason = training::ProposalReason::Size;
    std::vector<std::string> words;
    MethodPlan chosen;
    std::vector<MethodPlan> methods; ///< all that the model can be taught by
};

/// A photo of the answers.
struct AnsweredPhoto {
    PhotoId photo;
    std::filesystem::path file;
};

struct TrainSummary {
    std::string adapter; ///< empty where none was made
    std::string model;   ///< as `fovea models use` takes it
    bool inUse = false;
    training::Method method = training::Method::Projection;
    training::AlbumResult result;
    std::vector<AnsweredPhoto> photos; ///< by the numbers of the job
    bool guardIsAgreement = true;
    double elapsedSeconds = 0;
};

/// Figures, strengths and examples as docs/formats.md has them.
nlohmann::json toJson(const training::SetFigures &figures);
nlohmann::json strengthsToJson(const TrainSummary &summary);

/// Tells of a training as JSON Lines on standard output, or as a bar and sentences for a person.
/// Thread: one at a time.
class TrainReporter {
public:
    TrainReporter(bool json, bool quiet);

    void started(const std::filesystem::path &run, std::string_view mode, bool resumed,
                 std::int64_t step);
    void report(const TrainReport &report);
    void plan(const TrainPlan &plan);
    /// Why nothing is learned; the caller fails with its sentence.
    void refused(const Refusal &refusal);
    /// `phase`: reading, encoding, training, evaluating, refreshing. `unit`: what is counted
    /// (photos, captions, captions_and_photos, steps, strengths); empty: as usual in the phase.
    void progress(std::string_view phase, const Progress &progress, std::string_view unit = {});
    void step(const training::StepEvent &event);
    void evaluation(const training::EvaluationEvent &event);
    /// `reason`: asked or battery.
    void paused(std::string_view reason, std::optional<int> batteryPercent = {});
    void resumed();
    void slowed(double celsius);
    void cooled();
    void finished(const TrainSummary &summary);
    /// A sentence for a person, beside the progress; none to programs.
    void say(const std::string &sentence);

private:
    void printSummary(const TrainSummary &summary);

    const bool m_json;
    const bool m_quiet;
    std::string m_phase;
    std::string m_unit;
    std::unique_ptr<TerminalProgress> m_bar;
};

} // namespace fovea::app
