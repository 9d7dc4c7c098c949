#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace fovea::app {

/// What `fovea train` was asked for. Numbers at 0 are left to Fovea.
struct TrainCommand {
    // What to learn from.
    std::string album;
    std::filesystem::path data;
    std::filesystem::path images;  ///< where the files of a table lie; empty: looked for
    std::string captions = "auto"; ///< names, metadata, text or auto: which sources count
    std::string language;          ///< "de": of captions in several languages; empty: the person's
    double holdOut = 0.1;          ///< share of the photos
    std::filesystem::path guard;   ///< captions whose recall may not fall

    // How.
    std::string method = "auto"; ///< names, projection, lora, full or auto
    bool onTop = false; ///< go on from the adapter in use, which the new one then holds too
    std::vector<std::string> words;
    int epochs = 0;
    int batch = 0;
    double learningRate = 0;
    double weightDecay = 0.01;
    int rank = 0;
    double alpha = 0;
    double dropout = 0;
    std::uint64_t seed = 1;

    // What comes of it, and how the run behaves.
    std::string adapter; ///< its name; empty: after the album or the data
    bool use = true;     ///< leave it switched on
    bool fresh = false;  ///< do not go on with an unfinished run
    bool planOnly = false;
    bool onBattery = false;
    std::int64_t checkpointEvery = 50; ///< steps
    bool jsonProgress = false;
};

void addTrainOptions(CLI::App &command, TrainCommand &values);

} // namespace fovea::app
