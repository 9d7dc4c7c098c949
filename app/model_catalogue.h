#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::app {

/// A file of a model, and the names under which the hub may hold it, the first that is there taken.
struct CatalogueFile {
    std::string name; ///< in the model's folder
    std::vector<std::string> from;
};

/// A model that comes with Fovea or that can be downloaded when a person asks for it.
struct CatalogueModel {
    std::string name;
    std::string title;
    std::string goodFor; ///< one plain sentence
    std::string license;
    std::int64_t parameters = 0;
    int imageSize = 0; ///< px
    // Empty for what comes with Fovea.
    std::string repository;
    std::string revision;
    std::int64_t downloadBytes = 0; ///< about; the hub states the exact size
    std::vector<CatalogueFile> files;
};

/// resources/catalogue.json: which models there are, and where a download would come from.
class ModelCatalogue {
public:
    static Result<ModelCatalogue> read(const std::filesystem::path &file);
    /// The one that comes with Fovea.
    static Result<ModelCatalogue> read();

    const std::vector<CatalogueModel> &models() const { return m_models; }   ///< to download
    const std::vector<CatalogueModel> &builtIn() const { return m_builtIn; } ///< no download
    /// Of either kind, whatever the case of the letters. Null where there is none.
    const CatalogueModel *find(std::string_view name) const;
    /// The same among those to download; the Error lists what there is.
    Result<CatalogueModel> downloadable(std::string_view name) const;
    /// Where a file of the model lies at `revision`.
    std::string url(const CatalogueModel &model, std::string_view revision,
                    std::string_view file) const;
    const std::string &hub() const { return m_hub; } ///< "https://huggingface.co"

private:
    std::string m_hub;
    std::string m_filePattern;
    std::vector<CatalogueModel> m_builtIn;
    std::vector<CatalogueModel> m_models;
};

} // namespace fovea::app
