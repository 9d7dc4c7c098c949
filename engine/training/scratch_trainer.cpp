#include "engine/training/scratch_trainer.h"

#include "engine/clip/torch_guard.h"
#include "engine/training/adamw.h"
#include "engine/training/arithmetic.h"
#include "engine/training/checkpoint.h"
#include "engine/training/collective_c10d.h"
#include "engine/training/curve_file.h"
#include "engine/training/initial_weights.h"
#include "engine/training/language_model.h"
#include "engine/training/model_folder.h"
#include "engine/training/pair_order.h"
#include "engine/training/scratch_evaluation.h"
#include "engine/training/scratch_step.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <set>
#include <sstream>

namespace fovea::training {
namespace {

AdamWOptions optimizerOf(const ScratchOptions &options, const TowerRates &rates) {
    return {.beta1 = options.beta1,
            .beta2 = rates.beta2,
            .epsilon = rates.epsilon,
            .weightDecay = options.weightDecay,
            .halfMoments = options.halfMoments,
            .seed = options.seed};
}

/// Hexadecimal, so that a number comes back as it was.
std::string exact(double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%a", value);
    return text.data();
}

bool makesOpenClipFolder(const ScratchOptions &options) {
    return options.objective == Objective::Contrastive && options.text == TextKind::Transformer;
}

/// Pairs of a locked image tower: features instead of pictures.
class LockedSource {
public:
    LockedSource(const LockedImages &images, std::uint64_t seed)
        : m_images(images)
        , m_order(images.photos, images.captions, seed)
        , m_features(at::from_blob(const_cast<float *>(images.features.data()),
                                   {static_cast<std::int64_t>(images.photos),
                                    static_cast<std::int64_t>(images.features.size()) /
                                        static_cast<std::int64_t>(images.photos)},
                                   at::kFloat)) {}

    std::int64_t pairs() const { return m_order.pairs(); }
    PairTensors next(const PairPlan &plan, std::int64_t step, std::vector<std::string> &captions) {
        const std::vector<DrawnPair> drawn = m_order.step(plan, step);
        std::vector<std::int64_t> rows;
        for (const DrawnPair &pair : drawn) {
            rows.push_back(static_cast<std::int64_t>(pair.photo));
            captions.push_back(m_images.captions[pair.caption].text);
        }
        PairTensors pairs;
        pairs.features = m_features.index_select(0, at::tensor(rows, at::kLong));
        return pairs;
    }

private:
    const LockedImages &m_images;
    PairOrder m_order;
    at::Tensor m_features; // [photos, featureDim]
};

/// One training, from its weights to the folder that is made. Thread: one.
class Run {
public:
    Run(const ScratchJob &job, Collective &collective, TrainingObserver &observer,
        const StopToken &stop);
    Result<ScratchResult> run();

private:
    Result<void> begin();
    Result<void> takeInitial();
    Result<std::optional<Checkpoint>> readCheckpoint();
    Result<void> agree();
    Result<void> resume(Checkpoint &checkpoint);
    Result<void> train();
    Result<PairTensors> nextPairs();
    Result<void> oneStep();
    void apply(StepGradients &found, double rate);
    void clip(Parameters &gradients) const;
    Result<void> evaluateIfDue();
    Result<void> save();
    void tellBroken();
    void shareStatistics();
    void tellProgress();

    bool leads() const { return m_collective.rank() == 0; }
    std::int64_t perEpoch() const { return m_pairs / m_job.options.batch; }
    double epoch() const { return static_cast<double>(m_step) / static_cast<double>(perEpoch()); }
    std::filesystem::path checkpointFile() const { return m_job.out / kCheckpointFile; }

    const ScratchJob &m_job;
    Collective &m_collective;
    TrainingObserver &m_observer;
    const StopToken &m_stop;
    const at::Device m_device;
    ScratchModel m_model;
    std::optional<LockedSource> m_locked;
    std::optional<CurveFile> m_curve;
    std::int64_t m_pairs = 0; ///< in an epoch
    std::int64_t m_steps = 0;
    std::int64_t m_firstStep = 0; ///< of this process
    std::chrono::steady_clock::time_point m_begin;
    ScratchResult m_result;
    bool m_evaluates = false; ///< rank 0 does; the others need not have what it takes
    std::string m_broken;     ///< of this process's pairs, a line each

    // What a checkpoint keeps.
    std::int64_t m_step = 0;
    Parameters m_parameters;
    AdamW m_imageOptimizer;
    AdamW m_textOptimizer;
    LossScale m_lossScale;
};

Run::Run(const ScratchJob &job, Collective &collective, TrainingObserver &observer,
         const StopToken &stop)
    : m_job(job)
    , m_collective(collective)
    , m_observer(observer)
    , m_stop(stop)
    , m_device(job.cuda ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU))
    , m_model(job.model, job.options, job.locked != nullptr, m_device)
    , m_imageOptimizer(optimizerOf(job.options, job.options.image))
    , m_textOptimizer(optimizerOf(job.options, job.options.words))
    , m_lossScale(job.options.arithmetic == Arithmetic::Fp16) {}

/// All weights of another model, or a language model's, where they are to be gone on from.
Result<void> Run::takeInitial() {
    if (m_job.initial) {
        auto read = readParameters(*m_job.initial);
        if (!read) {
            return fail(read.error());
        }
        for (auto &[name, tensor] : m_parameters) {
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
        auto taken = takeLanguageModel(m_job.options.languageModel, m_job.model.text, m_parameters);
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
    for (auto &[name, tensor] : checkpoint.groups["parameters"]) {
        m_parameters[name] = tensor;
    }
    m_step = std::stoll(checkpoint.texts.at("step"));
    m_imageOptimizer.restore(checkpoint.groups["image"],
                             std::stoll(checkpoint.texts.at("image_steps")));
    m_textOptimizer.restore(checkpoint.groups["text"],
                            std::stoll(checkpoint.texts.at("text_steps")));
    m_lossScale.restore(std::stod(checkpoint.texts.at("loss_scale")),
                        std::stoll(checkpoint.texts.at("good_steps")));
    m_result.loss = std::stod(checkpoint.texts.at("loss"));
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
    const std::string own = std::to_string(m_step) + " " + m_job.fingerprint;
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

Result<void> Run::begin() {
    const ScratchOptions &options = m_job.options;
    if (m_job.locked != nullptr) {
        m_locked.emplace(*m_job.locked, options.seed);
    }
    m_pairs = m_locked ? m_locked->pairs() : m_job.pairs->pairs();
    if (perEpoch() == 0) {
        return fail(ErrorCode::BadUsage, "A batch of " + std::to_string(options.batch) +
                                             " pairs is more than the " + std::to_string(m_pairs) +
                                             " that there are; set a smaller batch.");
    }
    if (options.batch % m_collective.size() != 0) {
        return fail(ErrorCode::BadUsage, "A batch of " + std::to_string(options.batch) +
                                             " pairs cannot be divided by " +
                                             std::to_string(m_collective.size()) + " processes.");
    }
    m_steps = options.steps > 0 ? options.steps : options.epochs * perEpoch();
    auto checkpoint = readCheckpoint();
    if (!checkpoint) {
        return fail(checkpoint.error());
    }
    m_parameters = m_model.initialParameters(options.seed);
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
    m_firstStep = m_step;
    for (auto &[name, tensor] : m_parameters) {
        tensor = tensor.detach().to(m_device).contiguous().requires_grad_(m_model.isTrained(name));
    }
    if (leads()) {
        auto curve = CurveFile::open(m_job.out, m_step);
        if (!curve) {
            return fail(curve.error());
        }
        m_curve = std::move(*curve);
    }
    if (!m_locked) {
        return m_job.pairs->start(
            {options.batch, m_step, m_collective.rank(), m_collective.size()});
    }
    return {};
}

Result<PairTensors> Run::nextPairs() {
    const PairPlan plan{m_job.options.batch, m_step, m_collective.rank(), m_collective.size()};
    std::vector<std::string> captions;
    PairTensors pairs;
    if (m_locked) {
        pairs = m_locked->next(plan, m_step, captions);
        pairs.features = pairs.features.to(m_device);
    } else {
        auto batch = m_job.pairs->next(plan.localBatch());
        if (!batch) {
            return fail(batch.error());
        }
        captions = std::move(batch->captions);
        const std::int64_t size = m_job.pairs->imageSize();
        pairs.pixels = at::empty({plan.localBatch(), size, size, 3}, at::kByte);
        std::memcpy(pairs.pixels.data_ptr(), batch->pixels.data(), batch->pixels.size());
        pairs.pixels = pairs.pixels.to(m_device);
        for (const BrokenPair &broken : m_job.pairs->takeBroken()) {
            m_broken += broken.where + ": " + broken.reason + "\n";
        }
    }
    for (const std::string &caption : captions) {
        pairs.tokens.push_back(m_job.tokenizer->encode(caption, m_job.model.text.contextLength));
    }
    return pairs;
}

void Run::clip(Parameters &gradients) const {
    double sum = 0;
    for (const auto &[name, gradient] : gradients) {
        sum += gradient.square().sum(at::kDouble).item<double>();
    }
    const double norm = std::sqrt(sum);
    if (norm > m_job.options.clipGradient) {
        for (auto &[name, gradient] : gradients) {
            gradient.mul_(m_job.options.clipGradient / norm);
        }
    }
}

void Run::apply(StepGradients &found, double rate) {
    if (m_job.options.clipGradient > 0) {
        clip(found.gradients);
    }
    Parameters image;
    Parameters text;
    for (const auto &[name, gradient] : found.gradients) {
        (ScratchModel::isOfImageTower(name) ? image : text).emplace(name, gradient);
    }
    m_imageOptimizer.step(m_parameters, image, rate);
    m_textOptimizer.step(m_parameters, text, rate);
    if (const auto scale = m_parameters.find("logit_scale"); scale != m_parameters.end()) {
        const at::NoGradGuard noGrad;
        scale->second.clamp_(0, std::log(kGreatestScale));
    }
}

Result<void> Run::oneStep() {
    const ScratchOptions &options = m_job.options;
    const auto pairs = nextPairs();
    if (!pairs) {
        return fail(pairs.error());
    }
    StepGradients found =
        gradientsOf(m_model, m_parameters, *pairs, m_collective, m_lossScale.value());
    const bool sound = m_lossScale.unscale(found.gradients);
    if (!std::isfinite(found.loss) || (!sound && options.arithmetic != Arithmetic::Fp16)) {
        return fail(ErrorCode::Failed,
                    "The training went astray at step " + std::to_string(m_step + 1) +
                        ": the loss or its gradient is no number. Set a lower learning_rate or a "
                        "longer warm_up.");
    }
    const double rate = cosineRate(m_step, m_steps, options.warmUp, options.learningRate);
    if (sound) {
        apply(found, rate);
    }
    ++m_step;
    m_result.loss = found.loss;
    if (leads()) {
        const auto scale = m_parameters.find("logit_scale");
        const double temperature =
            scale == m_parameters.end() ? 0 : std::exp(-scale->second.item<double>());
        const StepEvent event{m_step, epoch(), found.loss, temperature, rate};
        m_curve->add(event);
        m_observer.step(event);
        tellProgress();
    }
    return {};
}

void Run::tellProgress() {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - m_begin);
    Progress progress{.done = m_step, .total = m_steps, .elapsed = elapsed};
    progress.ratePerSecond = 1000.0 * static_cast<double>(m_step - m_firstStep) /
                             static_cast<double>(std::max<std::int64_t>(1, elapsed.count()));
    m_observer.progress("training", progress);
}

/// Each process has seen a part of the pictures; statistics of batch norm become their mean.
void Run::shareStatistics() {
    std::vector<at::Tensor> statistics;
    for (const auto &[name, tensor] : m_parameters) {
        if (name.find(".running_") != std::string::npos) {
            statistics.push_back(tensor);
        }
    }
    if (m_collective.size() == 1 || statistics.empty()) {
        return;
    }
    allReduceSum(m_collective, statistics);
    for (at::Tensor &tensor : statistics) {
        tensor.div_(m_collective.size());
    }
}

Result<void> Run::evaluateIfDue() {
    const std::int64_t every =
        m_job.options.evaluateEvery > 0 ? m_job.options.evaluateEvery : perEpoch();
    if (!m_evaluates || (m_step != m_steps && m_step % every != 0)) {
        return {};
    }
    shareStatistics();
    if (leads()) {
        EvaluationEvent event;
        event.step = m_step;
        event.epoch = epoch();
        event.heldOut = evaluate(m_model, m_parameters, m_job.evaluation, *m_job.tokenizer);
        m_result.figures = event.heldOut;
        m_curve->add(event);
        m_observer.evaluation(event);
    }
    return {};
}

Result<void> Run::save() {
    shareStatistics();
    if (!leads()) {
        return {};
    }
    if (auto flushed = m_curve->flush(); !flushed) {
        return fail(flushed.error());
    }
    if (makesOpenClipFolder(m_job.options)) {
        auto written =
            writeModelFolder(m_job.out, m_job.model, m_job.openClip, m_parameters, m_step);
        if (!written) {
            return fail(written.error());
        }
    }
    Checkpoint checkpoint;
    Parameters &kept = checkpoint.groups["parameters"];
    for (const auto &[name, tensor] : m_parameters) {
        // A locked tower is read from its own folder.
        if (m_model.isTrained(name) || m_job.locked == nullptr) {
            kept.emplace(name, tensor.to(at::kCPU));
        }
    }
    checkpoint.groups.emplace("image", m_imageOptimizer.state());
    checkpoint.groups.emplace("text", m_textOptimizer.state());
    checkpoint.texts = {{"fingerprint", m_job.fingerprint},
                        {"step", std::to_string(m_step)},
                        {"image_steps", std::to_string(m_imageOptimizer.steps())},
                        {"text_steps", std::to_string(m_textOptimizer.steps())},
                        {"loss_scale", exact(m_lossScale.value())},
                        {"good_steps", std::to_string(m_lossScale.goodSteps())},
                        {"loss", exact(m_result.loss)}};
    return checkpoint.write(checkpointFile());
}

Result<void> Run::train() {
    while (m_step < m_steps) {
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
        if (m_step % m_job.options.checkpointEvery == 0 || m_step == m_steps) {
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
    for (const std::string &text : gatherTexts(m_collective, m_broken)) {
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
    m_result.steps = m_step;
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
