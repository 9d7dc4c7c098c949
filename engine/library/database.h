#pragma once

#include "engine/core/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fovea::library {

/// One prepared statement taken from the cache; goes back reset, so that no read transaction stays
/// open behind it.
class CachedStatement {
public:
    explicit CachedStatement(SQLite::Statement &statement)
        : m_statement(&statement) {}
    CachedStatement(const CachedStatement &) = delete;
    CachedStatement &operator=(const CachedStatement &) = delete;
    ~CachedStatement() { m_statement->tryReset(); }

    SQLite::Statement *operator->() const { return m_statement; }
    SQLite::Statement &operator*() const { return *m_statement; }

private:
    SQLite::Statement *m_statement;
};

/// One SQLite file in WAL mode. SQLiteCpp's exceptions stay within `guarded()`, which turns them
/// into Errors. Thread: one at a time.
class Database {
public:
    enum class Mode { ReadWrite, ReadOnly };

    /// Makes the file where there is none (ReadWrite). ReadOnly works beside a writing process, and
    /// on a medium that cannot be written as long as no unfinished write lies beside the file.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, Mode mode);
    /// An empty database in memory.
    static Result<std::unique_ptr<Database>> openInMemory();

    SQLite::Database &connection() { return m_connection; }
    const std::filesystem::path &file() const { return m_file; }
    Mode mode() const { return m_mode; }

    /// The statement for `sql`, prepared once. REQUIRES: a literal, and not in use further up the
    /// stack.
    CachedStatement cached(const char *sql);
    /// A statement of its own, for loops that call back into the catalog.
    SQLite::Statement prepare(const char *sql) { return {m_connection, sql}; }

    /// Runs `body`, which returns a Result, and turns what SQLiteCpp throws into its Error.
    template <typename Body>
    std::invoke_result_t<Body> guarded(Body &&body) {
        try {
            return std::forward<Body>(body)();
        } catch (const SQLite::Exception &exception) {
            return fail(toError(exception, m_file));
        }
    }

    /// The same inside one write transaction, which is rolled back where `body` fails.
    template <typename Body>
    std::invoke_result_t<Body> inTransaction(Body &&body) {
        return guarded([&]() -> std::invoke_result_t<Body> {
            SQLite::Transaction transaction(m_connection, SQLite::TransactionBehavior::IMMEDIATE);
            auto result = body();
            if (result) {
                transaction.commit();
            }
            return result;
        });
    }

    static Error toError(const SQLite::Exception &exception, const std::filesystem::path &file);

private:
    Database(std::filesystem::path file, Mode mode, SQLite::Database connection);

    std::filesystem::path m_file;
    Mode m_mode;
    SQLite::Database m_connection;
    // After the connection: they have to go before it.
    std::unordered_map<const void *, SQLite::Statement> m_statements;
};

/// Binds bytes as a BLOB; no bytes are an empty BLOB, never NULL.
void bindBytes(SQLite::Statement &statement, int index, std::span<const std::byte> bytes);
void bindBytes(SQLite::Statement &statement, int index, std::string_view bytes);
std::string bytesOf(const SQLite::Column &column);

} // namespace fovea::library
