#pragma once

#include <QColor>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace fovea::test {

/// A folder of JPEG files and an empty library beside it, both gone with this.
class PhotoFolder {
public:
    PhotoFolder() { QDir(m_dir.path()).mkdir(QStringLiteral("photos")); }

    QString photos() const { return m_dir.filePath(QStringLiteral("photos")); }
    QString library() const { return m_dir.filePath(QStringLiteral("library")); }
    QString file(const QString &name) const { return QDir(photos()).filePath(name); }

    /// A disc on a ground, different for each number.
    static QImage picture(int number, QSize size = {320, 240}) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(number * 67 % 360, 160, 200));
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(QColor::fromHsv((number * 131 + 180) % 360, 220, 120));
        painter.drawEllipse(QPoint(size.width() * (1 + number % 5) / 6, size.height() / 2),
                            size.height() / 4 + number % 7, size.height() / 4);
        painter.end();
        return image;
    }

    QString add(int number, QSize size = {320, 240}) const {
        const QString path =
            file(QStringLiteral("photo_%1.jpg").arg(number, 3, 10, QLatin1Char('0')));
        picture(number, size).save(path, "JPEG", 90);
        return path;
    }

    void addMany(int count) const {
        for (int number = 0; number < count; ++number) {
            add(number);
        }
    }

    QString addBroken(const QString &name) const {
        const QString path = file(name);
        QFile broken(path);
        broken.open(QIODevice::WriteOnly);
        broken.write(QByteArray::fromHex(
            "ffd8ffe000104a46494600010100000100010000")); // a JPEG's first bytes
        return path;
    }

    /// Runs `fovea index` over it and waits. The exit status.
    int index() const {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QStringLiteral(FOVEA_BINARY),
                      {QStringLiteral("index"), photos(), QStringLiteral("--library"), library(),
                       QStringLiteral("--quiet")});
        return process.waitForFinished(120'000) ? process.exitCode() : -1;
    }

private:
    QTemporaryDir m_dir;
};

/// Whether the tensor library is in this process.
inline bool tensorLibraryLoaded() {
    QFile maps(QStringLiteral("/proc/self/maps"));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains("libtorch");
}

} // namespace fovea::test
