#include "app/scratch_command.h"

#include "app/rank_launcher.h"
#include "app/scratch_run.h"
#include "engine/training/rank_environment.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <type_traits>

namespace fovea::app {
namespace {

using training::ScratchOptions;

/// The arguments that this process was started with, without its name.
std::vector<std::string> ownArguments() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> arguments;
    for (std::string argument; std::getline(file, argument, '\0');) {
        arguments.push_back(argument);
    }
    if (!arguments.empty()) {
        arguments.erase(arguments.begin());
    }
    return arguments;
}

Result<void> checkUsage(const TrainCommand &train, const ScratchCommand &scratch) {
    if (train.data.empty()) {
        return fail(ErrorCode::BadUsage,
                    "Say what to learn from: --data with tar shards, a CSV file of pictures and "
                    "captions, COCO JSON or a folder.");
    }
    if (train.onTop) {
        return fail(ErrorCode::BadUsage,
                    "--on-top keeps what was taught to a model before, and a model that is trained "
                    "whole has nothing of that. Leave it out.");
    }
    if (scratch.out.empty()) {
        return fail(ErrorCode::BadUsage, "Say where the model is to be written: --out DIR");
    }
    if (!scratch.config.empty() && !scratch.lockImage.empty()) {
        return fail(ErrorCode::BadUsage,
                    "Either all is trained (--from-scratch) or the image tower is locked "
                    "(--lock-image), not both.");
    }
    return {};
}

} // namespace

ScratchOptions withOverrides(ScratchOptions options, const TrainCommand &train,
                             const ScratchCommand &scratch) {
    const TrainCommand standard;
    const auto take = [](auto &to, auto from, auto unset) {
        if (from != unset) {
            to = static_cast<std::remove_reference_t<decltype(to)>>(from);
        }
    };
    take(options.epochs, train.epochs, standard.epochs);
    take(options.batch, train.batch, standard.batch);
    take(options.learningRate, train.learningRate, standard.learningRate);
    take(options.weightDecay, train.weightDecay, standard.weightDecay);
    take(options.seed, train.seed, standard.seed);
    take(options.checkpointEvery, train.checkpointEvery, standard.checkpointEvery);
    take(options.chunk, scratch.chunk, std::int64_t{0});
    take(options.evaluateEvery, scratch.evaluateEvery, std::int64_t{0});
    if (scratch.steps > 0) {
        options.steps = scratch.steps;
    } else if (train.epochs > 0) {
        options.steps = 0;
    }
    if (!scratch.objective.empty()) {
        options.objective = scratch.objective == "predictive" ? training::Objective::Predictive
                                                              : training::Objective::Contrastive;
    }
    if (!scratch.text.empty()) {
        options.text = scratch.text == "bow" ? training::TextKind::BagOfWords
                                             : training::TextKind::Transformer;
    }
    if (!scratch.precision.empty()) {
        options.arithmetic = scratch.precision == "bf16"   ? training::Arithmetic::Bf16
                             : scratch.precision == "fp16" ? training::Arithmetic::Fp16
                                                           : training::Arithmetic::Fp32;
    }
    return options;
}

void addScratchOptions(CLI::App &command, ScratchCommand &values) {
    const auto oneOf = [](std::initializer_list<const char *> names) {
        return CLI::IsMember(std::vector<std::string>(names.begin(), names.end())).description("");
    };
    const char *const group = "Training a model whole";
    command
        .add_option("--from-scratch", values.config,
                    "Train a model of this configuration: a JSON file, or the name of one that "
                    "comes with Fovea")
        ->group(group);
    command
        .add_option("--lock-image", values.lockImage,
                    "Train the text side of this configuration over the image tower of a model")
        ->group(group);
    command.add_option("--out", values.out, "The folder of the model that is made")->group(group);
    command.add_option("--val", values.validate, "Pictures and captions to measure recall on")
        ->group(group);
    command
        .add_option("--initialize", values.initialize,
                    "A model to go on from; with --lock-image the one whose image tower is taken")
        ->group(group);
    command.add_option("--nproc", values.ranks, "Processes on this machine that train together")
        ->check(CLI::Range(1, 1024).description(""))
        ->group(group);
    command.add_option("--objective", values.objective, "contrastive or predictive")
        ->check(oneOf({"contrastive", "predictive"}))
        ->group(group);
    command.add_option("--text", values.text, "transformer, or bow for a bag of words")
        ->check(oneOf({"transformer", "bow"}))
        ->group(group);
    command.add_option("--precision", values.precision, "fp32, bf16 or fp16")
        ->check(oneOf({"fp32", "bf16", "fp16"}))
        ->group(group);
    command.add_option("--chunk", values.chunk, "Pairs in memory at once, for batches beyond it")
        ->group(group);
    command.add_option("--steps", values.steps, "Instead of epochs")->group(group);
    command.add_option("--evaluate-every", values.evaluateEvery, "Steps; without, an epoch")
        ->group(group);
}

Result<int> runScratch(const CommonOptions &common, const TrainCommand &train,
                       const ScratchCommand &scratch) {
    if (auto usable = checkUsage(train, scratch); !usable) {
        return fail(usable.error());
    }
    const auto environment = training::rankFromEnvironment();
    if (!environment) {
        return fail(environment.error());
    }
    if (scratch.ranks > 1 && !*environment) {
        RankLaunch launch;
        launch.ranks = scratch.ranks;
        launch.threadsEach = std::max(1, common.threadCount() / scratch.ranks);
        launch.command = rankCommand(ownArguments(), launch.threadsEach);
        return launchRanks(launch);
    }
    const bool leads = !*environment || (*environment)->rank == 0;
    auto result = trainScratch(common, train, scratch, leads);
    if (!result) {
        if (const auto status = echoStatus(result.error())) {
            return *status;
        }
    }
    return result;
}

} // namespace fovea::app
