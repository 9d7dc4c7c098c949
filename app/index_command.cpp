#include "app/commands.h"
#include "app/feature_refresh.h"
#include "app/job_control.h"
#include "app/json_output.h"
#include "app/paths.h"
#include "app/precision_choice.h"
#include "app/terminal_progress.h"
#include "engine/library/run_lock.h"
#include "indexer/index_pipeline.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <thread>

namespace fovea::app {
namespace {

/// A root, or only a folder inside it.
struct Target {
    library::RootFolder root;
    std::filesystem::path folder; ///< what a person named; empty for all of the root
};

/// Tells of a run as JSON Lines on standard output, or as a bar and sentences for a person; to
/// `listener` where another job indexes on its way.
class Reporter {
public:
    Reporter(bool json, bool quiet, ProgressFunction listener = {})
        : m_json(json)
        , m_quiet(quiet)
        , m_listener(std::move(listener))
        , m_bar("Indexing", quiet || json) {}

    void started(const std::vector<Target> &targets) {
        if (!m_json) {
            return;
        }
        nlohmann::json folders = nlohmann::json::array();
        for (const auto &[root, folder] : targets) {
            folders.push_back((folder.empty() ? root.path : folder).string());
        }
        printJson({{"event", "started"}, {"folders", folders}});
    }

    void progress(const Progress &progress) {
        if (m_listener) {
            m_listener(progress);
            return;
        }
        if (!m_json) {
            m_bar.show(progress);
            return;
        }
        nlohmann::json eta;
        if (progress.ratePerSecond > 0) {
            eta = std::ceil(static_cast<double>(progress.total - progress.done) /
                            progress.ratePerSecond);
        }
        printJson({{"event", "progress"},
                   {"done", progress.done},
                   {"total", progress.total},
                   {"rate", progress.ratePerSecond},
                   {"eta_s", eta}});
    }

    void photoFailed(const std::filesystem::path &path, const std::string &reason) {
        if (m_json) {
            printJson({{"event", "photo_failed"}, {"path", path.string()}, {"reason", reason}});
        } else if (!m_quiet) {
            m_bar.clear();
            std::fprintf(stderr, "%s\n", reason.c_str());
        }
    }

    void offline(const std::filesystem::path &folder) {
        say(folder.string() + " is not there now; its photos stay searchable.");
    }

    /// A sentence for a person, beside the progress.
    void say(const std::string &sentence) {
        if (m_listener) {
            return;
        }
        m_bar.clear();
        std::fprintf(stderr, "%s\n", sentence.c_str());
    }

    void finished(const indexer::IndexSummary &summary) {
        m_bar.clear();
        if (m_json) {
            printJson({{"event", "finished"},
                       {"added", summary.added},
                       {"moved", summary.moved},
                       {"encoded", summary.encoded},
                       {"unchanged", summary.unchanged},
                       {"failed", summary.failed},
                       {"elapsed_s", summary.elapsedSeconds},
                       {"stopped", summary.stopped}});
        } else if (!m_quiet) {
            std::printf(
                "%lld added, %lld moved or changed, %lld unchanged, %lld failed in %.1f s%s\n",
                static_cast<long long>(summary.added), static_cast<long long>(summary.moved),
                static_cast<long long>(summary.unchanged), static_cast<long long>(summary.failed),
                summary.elapsedSeconds,
                summary.stopped ? " (stopped; the next run goes on from here)" : "");
            if (summary.failed > 0) {
                std::printf("`fovea status` lists the files that failed and why.\n");
            }
        }
    }

private:
    const bool m_json;
    const bool m_quiet;
    const ProgressFunction m_listener;
    TerminalProgress m_bar;
};

bool isWithin(const std::filesystem::path &path, const std::filesystem::path &folder) {
    const auto ends = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return ends.first == folder.end();
}

struct NamedFolder {
    std::filesystem::path path; ///< canonical
    FolderId root;              ///< as it was when this was added
};

/// The folders named, added to the library where they are new. None inside another of them.
Result<std::vector<NamedFolder>> addFolders(library::Catalog &catalog,
                                            const std::vector<std::filesystem::path> &folders) {
    std::vector<NamedFolder> added;
    for (const auto &folder : folders) {
        std::error_code error;
        const auto path = std::filesystem::canonical(absolutePath(folder), error);
        if (error || !std::filesystem::is_directory(path, error)) {
            return fail(ErrorCode::NotFound,
                        folder.string() +
                            " is not a folder that can be read now. Connect its disk or name "
                            "another folder, then try again.");
        }
        const auto id = catalog.addRoot(path);
        if (!id) {
            return fail(id.error());
        }
        const auto contains = [&](const NamedFolder &other) { return isWithin(path, other.path); };
        if (std::ranges::any_of(added, contains)) {
            continue;
        }
        std::erase_if(added, [&](const NamedFolder &other) { return isWithin(other.path, path); });
        added.push_back({path, *id});
    }
    return added;
}

/// The root that a folder is part of; where that is seen by another path, all of it.
std::optional<Target> targetOf(const NamedFolder &folder,
                               const std::vector<library::RootFolder> &roots) {
    const auto holds = [&](const library::RootFolder &root) {
        return root.online && isWithin(folder.path, root.path);
    };
    if (const auto root = std::ranges::find_if(roots, holds); root != roots.end()) {
        const bool whole = root->path == folder.path;
        return Target{*root, whole ? std::filesystem::path() : folder.path};
    }
    const auto root = std::ranges::find(roots, folder.root, &library::RootFolder::id);
    return root == roots.end() ? std::nullopt : std::optional(Target{*root, {}});
}

/// What to look at: the folders named, else all roots.
Result<std::vector<Target>> targetsOf(library::Catalog &catalog,
                                      const std::vector<std::filesystem::path> &folders) {
    const auto added = addFolders(catalog, folders);
    if (!added) {
        return fail(added.error());
    }
    const auto roots = catalog.roots();
    if (!roots) {
        return fail(roots.error());
    }
    std::vector<Target> targets;
    if (folders.empty()) {
        for (const auto &root : *roots) {
            targets.push_back({root, {}});
        }
    }
    for (const NamedFolder &folder : *added) {
        if (auto target = targetOf(folder, *roots)) {
            targets.push_back(std::move(*target));
        }
    }
    return targets;
}

/// A folder that cannot be read is told of and does not keep the others from being read.
Result<std::vector<indexer::IndexPlan>> planAll(Session &session,
                                                const std::vector<Target> &targets,
                                                const StopToken &stop, Reporter &reporter) {
    std::vector<indexer::IndexPlan> plans;
    for (const auto &[root, folder] : targets) {
        auto plan = indexer::planFolder(session.library(), root, session.spaceId(), stop, folder);
        const bool unreadable = !plan && plan.error().code == ErrorCode::NoPermission;
        if (unreadable && targets.size() > 1) {
            reporter.say(plan.error().message);
            continue;
        }
        if (!plan) {
            return fail(plan.error());
        }
        if (plan->offline) {
            reporter.offline(root.path);
        }
        plans.push_back(std::move(*plan));
    }
    return plans;
}

Result<void> activate(Session &session) {
    return activateWhenComplete(session.library(), session.space(), session.spaceId())
        .map([](bool) {});
}

/// What follows from features that were kept is made before a file is decoded, and answers at once
/// where nothing else is left.
Result<void> refreshSpace(Session &session, const StopToken &stop, Reporter &reporter) {
    const auto open = [&session] {
        return session.model(clip::Precision::Fp32, session.options().threadCount());
    };
    const auto refreshed =
        refreshByFeatures(session.library(), session.space(), session.spaceId(), open, &stop,
                          [&reporter](const Progress &progress) { reporter.progress(progress); });
    session.closeModel(); // indexing chooses its precision itself
    if (!refreshed) {
        return fail(refreshed.error());
    }
    return *refreshed > 0 ? activate(session) : Result<void>();
}

indexer::IndexPipeline::Tools toolsOf(Session &session) {
    indexer::IndexPipeline::Tools tools;
    tools.decoders = [&session] { return session.decoders(); };
    tools.encoder = [&session]() -> Result<clip::ImageEncoder *> {
        auto model = openForIndexing(session.choice(), session.options().device);
        if (!model) {
            return fail(model.error());
        }
        return session.adopt(std::move(*model)).imageEncoder();
    };
    tools.encoderInput = session.config().preprocessing.input;
    return tools;
}

Result<indexer::IndexSummary> indexOnce(Session &session, const IndexCommand &command,
                                        const StopToken &stop, Reporter &reporter) {
    const auto targets = targetsOf(session.library().catalog(), command.folders);
    if (!targets) {
        return fail(targets.error());
    }
    if (targets->empty()) {
        return fail(ErrorCode::BadUsage,
                    "This library has no folder yet. Name one: fovea index ~/Pictures");
    }
    reporter.started(*targets);
    if (auto refreshed = refreshSpace(session, stop, reporter); !refreshed) {
        return fail(refreshed.error());
    }
    auto plans = planAll(session, *targets, stop, reporter);
    if (!plans) {
        return fail(plans.error());
    }
    // The first library answers while it is being filled.
    const auto active = session.library().catalog().activeSpace();
    if (active && !*active) {
        if (auto activated = session.library().catalog().activateSpace(session.spaceId());
            !activated) {
            return fail(activated.error());
        }
    }
    indexer::IndexOptions options;
    options.decodeThreads = session.options().threadCount();
    options.encodeThreads = session.options().threadCount();
    indexer::IndexEvents events;
    events.progress = [&reporter](const Progress &progress) { reporter.progress(progress); };
    events.photoFailed = [&reporter](const auto &path, const auto &reason) {
        reporter.photoFailed(path, reason);
    };
    indexer::IndexPipeline pipeline(session.library(), session.spaceId(), toolsOf(session),
                                    options);
    return pipeline.run(*plans, stop, events);
}

/// Waits for its turn where another run fills the library.
Result<library::RunLock> takeTurn(const std::filesystem::path &folder, const StopToken &stop,
                                  Reporter &reporter) {
    bool told = false;
    while (true) {
        auto lock = library::RunLock::tryTake(folder);
        if (lock || lock.error().code != ErrorCode::Busy) {
            return lock;
        }
        if (stop.stopRequested()) {
            return fail(ErrorCode::Stopped, "Stopped while another run was indexing.");
        }
        if (!told) {
            told = true;
            reporter.say("Another run is indexing this library. This one goes on when it is done.");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

/// Lets the vector index read what is new. Stopped, it keeps what it has: the next run or search
/// goes on from there.
Result<void> bringIndexUpToDate(Session &session, const StopToken &stop) {
    TerminalProgress bar("Preparing searches", session.options().quiet);
    const auto index =
        session.vectorIndex(&stop, [&bar](const Progress &progress) { bar.show(progress); });
    if (!index && index.error().code == ErrorCode::Stopped) {
        return {};
    }
    return index ? (*index)->save() : fail(index.error());
}

} // namespace

Result<void> showAllPhotos(const CommonOptions &common, const StopToken &stop,
                           const ProgressFunction &progress) {
    Reporter reporter(false, true, progress);
    auto session = Session::open(common, Session::Mode::Existing);
    if (!session) {
        return fail(session.error());
    }
    const auto roots = (*session)->library().catalog().roots();
    if (!roots || roots->empty()) {
        return roots ? Result<void>() : fail(roots.error());
    }
    const auto turn = takeTurn((*session)->library().folder(), stop, reporter);
    if (!turn) {
        return fail(turn.error());
    }
    const auto summary = indexOnce(**session, {}, stop, reporter);
    if (!summary) {
        return fail(summary.error());
    }
    if (auto activated = activate(**session); !activated) {
        return activated;
    }
    return bringIndexUpToDate(**session, stop);
}

Result<int> runIndex(const CommonOptions &common, const IndexCommand &command) {
    StopToken stop;
    const JobControl control(stop, command.jsonProgress);
    Reporter reporter(command.jsonProgress, common.quiet);
    auto session = Session::open(common, Session::Mode::Create);
    if (!session) {
        return fail(session.error());
    }
    const auto turn = takeTurn((*session)->library().folder(), stop, reporter);
    if (!turn && turn.error().code == ErrorCode::Stopped) {
        return ExitStopped;
    }
    if (!turn) {
        return fail(turn.error());
    }
    const auto summary = indexOnce(**session, command, stop, reporter);
    if (!summary && summary.error().code == ErrorCode::Stopped) {
        return ExitStopped;
    }
    if (!summary) {
        return fail(summary.error());
    }
    if (auto activated = activate(**session); !activated) {
        return fail(activated.error());
    }
    if (auto done = bringIndexUpToDate(**session, stop); !done) {
        return fail(done.error());
    }
    reporter.finished(*summary);
    return summary->stopped ? ExitStopped : ExitDone;
}

} // namespace fovea::app
