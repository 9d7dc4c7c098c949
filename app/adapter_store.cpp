#include "app/adapter_store.h"

#include "app/model_names.h"
#include "engine/clip/adapter.h"
#include "engine/clip/space.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace fovea::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kRemovedSuffix = ".removed";

std::string readCard(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    const auto json = nlohmann::json::parse(stream, nullptr, false);
    return json.is_object() ? json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                            : std::string();
}

std::vector<std::string> readWords(const std::string &text) {
    std::vector<std::string> words;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_array()) {
        for (const auto &entry : json) {
            const auto word = entry.is_object() ? entry.find("word") : entry.end();
            if (entry.is_object() && word != entry.end() && word->is_string()) {
                words.push_back(word->get<std::string>());
            }
        }
    }
    return words;
}

StoredAdapter describe(const std::string &name, const fs::path &folder) {
    StoredAdapter adapter;
    adapter.name = name;
    adapter.folder = folder;
    adapter.card = readCard(folder / "card.json");
    const fs::path path = folder / clip::kAdapterFile;
    const auto file = clip::SafeTensors::open(path);
    if (!file) {
        adapter.problem = file.error().message;
        return adapter;
    }
    const auto text = [&file](std::string_view key) {
        const auto at = file->metadata().find(key);
        return at == file->metadata().end() ? std::string() : at->second;
    };
    adapter.method = text("method");
    adapter.base = text("base");
    adapter.baseName = text("base_name");
    adapter.words = readWords(text("words"));
    std::error_code ignored;
    const auto bytes = fs::file_size(path, ignored);
    adapter.bytes = ignored ? 0 : static_cast<std::int64_t>(bytes);
    return adapter;
}

tl::unexpected<Error> cannot(const std::string &what, const fs::path &folder,
                             const std::error_code &error) {
    return fail(ErrorCode::NoPermission, "The adapter in " + folder.string() + " cannot be " +
                                             what + ": " + error.message());
}

} // namespace

AdapterStore::AdapterStore(const fs::path &library)
    : m_folder(library / "adapters") {}

std::vector<StoredAdapter> AdapterStore::list() const {
    std::vector<StoredAdapter> adapters;
    std::error_code error;
    for (fs::directory_iterator it(m_folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        // One that is only being made has no file yet.
        if (isModelName(name) && fs::exists(it->path() / clip::kAdapterFile, ignored)) {
            adapters.push_back(describe(name, it->path()));
        }
    }
    std::ranges::sort(adapters, {}, &StoredAdapter::name);
    return adapters;
}

Result<StoredAdapter> AdapterStore::find(std::string_view name) const {
    std::string names;
    for (StoredAdapter &adapter : list()) {
        if (sameModelName(adapter.name, name)) {
            return std::move(adapter);
        }
        names.append(names.empty() ? "" : ", ").append(adapter.name);
    }
    return fail(ErrorCode::NotFound,
                "There is no adapter \"" + std::string(name) + "\" in this library (" +
                    (names.empty() ? "none was taught yet" : "there is " + names) +
                    "); see what there is with: fovea models list");
}

Result<void> AdapterStore::checkNewName(const std::string &name) const {
    if (!isModelName(name)) {
        return fail(ErrorCode::BadUsage,
                    "\"" + name +
                        "\" cannot be the name of an adapter: it takes up to 64 letters, digits, "
                        "dots, hyphens and underscores");
    }
    if (const auto taken = find(name)) {
        return fail(ErrorCode::BadUsage, "There is an adapter \"" + taken->name +
                                             "\" already; give another name, or remove it first");
    }
    return {};
}

fs::path AdapterStore::removedFolder(const std::string &name) const {
    return m_folder / ("." + name + std::string(kRemovedSuffix));
}

Result<void> AdapterStore::remove(std::string_view name) {
    const auto adapter = find(name);
    if (!adapter) {
        return fail(adapter.error());
    }
    forgetRemoved();
    std::error_code error;
    fs::rename(adapter->folder, removedFolder(adapter->name), error);
    if (error) {
        return cannot("removed", adapter->folder, error);
    }
    return {};
}

void AdapterStore::forgetRemoved() {
    std::error_code error;
    std::vector<fs::path> removed;
    for (fs::directory_iterator it(m_folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with('.') && name.ends_with(kRemovedSuffix)) {
            removed.push_back(it->path());
        }
    }
    for (const fs::path &folder : removed) {
        fs::remove_all(folder, error); // what stays is tried again at the next time
    }
}

Result<void> AdapterStore::restore(std::string_view name) {
    const std::string known(name);
    if (auto free = checkNewName(known); !free) {
        return free;
    }
    std::error_code error;
    fs::rename(removedFolder(known), folderOf(known), error);
    if (error) {
        return fail(ErrorCode::NotFound,
                    "The adapter \"" + known + "\" cannot be brought back: " + error.message());
    }
    return {};
}

Result<void> AdapterStore::rename(std::string_view name, const std::string &newName) {
    const auto adapter = find(name);
    if (!adapter) {
        return fail(adapter.error());
    }
    if (auto free = checkNewName(newName); !free && !sameModelName(name, newName)) {
        return free;
    }
    std::error_code error;
    fs::rename(adapter->folder, folderOf(newName), error);
    if (error) {
        return cannot("renamed", adapter->folder, error);
    }
    return {};
}

std::string modelOfAdapter(const StoredAdapter &adapter, const std::vector<StoredModel> &models) {
    // The one that is called so first: hashing weights takes a moment each.
    std::vector<const StoredModel *> order;
    for (const StoredModel &model : models) {
        if (model.problem.empty()) {
            order.push_back(&model);
        }
    }
    std::ranges::stable_partition(order, [&adapter](const StoredModel *model) {
        return sameModelName(model->name, adapter.baseName);
    });
    for (const StoredModel *model : order) {
        const auto config = clip::readModelConfig(model->folder);
        const auto revision = config ? clip::fileRevision(config->weightsFile)
                                     : Result<std::string>(fail(config.error()));
        if (revision && !adapter.base.empty() && *revision == adapter.base) {
            return model->name;
        }
    }
    return {};
}

} // namespace fovea::app
