#include "app/captioned_photos.h"

#include "app/caption_table.h"
#include "app/paths.h"

#include <algorithm>
#include <map>

namespace fovea::app {
namespace {

/// Puts captions together by their files, in the order of the first of each.
class Collector {
public:
    void add(const std::filesystem::path &file, std::string caption) {
        const auto [found, isNew] = m_numbers.emplace(file, m_photos.size());
        if (isNew) {
            m_photos.push_back({file, {}, {}});
        }
        auto &captions = m_photos[found->second].captions;
        if (!caption.empty() && std::ranges::find(captions, caption) == captions.end()) {
            captions.push_back(std::move(caption));
        }
    }

    std::vector<CaptionedPhoto> take() { return std::move(m_photos); }

private:
    std::map<std::filesystem::path, std::size_t> m_numbers;
    std::vector<CaptionedPhoto> m_photos;
};

std::string trimmed(const std::string &text) {
    constexpr const char *kSpaces = " \t\r\n\v\f";
    const auto begin = text.find_first_not_of(kSpaces);
    return begin == std::string::npos
               ? std::string()
               : text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

Result<CaptionedPhotos> readTable(const std::filesystem::path &csv) {
    auto rows = readCaptionTable(csv);
    if (!rows) {
        return fail(rows.error());
    }
    Collector collector;
    for (const CaptionRow &row : *rows) {
        collector.add(row.file, trimmed(row.caption));
    }
    return CaptionedPhotos{csv.stem().string(), collector.take(), {}};
}

/// The album's name as it stands in the library, for messages.
std::string albumNames(const std::vector<library::Album> &albums) {
    std::string names;
    for (const library::Album &album : albums) {
        names += (names.empty() ? "" : ", ") + album.name;
    }
    return names;
}

Result<library::Album> findAlbum(library::Library &library, const std::string &name) {
    const auto found = library.albums().find(name);
    if (!found) {
        return fail(found.error());
    }
    if (*found) {
        return **found;
    }
    const auto all = library.albums().all();
    if (!all) {
        return fail(all.error());
    }
    return fail(ErrorCode::NotFound, "There is no album \"" + name + "\" in this library" +
                                         (all->empty() ? std::string(", which has none yet.")
                                                       : "; there is " + albumNames(*all) + "."));
}

Result<CaptionedPhotos> readAlbum(Session &session, const TrainCommand &command) {
    library::Library &library = session.library();
    const auto album = findAlbum(library, command.album);
    if (!album) {
        return fail(album.error());
    }
    const auto ids = library.albums().photos(album->id);
    if (!ids) {
        return fail(ids.error());
    }
    const auto records = library.catalog().photos(*ids);
    const auto written = library.captions().get(*ids);
    if (!records || !written) {
        return fail(!records ? records.error() : written.error());
    }
    std::map<PhotoId, std::vector<std::string>> captions;
    for (const library::PhotoCaptions &photo : *written) {
        for (const library::Caption &caption : photo.captions) {
            if (caption.confirmed) {
                captions[photo.photo].push_back(caption.text);
            }
        }
    }
    CaptionedPhotos result{album->name, {}, {}};
    for (const library::PhotoRecord &record : *records) {
        result.photos.push_back({record.path, record.id, captions[record.id]});
    }
    return result;
}

} // namespace

Result<CaptionedPhotos> readCaptionedPhotos(Session &session, const TrainCommand &command) {
    if (!command.album.empty()) {
        return readAlbum(session, command);
    }
    return readTable(absolutePath(command.data));
}

Result<CaptionedPhotos> readGuardCaptions(const std::filesystem::path &csv) {
    return readTable(absolutePath(csv));
}

} // namespace fovea::app
