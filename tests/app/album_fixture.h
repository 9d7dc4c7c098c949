#pragma once

#include "app/cli_fixture.h"
#include "app/tiny_model.h"

namespace fovea::test {

inline QString text(const char *utf8) {
    return QString::fromUtf8(utf8);
}

inline void writeFile(const QString &path, const QByteArray &bytes) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    QCOMPARE(file.write(bytes), bytes.size());
}

inline QByteArray readFile(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A tiny model of its own, and photos with captions; a library that nothing was taught yet.
class Album {
public:
    explicit Album(int photos = 16) {
        writeFile(m_cli.path("tiny/open_clip_config.json"), tinyConfig());
        writeFile(m_cli.path("tiny/open_clip_model.safetensors"), tinyWeights());
        // As many merges as the tiny vocabulary has room for are taken.
        QVERIFY(QFile::copy(text("share/fovea/bpe_simple_vocab_16e6.txt.gz"),
                            m_cli.path("tiny/bpe_simple_vocab_16e6.txt.gz")));
        QByteArray table("file,caption\n");
        for (int i = 0; i < photos; ++i) {
            const QByteArray name = QByteArray::number(i) + ".png";
            writePhoto(m_cli.path("photos/") + text(name), i);
            table += "photos/" + name + ",\"a zorbo of color " + QByteArray::number(i) + "\"\n";
        }
        writeFile(m_cli.path("captions.csv"), table);
    }

    const Cli &cli() const { return m_cli; }
    /// What is taught from now on; at first the tiny model as it is.
    void use(const QString &model) { m_model = model; }

    QStringList arguments(const QStringList &more = {}) const {
        return QStringList{text("train"), text("--data"), m_cli.path("captions.csv"),
                           text("--model"), m_model}
               << more;
    }

    Run train(const QStringList &more = {}) const { return m_cli.run(arguments(more)); }

    /// The folders of runs, without what they share.
    QStringList runs() const {
        return QDir(m_cli.library() + text("/runs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    }

    QByteArray curve() const {
        return runs().isEmpty() ? QByteArray()
                                : readFile(m_cli.library() + text("/runs/") + runs().front() +
                                           text("/curve.jsonl"));
    }

private:
    Cli m_cli;
    QString m_model = m_cli.path("tiny");
};

/// A training that goes on beside the test.
class Training {
public:
    Training(const Album &album, const QStringList &more) {
        m_process.setProcessEnvironment(album.cli().environment());
        m_process.start(text(FOVEA_BINARY), album.arguments(more)
                                                << text("--progress") << text("json")
                                                << text("--library") << album.cli().library());
    }
    ~Training() {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

    /// Until it has told of so many of these events, or has ended.
    bool waitFor(const char *event, int count = 1) {
        const QByteArray wanted = QByteArray("\"event\":\"") + event + '"';
        while (m_seen.count(wanted) < count) {
            if (!m_process.waitForReadyRead(60'000)) {
                m_seen += m_process.readAllStandardOutput();
                return m_seen.count(wanted) >= count;
            }
            m_seen += m_process.readAllStandardOutput();
        }
        return true;
    }

    void say(const char *line) { m_process.write(QByteArray(line) + '\n'); }

    void killHard() {
        m_process.kill(); // SIGKILL
        m_process.waitForFinished(60'000);
    }

    int waitForEnd() {
        return m_process.waitForFinished(120'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }

    QString errors() { return QString::fromUtf8(m_process.readAllStandardError()); }
    QByteArray seen() {
        m_seen += m_process.readAllStandardOutput();
        return m_seen;
    }

private:
    QProcess m_process;
    QByteArray m_seen;
};

inline QList<QJsonObject> eventsOf(const QByteArray &out, const char *name) {
    QList<QJsonObject> events;
    for (const QByteArray &line : out.trimmed().split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object.value(text("event")).toString() == text(name)) {
            events << object;
        }
    }
    return events;
}

inline QStringList words(const char *line) {
    return text(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace fovea::test
