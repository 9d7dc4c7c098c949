#include "engine/training/album_trainer.h"

#include "engine/clip/torch_guard.h"
#include "engine/training/adamw.h"
#include "engine/training/album_adapter.h"
#include "engine/training/album_defaults.h"
#include "engine/training/album_figures.h"
#include "engine/training/album_loss.h"
#include "engine/training/album_model.h"
#include "engine/training/album_state.h"
#include "engine/training/counter_random.h"
#include "engine/training/curve_file.h"
#include "engine/training/run_estimate.h"
#include "engine/training/told.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace fovea::training {
namespace {

constexpr int kStrengths = 10;
constexpr std::string_view kWords = "words.learned";
constexpr double kWordRate = 1e-2;
constexpr double kLastPassRate = .5;   ///< of the first pass's peak
constexpr int kMostAtOnce = 128;       ///< photos
constexpr double kLowRankOfNames = .1; ///< of the rate for words

/// One run, from its data to the state that is kept. It learns without what is kept aside, by which
/// it is measured; then, in a last pass, that too, for a name may have but four photos. Thread:
/// one.
class Run {
public:
    Run(const AlbumJob &job, AlbumData data, AdaptedModel base, TrainingObserver &observer,
        const StopToken &stop);

    Result<AlbumResult> run();

private:
    Result<void> resume();
    Result<void> save();
    Result<bool> train(); ///< false where the person stopped it
    void startChanges(Parameters changes);
    void lookAtAll();
    void beginLastPass();
    Result<void> oneStep();
    Result<Parameters> gradients();
    void evaluateIfDue();
    bool evaluationIsDue() const;
    std::optional<Parameters> lastPass() const;
    Result<AlbumResult> finish();
    bool inLastPass() const { return m_state.lastPassAt >= 0; }
    bool passIsOver() const;
    std::int64_t passSteps() const { return inLastPass() ? m_lastSteps : m_firstSteps; }
    std::int64_t perEpoch() const;
    double epoch() const;

    AlbumJob m_job; ///< with the defaults filled in
    AlbumData m_data;
    AlbumModel m_model;
    const AdapterGround m_ground;
    TrainingObserver &m_observer;
    const StopToken &m_stop;
    AdamW m_optimizer;
    AdamW m_wordOptimizer; ///< words learn at a rate of their own
    std::optional<AlbumFigures> m_figures;
    std::optional<CurveFile> m_curve;
    AlbumState m_state;
    std::int64_t m_firstSteps = 0;
    std::int64_t m_lastSteps = 0; ///< 0 where nothing was kept aside
    double m_loss = 0;            ///< of the step under way
    double m_firstEpochs = 0;     ///< that were over when the last pass began
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
    job.options = withDefaults(job.options, RunSize{.learnPhotos = data.learn.size()});
    return job;
}

Run::Run(const AlbumJob &job, AlbumData data, AdaptedModel base, TrainingObserver &observer,
         const StopToken &stop)
    : m_job(withDefaults(job, data))
    , m_data(std::move(data))
    , m_model(m_job, m_data, std::move(base.parameters), base.words)
    , m_ground{base.changed, m_model.wordsBefore(), std::move(base.under)}
    , m_observer(observer)
    , m_stop(stop)
    , m_optimizer(AdamWOptions{.weightDecay = m_job.options.weightDecay})
    , m_wordOptimizer(AdamWOptions{}) {
    m_firstSteps = m_job.options.epochs * perEpoch();
    m_lastSteps = m_data.heldOut.empty() ? 0 : lastPassSteps(m_firstSteps);
}

std::int64_t Run::perEpoch() const {
    const auto photos = static_cast<std::int64_t>(m_data.learn.size());
    const auto batch = static_cast<std::int64_t>(m_job.options.batch);
    return std::max<std::int64_t>(1, (photos + batch - 1) / batch);
}

double Run::epoch() const {
    return m_firstEpochs +
           static_cast<double>(m_state.stepOfPass()) / static_cast<double>(perEpoch());
}

bool Run::passIsOver() const {
    return m_state.stepOfPass() >= passSteps() || (!inLastPass() && !m_state.stoppedEarly.empty());
}

void Run::startChanges(Parameters changes) {
    m_state.changes = std::move(changes);
    for (auto &[name, tensor] : m_state.changes) {
        tensor.requires_grad_(true);
    }
}

/// What was kept aside is learned from here on.
void Run::lookAtAll() {
    m_firstEpochs = static_cast<double>(m_state.lastPassAt) / static_cast<double>(perEpoch());
    const bool whole = static_cast<std::size_t>(m_job.options.batch) >= m_data.learn.size();
    m_data.learnAll();
    if (whole) {
        m_job.options.batch = std::min(static_cast<int>(m_data.learn.size()), kMostAtOnce);
    }
}

void Run::beginLastPass() {
    m_state.lastPassAt = m_state.step;
    startChanges(copyOf(m_state.best));
    m_optimizer.restore({}, 0);
    m_wordOptimizer.restore({}, 0);
    lookAtAll();
}

Result<void> Run::resume() {
    m_state.changes = m_model.initialChanges(m_job.options.seed);
    m_state.best = copyOf(m_state.changes);
    Parameters moments;
    Parameters wordMoments;
    const auto resumed = m_state.read(m_job.runFolder, moments, wordMoments);
    if (!resumed) {
        return fail(resumed.error());
    }
    if (*resumed) {
        m_optimizer.restore(moments, m_state.stepOfPass());
        m_wordOptimizer.restore(wordMoments, m_state.stepOfPass());
        if (inLastPass()) {
            lookAtAll();
        }
    }
    startChanges(std::move(m_state.changes));
    auto curve = CurveFile::open(m_job.runFolder, m_state.step);
    if (!curve) {
        return fail(curve.error());
    }
    m_curve = std::move(*curve);
    return {};
}

Result<void> Run::save() {
    if (auto flushed = m_curve->flush(); !flushed) {
        return fail(flushed.error());
    }
    return m_state.write(m_job.runFolder, m_optimizer.state(), m_wordOptimizer.state());
}

/// Of the next step's loss, which is told when the step is done.
Result<Parameters> Run::gradients() {
    const AlbumOptions &options = m_job.options;
    const std::int64_t pass = m_state.stepOfPass();
    const std::int64_t epochNumber =
        pass / perEpoch() + static_cast<std::int64_t>(std::ceil(m_firstEpochs));
    const auto first =
        static_cast<std::size_t>(pass % perEpoch()) * static_cast<std::size_t>(options.batch);
    const AlbumBatch batch = drawBatch(m_data, m_model, options, epochNumber, m_state.step, first);
    if (options.dropout > 0) {
        at::manual_seed(
            CounterRandom(Draw::Dropout, {options.seed, static_cast<std::uint64_t>(m_state.step)})
                .next());
    }
    // Lives until the gradients are there: parts that are computed again look into it.
    const Parameters weights = m_model.weights(m_state.changes);
    const AlbumLoss loss =
        albumLoss(m_data, m_model, weights, batch, options.guardWeight * m_state.guardFactor);
    m_loss = loss.contrastive.item<double>();
    if (!std::isfinite(loss.whole.item<double>())) {
        return fail(ErrorCode::Failed, "The training went astray at step " +
                                           std::to_string(m_state.step + 1) +
                                           ": the loss is no number. Try a lower --learning-rate.");
    }
    return gradientsOf(loss.whole, m_state.changes);
}

Result<void> Run::oneStep() {
    auto gradients = this->gradients();
    if (!gradients) {
        return fail(gradients.error());
    }
    const std::int64_t steps = passSteps();
    const std::int64_t warmUp = std::max<std::int64_t>(1, steps / 20);
    const double peak = inLastPass() ? kLastPassRate : 1;
    const double rate = cosineRate(m_state.stepOfPass(), steps, warmUp, peak);
    const Rates rates = ratesOf(m_job.options);
    Parameters words;
    if (auto wordGradient = gradients->extract(std::string(kWords))) {
        words.insert(std::move(wordGradient));
    }
    m_optimizer.step(m_state.changes, *gradients, rate * rates.weights);
    m_wordOptimizer.step(m_state.changes, words, rate * rates.words);
    ++m_state.step;
    const StepEvent event{m_state.step, epoch(), m_loss, std::exp(-m_model.logScale()),
                          rate * m_job.options.learningRate};
    m_curve->add(event);
    m_observer.step(event);
    return {};
}

bool Run::evaluationIsDue() const {
    if (inLastPass()) {
        return false; // nothing is aside any more to measure by
    }
    // Where an epoch is a step or two, not after each.
    const std::int64_t wanted = evaluationsOf(m_job.options.method);
    const std::int64_t every =
        std::max(perEpoch(), (m_firstSteps + wanted - 1) / wanted / perEpoch() * perEpoch());
    return m_state.step == m_firstSteps || m_state.step % every == 0;
}

void Run::evaluateIfDue() {
    if (!evaluationIsDue()) {
        return;
    }
    const at::NoGradGuard noGrad;
    EvaluationEvent event = m_figures->evaluate(m_model.weights(m_state.changes));
    event.step = m_state.step;
    event.epoch = epoch();
    m_state.judge(event, m_job.options.allowedGuardLoss, m_state.step == m_firstSteps);
    m_curve->add(event);
    m_observer.evaluation(event);
}

Result<bool> Run::train() {
    const Told told(m_observer, "training");
    if (m_state.step == 0) {
        evaluateIfDue();
        m_state.bestScore = -1; // untaught is kept only where every other state does harm
    }
    while (!passIsOver() || (!inLastPass() && m_lastSteps > 0)) {
        if (passIsOver()) {
            beginLastPass();
        }
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
        told(m_state.step, m_firstSteps + m_lastSteps);
        if (m_state.step % std::max<std::int64_t>(1, m_job.options.checkpointEvery) == 0) {
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

/// What the last pass made, at the greatest strength at which the guard holds (WiSE-FT): nothing
/// else is aside to measure it by. Nothing where even a half does harm.
std::optional<Parameters> Run::lastPass() const {
    constexpr double kLeast = .5;
    const at::NoGradGuard noGrad;
    for (double strength = 1; inLastPass() && strength >= kLeast; strength -= 1.0 / kStrengths) {
        Parameters changes = m_model.scaled(m_state.changes, strength);
        const auto guard = m_figures->guard(m_model.weights(changes));
        if (!guard ||
            guard->recall.textToImage.r10 >= m_state.guardBefore - m_job.options.allowedGuardLoss) {
            return changes;
        }
    }
    return std::nullopt;
}

Result<AlbumResult> Run::finish() {
    AlbumResult result;
    result.steps = m_state.step;
    result.stoppedEarly = m_state.stoppedEarly;
    for (const clip::LearnedWord &word : m_data.words) {
        result.words.push_back(word.word);
    }
    const Told told(m_observer, "evaluating");
    for (int i = 0; i <= kStrengths; ++i) {
        if (!m_stop.waitWhilePaused()) {
            result.stopped = true; // the checkpoint is the last step's: going on measures anew
            return result;
        }
        result.strengths.push_back(
            m_figures->atStrength(m_state.best, static_cast<double>(i) / kStrengths));
        told(i + 1, kStrengths + 1);
    }
    const auto last = lastPass();
    result.learnedAll = last.has_value();
    if (auto written = writeAdapter(m_job, m_data, last.value_or(m_state.best),
                                    m_model.wordsStart(), m_ground);
        !written) {
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
    stopped.steps = m_state.step;
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
            auto base = readAdaptedModel(job.model, job.onTopOf);
            if (!base) {
                return fail(base.error());
            }
            for (auto &[name, tensor] : base->parameters) {
                tensor = tensor.clone(); // what was read without autograd cannot take part in it
            }
            return Run(job, std::move(*data), std::move(*base), observer, stop).run();
        });
}

} // namespace fovea::training
