#include "app/json_output.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>

namespace fovea::app {

void printJson(const nlohmann::json &value) {
    std::cout << value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}

nlohmann::json toJson(const search::RecallFigures &figures) {
    return {{"r1", figures.r1},
            {"r5", figures.r5},
            {"r10", figures.r10},
            {"median_rank", figures.medianRank}};
}

std::string takenText(const image::Metadata &metadata) {
    if (!metadata.takenLocalMs) {
        return {};
    }
    std::int64_t seconds = *metadata.takenLocalMs / 1000;
    if (*metadata.takenLocalMs % 1000 < 0) {
        --seconds;
    }
    const std::time_t time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::string result = text;
    if (metadata.utcOffsetMinutes) {
        const int minutes = std::abs(*metadata.utcOffsetMinutes);
        std::snprintf(text, sizeof text, "%c%02d:%02d", *metadata.utcOffsetMinutes < 0 ? '-' : '+',
                      minutes / 60 % 100, minutes % 60);
        result += text;
    }
    return result;
}

nlohmann::json takenToJson(const image::Metadata &metadata) {
    const std::string text = takenText(metadata);
    return text.empty() ? nlohmann::json() : nlohmann::json(text);
}

nlohmann::json toJson(const std::vector<library::Caption> &captions) {
    nlohmann::json all = nlohmann::json::array();
    for (const library::Caption &caption : captions) {
        all.push_back(
            {{"text", caption.text}, {"source", caption.source}, {"confirmed", caption.confirmed}});
    }
    return all;
}

nlohmann::json toJson(const search::SearchAnswer &answer,
                      const std::vector<library::PhotoRecord> &photos) {
    nlohmann::json hits = nlohmann::json::array();
    for (std::size_t i = 0; i < photos.size(); ++i) {
        hits.push_back({{"photo", photos[i].id.value},
                        {"path", photos[i].path.string()},
                        {"score", answer.hits[i].score},
                        {"taken", takenToJson(photos[i].metadata)},
                        {"weak", false}});
    }
    return hits;
}

nlohmann::json toJson(const training::AlbumOptions &options) {
    return {{"epochs", options.epochs},
            {"batch", options.batch},
            {"learning_rate", options.learningRate},
            {"weight_decay", options.weightDecay},
            {"rank", options.rank},
            {"alpha", options.alpha},
            {"dropout", options.dropout},
            {"seed", options.seed}};
}

} // namespace fovea::app
