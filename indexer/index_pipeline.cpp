#include "indexer/index_pipeline.h"

#include "engine/core/bounded_queue.h"
#include "indexer/index_item.h"
#include "indexer/pace.h"

#include <algorithm>
#include <semaphore>
#include <thread>
#include <variant>
#include <vector>

namespace fovea::indexer {
namespace {

using Clock = std::chrono::steady_clock;

/// The threads of one run and the queues between them. The catalog is touched by the thread that
/// calls run() alone; the others hand it messages.
class Run {
public:
    Run(library::Library &library, SpaceId space, const IndexPipeline::Tools &tools,
        const IndexOptions &options, const StopToken &stop, const IndexEvents &events,
        IndexSummary &summary)
        : m_library(library)
        , m_space(space)
        , m_tools(tools)
        , m_options(options)
        , m_stop(stop)
        , m_events(events)
        , m_inFlight(inFlightLimit(options))
        , m_jobs(64)
        , m_toEncode(static_cast<std::size_t>(inFlightLimit(options)))
        , m_messages(static_cast<std::size_t>(inFlightLimit(options)) + 64)
        , m_summary(summary) {}

    Result<void> execute(std::span<IndexPlan> plans) {
        for (const IndexPlan &plan : plans) {
            m_total += static_cast<std::int64_t>(plan.toRead.size());
        }
        for (IndexPlan &plan : plans) {
            for (library::IndexedFile &file : plan.unreadable) {
                Item item;
                item.root = plan.root;
                item.file = std::move(file);
                if (auto kept = keep(std::move(item)); !kept) {
                    return kept;
                }
            }
        }
        if (m_total == 0) {
            return commit();
        }
        auto pool = m_tools.decoders();
        if (!pool) {
            return fail(pool.error());
        }
        auto encoder = m_tools.encoder();
        if (!encoder) {
            return fail(encoder.error());
        }
        return readAll(plans, **pool, **encoder);
    }

private:
    static std::ptrdiff_t inFlightLimit(const IndexOptions &options) {
        // A batch that waits for its commit, one in each encoder and one before it, and the
        // decoders'.
        return options.commitBatch + 2 * options.encodeBatch * options.encodeThreads +
               4 * options.decodeThreads;
    }

    Result<void> readAll(std::span<IndexPlan> plans, image::DecodePool &pool,
                         clip::ImageEncoder &encoder) {
        std::vector<std::jthread> threads;
        m_working = m_options.decodeThreads + 1;
        followStop();
        threads.emplace_back([this, plans] { feed(plans); });
        for (int i = 0; i < m_options.decodeThreads; ++i) {
            threads.emplace_back([this, &pool] { decode(pool); });
        }
        for (int i = 0; i < m_options.encodeThreads; ++i) {
            threads.emplace_back([this, &encoder] { encode(encoder); });
        }
        const auto result = collect();
        m_gate.stop(); // also whoever is paused
        m_jobs.close();
        m_toEncode.close();
        // Whoever waits for room in flight has to wake up to see that it is over.
        m_inFlight.release(inFlightLimit(m_options));
        m_messages.close();
        return result;
    }

    // Threads beside the caller's.

    void feed(std::span<IndexPlan> plans) {
        for (IndexPlan &plan : plans) {
            for (ScannedFile &file : plan.toRead) {
                m_inFlight.acquire();
                if (!m_gate.waitWhilePaused() || !m_jobs.push({plan.root, std::move(file)})) {
                    m_jobs.close();
                    m_messages.push(Done{});
                    return;
                }
            }
        }
        m_jobs.close();
        m_messages.push(Done{});
    }

    void decode(image::DecodePool &pool) {
        while (const auto job = m_jobs.pop()) {
            if (!m_gate.waitWhilePaused()) {
                m_jobs.close(); // nobody will take what the feeder still has
                break;
            }
            m_messages.push(readFile(pool, *job, m_tools.encoderInput, m_options.thumbnailSide));
        }
        m_messages.push(Done{});
    }

    void encode(clip::ImageEncoder &encoder) {
        std::vector<Item> batch;
        while (auto first = m_toEncode.pop()) {
            if (!m_gate.waitWhilePaused()) { // whoever stops does not want to wait for all of them
                m_messages.push(Dropped{});
                continue;
            }
            batch.clear();
            batch.push_back(std::move(*first));
            while (batch.size() < static_cast<std::size_t>(m_options.encodeBatch)) {
                auto next = m_toEncode.tryPop();
                if (!next) {
                    break;
                }
                batch.push_back(std::move(*next));
            }
            if (!encodeBatch(encoder, batch)) {
                return;
            }
        }
    }

    /// False once the run is over.
    bool encodeBatch(clip::ImageEncoder &encoder, std::vector<Item> &batch) {
        if (const auto done = encodeItems(encoder, batch); !done) {
            return m_messages.push(Broken{done.error()});
        }
        return std::ranges::all_of(batch,
                                   [this](Item &item) { return m_messages.push(std::move(item)); });
    }

    // The caller's thread.

    /// Hands on what a person asks for. The threads wait at a gate of their own, so that a run that
    /// fails while it is paused ends all the same.
    void followStop() {
        if (m_stop.stopRequested()) {
            m_gate.stop();
            if (!m_feederWoken) {
                m_feederWoken = true;
                m_inFlight.release(); // it may wait for a place that nobody gives back any more
            }
        } else if (m_stop.paused()) {
            m_gate.pause();
            m_pace.restart();
        } else {
            m_gate.resume();
        }
    }

    Result<void> collect() {
        m_lastCommit = Clock::now();
        while (m_working > 0 || m_encoding > 0) {
            auto message = m_messages.popFor(std::chrono::milliseconds(200));
            followStop();
            if (!message) {
                if (auto kept = commitIfDue(); !kept) {
                    return kept;
                }
                continue;
            }
            if (const auto *broken = std::get_if<Broken>(&*message)) {
                return fail(broken->error);
            }
            if (std::holds_alternative<Done>(*message)) {
                --m_working;
                continue;
            }
            if (std::holds_alternative<Dropped>(*message)) {
                --m_encoding;
                continue;
            }
            if (auto taken = take(std::move(std::get<Item>(*message))); !taken) {
                return taken;
            }
        }
        return commit();
    }

    Result<void> take(Item item) {
        if (item.vanished) {
            ++m_done;
            m_inFlight.release();
            return {};
        }
        if (!item.fresh) {
            if (!item.file.embedding.empty()) {
                --m_encoding;
            }
            return keep(std::move(item));
        }
        item.fresh = false;
        const auto known = m_library.catalog().findContent(item.file.contentHash, m_space);
        if (!known) {
            return fail(known.error());
        }
        // Two files with the same contents may be on their way at once: one of them is encoded
        // twice, which the catalog takes as the same embedding again.
        if (*known && (*known)->embedded) {
            item.encoderInput = {};
            return keep(std::move(item));
        }
        ++m_encoding;
        m_toEncode.push(std::move(item));
        return {};
    }

    Result<void> keep(Item item) {
        if (!item.file.failure.empty() && m_events.photoFailed) {
            m_events.photoFailed(item.file.path, item.file.failure);
        }
        m_batch.push_back(std::move(item));
        return commitIfDue();
    }

    Result<void> commitIfDue() {
        const bool due = m_batch.size() >= static_cast<std::size_t>(m_options.commitBatch) ||
                         Clock::now() - m_lastCommit >= m_options.commitInterval;
        return due ? commit() : Result<void>{};
    }

    Result<void> commit() {
        m_lastCommit = Clock::now();
        if (m_batch.empty()) {
            return {};
        }
        std::stable_sort(m_batch.begin(), m_batch.end(),
                         [](const Item &a, const Item &b) { return a.root < b.root; });
        for (std::size_t begin = 0; begin < m_batch.size();) {
            std::size_t end = begin;
            while (end < m_batch.size() && m_batch[end].root == m_batch[begin].root) {
                ++end;
            }
            if (auto done = commitOfRoot(std::span(m_batch).subspan(begin, end - begin)); !done) {
                return done;
            }
            begin = end;
        }
        const auto counted = std::count_if(m_batch.begin(), m_batch.end(),
                                           [](const Item &item) { return item.counted; });
        m_batch.clear();
        if (counted > 0) {
            m_done += counted;
            m_inFlight.release(counted);
            report();
        }
        return {};
    }

    Result<void> commitOfRoot(std::span<Item> items) {
        std::vector<library::IndexedFile> files;
        for (Item &item : items) {
            m_summary.encoded += item.file.embedding.empty() ? 0 : 1;
            files.push_back(std::move(item.file));
        }
        const auto outcomes = m_library.catalog().commit(items.front().root, files, m_space);
        if (!outcomes) {
            return fail(outcomes.error());
        }
        std::vector<std::pair<PhotoId, std::vector<std::uint8_t>>> thumbnails;
        for (std::size_t i = 0; i < items.size(); ++i) {
            count((*outcomes)[i]);
            if (items[i].thumbnailJpeg.empty()) {
                continue;
            }
            const auto photo = m_library.catalog().photoAt(files[i].path);
            if (!photo) {
                return fail(photo.error());
            }
            if (*photo) {
                thumbnails.emplace_back(**photo, std::move(items[i].thumbnailJpeg));
            }
        }
        return m_library.thumbnails().put(thumbnails);
    }

    void count(library::CommitOutcome outcome) {
        switch (outcome) {
        case library::CommitOutcome::Added:
            ++m_summary.added;
            break;
        case library::CommitOutcome::Moved:
        case library::CommitOutcome::Copied:
        case library::CommitOutcome::Updated:
            ++m_summary.moved;
            break;
        case library::CommitOutcome::Failed:
            ++m_summary.failed;
            break;
        }
    }

    void report() {
        if (!m_events.progress) {
            return;
        }
        Progress progress;
        progress.done = m_done;
        progress.total = m_total;
        progress.ratePerSecond = m_pace.update(m_done);
        progress.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_start);
        m_events.progress(progress);
    }

    library::Library &m_library;
    const SpaceId m_space;
    const IndexPipeline::Tools &m_tools;
    const IndexOptions &m_options;
    const StopToken &m_stop;
    const IndexEvents &m_events;

    // Any thread.
    std::counting_semaphore<> m_inFlight;
    BoundedQueue<Job> m_jobs;
    BoundedQueue<Item> m_toEncode;
    BoundedQueue<Message>
        m_messages; ///< has room for all in flight: pushing never waits for take()
    StopToken m_gate;

    // The caller's thread alone.
    IndexSummary &m_summary;
    std::vector<Item> m_batch;
    std::int64_t m_total = 0;
    std::int64_t m_done = 0;
    std::int64_t m_encoding = 0;
    int m_working = 0;
    bool m_feederWoken = false;
    Pace m_pace;
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_lastCommit = m_start;
};

} // namespace

IndexPipeline::IndexPipeline(library::Library &library, SpaceId space, Tools tools,
                             IndexOptions options)
    : m_library(library)
    , m_space(space)
    , m_tools(std::move(tools))
    , m_options(options) {}

Result<IndexSummary> IndexPipeline::run(std::span<IndexPlan> plans, const StopToken &stop,
                                        const IndexEvents &events) {
    IndexSummary summary;
    const auto start = Clock::now();
    for (const IndexPlan &plan : plans) {
        summary.unchanged += plan.unchanged;
    }
    Run run(m_library, m_space, m_tools, m_options, stop, events, summary);
    if (auto done = run.execute(plans); !done) {
        return fail(done.error());
    }
    summary.elapsedSeconds = std::chrono::duration<double>(Clock::now() - start).count();
    summary.stopped = stop.stopRequested();
    return summary;
}

} // namespace fovea::indexer
