#include "app/models_command.h"

#include "app/adapter_store.h"
#include "app/commands.h"
#include "app/job_control.h"
#include "app/json_output.h"
#include "app/model_catalogue.h"
#include "app/model_check.h"
#include "app/model_installer.h"
#include "app/model_store.h"
#include "app/model_switch.h"
#include "app/models_install.h"
#include "app/models_list.h"
#include "app/terminal_progress.h"
#include "engine/library/library.h"

#include <cstdio>

namespace fovea::app {

namespace {

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
    const auto reference = ModelReference::parse(text);
    if (!reference) {
        return fail(reference.error());
    }
    if (const auto model = ModelStore().find(reference->model); !model) {
        return fail(model.error());
    }
    const auto choice = chooseModel(text, libraryFolder(common));
    if (!choice) {
        return fail(choice.error());
    }
    auto library = library::Library::open(libraryFolder(common));
    if (!library) {
        return fail(library.error());
    }
    StopToken stop;
    const JobControl control(stop, false);
    TerminalProgress bar("Refreshing", common.quiet);
    const auto switched = switchModel(**library, *choice, &stop,
                                      [&bar](const Progress &progress) { bar.show(progress); });
    bar.clear();
    if (!switched) {
        return fail(switched.error());
    }
    const auto &name = choice->space.name;
    const auto roots = (*library)->catalog().roots();
    const bool filled = roots && !roots->empty();
    if (switched->answers && filled) {
        std::printf("%s answers for this library now.", name.c_str());
    } else {
        std::printf("%s is chosen for this library.", name.c_str());
    }
    if (switched->refreshed > 0) {
        std::printf(" %lld photos were refreshed without looking at their files.",
                    static_cast<long long>(switched->refreshed));
    }
    if (!switched->answers && filled) {
        std::printf(" It answers once it has seen all photos; to show it those: fovea index");
    }
    std::printf("\n");
    return stop.stopRequested() ? ExitStopped : ExitDone;
}

/// MODEL+ADAPTER; a strength makes no difference.
Result<int> removeNamedAdapter(const CommonOptions &common, const ModelReference &reference) {
    const auto folder = libraryFolder(common);
    if (const auto adapter = AdapterStore(folder).find(reference.adapter); !adapter) {
        return fail(adapter.error());
    }
    auto library = library::Library::open(folder);
    if (!library) {
        return fail(library.error());
    }
    if (auto removed = removeAdapter(**library, reference.adapter); !removed) {
        return fail(removed.error());
    }
    AdapterStore(folder).forgetRemoved(); // nobody here could bring it back
    std::printf("Removed the adapter %s. The model %s is as it was.\n", reference.adapter.c_str(),
                reference.model.c_str());
    return ExitDone;
}

Result<int> remove(const CommonOptions &common, const std::string &name) {
    const auto reference = ModelReference::parse(name);
    if (reference && !reference->adapter.empty()) {
        return removeNamedAdapter(common, *reference);
    }
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
    if (model->origin != ModelOrigin::BuiltIn && sameModelName(model->name, inUse->model)) {
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
        name = inUse->text();
    }
    const auto choice = chooseModel(name, libraryFolder(common));
    if (!choice) {
        return fail(choice.error());
    }
    // One, unless asked otherwise: that is how indexing uses a processor, one worker a core.
    const auto found = checkModel(*choice, common.device, common.threads > 0 ? common.threads : 1);
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
        return listModels(common, command.json);
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
