#include "app/commands.h"
#include "app/json_output.h"
#include "app/paths.h"

#include <cstdio>

namespace fovea::app {
namespace {

void printRow(const std::string &name, std::span<const float> embedding) {
    std::printf("%s\t", name.c_str());
    for (std::size_t i = 0; i < embedding.size(); ++i) {
        std::printf("%s%.8g", i == 0 ? "" : " ", static_cast<double>(embedding[i]));
    }
    std::printf("\n");
}

} // namespace

Result<int> runEmbed(const CommonOptions &common, const EmbedCommand &command) {
    if (command.texts.empty() && command.images.empty()) {
        return fail(ErrorCode::BadUsage, "Give at least one --text or --image.");
    }
    auto session = Session::openWithoutLibrary(common);
    if (!session) {
        return fail(session.error());
    }
    const auto model = (*session)->model(command.precision, common.threadCount());
    if (!model) {
        return fail(model.error());
    }
    std::vector<float> texts;
    if (!command.texts.empty()) {
        const auto encoder = (*model)->textEncoder();
        if (!encoder) {
            return fail(encoder.error());
        }
        auto encoded = (*encoder)->encode(command.texts);
        if (!encoded) {
            return fail(encoded.error());
        }
        texts = std::move(*encoded);
    }
    const auto dim = static_cast<std::size_t>((*session)->space().dim);
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < command.texts.size(); ++i) {
        const auto row = std::span(texts).subspan(i * dim, dim);
        if (command.json) {
            list.push_back({{"text", command.texts[i]}, {"embedding", row}});
        } else {
            printRow(command.texts[i], row);
        }
    }
    for (const auto &image : command.images) {
        const auto embedding = (*session)->embedFile(image, command.precision);
        if (!embedding) {
            return fail(embedding.error());
        }
        if (command.json) {
            list.push_back({{"image", image.string()}, {"embedding", *embedding}});
        } else {
            printRow(image.string(), *embedding);
        }
    }
    if (command.json) {
        printJson({{"model", (*session)->space().name}, {"embeddings", list}});
    }
    return ExitDone;
}

} // namespace fovea::app
