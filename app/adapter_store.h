#pragma once

#include "app/model_store.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::app {

/// An adapter of a library, as its file and its card tell of it.
struct StoredAdapter {
    std::string name;
    std::filesystem::path folder;
    std::string method;   ///< "names", "projection", "lora" or "full"
    std::string base;     ///< revision of the weights that it was made for
    std::string baseName; ///< what the model was called then
    std::vector<std::string> words;
    std::int64_t bytes = 0;
    std::string card;    ///< card.json as it stands, a JSON object; empty where there is none
    std::string problem; ///< why it cannot be used; empty where it can
};

/// The adapters of a library: folders in LIBRARY/adapters, each with adapter.safetensors, card.json
/// and README.md. Holds nothing in memory: every call looks at the disk.
class AdapterStore {
public:
    explicit AdapterStore(const std::filesystem::path &library);

    std::vector<StoredAdapter> list() const; ///< by name
    /// By name, whatever the case of the letters. The Error lists what there is.
    Result<StoredAdapter> find(std::string_view name) const;
    /// Where an adapter of this name lies or will lie. REQUIRES: isModelName(name).
    std::filesystem::path folderOf(const std::string &name) const { return m_folder / name; }
    /// Whether a new one may have this name: what is wrong, as a sentence.
    Result<void> checkNewName(const std::string &name) const;

    /// Out of sight at once; restore() brings it back until another one is removed, or
    /// forgetRemoved() makes room.
    Result<void> remove(std::string_view name);
    Result<void> restore(std::string_view name);
    void forgetRemoved();
    Result<void> rename(std::string_view name, const std::string &newName);

private:
    std::filesystem::path removedFolder(const std::string &name) const;

    std::filesystem::path m_folder;
};

/// Which of these models an adapter was made for, by the revision of its weights; "" for none.
std::string modelOfAdapter(const StoredAdapter &adapter, const std::vector<StoredModel> &models);

} // namespace fovea::app
