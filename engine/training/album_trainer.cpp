#include "engine/training/album_trainer.h"

#include "engine/clip/torch_guard.h"
#include "engine/training/adamw.h"
#include "engine/training/album_adapter.h"
#include "engine/training/album_defaults.h"
#include "engine/training/album_figures.h"
#include "engine/training/album_loss.h"
#include "engine/training/album_model.h"
#include "engine/training/checkpoint.h"
#include "engine/training/counter_random.h"
#include "engine/training/curve_file.h"

#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <limits>

namespace fovea::training {
namespace {

constexpr std::int64_t kFewestToJudge = 10; ///< held-out captions by which a state is chosen
constexpr int kStrengths = 10;
constexpr int kPatience = 4; ///< evaluations in a row that may find the guard too low
constexpr std::string_view kWords = "words.learned";
constexpr double kWordRate = 1e-2;
constexpr double kLowRankOfNames = .1; ///< of the rate for words

/// Tells of progress with its rate.
class Told {
public:
    Told(TrainingObserver &observer, std::string phase)
        : m_observer(observer)
        , m_phase(std::move(phase)) {}
    void operator()(std::int64_t done, std::int64_t total) const {
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - m_begin);
        Progress progress{.done = done, .total = total, .elapsed = elapsed};
        if (elapsed.count() > 0) {
            progress.ratePerSecond =
                1000.0 * static_cast<double>(done) / static_cast<double>(elapsed.count());
        }
        m_observer.progress(m_phase, progress);
    }

private:
    TrainingObserver &m_observer;
    std::string m_phase;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// One run, from its data to the state that is kept. Thread: one.
class Run {
public:
    Run(const AlbumJob &job, AlbumData data, Parameters base, TrainingObserver &observer,
        const StopToken &stop);

    Result<AlbumResult> run();

private:
    Result<void> resume();
    Result<void> save();
    Result<bool> train(); ///< false where the person stopped it
    Result<void> oneStep();
    void evaluateIfDue();
    bool evaluationIsDue() const;
    void judge(const EvaluationEvent &event);
    Result<AlbumResult> finish();
    std::int64_t perEpoch() const;
    double epoch() const { return static_cast<double>(m_step) / static_cast<double>(perEpoch()); }

    AlbumJob m_job; ///< with the defaults filled in
    AlbumData m_data;
    AlbumModel m_model;
    TrainingObserver &m_observer;
    const StopToken &m_stop;
    AdamW m_optimizer;
    AdamW m_wordOptimizer; ///< words learn at a rate of their own
    std::optional<AlbumFigures> m_figures;
    std::optional<CurveFile> m_curve;

    std::int64_t m_steps = 0;
    // What a checkpoint keeps.
    std::int64_t m_step = 0;
    Parameters m_changes;
    Parameters m_best;
    double m_bestScore = -1;
    double m_guardBefore = -1; ///< -1: there is none
    int m_suffering = 0;       ///< evaluations in a row in which the guard fell too far
    std::string m_stoppedEarly;
};

/// Peaks of the schedule.
struct Rates {
    double weights = 0;
    double words = 0;
};

/// Words start far from where they have to be and change nothing else; weights do not.
Rates ratesOf(const AlbumOptions &options) {
    if (options.method == Method::Names) {
        return {options.learningRate * kLowRankOfNames, options.learningRate};
    }
    return {options.learningRate, kWordRate};
}

AlbumJob withDefaults(AlbumJob job, const AlbumData &data) {
    job.options = withDefaults(job.options, RunSize{data.learn.size(), job.photos,
                                                    job.learn.size() + job.heldOut.size(),
                                                    job.guardCaptions.size()});
    return job;
}

Run::Run(const AlbumJob &job, AlbumData data, Parameters base, TrainingObserver &observer,
         const StopToken &stop)
    : m_job(withDefaults(job, data))
    , m_data(std::move(data))
    , m_model(m_job, m_data, std::move(base))
    , m_observer(observer)
    , m_stop(stop)
    , m_optimizer(AdamWOptions{.weightDecay = m_job.options.weightDecay})
    , m_wordOptimizer(AdamWOptions{}) {
    m_steps = m_job.options.epochs * perEpoch();
}

std::int64_t Run::perEpoch() const {
    const auto photos = static_cast<std::int64_t>(m_data.learn.size());
    const auto batch = static_cast<std::int64_t>(m_job.options.batch);
    return std::max<std::int64_t>(1, (photos + batch - 1) / batch);
}

Result<void> Run::resume() {
    auto read = Checkpoint::read(m_job.runFolder / kCheckpointFile);
    if (!read) {
        return fail(read.error());
    }
    m_changes = m_model.initialChanges(m_job.options.seed);
    m_best = m_changes;
    for (auto &[name, tensor] : m_best) {
        tensor = tensor.clone();
    }
    if (*read) {
        Checkpoint &checkpoint = **read;
        Parameters &changes = checkpoint.groups["changes"];
        for (const auto &[name, tensor] : m_changes) {
            const auto at = changes.find(name);
            if (at == changes.end() || at->second.sizes() != tensor.sizes()) {
                return fail(ErrorCode::BadUsage,
                            (m_job.runFolder / kCheckpointFile).string() +
                                " is of another training. Begin again with --fresh.");
            }
        }
        m_changes = std::move(changes);
        m_best = std::move(checkpoint.groups["best"]);
        m_step = std::stoll(checkpoint.texts.at("step"));
        m_bestScore = std::stod(checkpoint.texts.at("best_score"));
        m_guardBefore = std::stod(checkpoint.texts.at("guard_before"));
        m_suffering = std::stoi(checkpoint.texts.at("suffering"));
        m_stoppedEarly = checkpoint.texts.at("stopped_early");
        m_optimizer.restore(checkpoint.groups["moments"], m_step);
        m_wordOptimizer.restore(checkpoint.groups["word_moments"], m_step);
    }
    auto curve = CurveFile::open(m_job.runFolder, m_step);
    if (!curve) {
        return fail(curve.error());
    }
    m_curve = std::move(*curve);
    for (auto &[name, tensor] : m_changes) {
        tensor.requires_grad_(true);
    }
    return {};
}

Result<void> Run::save() {
    if (auto flushed = m_curve->flush(); !flushed) {
        return fail(flushed.error());
    }
    Checkpoint checkpoint;
    checkpoint.groups = {{"changes", m_changes},
                         {"moments", m_optimizer.state()},
                         {"word_moments", m_wordOptimizer.state()},
                         {"best", m_best}};
    // Hexadecimal, so that a number comes back as it was.
    const auto exact = [](double value) {
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "%a", value);
        return std::string(text.data());
    };
    checkpoint.texts = {{"step", std::to_string(m_step)},
                        {"best_score", exact(m_bestScore)},
                        {"guard_before", exact(m_guardBefore)},
                        {"suffering", std::to_string(m_suffering)},
                        {"stopped_early", m_stoppedEarly}};
    return checkpoint.write(m_job.runFolder / kCheckpointFile);
}

Result<void> Run::oneStep() {
    const AlbumOptions &options = m_job.options;
    const std::int64_t epochNumber = m_step / perEpoch();
    const auto first =
        static_cast<std::size_t>(m_step % perEpoch()) * static_cast<std::size_t>(options.batch);
    const AlbumBatch batch = drawBatch(m_data, m_model, options, epochNumber, m_step, first);
    if (options.dropout > 0) {
        at::manual_seed(
            CounterRandom(Draw::Dropout, {options.seed, static_cast<std::uint64_t>(m_step)})
                .next());
    }
    // Lives until the gradients are there: parts that are computed again look into it.
    const Parameters weights = m_model.weights(m_changes);
    const at::Tensor loss = albumLoss(m_data, m_model, weights, batch, options.guardWeight);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
        return fail(ErrorCode::Failed, "The training went astray at step " +
                                           std::to_string(m_step + 1) +
                                           ": the loss is no number. Try a lower --learning-rate.");
    }
    std::vector<at::Tensor> inputs;
    for (const auto &[name, tensor] : m_changes) {
        inputs.push_back(tensor);
    }
    const auto found = torch::autograd::grad({loss}, inputs, {}, std::nullopt, false,
                                             /*allow_unused=*/true);
    Parameters gradients;
    std::size_t number = 0;
    for (const auto &[name, tensor] : m_changes) {
        if (found[number].defined()) {
            gradients.emplace(name, found[number]);
        }
        ++number;
    }
    const std::int64_t warmUp = std::max<std::int64_t>(1, m_steps / 20);
    const Rates rates = ratesOf(options);
    Parameters words;
    if (auto wordGradient = gradients.extract(std::string(kWords))) {
        words.insert(std::move(wordGradient));
    }
    const double rate = cosineRate(m_step, m_steps, warmUp, 1);
    m_optimizer.step(m_changes, gradients, rate * rates.weights);
    m_wordOptimizer.step(m_changes, words, rate * rates.words);
    ++m_step;
    const StepEvent event{m_step, epoch(), value, std::exp(-m_model.logScale()),
                          rate * options.learningRate};
    m_curve->add(event);
    m_observer.step(event);
    return {};
}

bool Run::evaluationIsDue() const {
    // Where an epoch is a step or two, not after each.
    const std::int64_t wanted = evaluationsOf(m_job.options.method);
    const std::int64_t every =
        std::max(perEpoch(), (m_steps + wanted - 1) / wanted / perEpoch() * perEpoch());
    return m_step == m_steps || m_step % every == 0;
}

/// Whether this state is the one to keep, and whether to go on.
void Run::judge(const EvaluationEvent &event) {
    if (event.guard) {
        const double guard = event.guard->recall.textToImage.r10;
        if (m_guardBefore < 0) {
            m_guardBefore = guard;
        }
        if (guard < m_guardBefore - m_job.options.allowedGuardLoss) {
            if (++m_suffering < kPatience && m_step < m_steps) {
                return; // the first steps are the widest
            }
            m_stoppedEarly = "It was stopped early, because general searches began to suffer; what "
                             "was learned before is kept.";
            return;
        }
    }
    m_suffering = 0;
    double score = 0; // too few to judge by: the later state is the better one
    if (event.heldOut && event.heldOut->captions >= kFewestToJudge) {
        const search::Recall &recall = event.heldOut->recall;
        score = recall.textToImage.r1 + recall.textToImage.r5 + recall.textToImage.r10 +
                recall.imageToText.r1 + recall.imageToText.r5 + recall.imageToText.r10;
    }
    if (score >= m_bestScore) {
        m_bestScore = score;
        for (const auto &[name, tensor] : m_changes) {
            m_best[name] = tensor.detach().clone();
        }
    }
}

void Run::evaluateIfDue() {
    if (!evaluationIsDue() && m_step > 0) {
        return;
    }
    const at::NoGradGuard noGrad;
    EvaluationEvent event = m_figures->evaluate(m_model.weights(m_changes));
    event.step = m_step;
    event.epoch = epoch();
    judge(event);
    m_curve->add(event);
    m_observer.evaluation(event);
}

Result<bool> Run::train() {
    const Told told(m_observer, "training");
    if (m_step == 0) {
        evaluateIfDue();
        m_bestScore = -1; // the untaught state is kept only where every other one does harm
    }
    while (m_step < m_steps && m_stoppedEarly.empty()) {
        if (!m_stop.waitWhilePaused()) {
            if (auto saved = save(); !saved) {
                return fail(saved.error());
            }
            return false;
        }
        if (auto stepped = oneStep(); !stepped) {
            return fail(stepped.error());
        }
        evaluateIfDue();
        told(m_step, m_steps);
        if (m_step % std::max<std::int64_t>(1, m_job.options.checkpointEvery) == 0) {
            if (auto saved = save(); !saved) {
                return fail(saved.error());
            }
        }
    }
    if (auto saved = save(); !saved) {
        return fail(saved.error());
    }
    return true;
}

Result<AlbumResult> Run::finish() {
    AlbumResult result;
    result.steps = m_step;
    result.stoppedEarly = m_stoppedEarly;
    for (const clip::LearnedWord &word : m_data.words) {
        result.words.push_back(word.word);
    }
    const Told told(m_observer, "evaluating");
    for (int i = 0; i <= kStrengths; ++i) {
        result.strengths.push_back(
            m_figures->atStrength(m_best, static_cast<double>(i) / kStrengths));
        told(i + 1, kStrengths + 1);
    }
    if (auto written = writeAdapter(m_job, m_data, m_best, m_model.wordsStart()); !written) {
        return fail(written.error());
    }
    return result;
}

Result<AlbumResult> Run::run() {
    AlbumResult stopped;
    stopped.stopped = true;
    const Told encoding(m_observer, "encoding");
    const bool prepared = m_model.prepare([&](std::int64_t done, std::int64_t total) {
        encoding(done, total);
        return m_stop.waitWhilePaused();
    });
    if (!prepared) {
        return stopped;
    }
    m_figures.emplace(m_data, m_model);
    if (auto resumed = resume(); !resumed) {
        return fail(resumed.error());
    }
    const auto trained = train();
    if (!trained) {
        return fail(trained.error());
    }
    stopped.steps = m_step;
    return *trained ? finish() : stopped;
}

} // namespace

Result<AlbumResult> trainAlbum(const AlbumJob &job, TrainingObserver &observer,
                               const StopToken &stop) {
    return clip::guardedTraining(
        "Training " + job.model.name, job.options.threads, [&]() -> Result<AlbumResult> {
            auto data = albumData(job);
            if (!data) {
                return fail(data.error());
            }
            if (data->learn.empty()) {
                return fail(ErrorCode::BadUsage,
                            "There is no caption to learn from. Give some photos a caption.");
            }
            auto base = readParameters(job.model);
            if (!base) {
                return fail(base.error());
            }
            for (auto &[name, tensor] : *base) {
                tensor = tensor.clone(); // what was read without autograd cannot take part in it
            }
            return Run(job, std::move(*data), std::move(*base), observer, stop).run();
        });
}

} // namespace fovea::training
