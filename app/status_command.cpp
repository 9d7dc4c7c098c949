#include "app/commands.h"
#include "app/json_output.h"
#include "engine/image/format.h"

#include <cstdio>

namespace fovea::app {
namespace {

Result<int> printStatusJson(Session &session, const library::CatalogCounts &counts,
                            const std::vector<library::FailedFile> &failed,
                            const std::vector<library::RootFolder> &roots) {
    nlohmann::json failures = nlohmann::json::array();
    for (const auto &file : failed) {
        failures.push_back({{"path", file.path.string()}, {"reason", file.reason}});
    }
    nlohmann::json folders = nlohmann::json::array();
    for (const auto &root : roots) {
        folders.push_back(
            {{"path", root.path.string()}, {"photos", root.photoCount}, {"online", root.online}});
    }
    const auto last = session.library().embeddings().lastChange(session.spaceId());
    if (!last) {
        return fail(last.error());
    }
    const auto index = session.library().openVectorIndex(session.spaceId(), session.space().dim);
    printJson({{"library", session.library().folder().string()},
               {"photos", counts.photos},
               {"files", counts.files},
               {"folders", folders},
               {"failed", failures},
               {"model", session.space().name},
               {"embedded", counts.embedded},
               {"index", {{"vectors", index->size()}, {"current", index->lastChange() == *last}}}});
    return ExitDone;
}

} // namespace

Result<int> runStatus(const CommonOptions &common, bool json) {
    auto session = Session::open(common, Session::Mode::Existing);
    if (!session) {
        return fail(session.error());
    }
    auto &catalog = (*session)->library().catalog();
    const auto counts = catalog.counts((*session)->spaceId());
    if (!counts) {
        return fail(counts.error());
    }
    const auto failed = catalog.failedFiles();
    if (!failed) {
        return fail(failed.error());
    }
    const auto roots = catalog.roots();
    if (!roots) {
        return fail(roots.error());
    }
    if (json) {
        return printStatusJson(**session, *counts, *failed, *roots);
    }
    std::printf("%s\n%lld photos in %lld files, %lld ready to search with %s\n",
                (*session)->library().folder().c_str(), static_cast<long long>(counts->photos),
                static_cast<long long>(counts->files), static_cast<long long>(counts->embedded),
                (*session)->space().name.c_str());
    for (const auto &root : *roots) {
        std::printf("  %8lld  %s%s\n", static_cast<long long>(root.photoCount), root.path.c_str(),
                    root.online ? "" : " (offline)");
    }
    if (!failed->empty()) {
        std::printf("%zu files could not be read:\n", failed->size());
        for (const auto &file : *failed) {
            std::printf("  %s\n", file.reason.c_str());
        }
    }
    return ExitDone;
}

Result<int> runFormats() {
    for (const auto &format : image::formats()) {
        std::string extensions;
        for (const auto extension : format.extensions) {
            extensions += ' ';
            extensions += extension;
        }
        std::printf("%-12s%s\n", std::string(format.name).c_str(), extensions.c_str());
    }
    return ExitDone;
}

} // namespace fovea::app
