#include "app/model_store.h"

#include "app/paths.h"
#include "engine/clip/model_config.h"
#include "engine/clip/safetensors.h"
#include "engine/core/atomic_file.h"
#include "engine/core/resources.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace fovea::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kLinkSuffix = ".link.json";

StoredModel describe(std::string name, fs::path folder, ModelOrigin origin) {
    StoredModel model{std::move(name), std::move(folder), origin, 0, {}};
    const auto bytes = ModelStore::checkFolder(model.folder);
    if (bytes) {
        model.weightsBytes = *bytes;
    } else {
        model.problem = bytes.error().message;
    }
    return model;
}

// Anything that is no readable link gives an empty path, which then is a problem of the model.
fs::path readLink(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    const auto root = nlohmann::json::parse(stream, nullptr, false);
    const auto found = root.is_object() ? root.find("path") : root.end();
    if (!root.is_object() || found == root.end() || !found->is_string()) {
        return {};
    }
    const auto text = found->get<std::string>();
    return toPath(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

StoredModel describeLink(const fs::path &file) {
    std::string name = file.filename().string();
    name.resize(name.size() - kLinkSuffix.size());
    fs::path folder = readLink(file);
    if (folder.empty()) {
        return {name,
                {},
                ModelOrigin::Linked,
                0,
                "The link " + file.string() + " is damaged; remove the model and add it again"};
    }
    return describe(std::move(name), std::move(folder), ModelOrigin::Linked);
}

void listFolder(const fs::path &folder, ModelOrigin origin, std::vector<StoredModel> &models) {
    std::error_code error;
    std::vector<StoredModel> found;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        if (it->is_directory(ignored) && isModelName(name)) {
            found.push_back(describe(name, it->path(), origin));
        } else if (origin != ModelOrigin::BuiltIn && name.size() > kLinkSuffix.size() &&
                   name.ends_with(kLinkSuffix) && isModelName(name)) {
            found.push_back(describeLink(it->path()));
        }
    }
    std::sort(found.begin(), found.end(),
              [](const StoredModel &a, const StoredModel &b) { return a.name < b.name; });
    std::move(found.begin(), found.end(), std::back_inserter(models));
}

} // namespace

ModelStore::ModelStore()
    : ModelStore(app::modelsFolder(), resourceFolder() / "models") {}

ModelStore::ModelStore(fs::path models, fs::path builtIn)
    : m_models(std::move(models))
    , m_builtIn(std::move(builtIn)) {}

std::vector<StoredModel> ModelStore::list() const {
    std::vector<StoredModel> models;
    listFolder(m_builtIn, ModelOrigin::BuiltIn, models);
    listFolder(m_models, ModelOrigin::Installed, models);
    return models;
}

Result<StoredModel> ModelStore::find(std::string_view name) const {
    std::string names;
    for (StoredModel &model : list()) {
        if (sameModelName(model.name, name)) {
            return std::move(model);
        }
        names.append(names.empty() ? "" : ", ").append(model.name);
    }
    return fail(ErrorCode::NotFound, "There is no model \"" + std::string(name) +
                                         "\" on this machine (" +
                                         (names.empty() ? "none is" : "there is " + names) +
                                         "); see what can be installed with: fovea models list");
}

Result<fs::path> ModelStore::resolve(const std::string &nameOrFolder) const {
    const auto model = find(nameOrFolder);
    if (model) {
        if (!model->problem.empty()) {
            return fail(ErrorCode::Damaged, model->problem);
        }
        return model->folder;
    }
    std::error_code ignored;
    const fs::path folder = absolutePath(nameOrFolder);
    if (fs::is_directory(folder, ignored)) {
        return folder;
    }
    return fail(model.error());
}

Result<void> ModelStore::checkNewName(const std::string &name) const {
    if (!isModelName(name)) {
        return fail(ErrorCode::BadUsage,
                    "\"" + name +
                        "\" cannot be the name of a model: it takes up to 64 letters, digits, "
                        "dots, hyphens and underscores; give another with --name");
    }
    for (const StoredModel &model : list()) {
        if (sameModelName(model.name, name)) {
            return fail(ErrorCode::BadUsage, "There is a model \"" + model.name + "\" already (" +
                                                 model.folder.string() +
                                                 "); give another name with --name");
        }
    }
    return {};
}

Result<StoredModel> ModelStore::add(const fs::path &folder, std::string name) {
    const fs::path path = absolutePath(folder);
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        return fail(ErrorCode::NotFound,
                    "There is no folder " + path.string() + "; give the folder of a model");
    }
    const auto bytes = checkFolder(path);
    if (!bytes) {
        return fail(bytes.error());
    }
    if (name.empty()) {
        name = path.filename().string();
    }
    if (const auto allowed = checkNewName(name); !allowed) {
        return fail(allowed.error());
    }
    fs::create_directories(m_models, error);
    if (error) {
        return fail(ErrorCode::NoPermission, "The folder for models " + m_models.string() +
                                                 " cannot be made: " + error.message());
    }
    const std::string text = nlohmann::json{{"path", toQString(path).toStdString()}}.dump(2) + "\n";
    const auto written = writeFileAtomically(m_models / (name + std::string(kLinkSuffix)),
                                             std::as_bytes(std::span(text)));
    if (!written) {
        return fail(written.error());
    }
    return StoredModel{std::move(name), path, ModelOrigin::Linked, *bytes, {}};
}

Result<void> ModelStore::remove(std::string_view name) {
    const auto model = find(name);
    if (!model) {
        return fail(model.error());
    }
    if (model->origin == ModelOrigin::BuiltIn) {
        return fail(ErrorCode::BadUsage,
                    "\"" + model->name + "\" comes with Fovea and cannot be removed");
    }
    std::error_code error;
    if (model->origin == ModelOrigin::Linked) {
        fs::remove(m_models / (model->name + std::string(kLinkSuffix)), error);
    } else {
        // Out of sight first, so that a removal that is cut short leaves no half model behind.
        const fs::path hidden = m_models / ("." + model->name + ".removed");
        fs::remove_all(hidden, error);
        fs::rename(model->folder, hidden, error);
        if (!error) {
            fs::remove_all(hidden, error);
        }
    }
    if (error) {
        return fail(ErrorCode::NoPermission, "The model \"" + model->name + "\" in " +
                                                 model->folder.string() +
                                                 " cannot be removed: " + error.message());
    }
    return {};
}

Result<std::int64_t> ModelStore::checkFolder(const fs::path &folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorCode::NotFound, "The folder " + folder.string() +
                                             " is not there; put it back, or remove the model");
    }
    const auto config = clip::readModelConfig(folder);
    if (!config) {
        return fail(config.error());
    }
    const auto weights = clip::SafeTensors::open(config->weightsFile);
    if (!weights) {
        return fail(weights.error());
    }
    const auto bytes = fs::file_size(config->weightsFile, error);
    if (error) {
        return fail(ErrorCode::NoPermission,
                    "Cannot read " + config->weightsFile.string() + ": " + error.message());
    }
    return static_cast<std::int64_t>(bytes);
}

} // namespace fovea::app
