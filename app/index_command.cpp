#include "app/commands.h"
#include "app/job_control.h"
#include "app/json_output.h"
#include "app/paths.h"
#include "app/precision_choice.h"
#include "app/terminal_progress.h"
#include "indexer/index_pipeline.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace fovea::app {
namespace {

/// Tells of a run as JSON Lines on standard output, or as a bar and sentences for a person.
class Reporter {
public:
    Reporter(bool json, bool quiet)
        : m_json(json)
        , m_quiet(quiet)
        , m_bar("Indexing", quiet || json) {}

    void started(const std::vector<library::RootFolder> &roots) {
        if (!m_json) {
            return;
        }
        nlohmann::json folders = nlohmann::json::array();
        for (const auto &root : roots) {
            folders.push_back(root.path.string());
        }
        printJson({{"event", "started"}, {"folders", folders}});
    }

    void progress(const Progress &progress) {
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
        m_bar.clear();
        std::fprintf(stderr, "%s is not there now; its photos stay searchable.\n", folder.c_str());
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
    TerminalProgress m_bar;
};

/// The folders to look at: those named, added to the library where they are new, else all of them.
Result<std::vector<library::RootFolder>>
rootsOf(library::Catalog &catalog, const std::vector<std::filesystem::path> &folders) {
    std::vector<FolderId> wanted;
    for (const auto &folder : folders) {
        const auto path = absolutePath(folder);
        std::error_code error;
        if (!std::filesystem::is_directory(path, error)) {
            return fail(ErrorCode::NotFound,
                        path.string() +
                            " is not a folder that can be read. Name a folder with photos.");
        }
        const auto id = catalog.addRoot(path);
        if (!id) {
            return fail(id.error());
        }
        wanted.push_back(*id);
    }
    auto roots = catalog.roots();
    if (!roots || wanted.empty()) {
        return roots;
    }
    std::erase_if(*roots, [&wanted](const library::RootFolder &root) {
        return std::find(wanted.begin(), wanted.end(), root.id) == wanted.end();
    });
    return roots;
}

Result<std::vector<indexer::IndexPlan>> planAll(Session &session,
                                                const std::vector<library::RootFolder> &roots,
                                                const StopToken &stop, Reporter &reporter) {
    std::vector<indexer::IndexPlan> plans;
    for (const auto &root : roots) {
        auto plan = indexer::planFolder(session.library(), root, session.spaceId(), stop);
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

/// A newer space answers searches once no photo that can be read lacks an embedding in it.
Result<void> activateWhenComplete(Session &session) {
    auto &catalog = session.library().catalog();
    const auto active = catalog.activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (*active && (*active)->key == session.space().key) {
        return {};
    }
    if (*active) {
        const auto left = catalog.filesToEmbed(session.spaceId());
        if (!left) {
            return fail(left.error());
        }
        if (!left->empty()) {
            return {};
        }
    }
    return catalog.activateSpace(session.spaceId());
}

indexer::IndexPipeline::Tools toolsOf(Session &session) {
    indexer::IndexPipeline::Tools tools;
    tools.decoders = [&session] { return session.decoders(); };
    tools.encoder = [&session]() -> Result<clip::ImageEncoder *> {
        auto model = openForIndexing(session.config(), session.space(), session.options().device);
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
    const auto roots = rootsOf(session.library().catalog(), command.folders);
    if (!roots) {
        return fail(roots.error());
    }
    if (roots->empty()) {
        return fail(ErrorCode::BadUsage,
                    "This library has no folder yet. Name one: fovea index ~/Pictures");
    }
    reporter.started(*roots);
    auto plans = planAll(session, *roots, stop, reporter);
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

} // namespace

Result<int> runIndex(const CommonOptions &common, const IndexCommand &command) {
    StopToken stop;
    const JobControl control(stop, command.jsonProgress);
    auto session = Session::open(common, Session::Mode::Create);
    if (!session) {
        return fail(session.error());
    }
    Reporter reporter(command.jsonProgress, common.quiet);
    const auto summary = indexOnce(**session, command, stop, reporter);
    if (!summary && summary.error().code != ErrorCode::Stopped) {
        return fail(summary.error());
    }
    if (!summary) {
        return ExitStopped;
    }
    if (auto activated = activateWhenComplete(**session); !activated) {
        return fail(activated.error());
    }
    if (const auto index = (*session)->vectorIndex(); !index) {
        return fail(index.error());
    } else if (auto saved = (*index)->save(); !saved) {
        return fail(saved.error());
    }
    reporter.finished(*summary);
    return summary->stopped ? ExitStopped : ExitDone;
}

} // namespace fovea::app
