#include "engine/training/scratch_config.h"

#include "engine/clip/config_layouts.h"
#include "engine/clip/config_section.h"
#include "engine/core/content_hash.h"
#include "engine/core/resources.h"

#include <limits>
#include <optional>
#include <span>

namespace fovea::training {
namespace {

using clip::ConfigSection;

constexpr int kMost = std::numeric_limits<int>::max();

/// A number from 0 on.
double amount(const ConfigSection &section, const char *key, double otherwise) {
    if (!section.has(key)) {
        return otherwise;
    }
    const nlohmann::json &value = section.value(key);
    if (!value.is_number() || !(value.get<double>() >= 0)) {
        section.damaged(std::string(key) + " is not a number from 0 on");
        return otherwise;
    }
    return value.get<double>();
}

void readTower(const ConfigSection &section, TowerRates &rates) {
    section.allowOnly({"beta2", "epsilon"});
    rates.beta2 = amount(section, "beta2", rates.beta2);
    rates.epsilon = section.number("epsilon", rates.epsilon);
    if (rates.beta2 >= 1) {
        section.damaged("beta2 is not below 1");
    }
}

template <typename Value>
Value oneOf(const ConfigSection &section, const char *key, Value otherwise,
            std::initializer_list<std::pair<const char *, Value>> values) {
    if (!section.has(key)) {
        return otherwise;
    }
    const std::string text = section.text(key, "");
    std::string names;
    for (const auto &[name, value] : values) {
        if (text == name) {
            return value;
        }
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    section.damaged(std::string(key) + " is \"" + text + "\" and has to be one of " + names);
    return otherwise;
}

void readSizes(const ConfigSection &section, ScratchOptions &options) {
    options.batch = section.integer("batch", static_cast<int>(options.batch), 2, kMost);
    options.chunk = section.integer("chunk", 0, 0, kMost);
    options.epochs = section.integer("epochs", static_cast<int>(options.epochs), 1, kMost);
    options.steps = section.integer("steps", 0, 0, kMost);
    options.warmUp = section.integer("warm_up", static_cast<int>(options.warmUp), 0, kMost);
    options.seed = static_cast<std::uint64_t>(section.integer("seed", 1, 0, kMost));
    options.checkpointEvery =
        section.integer("checkpoint_every", static_cast<int>(options.checkpointEvery), 1, kMost);
    options.evaluateEvery = section.integer("evaluate_every", 0, 0, kMost);
}

void readRates(const ConfigSection &section, ScratchOptions &options) {
    options.learningRate = section.number("learning_rate", options.learningRate);
    options.weightDecay = amount(section, "weight_decay", options.weightDecay);
    options.beta1 = amount(section, "beta1", options.beta1);
    options.clipGradient = amount(section, "clip_gradient", 0);
    options.languageModelWeight = amount(section, "language_model_weight", 0);
    readTower(section.section("image"), options.image);
    readTower(section.section("text"), options.words);
    if (options.beta1 >= 1) {
        section.damaged("beta1 is not below 1");
    }
}

void readTraining(const ConfigSection &section, ScratchOptions &options) {
    section.allowOnly({"batch",
                       "chunk",
                       "epochs",
                       "steps",
                       "warm_up",
                       "seed",
                       "checkpoint_every",
                       "evaluate_every",
                       "learning_rate",
                       "weight_decay",
                       "beta1",
                       "clip_gradient",
                       "language_model_weight",
                       "image",
                       "text",
                       "objective",
                       "text_encoder",
                       "precision",
                       "half_moments",
                       "text_weights",
                       "checkpointing",
                       "frozen_batch_norm",
                       "mask_equal_captions",
                       "language_model",
                       "comment"});
    readSizes(section, options);
    readRates(section, options);
    options.objective = oneOf<Objective>(
        section, "objective", options.objective,
        {{"contrastive", Objective::Contrastive}, {"predictive", Objective::Predictive}});
    options.text =
        oneOf<TextKind>(section, "text_encoder", options.text,
                        {{"transformer", TextKind::Transformer}, {"bow", TextKind::BagOfWords}});
    options.arithmetic = oneOf<Arithmetic>(
        section, "precision", options.arithmetic,
        {{"fp32", Arithmetic::Fp32}, {"bf16", Arithmetic::Bf16}, {"fp16", Arithmetic::Fp16}});
    options.halfMoments = section.flag("half_moments", false);
    options.halfTextWeights =
        oneOf<bool>(section, "text_weights", false, {{"fp32", false}, {"bf16", true}});
    if (options.halfTextWeights && options.arithmetic != Arithmetic::Bf16) {
        section.damaged("text_weights \"bf16\" needs precision \"bf16\"");
    }
    options.checkpointing = section.flag("checkpointing", false);
    options.frozenBatchNorm = section.flag("frozen_batch_norm", false);
    options.maskEqualCaptions = section.flag("mask_equal_captions", false);
    options.languageModel = section.text("language_model", "");
}

/// Beside what readOpenClipConfig() makes sure of.
void checkModel(const ConfigSection &root, const clip::ModelConfig &model) {
    if (model.preprocessing.input.mode == image::ResizeMode::Longest) {
        root.unsupported("preprocess_cfg has resize_mode \"longest\", which leaves no square to "
                         "crop; take \"shortest\" or \"squash\"");
    }
}

} // namespace

Result<ScratchConfig> readScratchConfig(const std::filesystem::path &file) {
    const auto json = clip::readConfigFile(file, "correct the configuration there");
    if (!json) {
        return fail(json.error());
    }
    ScratchConfig config;
    if (auto read = clip::readOpenClipConfig(file, config.model); !read) {
        return fail(read.error());
    }
    std::optional<Error> error;
    const ConfigSection root(*json, file.string(), error);
    root.allowOnly({"model_cfg", "preprocess_cfg", "training", "comment"});
    if (config.model.vision.kind == clip::TrunkKind::ModifiedResNet) { // the paper's, of ResNets
        config.options.image = {.beta2 = .999, .epsilon = 1e-8};
        config.options.words = config.options.image;
    }
    readTraining(root.section("training"), config.options);
    checkModel(root, config.model);
    if (error) {
        return fail(*error);
    }
    config.model.name = file.stem().string();
    nlohmann::json written{
        {"model_cfg", json->at("model_cfg")},
        {"preprocess_cfg", json->value("preprocess_cfg", nlohmann::json::object())}};
    config.openClip = written.dump(2) + "\n";
    return config;
}

std::string fingerprintOf(const std::string &openClip, const ScratchOptions &options) {
    const nlohmann::json all{openClip,
                             static_cast<int>(options.objective),
                             static_cast<int>(options.text),
                             static_cast<int>(options.arithmetic),
                             options.batch,
                             options.epochs,
                             options.steps,
                             options.learningRate,
                             options.warmUp,
                             options.weightDecay,
                             options.beta1,
                             options.image.beta2,
                             options.image.epsilon,
                             options.words.beta2,
                             options.words.epsilon,
                             options.clipGradient,
                             options.halfMoments,
                             options.halfTextWeights,
                             options.frozenBatchNorm,
                             options.languageModelWeight,
                             options.maskEqualCaptions,
                             options.languageModel.string(),
                             options.seed};
    const std::string text = all.dump();
    return toHex(hashContent(std::as_bytes(std::span(text))));
}

std::filesystem::path findScratchConfig(const std::string &nameOrPath) {
    const auto own = resourceFolder() / "training" / (nameOrPath + ".json");
    std::error_code error;
    return nameOrPath.find('/') == std::string::npos && std::filesystem::exists(own, error)
               ? own
               : std::filesystem::path(nameOrPath);
}

} // namespace fovea::training
