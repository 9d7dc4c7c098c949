#include "app/teach_captions.h"

#include "app/album_plan.h"
#include "app/caption_proposals.h"
#include "app/captioned_photos.h"
#include "app/model_choice.h"
#include "app/paths.h"
#include "engine/core/atomic_file.h"
#include "engine/core/content_hash.h"
#include "engine/training/album_photos.h"
#include "engine/training/caption_csv.h"
#include "engine/training/captions.h"
#include "engine/training/new_words.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <ostream>

namespace fovea::app {

namespace {

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
    item.fromFolder = photo.origin == training::CaptionOrigin::Folders;
    return item;
}

std::vector<PhotoId> photosOf(const QList<ui::CaptionItem> &items) {
    std::vector<PhotoId> photos;
    std::ranges::transform(items, std::back_inserter(photos), &ui::CaptionItem::photo);
    return photos;
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
    source.language = captionLanguage();
    return itemsOf(source);
}

std::vector<std::string> TeachCaptions::writtenFor(const std::filesystem::path &file) {
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
}

/// Of the library where it knows the file, else of the file; a source is read more than once.
Result<image::Metadata> TeachCaptions::metadataOf(const std::filesystem::path &file) {
    if (const auto photo = m_library.catalog().photoAt(file); photo && *photo) {
        const auto record = m_library.catalog().photo(**photo);
        if (record && *record) {
            return (*record)->metadata;
        }
    }
    if (!m_metadata) {
        return image::Metadata();
    }
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(file, error);
    if (const auto known = m_known.find(file);
        known != m_known.end() && !error && known->second.changed == changed) {
        return known->second.metadata;
    }
    auto metadata = m_metadata(file);
    if (metadata && !error) {
        m_known[file] = {changed, *metadata};
    }
    return metadata;
}

Result<QList<ui::CaptionItem>> TeachCaptions::readData(const ui::TeachSource &source,
                                                       const StopToken *stop) {
    training::CaptionSource wanted;
    wanted.data = toPath(source.path);
    wanted.language = captionLanguage();
    wanted.stop = stop;
    wanted.written = [this](const std::filesystem::path &file) { return writtenFor(file); };
    wanted.metadata = [this](const std::filesystem::path &file) { return metadataOf(file); };
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
            item.fromFolder = false;
        }
    }
    return items;
}

Result<QList<ui::CaptionItem>> TeachCaptions::read(const ui::TeachSource &source,
                                                   const StopToken *stop) {
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
    return readData(source, stop);
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

/// Words of these captions that are names of one's own.
Result<QStringList> TeachCaptions::namesIn(const QList<ui::CaptionItem> &items) {
    const auto wanted = m_library.catalog().setting(kModelSetting);
    if (!wanted) {
        return fail(wanted.error());
    }
    const auto model = chooseModel(wanted->value_or(std::string()), m_library.folder());
    if (!model) {
        return fail(model.error());
    }
    const auto tokenizer = clip::openTokenizer(model->config);
    const auto general = readGeneralCaptions();
    if (!tokenizer || !general) {
        return fail(!tokenizer ? tokenizer.error() : general.error());
    }
    std::vector<training::JobCaption> captions;
    for (std::size_t i = 0; i < static_cast<std::size_t>(items.size()); ++i) {
        const ui::CaptionItem &item = items[static_cast<qsizetype>(i)];
        for (const QString &caption : QStringList{item.caption} + item.more) {
            captions.push_back({i, caption.toStdString()});
        }
    }
    QStringList names;
    for (const training::NewWord &word : training::findNewWords(*tokenizer, captions, *general)) {
        names.append(text(word.word));
    }
    return names;
}

Result<QList<ui::CaptionProposal>> TeachCaptions::propose(const QList<ui::CaptionItem> &items,
                                                          const StopToken *stop) {
    QList<ui::CaptionItem> captioned;
    QList<ui::CaptionItem> written; // by somebody, not taken from a folder's name
    QList<ui::CaptionItem> bare;
    QList<ui::CaptionItem> inFolders;
    for (const ui::CaptionItem &item : items) {
        if (item.photo.value <= 0) {
            continue;
        }
        if (item.caption.isEmpty()) {
            bare.append(item);
            continue;
        }
        captioned.append(item);
        (item.fromFolder ? inFolders : written).append(item);
    }
    auto proposals = proposeFor(bare, captioned, stop);
    const auto others = proposals ? proposeFor(inFolders, written, stop) : proposals;
    if (!others) {
        return fail(others.error());
    }
    *proposals += *others;
    return proposals;
}

/// Captions of `examples`, or names in them, for those photos of `items` that look like them and
/// are not called by such a name already.
Result<QList<ui::CaptionProposal>> TeachCaptions::proposeFor(QList<ui::CaptionItem> items,
                                                             const QList<ui::CaptionItem> &examples,
                                                             const StopToken *stop) {
    QList<ui::CaptionProposal> proposals;
    const auto space = m_library.catalog().activeSpace();
    if (!space) {
        return fail(space.error());
    }
    if (!*space || items.isEmpty() || examples.isEmpty()) {
        return proposals;
    }
    const auto names = namesIn(examples);
    const auto id = m_library.catalog().ensureSpace(**space);
    if (!names || !id) {
        return fail(!names ? names.error() : id.error());
    }
    items.removeIf([&names](const ui::CaptionItem &item) {
        return std::ranges::any_of(*names, [&item](const QString &name) {
            return item.caption.contains(name, Qt::CaseInsensitive);
        });
    });
    const int dim = (*space)->dim;
    const auto width = static_cast<std::size_t>(dim);
    const auto unknown = m_library.embeddings().vectors(*id, photosOf(items), dim);
    const auto known = m_library.embeddings().vectors(*id, photosOf(examples), dim);
    if (!unknown || !known) {
        return fail(!unknown ? unknown.error() : known.error());
    }
    std::vector<ExamplePhoto> photos;
    for (const ui::CaptionItem &item : examples) {
        photos.push_back({QStringList{item.caption} + item.more,
                          std::span(*known).subspan(photos.size() * width, width)});
    }
    const std::vector<QString> proposed = proposeCaptions(photos, *names, *unknown, width, stop);
    for (qsizetype i = 0; i < items.size(); ++i) {
        if (const QString &caption = proposed[static_cast<std::size_t>(i)]; !caption.isEmpty()) {
            proposals.append({items[i].photo, caption});
        }
    }
    return proposals;
}

} // namespace fovea::app
