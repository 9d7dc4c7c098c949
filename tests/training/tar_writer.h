#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fovea::test {

/// Writes a tar file member by member, whatever their names are.
class TarWriter {
public:
    enum class Filter { None, Gzip };

    explicit TarWriter(const std::filesystem::path &file, Filter filter = Filter::None)
        : m_archive(archive_write_new()) {
        archive_write_set_format_ustar(m_archive);
        if (filter == Filter::Gzip) {
            archive_write_add_filter_gzip(m_archive);
        }
        archive_write_set_options(m_archive, "hdrcharset=BINARY");
        check(archive_write_open_filename(m_archive, file.c_str()));
    }
    TarWriter(const TarWriter &) = delete;
    TarWriter &operator=(const TarWriter &) = delete;
    ~TarWriter() { archive_write_free(m_archive); }

    TarWriter &add(const std::string &name, std::string_view bytes) {
        archive_entry *entry = newEntry(name, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        check(archive_write_header(m_archive, entry));
        archive_write_data(m_archive, bytes.data(), bytes.size());
        archive_entry_free(entry);
        return *this;
    }

    TarWriter &addLink(const std::string &name, const std::string &target) {
        archive_entry *entry = newEntry(name, AE_IFLNK);
        archive_entry_set_symlink(entry, target.c_str());
        check(archive_write_header(m_archive, entry));
        archive_entry_free(entry);
        return *this;
    }

private:
    static archive_entry *newEntry(const std::string &name, unsigned type) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0644);
        return entry;
    }

    void check(int status) {
        if (status < ARCHIVE_WARN) {
            throw std::runtime_error(archive_error_string(m_archive));
        }
    }

    archive *m_archive;
};

} // namespace fovea::test
