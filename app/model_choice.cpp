#include "app/model_choice.h"

#include "app/adapter_store.h"
#include "app/model_store.h"
#include "app/paths.h"
#include "engine/clip/space.h"

#include <charconv>
#include <utility>

namespace fovea::app {
namespace {

std::optional<double> parseStrength(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool sound = error == std::errc() && end == text.data() + text.size() && value >= 0 &&
                       value <= 1; // not a number is neither
    return sound ? std::optional(value) : std::nullopt;
}

/// A folder may have a plus in its name.
bool isFolder(const std::string &text) {
    std::error_code ignored;
    return std::filesystem::is_directory(absolutePath(text), ignored);
}

} // namespace

Result<ModelReference> ModelReference::parse(const std::string &text) {
    const std::size_t plus = text.rfind('+');
    if (plus == std::string::npos || isFolder(text)) {
        return ModelReference{text, {}, 1};
    }
    ModelReference reference;
    reference.model = text.substr(0, plus);
    const std::string rest = text.substr(plus + 1);
    const std::size_t at = rest.find('@');
    reference.adapter = rest.substr(0, at);
    if (!isModelName(reference.adapter)) {
        return fail(ErrorCode::BadUsage, "\"" + text +
                                             "\" names no adapter behind its plus; write it as "
                                             "NAME+ADAPTER or NAME+ADAPTER@STRENGTH");
    }
    if (at != std::string::npos) {
        const auto strength = parseStrength(std::string_view(rest).substr(at + 1));
        if (!strength) {
            return fail(ErrorCode::BadUsage, "An adapter has no strength \"" + rest.substr(at + 1) +
                                                 "\": that is a number from 0 (off) to 1 (as "
                                                 "taught)");
        }
        reference.strength = *strength;
    }
    return reference;
}

std::string ModelReference::text() const {
    return adapter.empty() ? model : model + clip::adapterSuffix({{}, adapter, strength});
}

clip::EmbeddingSpace ModelChoice::imageSpace() const {
    clip::EmbeddingSpace known = space;
    if (adapter && !clip::isAdaptedKey(space.key)) {
        known.name = config.name;
    }
    return known;
}

Result<ModelChoice> chooseModel(const std::string &text, const std::filesystem::path &library) {
    const auto reference = ModelReference::parse(text.empty() ? std::string(kStarterModel) : text);
    if (!reference) {
        return fail(reference.error());
    }
    const ModelStore models;
    const auto folder = models.resolve(reference->model);
    if (!folder) {
        return fail(folder.error());
    }
    auto config = clip::readModelConfig(*folder);
    if (!config) {
        return fail(config.error());
    }
    ModelChoice choice;
    choice.config = std::move(*config);
    if (const auto stored = models.find(reference->model)) {
        choice.config.name =
            stored->name; // an added model is called as its owner calls it, not as its folder
    }
    if (!reference->adapter.empty()) {
        const auto adapter = AdapterStore(library).find(reference->adapter);
        if (!adapter) {
            return fail(adapter.error());
        }
        choice.adapter = clip::AdapterUse{adapter->folder, adapter->name, reference->strength};
    }
    auto space = clip::embeddingSpace(choice.config, choice.adapter);
    if (!space) {
        return fail(space.error());
    }
    choice.space = std::move(*space);
    return choice;
}

Result<ModelChoice> answeringModel(const std::string &wanted, const clip::EmbeddingSpace &active,
                                   const std::filesystem::path &library) {
    auto choice = chooseModel(wanted, library);
    if (choice && choice->space.key == active.key) {
        return choice;
    }
    const auto reference = ModelReference::parse(wanted);
    const auto before = ModelReference::parse(active.name);
    const bool sameModel = reference && before && sameModelName(reference->model, before->model);
    if (!choice && sameModel) {
        return choice; // its adapter is what fails; answers without it would pass for its own
    }
    return chooseModel(active.name, library);
}

} // namespace fovea::app
