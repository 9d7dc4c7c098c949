#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/embedding.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fovea::app {

/// The setting of a library that names its model, as `fovea models use` takes it.
inline constexpr std::string_view kModelSetting = "model";

/// "NAME", "NAME+ADAPTER" or "NAME+ADAPTER@STRENGTH".
struct ModelReference {
    std::string model; ///< a name or a folder
    std::string adapter;
    double strength = 1;

    /// Fails for an adapter without a name and for a strength that is no number from 0 to 1.
    static Result<ModelReference> parse(const std::string &text);
    std::string text() const;
    bool operator==(const ModelReference &) const = default;
};

/// A model that was found, with its adapter and the space that its embeddings lie in.
struct ModelChoice {
    clip::ModelConfig config;
    std::optional<clip::AdapterUse> adapter;
    clip::EmbeddingSpace space;

    /// `space` as the catalog knows it: an adapter that changes no image has none of its own there.
    clip::EmbeddingSpace imageSpace() const;
};

/// Finds what `text` names; adapters lie with the library. Empty text means the starter model.
Result<ModelChoice> chooseModel(const std::string &text, const std::filesystem::path &library);

/// What answers over the photos in `active`: `wanted` where its embeddings lie there; while its own
/// space is being filled, the model that `active` was made by.
Result<ModelChoice> answeringModel(const std::string &wanted, const clip::EmbeddingSpace &active,
                                   const std::filesystem::path &library);

} // namespace fovea::app
