#include "app/scratch_run.h"

#include "app/commands.h"
#include "app/job_control.h"
#include "app/json_output.h"
#include "app/scratch_data.h"
#include "app/scratch_tokenizer.h"
#include "app/train_reporter.h"
#include "engine/clip/safetensors.h"
#include "engine/training/training_loader.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;

constexpr const char *kCheckpoint = "checkpoint.safetensors";

/// The step of the checkpoint in `out`; 0 without one.
std::int64_t checkpointStep(const fs::path &out) {
    std::error_code error;
    if (!fs::exists(out / kCheckpoint, error)) {
        return 0;
    }
    const auto opened = clip::SafeTensors::open(out / kCheckpoint);
    if (!opened || !opened->metadata().contains("step")) {
        return 0;
    }
    return std::atoll(opened->metadata().find("step")->second.c_str());
}

class Observer final : public training::TrainingObserver {
public:
    explicit Observer(TrainReporter &reporter)
        : m_reporter(reporter) {}
    void step(const training::StepEvent &event) override { m_reporter.step(event); }
    void evaluation(const training::EvaluationEvent &event) override {
        m_reporter.evaluation(event);
    }
    void progress(std::string_view phase, const Progress &progress) override {
        m_reporter.progress(phase, progress);
    }

private:
    TrainReporter &m_reporter;
};

/// All that one process of a training holds. Thread: one.
class ScratchRun {
public:
    ScratchRun(const CommonOptions &common, const TrainCommand &train,
               const ScratchCommand &scratch, bool leads)
        : m_common(common)
        , m_train(train)
        , m_scratch(scratch)
        , m_leads(leads)
        , m_reporter(train.jsonProgress && leads, common.quiet || !leads) {}

    Result<int> run() {
        for (const auto &part : {&ScratchRun::readConfig, &ScratchRun::openModels,
                                 &ScratchRun::openData, &ScratchRun::openEvaluation}) {
            if (auto done = (this->*part)(); !done) {
                return done.error().code == ErrorCode::Stopped ? Result<int>(ExitStopped)
                                                               : fail(done.error());
            }
        }
        return train();
    }

private:
    bool locks() const { return !m_scratch.lockImage.empty(); }
    ProgressFunction reading(const char *phase) {
        return [this, phase](const Progress &progress) { m_reporter.progress(phase, progress); };
    }

    Result<void> readConfig() {
        const fs::path file =
            training::findScratchConfig(locks() ? m_scratch.lockImage : m_scratch.config);
        auto config = training::readScratchConfig(file);
        if (!config) {
            return fail(config.error());
        }
        m_configFolder = file.parent_path();
        m_job.model = config->model;
        m_job.openClip = config->openClip;
        m_job.options = withOverrides(config->options, m_train, m_scratch);
        m_job.out = m_scratch.out;
        m_job.threads = m_common.threadCount();
        m_job.cuda = m_common.device == clip::Device::Cuda;
        m_job.fresh = m_train.fresh;
        const std::int64_t step = m_train.fresh ? 0 : checkpointStep(m_job.out);
        m_reporter.started(m_job.out, locks() ? "locked" : "scratch", step > 0, step);
        return {};
    }

    Result<void> openModels() {
        fs::path merges = m_configFolder;
        if (locks() || !m_scratch.initialize.empty()) {
            CommonOptions options = m_common;
            options.model = m_scratch.initialize.empty() ? m_common.model : m_scratch.initialize;
            auto session = Session::openWithoutLibrary(options);
            if (!session) {
                return fail(session.error());
            }
            m_session = std::move(*session);
            m_job.initial = m_session->config();
            merges = locks() ? merges : m_job.initial->folder;
            if (locks() && m_job.model.preprocessing != m_job.initial->preprocessing) {
                return fail(ErrorCode::BadUsage,
                            m_job.initial->name + " takes pictures of another size or with other "
                                                  "colors than the configuration says. Copy its "
                                                  "vision_cfg and preprocess_cfg.");
            }
        }
        auto tokenizer = tokenizerFor(m_job.model, merges, m_job.out);
        if (!tokenizer) {
            return fail(tokenizer.error());
        }
        m_tokenizer.emplace(std::move(*tokenizer));
        m_job.tokenizer = &*m_tokenizer;
        auto pictures = TrainingPictures::start(m_job.model, m_common.threadCount());
        if (!pictures) {
            return fail(pictures.error());
        }
        m_pictures.emplace(std::move(*pictures));
        return {};
    }

    Result<void> openData() {
        std::string fingerprint;
        if (locks()) {
            auto data = readCaptionedData(m_train.data, m_train.images, m_stop);
            if (!data) {
                return fail(data.error());
            }
            auto features =
                lockedFeatures(*m_session, *data, *m_pictures, m_job.out / "features.safetensors",
                               m_stop, reading("encoding"));
            if (!features) {
                return fail(features.error());
            }
            m_locked = {data->photos.size(), std::move(*features), std::move(data->captions)};
            m_job.locked = &m_locked;
            fingerprint = data->fingerprint + m_session->space().key;
        } else {
            const PairsWanted wanted{m_train.data, m_train.images, m_job.out / "pictures",
                                     m_job.options.seed};
            auto pairs = openPairs(wanted, *m_pictures, m_stop, reading("reading"));
            if (!pairs) {
                return fail(pairs.error());
            }
            m_pairs = std::move(pairs->source);
            m_job.pairs = m_pairs.get();
            fingerprint = pairs->fingerprint;
        }
        m_job.fingerprint =
            training::fingerprintOf(m_job.openClip, m_job.options) + " " + fingerprint;
        return {};
    }

    Result<void> openEvaluation() {
        if (m_scratch.validate.empty() || !m_leads) {
            return {};
        }
        auto data = readCaptionedData(m_scratch.validate, m_train.images, m_stop);
        if (!data) {
            return fail(data.error());
        }
        training::ScratchEvaluation &set = m_job.evaluation;
        set.photos = data->photos.size();
        if (locks()) {
            auto features =
                lockedFeatures(*m_session, *data, *m_pictures, m_job.out / "validation.safetensors",
                               m_stop, reading("encoding"));
            if (!features) {
                return fail(features.error());
            }
            set.features = std::move(*features);
        } else {
            auto pixels = m_pictures->squares(data->photos, m_stop, reading("reading"));
            if (!pixels) {
                return fail(pixels.error());
            }
            set.pixels = std::move(*pixels);
        }
        set.captions = std::move(data->captions);
        return {};
    }

    Result<int> train() {
        const auto library = training::trainingLibrary();
        if (!library) {
            return fail(library.error());
        }
        Observer observer(m_reporter);
        const auto result = (*library)->trainFromScratch(m_job, observer, m_stop);
        if (!result) {
            return fail(result.error());
        }
        if (m_leads) {
            finish(*result);
        }
        return result->stopped ? ExitStopped : ExitDone;
    }

    void finish(const training::ScratchResult &result) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
        for (const std::string &sentence : result.said) {
            m_reporter.say(sentence);
        }
        if (m_train.jsonProgress) {
            printJson(
                {{"event", "finished"},
                 {"adapter", nullptr},
                 {"out", m_job.out.string()},
                 {"after",
                  {{"held_out", result.figures ? toJson(*result.figures) : nlohmann::json()}}},
                 {"loss", result.loss},
                 {"said", result.said},
                 {"open_clip_folder", result.openClipFolder},
                 {"steps", result.steps},
                 {"elapsed_s", seconds},
                 {"stopped", result.stopped}});
            return;
        }
        if (result.stopped) {
            std::printf("Stopped after step %lld; the same command goes on from there.\n",
                        static_cast<long long>(result.steps));
            return;
        }
        std::printf("%lld steps in %.0f s, loss %.4f\n", static_cast<long long>(result.steps),
                    seconds, result.loss);
        if (result.figures) {
            const auto print = [](const char *name, const search::RecallFigures &figures) {
                std::printf("  %-15s R@1 %5.1f %%   R@5 %5.1f %%   R@10 %5.1f %%   median rank "
                            "%.1f\n",
                            name, figures.r1 * 100, figures.r5 * 100, figures.r10 * 100,
                            figures.medianRank);
            };
            print("text to image", result.figures->recall.textToImage);
            print("image to text", result.figures->recall.imageToText);
        }
        if (result.openClipFolder) {
            std::printf("%s is a model now: fovea models add %s\n", m_job.out.c_str(),
                        m_job.out.c_str());
        } else {
            std::printf("%s holds a comparison of the paper, which no program searches with.\n",
                        m_job.out.c_str());
        }
    }

    const CommonOptions &m_common;
    const TrainCommand &m_train;
    const ScratchCommand &m_scratch;
    const bool m_leads;
    const std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    StopToken m_stop;
    const JobControl m_control{m_stop, m_train.jsonProgress};
    TrainReporter m_reporter;
    fs::path m_configFolder;
    training::ScratchJob m_job;
    std::unique_ptr<Session> m_session;
    std::optional<clip::Tokenizer> m_tokenizer;
    std::optional<TrainingPictures> m_pictures;
    std::unique_ptr<training::PairSource> m_pairs;
    training::LockedImages m_locked;
};

} // namespace

Result<int> trainScratch(const CommonOptions &common, const TrainCommand &train,
                         const ScratchCommand &scratch, bool leads) {
    return ScratchRun(common, train, scratch, leads).run();
}

} // namespace fovea::app
