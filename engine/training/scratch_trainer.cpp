#include "engine/training/scratch_trainer.h"

#include "engine/clip/torch_guard.h"
#include "engine/training/collective_c10d.h"
#include "engine/training/curve_file.h"
#include "engine/training/language_model.h"
#include "engine/training/model_folder.h"
#include "engine/training/scratch_evaluation.h"
#include "engine/training/scratch_pairs.h"
#include "engine/training/scratch_state.h"
#include "engine/training/scratch_step.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cmath>
#include <set>
#include <sstream>

namespace fovea::training {
namespace {

bool makesOpenClipFolder(const ScratchOptions &options) {
    return options.objective == Objective::Contrastive && options.text == TextKind::Transformer;
}

/// One training, from its weights to the folder that is made. Thread: one.
class Run {
public:
    Run(const ScratchJob &job, Collective &collective, TrainingObserver &observer,
        const StopToken &stop);
    Result<ScratchResult> run();

private:
    Result<void> begin();
    Result<void> checkBatch() const;
    Result<void> takeInitial();
    Result<std::optional<Checkpoint>> readCheckpoint();
    Result<void> agree();
    Result<void> resume(Checkpoint &checkpoint);
    Result<void> train();
    Result<void> oneStep();
    Result<void> evaluateIfDue();
    Result<void> save();
    void tellBroken();
    void tellProgress();

    bool leads() const { return m_collective.rank() == 0; }
    std::int64_t perEpoch() const { return m_pairs.inEpoch() / m_job.options.batch; }
    double epoch() const {
        return static_cast<double>(m_state.step) / static_cast<double>(perEpoch());
    }
    std::filesystem::path checkpointFile() const { return m_job.out / kCheckpointFile; }

    const ScratchJob &m_job;
    Collective &m_collective;
    TrainingObserver &m_observer;
    const StopToken &m_stop;
    const at::Device m_device;
    ScratchModel m_model;
    ScratchPairs m_pairs;
    ScratchState m_state;
    std::optional<CurveFile> m_curve;
    std::int64_t m_steps = 0;
    std::int64_t m_firstStep = 0; ///< of this process
    std::chrono::steady_clock::time_point m_begin;
    ScratchResult m_result;
    bool m_evaluates = false; ///< rank 0 does; the others need not have what it takes
};

Run::Run(const ScratchJob &job, Collective &collective, TrainingObserver &observer,
         const StopToken &stop)
    : m_job(job)
    , m_collective(collective)
    , m_observer(observer)
    , m_stop(stop)
    , m_device(deviceOfRank(job.cuda))
    , m_model(job.model, job.options, job.locked != nullptr, m_device)
    , m_pairs(job, m_device)
    , m_state(job.options) {}

/// All weights of another model, or a language model's, where they are to be gone on from.
Result<void> Run::takeInitial() {
    if (m_job.initial) {
        auto read = readParameters(*m_job.initial);
        if (!read) {
            return fail(read.error());
        }
        for (auto &[name, tensor] : m_state.parameters) {
            if (m_job.locked != nullptr &&
                (!ScratchModel::isOfImageTower(name) || m_model.isTrained(name))) {
                continue;
            }
            const auto at = read->find(name);
            if (at == read->end() || at->second.sizes() != tensor.sizes()) {
                return fail(ErrorCode::BadUsage,
                            m_job.initial->folder.string() +
                                " does not fit the configuration: " + name +
                                (at == read->end() ? " is missing." : " has another shape."));
            }
            tensor = at->second;
        }
    }
    if (!m_job.options.languageModel.empty()) {
        auto taken =
            takeLanguageModel(m_job.options.languageModel, m_job.model.text, m_state.parameters);
        if (!taken) {
            return fail(taken.error());
        }
        m_result.said.push_back(std::to_string(taken->taken.size()) +
                                " tensors were taken from the language model.");
        m_result.said.insert(m_result.said.end(), taken->left.begin(), taken->left.end());
    }
    return {};
}

Result<void> Run::resume(Checkpoint &checkpoint) {
    if (checkpoint.texts["fingerprint"] != m_job.fingerprint) {
        return fail(ErrorCode::BadUsage,
                    m_job.out.string() + " holds a training with another configuration or other "
                                         "data. Name another --out, or begin anew with --fresh.");
    }
    m_state.restore(checkpoint);
    return {};
}

Result<std::optional<Checkpoint>> Run::readCheckpoint() {
    if (m_job.fresh) {
        if (leads()) {
            std::error_code error; // what cannot be removed is found by the next line
            std::filesystem::remove(checkpointFile(), error);
        }
        m_collective.barrier();
    }
    return Checkpoint::read(checkpointFile());
}

/// Whether all processes are about to train the same from the same step on.
Result<void> Run::agree() {
    const std::string own = std::to_string(m_state.step) + " " + m_job.fingerprint;
    const auto all = gatherTexts(m_collective, own);
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
        if (all[rank] != all.front()) {
            return fail(ErrorCode::BadUsage,
                        "Rank " + std::to_string(rank) +
                            " has another configuration, other data or another checkpoint than "
                            "rank 0. All need the same command, the same data, and a folder for "
                            "--out that all of them see.");
        }
    }
    at::Tensor evaluates = at::full({1}, m_job.evaluation.photos > 0 ? 1 : 0, at::kLong);
    m_collective.broadcast(evaluates);
    m_evaluates = evaluates.item<std::int64_t>() != 0;
    return {};
}

Result<void> Run::checkBatch() const {
    const std::string batch = "A batch of " + std::to_string(m_job.options.batch) + " pairs ";
    if (perEpoch() == 0) {
        return fail(ErrorCode::BadUsage, batch + "is more than the " +
                                             std::to_string(m_pairs.inEpoch()) +
                                             " that there are; set a smaller batch.");
    }
    if (m_job.options.batch % m_collective.size() != 0) {
        return fail(ErrorCode::BadUsage, batch + "cannot be divided by " +
                                             std::to_string(m_collective.size()) + " processes.");
    }
    return {};
}

Result<void> Run::begin() {
    const ScratchOptions &options = m_job.options;
    if (auto checked = checkBatch(); !checked) {
        return fail(checked.error());
    }
    m_steps = options.steps > 0 ? options.steps : options.epochs * perEpoch();
    auto checkpoint = readCheckpoint();
    if (!checkpoint) {
        return fail(checkpoint.error());
    }
    m_state.parameters = m_model.initialParameters(options.seed);
    if (auto taken = takeInitial(); !taken) {
        return fail(taken.error());
    }
    if (*checkpoint) {
        if (auto resumed = resume(**checkpoint); !resumed) {
            return fail(resumed.error());
        }
    }
    if (auto agreed = agree(); !agreed) {
        return fail(agreed.error());
    }
    m_firstStep = m_state.step;
    m_state.place(m_model);
    if (leads()) {
        auto curve = CurveFile::open(m_job.out, m_state.step);
        if (!curve) {
            return fail(curve.error());
        }
        m_curve = std::move(*curve);
    }
    return m_pairs.start({options.batch, m_state.step, m_collective.rank(), m_collective.size()});
}

Result<void> Run::oneStep() {
    const ScratchOptions &options = m_job.options;
    const auto pairs = m_pairs.next(m_state.step);
    if (!pairs) {
        return fail(pairs.error());
    }
    StepGradients found =
        gradientsOf(m_model, m_state.parameters, *pairs, m_collective, m_state.lossScale());
    const double rate = cosineRate(m_state.step, m_steps, options.warmUp, options.learningRate);
    const bool sound = std::isfinite(found.loss) && (m_state.apply(found.gradients, rate) ||
                                                     options.arithmetic == Arithmetic::Fp16);
    if (!sound) {
        return fail(ErrorCode::Failed,
                    "The training went astray at step " + std::to_string(m_state.step + 1) +
                        ": the loss or its gradient is no number. Set a lower learning_rate or a "
                        "longer warm_up.");
    }
    ++m_state.step;
    m_state.loss = found.loss;
    if (leads()) {
        const StepEvent event{m_state.step, epoch(), found.loss, m_state.temperature(), rate};
        m_curve->add(event);
        m_observer.step(event);
        tellProgress();
    }
    return {};
}

void Run::tellProgress() {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - m_begin);
    Progress progress{.done = m_state.step, .total = m_steps, .elapsed = elapsed};
    progress.ratePerSecond = 1000.0 * static_cast<double>(m_state.step - m_firstStep) /
                             static_cast<double>(std::max<std::int64_t>(1, elapsed.count()));
    m_observer.progress("training", progress);
}

Result<void> Run::evaluateIfDue() {
    const std::int64_t every =
        m_job.options.evaluateEvery > 0 ? m_job.options.evaluateEvery : perEpoch();
    if (!m_evaluates || (m_state.step != m_steps && m_state.step % every != 0)) {
        return {};
    }
    m_state.shareStatistics(m_collective);
    if (leads()) {
        EvaluationEvent event;
        event.step = m_state.step;
        event.epoch = epoch();
        event.heldOut = evaluate(m_model, m_state.parameters, m_job.evaluation, *m_job.tokenizer);
        m_result.figures = event.heldOut;
        m_curve->add(event);
        m_observer.evaluation(event);
    }
    return {};
}

Result<void> Run::save() {
    m_state.shareStatistics(m_collective);
    if (!leads()) {
        return {};
    }
    if (auto flushed = m_curve->flush(); !flushed) {
        return fail(flushed.error());
    }
    if (makesOpenClipFolder(m_job.options)) {
        auto written = writeModelFolder(m_job.out, m_job.model, m_job.openClip, m_state.parameters,
                                        m_state.step);
        if (!written) {
            return fail(written.error());
        }
    }
    return m_state.checkpoint(m_model, m_job.fingerprint).write(checkpointFile());
}

Result<void> Run::train() {
    while (m_state.step < m_steps) {
        if (!allGoOn(m_collective, m_stop)) {
            m_result.stopped = true;
            return save();
        }
        if (auto stepped = oneStep(); !stepped) {
            return fail(stepped.error());
        }
        if (auto evaluated = evaluateIfDue(); !evaluated) {
            return fail(evaluated.error());
        }
        if (m_state.step % m_job.options.checkpointEvery == 0 || m_state.step == m_steps) {
            if (auto saved = save(); !saved) {
                return fail(saved.error());
            }
        }
    }
    return {};
}

/// Every process has met its own, and those that all found while they counted.
void Run::tellBroken() {
    std::set<std::string> sentences;
    for (const std::string &text : gatherTexts(m_collective, m_pairs.broken())) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            sentences.insert(line);
        }
    }
    if (!sentences.empty()) {
        m_result.said.push_back(
            "Pairs that could not be used: " + std::to_string(sentences.size()) + ".");
        m_result.said.insert(m_result.said.end(), sentences.begin(), sentences.end());
    }
}

Result<ScratchResult> Run::run() {
    if (auto begun = begin(); !begun) {
        return fail(begun.error());
    }
    m_begin = std::chrono::steady_clock::now();
    if (auto trained = train(); !trained) {
        return fail(trained.error());
    }
    tellBroken();
    m_result.steps = m_state.step;
    m_result.loss = m_state.loss;
    m_result.openClipFolder = makesOpenClipFolder(m_job.options);
    return m_result;
}

} // namespace

Result<ScratchResult> trainFromScratch(const ScratchJob &job, TrainingObserver &observer,
                                       const StopToken &stop) {
    return clip::guardedTraining("Training " + job.model.name, job.threads,
                                 [&]() -> Result<ScratchResult> {
                                     auto collective = joinRanks({.cuda = job.cuda});
                                     if (!collective) {
                                         return fail(collective.error());
                                     }
                                     try {
                                         return Run(job, **collective, observer, stop).run();
                                     } catch (const RanksLost &lost) {
                                         return fail(ErrorCode::Network, lost.what());
                                     }
                                 });
}

} // namespace fovea::training
