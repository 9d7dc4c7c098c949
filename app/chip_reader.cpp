#include "app/chip_reader.h"

#include "app/paths.h"

#include <QFileInfo>

namespace fovea::app {

namespace {

constexpr int kThumbnailSide = 96; ///< px: 22 logical ones, sharp on any screen

} // namespace

ChipReader::ChipReader(std::filesystem::path libraryFolder, std::shared_ptr<Decoders> decoders,
                       QObject *parent)
    : QObject(parent)
    , m_libraryFolder(std::move(libraryFolder))
    , m_decoders(std::move(decoders))
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("chips"))) {}

ChipReader::~ChipReader() {
    m_thread->finish();
}

void ChipReader::start(const ui::SearchChip &chip) {
    m_thread->post([this, chip] {
        const auto filled = fill(chip);
        QMetaObject::invokeMethod(
            this,
            [this, filled, id = chip.id] {
                if (filled) {
                    Q_EMIT read(id, filled->name, filled->thumbnail);
                } else {
                    Q_EMIT failed(id, QString::fromStdString(filled.error().message));
                }
            },
            Qt::QueuedConnection);
    });
}

Result<ui::SearchChip> ChipReader::fill(ui::SearchChip chip) {
    if (chip.photo) {
        return fillFromLibrary(std::move(chip));
    }
    image::DecodeRequest request;
    request.thumbnailSide = kThumbnailSide;
    request.file = toPath(chip.file);
    const auto decoded = chip.encoded.isEmpty() ? m_decoders->decode(request)
                                                : m_decoders->decode(chip.encoded, request);
    if (!decoded) {
        return fail(decoded.error());
    }
    if (!chip.file.isEmpty()) {
        chip.name = QFileInfo(chip.file).fileName();
    }
    chip.thumbnail = fromThumbnailJpeg(decoded->thumbnailJpeg);
    return chip;
}

Result<ui::SearchChip> ChipReader::fillFromLibrary(ui::SearchChip chip) {
    if (!m_library) {
        auto opened = library::Library::open(m_libraryFolder, library::Library::Mode::ReadOnly);
        if (!opened) {
            return fail(opened.error());
        }
        m_library = std::move(*opened);
    }
    const auto record = m_library->catalog().photo(chip.photo);
    if (!record) {
        return fail(record.error());
    }
    if (!*record) {
        return fail(ErrorCode::NotFound,
                    tr("This photo is not in the library any more.").toStdString());
    }
    chip.name = toQString((*record)->path.stem());
    if (const auto jpeg = m_library->thumbnails().get(chip.photo)) {
        chip.thumbnail = fromThumbnailJpeg(*jpeg);
    }
    return chip;
}

} // namespace fovea::app
