#include "app/model_switch.h"

#include "app/adapter_store.h"
#include "app/adapter_strengths.h"
#include "app/feature_refresh.h"
#include "app/model_store.h"
#include "engine/clip/clip_loader.h"
#include "engine/clip/space.h"

#include <algorithm>
#include <memory>
#include <thread>

namespace fovea::app {
namespace {

clip::OpenOptions projectionOptions(const ModelChoice &choice) {
    clip::OpenOptions options; // one matrix product: no device would be worth its loading
    options.device = clip::Device::Cpu;
    options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    options.adapter = choice.adapter;
    return options;
}

Result<std::int64_t> refresh(library::Library &library, const ModelChoice &choice, SpaceId id,
                             const StopToken *stop, const ProgressFunction &progress) {
    std::unique_ptr<clip::ClipModel> model;
    const auto open = [&]() -> Result<clip::ClipModel *> {
        auto opened = clip::openModel(choice.config.folder, projectionOptions(choice));
        if (!opened) {
            return fail(opened.error());
        }
        model = std::move(*opened);
        return model.get();
    };
    return refreshByFeatures(library, choice.imageSpace(), id, open, stop, progress);
}

/// Refuses to take away what answers, or will.
Result<void> checkNotInUse(library::Library &library, const StoredAdapter &adapter) {
    const auto setting = library.catalog().setting(kModelSetting);
    if (!setting) {
        return fail(setting.error());
    }
    const auto inUse = ModelReference::parse(setting->value_or(""));
    if (inUse && sameModelName(inUse->adapter, adapter.name)) {
        return fail(ErrorCode::BadUsage, "The adapter \"" + adapter.name +
                                             "\" is switched on; first switch it off: fovea "
                                             "models use " +
                                             inUse->model);
    }
    return {};
}

/// The base's own space is filled from the features that only the adapter's spaces hold, so that
/// nothing has to be decoded again when those go.
Result<void> saveFeatures(library::Library &library, const std::string &hash) {
    const auto spaces = library.embeddings().spaces();
    if (!spaces) {
        return fail(spaces.error());
    }
    for (const library::StoredSpace &stored : *spaces) {
        const auto isBase = [&stored](const library::StoredSpace &other) {
            return other.space.key == clip::featureKey(stored.space) &&
                   other.space.key != stored.space.key;
        };
        const auto base = std::ranges::find_if(*spaces, isBase);
        if (!clip::isAdaptedKey(stored.space.key, hash) || base == spaces->end()) {
            continue;
        }
        const auto choice = chooseModel(base->space.name, library.folder());
        if (!choice || choice->space.key != base->space.key) {
            continue; // that model is gone, and nothing more can be made of its features
        }
        if (const auto done = refresh(library, *choice, base->id, nullptr, {}); !done) {
            return fail(done.error());
        }
    }
    return {};
}

/// Whether all photos that the answering space has are in `id` too. Those on a disk that is not
/// connected now count as well.
Result<bool> holdsAll(library::Library &library, const clip::EmbeddingSpace &space, SpaceId id) {
    const auto active = library.catalog().activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (!*active || (*active)->key == space.key) {
        return true;
    }
    const auto before = library.catalog().ensureSpace(**active);
    if (!before) {
        return fail(before.error());
    }
    const auto had = library.embeddings().count(*before);
    const auto has = library.embeddings().count(id);
    if (!had || !has) {
        return fail((had ? has : had).error());
    }
    return *has >= *had;
}

} // namespace

Result<bool> selectModel(library::Library &library, const ModelChoice &choice) {
    const clip::EmbeddingSpace space = choice.imageSpace();
    const auto id = library.catalog().ensureSpace(space);
    if (!id) {
        return fail(id.error());
    }
    ModelReference reference{choice.config.name, {}, 1};
    if (choice.adapter) {
        reference.adapter = choice.adapter->name;
        reference.strength = choice.adapter->strength;
    }
    if (auto set = library.catalog().setSetting(kModelSetting, reference.text()); !set) {
        return fail(set.error());
    }
    if (choice.adapter && choice.adapter->strength > 0) {
        const auto kept =
            rememberStrength(library.catalog(), choice.adapter->name, choice.adapter->strength);
        if (!kept) {
            return fail(kept.error());
        }
    }
    auto answers = holdsAll(library, space, *id);
    if (answers && *answers) {
        answers = activateWhenComplete(library, space, *id);
    }
    if (!answers || !*answers || !clip::isAdaptedKey(space.key)) {
        return answers;
    }
    const auto hash = clip::fileRevision(choice.adapter->folder / clip::kAdapterFile);
    if (!hash) {
        return fail(hash.error());
    }
    return forgetAdapterSpaces(library, *hash, *id).map([] { return true; });
}

Result<SwitchedModel> switchModel(library::Library &library, const ModelChoice &choice,
                                  const StopToken *stop, const ProgressFunction &progress) {
    SwitchedModel result;
    auto answers = selectModel(library, choice);
    if (answers && !*answers) {
        const auto id = library.catalog().ensureSpace(choice.imageSpace());
        const auto refreshed =
            id ? refresh(library, choice, *id, stop, progress) : fail(id.error());
        if (!refreshed) {
            return fail(refreshed.error());
        }
        result.refreshed = *refreshed;
        answers = selectModel(library, choice);
    }
    if (!answers) {
        return fail(answers.error());
    }
    result.answers = *answers;
    return result;
}

Result<void> removeAdapter(library::Library &library, std::string_view name) {
    AdapterStore store(library.folder());
    const auto adapter = store.find(name);
    if (!adapter) {
        return fail(adapter.error());
    }
    if (auto idle = checkNotInUse(library, *adapter); !idle) {
        return idle;
    }
    if (const auto hash = clip::fileRevision(adapter->folder / clip::kAdapterFile)) {
        if (auto saved = saveFeatures(library, *hash); !saved) {
            return saved;
        }
        // Its space may answer still, while the next model has not seen all photos.
        const auto active = library.catalog().activeSpace();
        if (!active) {
            return fail(active.error());
        }
        if (*active && clip::isAdaptedKey((*active)->key, *hash)) {
            return fail(ErrorCode::Busy, "The adapter \"" + adapter->name +
                                             "\" answers until `fovea index` has shown all photos "
                                             "to the model that was chosen; remove it then");
        }
        if (auto forgotten = forgetAdapterSpaces(library, *hash, {}); !forgotten) {
            return forgotten;
        }
    }
    return store.remove(name);
}

} // namespace fovea::app
