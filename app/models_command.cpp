#include "app/models_command.h"

#include "app/commands.h"
#include "app/json_output.h"
#include "app/model_catalogue.h"
#include "app/model_check.h"
#include "app/model_installer.h"
#include "app/model_store.h"
#include "app/models_install.h"
#include "app/paths.h"
#include "engine/library/library.h"

#include <algorithm>
#include <cstdio>

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

std::filesystem::path libraryFolder(const CommonOptions &common) {
    return common.library.empty() ? defaultLibraryFolder() : absolutePath(common.library);
}

/// The model that answers for the library, without its adapter.
Result<std::string> modelInUse(const CommonOptions &common) {
    const auto folder = libraryFolder(common);
    if (!library::Library::exists(folder)) {
        return std::string(kStarterModel);
    }
    const auto library = library::Library::open(folder, library::Library::Mode::ReadOnly);
    if (!library) {
        return fail(library.error());
    }
    const auto name = (*library)->catalog().setting("model");
    if (!name) {
        return fail(name.error());
    }
    const std::string model = name->value_or(std::string(kStarterModel));
    return model.substr(0, model.find('+'));
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

Result<int> list(const CommonOptions &common, bool json) {
    const auto catalogue = ModelCatalogue::read();
    if (!catalogue) {
        return fail(catalogue.error());
    }
    const auto inUse = modelInUse(common);
    if (!inUse) {
        return fail(inUse.error());
    }
    const ModelStore store;
    const std::vector<StoredModel> stored = store.list();
    std::vector<CatalogueModel> available;
    for (const CatalogueModel &model : catalogue->models()) {
        if (std::none_of(stored.begin(), stored.end(), [&model](const StoredModel &other) {
                return sameModelName(other.name, model.name);
            })) {
            available.push_back(model);
        }
    }
    if (json) {
        nlohmann::json answer{{"models", nlohmann::json::array()},
                              {"available", nlohmann::json::array()}};
        for (const StoredModel &model : stored) {
            answer["models"].push_back(
                toJson(model, catalogue->find(model.name), sameModelName(model.name, *inUse)));
        }
        for (const CatalogueModel &model : available) {
            answer["available"].push_back(toJson(model, ModelInstaller::partBytes(store, model)));
        }
        printJson(answer);
        return ExitDone;
    }
    std::printf("On this machine (* answers for this library):\n");
    for (const StoredModel &model : stored) {
        printStored(model, catalogue->find(model.name), sameModelName(model.name, *inUse));
    }
    if (!available.empty()) {
        std::printf("\nTo download, only when you ask for it (fovea models install NAME):\n");
    }
    for (const CatalogueModel &model : available) {
        printAvailable(model, ModelInstaller::partBytes(store, model));
    }
    return ExitDone;
}

Result<int> add(const ModelsCommand &command) {
    const auto model = ModelStore().add(command.folder, command.newName);
    if (!model) {
        return fail(model.error());
    }
    std::printf("Added %s (%s). It is used with: fovea models use %s\n", model->name.c_str(),
                model->folder.c_str(), model->name.c_str());
    return ExitDone;
}

/// NAME[+ADAPTER[@STRENGTH]]
Result<int> use(const CommonOptions &common, const std::string &text) {
    const std::size_t plus = text.find('+');
    const auto model = ModelStore().find(text.substr(0, plus));
    if (!model) {
        return fail(model.error());
    }
    if (plus != std::string::npos) {
        const std::string adapter = text.substr(plus + 1, text.find('@') - plus - 1);
        return fail(ErrorCode::NotFound, "There is no adapter \"" + adapter + "\" for " +
                                             model->name +
                                             "; use the model alone with: fovea "
                                             "models use " +
                                             model->name);
    }
    if (!model->problem.empty()) {
        return fail(ErrorCode::Damaged, model->problem);
    }
    auto library = library::Library::open(libraryFolder(common));
    if (!library) {
        return fail(library.error());
    }
    auto &catalog = (*library)->catalog();
    if (auto set = catalog.setSetting("model", model->name); !set) {
        return fail(set.error());
    }
    std::printf("%s is chosen for this library.", model->name.c_str());
    const auto roots = catalog.roots();
    if (roots && !roots->empty()) {
        std::printf(" It answers once it has seen all photos; to show it those: fovea index");
    }
    std::printf("\n");
    return ExitDone;
}

Result<int> remove(const CommonOptions &common, const std::string &name) {
    ModelStore store;
    const auto model = store.find(name);
    if (!model) {
        const auto catalogue = ModelCatalogue::read();
        const CatalogueModel *known = catalogue ? catalogue->find(name) : nullptr;
        if (known != nullptr && ModelInstaller::partBytes(store, *known) > 0) {
            ModelInstaller::discardPart(store, *known);
            std::printf("Removed what had been downloaded of %s.\n", known->name.c_str());
            return ExitDone;
        }
        return fail(model.error());
    }
    const auto inUse = modelInUse(common);
    if (!inUse) {
        return fail(inUse.error());
    }
    if (model->origin != ModelOrigin::BuiltIn && sameModelName(model->name, *inUse)) {
        return fail(ErrorCode::BadUsage, model->name +
                                             " answers for this library; first change "
                                             "to another, such as: fovea models use " +
                                             std::string(kStarterModel));
    }
    if (const auto removed = store.remove(name); !removed) {
        return fail(removed.error());
    }
    std::printf("Removed %s.%s\n", model->name.c_str(),
                model->origin == ModelOrigin::Linked
                    ? (" Your folder " + model->folder.string() + " stays as it is.").c_str()
                    : "");
    return ExitDone;
}

nlohmann::json toJson(const ModelSpeed &speed) {
    return {{"precision", precisionName(speed.precision)},
            {"load_ms", speed.loadMs},
            {"image_ms", speed.imageMs},
            {"text_ms", speed.textMs}};
}

void printSpeed(const char *name, const ModelSpeed &speed) {
    std::printf("%-6s %-6s loads in %.0f ms, %.1f ms an image, %.1f ms a text\n", name,
                precisionName(speed.precision).c_str(), speed.loadMs, speed.imageMs, speed.textMs);
}

Result<int> check(const CommonOptions &common, const ModelsCommand &command) {
    std::string name = command.name.empty() ? common.model : command.name;
    if (name.empty()) {
        const auto inUse = modelInUse(common);
        if (!inUse) {
            return fail(inUse.error());
        }
        name = *inUse;
    }
    const auto folder = ModelStore().resolve(name);
    if (!folder) {
        return fail(folder.error());
    }
    // One, unless asked otherwise: that is how indexing uses a processor, one worker a core.
    const auto found = checkModel(*folder, common.device, common.threads > 0 ? common.threads : 1);
    if (!found) {
        return fail(found.error());
    }
    if (command.json) {
        printJson({{"model", found->model},
                   {"path", found->folder.string()},
                   {"dim", found->dim},
                   {"parameters", found->parameters},
                   {"image_size", found->imageSize},
                   {"device", found->device},
                   {"threads", found->threads},
                   {"samples", found->samples},
                   {"fp32", toJson(found->fp32)},
                   {"auto", toJson(found->chosen)},
                   {"image_cosine", found->imageCosine},
                   {"text_cosine", found->textCosine},
                   {"sound", found->sound()}});
    } else {
        std::printf("%s in %s\n%d dimensions, %.1f million parameters, images of %d px\n",
                    found->model.c_str(), found->folder.c_str(), found->dim,
                    static_cast<double>(found->parameters) / 1e6, found->imageSize);
        std::printf("on %s, %d %s, %d pictures and as many sentences, one at a time:\n",
                    found->device.c_str(), found->threads,
                    found->threads == 1 ? "thread" : "threads", found->samples);
        printSpeed("fp32", found->fp32);
        printSpeed("auto", found->chosen);
        std::printf("lowest cosine of auto to fp32: images %.6f, texts %.6f (%s)\n",
                    found->imageCosine, found->textCosine,
                    found->sound() ? "sound" : "too far; please report this");
    }
    return found->sound() ? ExitDone : ExitFailed;
}

} // namespace

Result<int> runModels(const CommonOptions &common, const ModelsCommand &command) {
    switch (command.action) {
    case ModelsCommand::Action::List:
        return list(common, command.json);
    case ModelsCommand::Action::Add:
        return add(command);
    case ModelsCommand::Action::Install:
        return installModel(command.name, common.quiet);
    case ModelsCommand::Action::Use:
        return use(common, command.name);
    case ModelsCommand::Action::Remove:
        return remove(common, command.name);
    case ModelsCommand::Action::Check:
        return check(common, command);
    }
    return ExitBadUsage;
}

} // namespace fovea::app
