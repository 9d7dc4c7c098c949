#include "ui/wording.h"

#include <QDateTime>
#include <QDir>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace fovea::ui {

namespace {

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

/// To the nearest unit, never 0.
int rounded(qint64 seconds, qint64 unit) {
    return Wording::numerus(std::max<qint64>(1, (seconds + unit / 2) / unit));
}

} // namespace

int Wording::numerus(qint64 count) {
    return int(std::clamp<qint64>(count, 0, std::numeric_limits<int>::max()));
}

QString Wording::path(const QString &path) {
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + path.mid(home.size())
                                                    : path;
}

QString Wording::photos(qint64 count) {
    return tr("%Ln photo(s)", nullptr, numerus(count));
}

QString Wording::number(qint64 count) {
    return QLocale().toString(count);
}

QString Wording::timeLeft(qint64 seconds) {
    if (seconds < 0) {
        return {};
    }
    if (seconds < kMinute) {
        return tr("%Ln s left", nullptr, numerus(std::max<qint64>(1, seconds)));
    }
    if (seconds < 2 * kHour) {
        return tr("%Ln min left", nullptr, rounded(seconds, kMinute));
    }
    return tr("%Ln h left", nullptr, rounded(seconds, kHour));
}

QString Wording::duration(qint64 seconds) {
    if (seconds < kMinute) {
        return tr("less than a minute");
    }
    if (seconds < 2 * kHour) {
        return tr("about %Ln min", nullptr, rounded(seconds, kMinute));
    }
    return tr("about %Ln h", nullptr, rounded(seconds, kHour));
}

QString Wording::fileSize(qint64 bytes) {
    const int decimals = bytes < 10'000'000 || bytes >= 1'000'000'000 ? 1 : 0;
    return QLocale().formattedDataSize(bytes, decimals, QLocale::DataSizeSIFormat);
}

QString Wording::ago(const QDateTime &time) {
    const qint64 seconds = time.secsTo(QDateTime::currentDateTime());
    if (seconds < kMinute) {
        return tr("just now");
    }
    if (seconds < kHour) {
        return tr("%Ln min ago", nullptr, numerus(seconds / kMinute));
    }
    if (seconds < kDay) {
        return tr("%Ln h ago", nullptr, numerus(seconds / kHour));
    }
    return QLocale().toString(time.date(), QLocale::LongFormat);
}

} // namespace fovea::ui
