#include "app/photo_items.h"

#include "app/paths.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QLocale>

#include <cmath>

namespace fovea::app {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(fovea::app::PhotoItems)
};

qint64 wallClockMs(const library::PhotoRecord &record) {
    if (record.metadata.takenLocalMs) {
        return *record.metadata.takenLocalMs;
    }
    const qint64 utcMs = record.modifiedNs / kNsPerMs;
    return utcMs + QDateTime::fromMSecsSinceEpoch(utcMs).offsetFromUtc() * qint64(1000);
}

QString coordinatesText(const image::Place &place) {
    const QLocale locale;
    const QString north = place.latitude < 0 ? Words::tr("%1° S") : Words::tr("%1° N");
    const QString east = place.longitude < 0 ? Words::tr("%1° W") : Words::tr("%1° E");
    return north.arg(locale.toString(std::abs(place.latitude), 'f', 4)) + QStringLiteral(", ") +
           east.arg(locale.toString(std::abs(place.longitude), 'f', 4));
}

QString cameraText(const image::Metadata &metadata) {
    const QString make = QString::fromStdString(metadata.cameraMake);
    const QString model = QString::fromStdString(metadata.cameraModel);
    // Many models begin with their maker's name already.
    const QString firstWord = make.section(QLatin1Char(' '), 0, 0);
    return make.isEmpty() || model.startsWith(firstWord, Qt::CaseInsensitive)
               ? model
               : make + QLatin1Char(' ') + model;
}

QString factsText(const library::PhotoRecord &record, std::optional<qint64> sizeBytes) {
    const QLocale locale;
    QString text = Words::tr("%1 × %2").arg(record.width).arg(record.height);
    if (sizeBytes) {
        text += QStringLiteral(" · ") +
                locale.formattedDataSize(*sizeBytes, 1, QLocale::DataSizeSIFormat);
    }
    return text;
}

QString offlineText(const std::filesystem::path &place) {
    return Words::tr("%1 is not there now. Connect its disk to see the photo.")
        .arg(toQString(place));
}

/// "Pictures/2019/Denmark": from the folder that was added on.
QString folderText(const std::filesystem::path &file, const std::filesystem::path &root) {
    const std::filesystem::path folder = file.parent_path();
    if (root.empty()) {
        return toQString(folder);
    }
    const std::filesystem::path below = folder.lexically_relative(root);
    const std::filesystem::path name = root.has_filename() ? root.filename() : root;
    return toQString(below == "." ? name : name / below);
}

} // namespace

ui::PhotoItem toItem(const library::PhotoRecord &record) {
    ui::PhotoItem item;
    item.id = record.id;
    item.aspect = record.height > 0
                      ? static_cast<float>(record.width) / static_cast<float>(record.height)
                      : 1;
    item.takenLocalMs = wallClockMs(record);
    return item;
}

ui::PhotoItem toItem(const library::Catalog::PhotoSummary &summary) {
    ui::PhotoItem item;
    item.id = summary.id;
    item.aspect = summary.aspect;
    item.takenLocalMs = summary.takenLocalMs;
    return item;
}

ui::PhotoDetails toDetails(const library::PhotoRecord &record, const std::filesystem::path &root,
                           std::optional<qint64> sizeBytes) {
    const QLocale locale;
    const image::Metadata &metadata = record.metadata;
    ui::PhotoDetails details;
    details.id = record.id;
    details.fileName = toQString(record.path.filename());
    details.fileFacts = factsText(record, sizeBytes);
    details.folder = folderText(record.path, root);
    if (metadata.takenLocalMs) {
        const QDateTime taken = QDateTime::fromMSecsSinceEpoch(*metadata.takenLocalMs, Qt::UTC);
        details.taken = locale.toString(taken.date(), QLocale::LongFormat) + QStringLiteral(", ") +
                        locale.toString(taken.time(), QLocale::ShortFormat);
    }
    if (metadata.place) {
        details.coordinates = coordinatesText(*metadata.place);
    }
    details.camera = cameraText(metadata);
    details.exposure = QString::fromStdString(metadata.lens);
    details.caption = QString::fromStdString(metadata.caption);
    for (const std::string &keyword : metadata.keywords) {
        details.keywords.append(QString::fromStdString(keyword));
    }
    if (record.offline) {
        details.offlineNote = offlineText(root.empty() ? record.path : root);
    }
    return details;
}

} // namespace fovea::app
