#include "app/train_options.h"

#include <CLI/CLI.hpp>

namespace fovea::app {
namespace {

CLI::Validator oneOf(std::initializer_list<const char *> values) {
    return CLI::IsMember(std::vector<std::string>(values.begin(), values.end())).description("");
}

CLI::Validator between(double low, double high) {
    return CLI::Range(low, high).description("");
}

void addSources(CLI::App &command, TrainCommand &values) {
    CLI::Option *album =
        command.add_option("--album", values.album, "An album of the library, by its name");
    command
        .add_option("--data", values.data,
                    "A CSV file (file,caption), COCO JSON, tar shards, or a folder with captions")
        ->excludes(album);
    command
        .add_option("--images", values.images,
                    "Where the files of a CSV or COCO file lie; without, beside it")
        ->excludes(album);
    command
        .add_option("--captions", values.captions,
                    "Which captions count: names (of folders), metadata, text (files beside) or "
                    "auto")
        ->check(oneOf({"names", "metadata", "text", "auto"}));
    command.add_option("--language", values.language,
                       "Of captions in several languages, as \"de\"; without, yours");
    command
        .add_option("--hold-out", values.holdOut, "Share of the photos kept aside to measure on")
        ->check(between(0, 0.9));
    command.add_option("--guard", values.guard,
                       "A CSV file of captions that must be found as well afterwards");
}

void addMethod(CLI::App &command, TrainCommand &values) {
    command
        .add_option("--method", values.method,
                    "names, projection, lora, full, or auto for the cheapest that serves")
        ->check(oneOf({"auto", "names", "projection", "lora", "full"}));
    command.add_flag("--on-top", values.onTop,
                     "Keep what was taught before: go on from the adapter that is in use");
    command.add_option("--words", values.words, "New words for names to learn: zorbo,fido")
        ->delimiter(',');
    command.add_option("--epochs", values.epochs, "Times that each photo is seen")
        ->check(between(1, 100'000));
    command.add_option("--batch", values.batch, "Photos in a step")->check(between(1, 1 << 20));
    command.add_option("--learning-rate", values.learningRate, "The highest of the schedule")
        ->check(between(1e-12, 10));
    command.add_option("--weight-decay", values.weightDecay, "Decoupled, on what is learned")
        ->check(between(0, 10));
    command.add_option("--rank", values.rank, "Of low-rank changes")->check(between(1, 4096));
    command.add_option("--alpha", values.alpha, "Low-rank changes are scaled by alpha / rank")
        ->check(between(1e-6, 1e6));
    command.add_option("--dropout", values.dropout, "Of low-rank changes")->check(between(0, .9));
    command.add_option("--seed", values.seed, "Of the split, the order and all else that is drawn");
}

void addBehavior(CLI::App &command, TrainCommand &values) {
    command.add_option(
        "--as", values.adapter,
        "What to call what is learned; without, as the album or the data, with a number "
        "where one of that name was switched on before");
    command.add_flag("!--no-use", values.use, "Leave what was learned switched off");
    command.add_flag("--fresh", values.fresh, "Start anew where an unfinished run could go on");
    command.add_flag("--plan", values.planOnly,
                     "Tell of the captions, the method and the time, and learn nothing yet");
    command.add_flag("--on-battery", values.onBattery, "Go on when the battery is low");
    command.add_option("--checkpoint-every", values.checkpointEvery, "Steps between checkpoints")
        ->check(between(1, 1e9));
    command
        .add_option_function<std::string>(
            "--progress", [&values](const std::string &) { values.jsonProgress = true; },
            "json: tell of progress as JSON Lines, and take pause, resume and stop as lines")
        ->check(oneOf({"json"}));
}

} // namespace

void addTrainOptions(CLI::App &command, TrainCommand &values) {
    addSources(command, values);
    addMethod(command, values);
    addBehavior(command, values);
}

} // namespace fovea::app
