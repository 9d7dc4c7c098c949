#pragma once

#include "app/model_names.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::app {

enum class ModelOrigin {
    BuiltIn,   ///< comes with Fovea
    Installed, ///< a folder of Fovea's own
    Linked,    ///< a folder of the person's, which Fovea only reads
};

struct StoredModel {
    std::string name;
    std::filesystem::path folder;
    ModelOrigin origin = ModelOrigin::Installed;
    std::int64_t weightsBytes = 0;
    std::string problem; ///< why it cannot be used now; empty where it can
};

/// The models on this machine: what comes with Fovea, what was installed, and folders that a person
/// added, each of which is a small NAME.link.json. Holds nothing in memory: every call looks at the
/// disk.
class ModelStore {
public:
    /// The person's models, and the built-in ones.
    ModelStore();
    ModelStore(std::filesystem::path models, std::filesystem::path builtIn);

    /// Built-in first, then by name.
    std::vector<StoredModel> list() const;
    /// By name, whatever the case of the letters. The Error lists what there is.
    Result<StoredModel> find(std::string_view name) const;
    /// The folder of a model that is named, or `nameOrFolder` itself where it is a folder.
    Result<std::filesystem::path> resolve(const std::string &nameOrFolder) const;

    /// Links a folder in either layout after a look at its configuration and its weights' header.
    /// An empty `name` means the folder's.
    Result<StoredModel> add(const std::filesystem::path &folder, std::string name = {});
    /// Deletes what was installed, or unlinks what was added; a person's own folder stays as it is.
    Result<void> remove(std::string_view name);

    /// Where installed models lie.
    const std::filesystem::path &modelsFolder() const { return m_models; }
    /// What keeps the model in `folder` from being used, as far as can be seen without loading it.
    static Result<std::int64_t>
    checkFolder(const std::filesystem::path &folder); ///< its weights' bytes

private:
    Result<void> checkNewName(const std::string &name) const;

    std::filesystem::path m_models;
    std::filesystem::path m_builtIn;
};

} // namespace fovea::app
