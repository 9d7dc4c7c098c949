#pragma once

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace fovea::test {

/// What one run of the program gave.
struct Run {
    int status = -1;
    QByteArray out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs the built program with a home and a library of its own.
class Cli {
public:
    Cli() {
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert(QStringLiteral("XDG_DATA_HOME"), path("data"));
        m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path("config"));
        m_environment.insert(QStringLiteral("XDG_CACHE_HOME"), path("cache"));
    }

    QString path(const char *name) const { return m_dir.filePath(QString::fromUtf8(name)); }
    QString library() const { return path("library"); }
    const QProcessEnvironment &environment() const { return m_environment; }

    /// With --library of this fixture. Blocks until the program ends.
    Run run(QStringList arguments, const QString &input = {}) const {
        arguments << QStringLiteral("--library") << library();
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.start(QStringLiteral(FOVEA_BINARY), arguments);
        process.write(input.toUtf8());
        process.closeWriteChannel();
        if (!process.waitForFinished(120'000)) {
            process.kill();
            return {};
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), QString::fromUtf8(process.readAllStandardError())};
    }

private:
    QTemporaryDir m_dir;
    QProcessEnvironment m_environment;
};

/// A picture that differs from number to number.
inline void writePhoto(const QString &file, int number, QSize size = {320, 240}) {
    QDir().mkpath(QFileInfo(file).path());
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor::fromHsv(number * 47 % 360, 180, 200));
    QPainter painter(&image);
    painter.setBrush(QColor::fromHsv((number * 83 + 120) % 360, 255, 120));
    painter.drawEllipse(QPoint(40 + number * 13 % 240, 60 + number * 29 % 120), 40, 30);
    painter.end();
    QVERIFY2(image.save(file, nullptr, 90), qPrintable(file));
}

} // namespace fovea::test
