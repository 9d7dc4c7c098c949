#include "app/model_catalogue.h"

#include "app/model_names.h"
#include "engine/core/resources.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace fovea::app {

namespace {

using nlohmann::json;

CatalogueModel toModel(const json &entry) {
    CatalogueModel model;
    model.name = entry.at("name").get<std::string>();
    model.title = entry.at("title").get<std::string>();
    model.goodFor = entry.at("goodFor").get<std::string>();
    model.license = entry.at("license").get<std::string>();
    model.parameters = entry.at("parameters").get<std::int64_t>();
    model.imageSize = entry.at("imageSize").get<int>();
    return model;
}

// Throws what nlohmann throws; a name that leads out of the model's folder is refused in the same
// way.
CatalogueModel toDownload(const json &entry) {
    CatalogueModel model = toModel(entry);
    model.repository = entry.at("repository").get<std::string>();
    model.revision = entry.at("revision").get<std::string>();
    model.downloadBytes = entry.at("downloadBytes").get<std::int64_t>();
    for (const json &item : entry.at("files")) {
        CatalogueFile file;
        file.name = item.at("name").get<std::string>();
        file.from = item.at("from").get<std::vector<std::string>>();
        if (!isModelName(file.name) || file.from.empty()) {
            throw std::invalid_argument("the file \"" + file.name + "\" of " + model.name);
        }
        model.files.push_back(std::move(file));
    }
    if (!isModelName(model.name) || model.files.empty()) {
        throw std::invalid_argument("the model \"" + model.name + "\"");
    }
    return model;
}

void replaceAll(std::string &text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

const CatalogueModel *findIn(const std::vector<CatalogueModel> &models, std::string_view name) {
    const auto found = std::find_if(models.begin(), models.end(), [name](const CatalogueModel &m) {
        return sameModelName(m.name, name);
    });
    return found == models.end() ? nullptr : &*found;
}

} // namespace

Result<ModelCatalogue> ModelCatalogue::read() {
    return read(resourceFolder() / "catalogue.json");
}

Result<ModelCatalogue> ModelCatalogue::read(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return fail(ErrorCode::NotFound, "The catalogue of models " + file.string() +
                                             " cannot be read; install Fovea again");
    }
    try {
        const json root = json::parse(stream);
        ModelCatalogue catalogue;
        catalogue.m_hub = root.at("hub").get<std::string>();
        catalogue.m_filePattern = root.at("file").get<std::string>();
        for (const json &entry : root.at("builtIn")) {
            catalogue.m_builtIn.push_back(toModel(entry));
        }
        for (const json &entry : root.at("models")) {
            catalogue.m_models.push_back(toDownload(entry));
        }
        return catalogue;
    } catch (const std::exception &error) {
        return fail(ErrorCode::Damaged, "The catalogue of models " + file.string() +
                                            " is damaged (" + error.what() +
                                            "); install Fovea again");
    }
}

const CatalogueModel *ModelCatalogue::find(std::string_view name) const {
    const CatalogueModel *model = findIn(m_builtIn, name);
    return model != nullptr ? model : findIn(m_models, name);
}

Result<CatalogueModel> ModelCatalogue::downloadable(std::string_view name) const {
    if (const CatalogueModel *model = findIn(m_models, name)) {
        return *model;
    }
    if (findIn(m_builtIn, name) != nullptr) {
        return fail(ErrorCode::BadUsage, "The model \"" + std::string(name) +
                                             "\" comes with Fovea; there is nothing to install");
    }
    std::string names;
    for (const CatalogueModel &model : m_models) {
        names.append(names.empty() ? "" : ", ").append(model.name);
    }
    return fail(ErrorCode::NotFound, "The catalogue has no model \"" + std::string(name) +
                                         "\"; it has " + names +
                                         ". A folder on disk is added with: fovea models add DIR");
}

std::string ModelCatalogue::url(const CatalogueModel &model, std::string_view revision,
                                std::string_view file) const {
    std::string url = m_filePattern;
    replaceAll(url, "{hub}", m_hub);
    replaceAll(url, "{repository}", model.repository);
    replaceAll(url, "{revision}", revision);
    replaceAll(url, "{file}", file);
    return url;
}

} // namespace fovea::app
