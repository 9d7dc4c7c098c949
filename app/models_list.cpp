#include "app/models_list.h"

#include "app/adapter_store.h"
#include "app/commands.h"
#include "app/json_output.h"
#include "app/model_catalogue.h"
#include "app/model_installer.h"
#include "app/model_store.h"
#include "app/paths.h"
#include "engine/library/library.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace fovea::app {

namespace {

const char *originName(ModelOrigin origin) {
    switch (origin) {
    case ModelOrigin::BuiltIn:
        return "built_in";
    case ModelOrigin::Installed:
        return "installed";
    case ModelOrigin::Linked:
        return "linked";
    }
    return "";
}

std::string sizeOf(std::int64_t bytes) {
    return sizeText(static_cast<double>(bytes));
}

nlohmann::json toJson(const StoredModel &model, const CatalogueModel *known, bool inUse) {
    nlohmann::json json{{"name", model.name},
                        {"origin", originName(model.origin)},
                        {"path", model.folder.string()},
                        {"weights_bytes", model.weightsBytes},
                        {"in_use", inUse},
                        {"title", nullptr},
                        {"good_for", nullptr},
                        {"license", nullptr},
                        {"problem", nullptr}};
    if (known != nullptr) {
        json["title"] = known->title;
        json["good_for"] = known->goodFor;
        json["license"] = known->license;
    }
    if (!model.problem.empty()) {
        json["problem"] = model.problem;
    }
    return json;
}

/// `strength` none: switched off.
nlohmann::json toJson(const StoredAdapter &adapter, const std::string &model,
                      std::optional<double> strength) {
    const auto card = nlohmann::json::parse(adapter.card, nullptr, false);
    const auto ofCard = [&card](const char *key) {
        return card.is_object() ? card.value(key, nlohmann::json()) : nlohmann::json();
    };
    nlohmann::json json{{"name", adapter.name},
                        {"model", nullptr},
                        {"method", adapter.method},
                        {"words", adapter.words},
                        {"path", adapter.folder.string()},
                        {"bytes", adapter.bytes},
                        {"in_use", strength.has_value()},
                        {"strength", nullptr},
                        {"taught", ofCard("made")},
                        {"on_top_of", ofCard("on_top_of")},
                        {"before", ofCard("before")},
                        {"after", ofCard("after")},
                        {"problem", nullptr}};
    if (!model.empty()) {
        json["model"] = model;
    }
    if (strength) {
        json["strength"] = *strength;
    }
    if (!adapter.problem.empty()) {
        json["problem"] = adapter.problem;
    }
    return json;
}

nlohmann::json toJson(const CatalogueModel &model, std::int64_t partBytes) {
    return {{"name", model.name},
            {"title", model.title},
            {"good_for", model.goodFor},
            {"license", model.license},
            {"repository", model.repository},
            {"parameters", model.parameters},
            {"image_size", model.imageSize},
            {"download_bytes", model.downloadBytes},
            {"downloaded_bytes", partBytes}};
}

void printStored(const StoredModel &model, const CatalogueModel *known, bool inUse) {
    std::printf("%c %-24s %8s  %s\n", inUse ? '*' : ' ', model.name.c_str(),
                sizeOf(model.weightsBytes).c_str(),
                model.origin == ModelOrigin::BuiltIn ? "comes with Fovea" : model.folder.c_str());
    if (!model.problem.empty()) {
        std::printf("    cannot be used: %s\n", model.problem.c_str());
    } else if (known != nullptr) {
        std::printf("    %s\n", known->goodFor.c_str());
    }
}

void printAvailable(const CatalogueModel &model, std::int64_t partBytes) {
    std::printf("  %-24s %8s  %s\n    %s\n", model.name.c_str(),
                sizeOf(model.downloadBytes).c_str(), model.license.c_str(), model.goodFor.c_str());
    if (partBytes > 0) {
        std::printf("    %s of it are here already; installing goes on from there\n",
                    sizeOf(partBytes).c_str());
    }
}

/// " recall@10 0.41 -> 0.93" of the photos that were held out; empty where the card has none.
std::string figuresText(const StoredAdapter &adapter) {
    const auto card = nlohmann::json::parse(adapter.card, nullptr, false);
    const nlohmann::json::json_pointer place("/held_out/text_to_image/r10");
    const auto recall = [&](const char *when) {
        const auto figures =
            card.is_object() ? card.value(when, nlohmann::json()) : nlohmann::json();
        const auto value =
            figures.is_object() && figures.contains(place) ? figures.at(place) : nlohmann::json();
        return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    };
    const auto before = recall("before");
    const auto after = recall("after");
    if (!before || !after) {
        return {};
    }
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), ", recall@10 %.1f %% -> %.1f %%", 100 * *before,
                  100 * *after);
    return text.data();
}

void printAdapter(const StoredAdapter &adapter, std::optional<double> strength) {
    const auto card = nlohmann::json::parse(adapter.card, nullptr, false);
    const auto ofCard = [&card](const char *key) {
        const auto value = card.is_object() ? card.value(key, nlohmann::json()) : nlohmann::json();
        return value.is_string() ? value.get<std::string>() : std::string();
    };
    const std::string taught = ofCard("made").substr(0, 10);
    const std::string ground = ofCard("on_top_of");
    std::printf("%c   + %-20s %8s  %s%s%s%s", strength ? '*' : ' ', adapter.name.c_str(),
                sizeOf(adapter.bytes).c_str(), adapter.method.c_str(),
                taught.empty() ? "" : (", taught " + taught).c_str(),
                ground.empty() ? "" : (" on top of " + ground).c_str(),
                figuresText(adapter).c_str());
    if (strength) {
        std::printf(", on at strength %s", clip::strengthText(*strength).c_str());
    }
    std::printf("\n");
    if (!adapter.problem.empty()) {
        std::printf("      cannot be used: %s\n", adapter.problem.c_str());
    }
}

/// What `models list` shows.
struct Listing {
    ModelReference inUse;
    std::vector<StoredModel> stored;
    std::vector<CatalogueModel> available;
    std::vector<StoredAdapter> adapters;
    std::vector<std::string> modelOf; ///< of each adapter, "" where that is not here

    std::optional<double> strengthOf(std::size_t adapter) const {
        const bool on = sameModelName(adapters[adapter].name, inUse.adapter) &&
                        sameModelName(modelOf[adapter], inUse.model);
        return on ? std::optional(inUse.strength) : std::nullopt;
    }
};

void printListing(const Listing &listing, const ModelCatalogue &catalogue) {
    const ModelStore store;
    const auto printAdaptersOf = [&listing](const std::string &model) {
        for (std::size_t i = 0; i < listing.adapters.size(); ++i) {
            if (listing.modelOf[i] == model) {
                printAdapter(listing.adapters[i], listing.strengthOf(i));
            }
        }
    };
    std::printf("On this machine (* answers for this library):\n");
    for (const StoredModel &model : listing.stored) {
        printStored(model, catalogue.find(model.name),
                    sameModelName(model.name, listing.inUse.model));
        printAdaptersOf(model.name);
    }
    if (std::ranges::count(listing.modelOf, std::string()) > 0) {
        std::printf("\nTaught to models that are not here any more:\n");
        printAdaptersOf({});
    }
    if (!listing.available.empty()) {
        std::printf("\nTo download, only when you ask for it (fovea models install NAME):\n");
    }
    for (const CatalogueModel &model : listing.available) {
        printAvailable(model, ModelInstaller::partBytes(store, model));
    }
}

void printListingJson(const Listing &listing, const ModelCatalogue &catalogue) {
    const ModelStore store;
    nlohmann::json answer{{"models", nlohmann::json::array()},
                          {"adapters", nlohmann::json::array()},
                          {"available", nlohmann::json::array()}};
    for (const StoredModel &model : listing.stored) {
        answer["models"].push_back(toJson(model, catalogue.find(model.name),
                                          sameModelName(model.name, listing.inUse.model)));
    }
    for (std::size_t i = 0; i < listing.adapters.size(); ++i) {
        answer["adapters"].push_back(
            toJson(listing.adapters[i], listing.modelOf[i], listing.strengthOf(i)));
    }
    for (const CatalogueModel &model : listing.available) {
        answer["available"].push_back(toJson(model, ModelInstaller::partBytes(store, model)));
    }
    printJson(answer);
}

} // namespace

std::filesystem::path libraryFolder(const CommonOptions &common) {
    return common.library.empty() ? defaultLibraryFolder() : absolutePath(common.library);
}

/// The model that answers for the library, with its adapter.
Result<ModelReference> modelInUse(const CommonOptions &common) {
    const auto folder = libraryFolder(common);
    std::string name;
    if (library::Library::exists(folder)) {
        const auto library = library::Library::open(folder, library::Library::Mode::ReadOnly);
        if (!library) {
            return fail(library.error());
        }
        const auto setting = (*library)->catalog().setting(kModelSetting);
        if (!setting) {
            return fail(setting.error());
        }
        name = setting->value_or(std::string());
    }
    return ModelReference::parse(name.empty() ? std::string(kStarterModel) : name);
}

Result<int> listModels(const CommonOptions &common, bool json) {
    const auto catalogue = ModelCatalogue::read();
    if (!catalogue) {
        return fail(catalogue.error());
    }
    const auto inUse = modelInUse(common);
    if (!inUse) {
        return fail(inUse.error());
    }
    Listing listing;
    listing.inUse = *inUse;
    listing.stored = ModelStore().list();
    for (const CatalogueModel &model : catalogue->models()) {
        if (std::none_of(listing.stored.begin(), listing.stored.end(),
                         [&model](const StoredModel &other) {
                             return sameModelName(other.name, model.name);
                         })) {
            listing.available.push_back(model);
        }
    }
    listing.adapters = AdapterStore(libraryFolder(common)).list();
    for (const StoredAdapter &adapter : listing.adapters) {
        listing.modelOf.push_back(modelOfAdapter(adapter, listing.stored));
    }
    if (json) {
        printListingJson(listing, *catalogue);
    } else {
        printListing(listing, *catalogue);
    }
    return ExitDone;
}

} // namespace fovea::app
