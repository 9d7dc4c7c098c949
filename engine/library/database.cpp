#include "engine/library/database.h"

#include <sqlite3.h>

namespace fovea::library {
namespace {

// Long enough for a batch of another process, short enough that a person still waits for the
// sentence.
constexpr int kBusyTimeoutMs = 10'000;

std::filesystem::path logBeside(std::filesystem::path file) {
    file += "-wal";
    return file;
}

/// Percent-encoded, so that '?', '#' and '%' in a path stay part of it.
std::string toUri(const std::filesystem::path &file, std::string_view parameters) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_') {
            uri += c;
        } else {
            uri += '%';
            uri += kDigits[byte >> 4U];
            uri += kDigits[byte & 15U];
        }
    }
    return uri + "?" + std::string(parameters);
}

SQLite::Database openReadOnly(const std::filesystem::path &file) {
    try {
        SQLite::Database connection(file.string(), SQLite::OPEN_READONLY, kBusyTimeoutMs);
        connection.execAndGet("SELECT count(*) FROM sqlite_schema");
        return connection;
    } catch (const SQLite::Exception &exception) {
        const int code = exception.getErrorCode() & 0xff;
        std::error_code ignored;
        const auto log = logBeside(file);
        const bool logIsEmpty =
            !std::filesystem::exists(log, ignored) || std::filesystem::file_size(log, ignored) == 0;
        if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) || !logIsEmpty) {
            throw;
        }
    }
    // A WAL database wants to make its shared memory beside it. Where the folder cannot be written
    // nobody else writes it either, so the file alone is the whole truth.
    return {toUri(file, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs};
}

SQLite::Database openReadWrite(const std::filesystem::path &file) {
    SQLite::Database connection(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                kBusyTimeoutMs);
    // Counts for a new file only: an embedding takes about 1 KB, and small pages would waste a
    // quarter.
    connection.exec("PRAGMA page_size = 8192");
    if (connection.execAndGet("PRAGMA journal_mode").getString() != "wal") {
        connection.exec("PRAGMA journal_mode = WAL");
    }
    // In WAL mode NORMAL never leaves a broken file. A power cut may take the last transactions,
    // and the next index run makes those photos again; FULL would sync on every batch to save that.
    connection.exec("PRAGMA synchronous = NORMAL");
    connection.exec("PRAGMA foreign_keys = ON");
    connection.exec("PRAGMA journal_size_limit = 67108864");
    return connection;
}

} // namespace

Database::Database(std::filesystem::path file, Mode mode, SQLite::Database connection)
    : m_file(std::move(file))
    , m_mode(mode)
    , m_connection(std::move(connection)) {
    m_connection.exec("PRAGMA cache_size = -32768"); // KiB
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &file, Mode mode) {
    try {
        auto connection = mode == Mode::ReadOnly ? openReadOnly(file) : openReadWrite(file);
        return std::unique_ptr<Database>(new Database(file, mode, std::move(connection)));
    } catch (const SQLite::Exception &exception) {
        return fail(toError(exception, file));
    }
}

Result<std::unique_ptr<Database>> Database::openInMemory() {
    try {
        SQLite::Database connection(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        return std::unique_ptr<Database>(
            new Database(":memory:", Mode::ReadWrite, std::move(connection)));
    } catch (const SQLite::Exception &exception) {
        return fail(toError(exception, ":memory:"));
    }
}

CachedStatement Database::cached(const char *sql) {
    auto found = m_statements.find(sql);
    if (found == m_statements.end()) {
        found = m_statements.try_emplace(sql, m_connection, sql).first;
    }
    found->second.tryReset(); // whatever an earlier failure left behind was told then
    return CachedStatement(found->second);
}

Error Database::toError(const SQLite::Exception &exception, const std::filesystem::path &file) {
    const std::string name = file.string();
    const std::string detail = exception.what();
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
        return {ErrorCode::NoSpace,
                "The disk that holds " + name + " is full. Free some space and try again."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {ErrorCode::NoPermission,
                "Cannot write " + name + " (" + detail +
                    "). Check the permissions of the file and of its folder."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Busy,
                "Another process is writing " + name + ". Wait until it is done and try again."};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return {ErrorCode::Damaged,
                name + " is damaged or is not a database (" + detail +
                    "). Restore it from a backup, or choose another library folder."};
    case SQLITE_CANTOPEN: {
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) {
            return {ErrorCode::NotFound,
                    "Cannot open " + name + ": it is not there and could not be made."};
        }
        const bool pending = std::filesystem::exists(logBeside(file), ignored);
        return {ErrorCode::NoPermission,
                "Cannot open " + name +
                    (pending
                         ? ": changes that are not merged lie beside it, and its folder cannot be "
                           "written. Open it once from an account that may write there."
                         : ". Check the permissions of the file and of its folder.")};
    }
    case SQLITE_IOERR:
        return {ErrorCode::Failed, "The disk gave an error at " + name + " (" + detail +
                                       "). Check the disk and its connection."};
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
        return {ErrorCode::TooLarge, "Not enough memory for " + name + " (" + detail + ")."};
    default:
        return {ErrorCode::Failed, "The database " + name + " reports: " + detail + "."};
    }
}

void bindBytes(SQLite::Statement &statement, int index, std::span<const std::byte> bytes) {
    statement.bind(index, bytes.empty() ? static_cast<const void *>("") : bytes.data(),
                   static_cast<int>(bytes.size()));
}

void bindBytes(SQLite::Statement &statement, int index, std::string_view bytes) {
    bindBytes(statement, index, std::as_bytes(std::span(bytes)));
}

std::string bytesOf(const SQLite::Column &column) {
    const auto *bytes = static_cast<const char *>(column.getBlob());
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(column.getBytes()));
}

} // namespace fovea::library
