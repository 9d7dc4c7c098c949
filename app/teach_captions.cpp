#include "app/teach_captions.h"

#include "app/paths.h"
#include "engine/core/atomic_file.h"
#include "engine/core/content_hash.h"
#include "engine/training/album_photos.h"
#include "engine/training/caption_csv.h"
#include "engine/training/captions.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <ostream>

namespace fovea::app {

namespace {

/// From which cosine on a photo may have the caption of another, and how far it may be below the
/// best of the photos with captions among each other. Near duplicates lie above .97.
constexpr float kMuchAlike = .82F;
constexpr int kMostTextRows = 5; ///< captions of one photo in the table

QString text(const std::string &text) {
    return QString::fromStdString(text);
}

ui::CaptionItem toItem(const training::CaptionedPhoto &photo) {
    ui::CaptionItem item;
    item.photo = photo.photo;
    item.file = toQString(photo.file);
    for (const std::string &caption : photo.captions) {
        if (item.caption.isEmpty()) {
            item.caption = text(caption);
        } else {
            item.more.append(text(caption));
        }
    }
    item.written = photo.origin == training::CaptionOrigin::Person;
    return item;
}

Result<QList<ui::CaptionItem>> itemsOf(const training::CaptionSource &source) {
    const auto set = training::readCaptions(source);
    if (!set) {
        return fail(set.error());
    }
    QList<ui::CaptionItem> items;
    for (const training::CaptionedPhoto &photo : set->photos) {
        if (photo.member.empty()) {
            items.append(toItem(photo));
        }
    }
    return items;
}

/// A field of RFC 4180.
std::string quoted(const std::string &field) {
    std::string result = "\"";
    for (const char letter : field) {
        result += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return result + '"';
}

Result<void> writeTable(const std::filesystem::path &file, const QList<ui::CaptionItem> &items) {
    std::error_code made;
    std::filesystem::create_directories(file.parent_path(), made);
    return writeFileAtomically(file, [&items](std::ostream &out) -> Result<void> {
        out << "file,caption\n";
        for (const ui::CaptionItem &item : items) {
            const std::string path = quoted(toPath(item.file).string());
            out << path << ',' << quoted(item.caption.toStdString()) << '\n';
            for (const QString &more :
                 item.more.first(std::min<qsizetype>(item.more.size(), kMostTextRows - 1))) {
                out << path << ',' << quoted(more.toStdString()) << '\n';
            }
        }
        return {};
    });
}

float dot(const float *a, const float *b, int dim) {
    float sum = 0;
    for (int i = 0; i < dim; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

} // namespace

/// Beside the library, apart for each source, under a name that an adapter can be called after.
std::filesystem::path TeachCaptions::editsFile(const ui::TeachSource &source) const {
    const std::string path = source.path.toStdString();
    const std::string key =
        toHex(hashContent(std::as_bytes(std::span(path.data(), path.size())))).substr(0, 12);
    const QString stem = QFileInfo(source.path).completeBaseName();
    return m_library.folder() / "captions" / key / toPath(stem + QStringLiteral(".csv"));
}

Result<QList<ui::CaptionItem>> TeachCaptions::readPhotos(std::span<const PhotoId> photos) {
    auto known = training::albumPhotos(m_library, photos);
    if (!known) {
        return fail(known.error());
    }
    training::CaptionSource source;
    source.album = std::move(*known);
    return itemsOf(source);
}

Result<QList<ui::CaptionItem>> TeachCaptions::readData(const ui::TeachSource &source) {
    training::CaptionSource wanted;
    wanted.data = toPath(source.path);
    wanted.written = [this](const std::filesystem::path &file) -> std::vector<std::string> {
        std::vector<std::string> texts;
        const auto photo = m_library.catalog().photoAt(file);
        if (photo && *photo) {
            const PhotoId id = **photo;
            if (const auto captions = m_library.captions().get({&id, 1})) {
                for (const library::Caption &caption : captions->front().captions) {
                    texts.push_back(caption.text);
                }
            }
        }
        return texts;
    };
    auto items = itemsOf(wanted);
    if (!items) {
        return items;
    }
    QHash<QString, QStringList> edits;
    if (const auto rows = training::readCaptionCsv(editsFile(source))) {
        for (const training::CaptionRow &row : *rows) {
            edits[toQString(row.file)].append(text(row.caption));
        }
    }
    for (ui::CaptionItem &item : *items) {
        const auto photo = m_library.catalog().photoAt(toPath(item.file));
        if (photo && *photo) {
            item.photo = **photo;
        }
        if (const auto edit = edits.constFind(item.file); edit != edits.constEnd()) {
            item.caption = edit->first();
            item.more = edit->mid(1);
            item.written = true;
        }
    }
    return items;
}

Result<QList<ui::CaptionItem>> TeachCaptions::read(const ui::TeachSource &source) {
    if (source.album) {
        const auto photos = m_library.albums().photos(source.album);
        if (!photos) {
            return fail(photos.error());
        }
        return readPhotos(*photos);
    }
    if (source.folder) {
        const auto all = m_library.catalog().timeline(source.folder);
        if (!all) {
            return fail(all.error());
        }
        std::vector<PhotoId> photos;
        for (const library::Catalog::PhotoSummary &photo : *all) {
            photos.push_back(photo.id);
        }
        return readPhotos(photos);
    }
    return readData(source);
}

Result<void> TeachCaptions::store(const ui::TeachSource &source,
                                  const QList<ui::CaptionItem> &edited) {
    std::vector<library::PhotoCaptions> known;
    QList<ui::CaptionItem> others;
    for (const ui::CaptionItem &item : edited) {
        if (item.photo.value <= 0) {
            others.append(item);
            continue;
        }
        library::PhotoCaptions captions{item.photo, {}};
        for (const QString &caption : QStringList{item.caption} + item.more) {
            captions.captions.push_back({caption.toStdString(), "person", true});
        }
        known.push_back(std::move(captions));
    }
    if (!known.empty()) {
        if (const auto stored = m_library.captions().set(known); !stored) {
            return fail(stored.error());
        }
    }
    if (others.isEmpty()) {
        return {};
    }
    // What was edited before stays; the newest edit of a file counts.
    const std::filesystem::path file = editsFile(source);
    QList<ui::CaptionItem> all = others;
    if (const auto rows = training::readCaptionCsv(file)) {
        for (const training::CaptionRow &row : *rows) {
            const QString path = toQString(row.file);
            const auto same = std::ranges::find(all, path, &ui::CaptionItem::file);
            if (same == all.end()) {
                ui::CaptionItem before;
                before.file = path;
                before.caption = text(row.caption);
                all.append(before);
            }
        }
    }
    return writeTable(file, all);
}

Result<QStringList> TeachCaptions::trainingData(const ui::TeachSource &source) {
    if (source.album) {
        const auto album = m_library.albums().find(source.album);
        if (!album) {
            return fail(album.error());
        }
        if (!*album) {
            return fail(ErrorCode::NotFound, "This album has been deleted.");
        }
        return QStringList{QStringLiteral("--album"), text((*album)->name)};
    }
    const auto items = read(source);
    if (!items) {
        return fail(items.error());
    }
    QString data = source.path;
    if (std::ranges::any_of(*items, &ui::CaptionItem::written)) {
        QList<ui::CaptionItem> captioned;
        std::ranges::copy_if(*items, std::back_inserter(captioned),
                             [](const ui::CaptionItem &item) { return !item.caption.isEmpty(); });
        const std::filesystem::path whole =
            editsFile(source).parent_path() / "whole" / editsFile(source).filename();
        if (const auto written = writeTable(whole, captioned); !written) {
            return fail(written.error());
        }
        data = toQString(whole);
    }
    return QStringList{QStringLiteral("--data"), data};
}

Result<QList<ui::CaptionProposal>> TeachCaptions::propose(const QList<ui::CaptionItem> &items) {
    const auto space = m_library.catalog().activeSpace();
    if (!space) {
        return fail(space.error());
    }
    if (!*space) {
        return QList<ui::CaptionProposal>();
    }
    const auto id = m_library.catalog().ensureSpace(**space);
    if (!id) {
        return fail(id.error());
    }
    std::vector<PhotoId> bare;
    std::vector<PhotoId> captioned;
    QStringList captions;
    for (const ui::CaptionItem &item : items) {
        if (item.photo.value <= 0) {
            continue;
        }
        if (item.caption.isEmpty()) {
            bare.push_back(item.photo);
        } else {
            captioned.push_back(item.photo);
            captions.append(item.caption);
        }
    }
    const int dim = (*space)->dim;
    const auto unknown = m_library.embeddings().vectors(*id, bare, dim);
    const auto known = m_library.embeddings().vectors(*id, captioned, dim);
    if (!unknown || !known) {
        return fail(!unknown ? unknown.error() : known.error());
    }
    QList<ui::CaptionProposal> proposals;
    for (std::size_t i = 0; i < bare.size(); ++i) {
        float best = kMuchAlike;
        std::optional<std::size_t> like;
        for (std::size_t j = 0; j < captioned.size(); ++j) {
            const float cosine = dot(unknown->data() + i * static_cast<std::size_t>(dim),
                                     known->data() + j * static_cast<std::size_t>(dim), dim);
            if (cosine >= best) {
                best = cosine;
                like = j;
            }
        }
        if (like) {
            proposals.append({bare[i], captions[static_cast<qsizetype>(*like)]});
        }
    }
    return proposals;
}

} // namespace fovea::app
