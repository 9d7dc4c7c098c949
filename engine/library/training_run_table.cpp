#include "engine/library/training_run_table.h"

#include "engine/library/database.h"

namespace fovea::library {
namespace {

#define FOVEA_RUN_COLUMNS "id, adapter, model, method, started_ms, finished_ms, figures"

TrainingRun readRun(SQLite::Statement &row) {
    TrainingRun run;
    run.id = row.getColumn(0).getInt64();
    run.adapter = row.getColumn(1).getString();
    run.model = row.getColumn(2).getString();
    run.method = row.getColumn(3).getString();
    run.startedMs = row.getColumn(4).getInt64();
    if (!row.isColumnNull(5)) {
        run.finishedMs = row.getColumn(5).getInt64();
    }
    run.figures = row.getColumn(6).getString();
    return run;
}

} // namespace

Result<std::int64_t> TrainingRunTable::start(const TrainingRun &run) {
    return m_database.inTransaction([&]() -> Result<std::int64_t> {
        auto insert = m_database.cached(
            "INSERT INTO training_runs(adapter, model, method, started_ms, finished_ms, figures) "
            "VALUES (?, ?, ?, ?, ?, ?)");
        insert->clearBindings();
        insert->bind(1, run.adapter);
        insert->bind(2, run.model);
        insert->bind(3, run.method);
        insert->bind(4, run.startedMs);
        if (run.finishedMs) {
            insert->bind(5, *run.finishedMs);
        }
        insert->bind(6, run.figures);
        insert->exec();
        return m_database.connection().getLastInsertRowid();
    });
}

Result<void> TrainingRunTable::finish(std::int64_t id, std::int64_t finishedMs,
                                      const std::string &figures) {
    return m_database.inTransaction([&]() -> Result<void> {
        auto update =
            m_database.cached("UPDATE training_runs SET finished_ms = ?, figures = ? WHERE id = ?");
        update->bind(1, finishedMs);
        update->bind(2, figures);
        update->bind(3, id);
        if (update->exec() == 0) {
            return fail(ErrorCode::NotFound,
                        "There is no training run " + std::to_string(id) + " in the library.");
        }
        return {};
    });
}

Result<std::vector<TrainingRun>> TrainingRunTable::all() {
    return m_database.guarded([&]() -> Result<std::vector<TrainingRun>> {
        std::vector<TrainingRun> runs;
        auto select =
            m_database.cached("SELECT " FOVEA_RUN_COLUMNS " FROM training_runs ORDER BY id DESC");
        while (select->executeStep()) {
            runs.push_back(readRun(*select));
        }
        return runs;
    });
}

Result<std::optional<TrainingRun>> TrainingRunTable::latestOf(const std::string &adapter) {
    return m_database.guarded([&]() -> Result<std::optional<TrainingRun>> {
        auto select =
            m_database.cached("SELECT " FOVEA_RUN_COLUMNS " FROM training_runs WHERE adapter = ? "
                              "AND finished_ms IS NOT NULL ORDER BY id DESC LIMIT 1");
        select->bind(1, adapter);
        return select->executeStep() ? std::optional(readRun(*select)) : std::nullopt;
    });
}

} // namespace fovea::library
