#include "app/cli_fixture.h"
#include "app/json_schema.h"

using namespace fovea::test;

/// What docs/formats.md promises to programs.
class TestJsonAnswers : public QObject {
    Q_OBJECT

private:
    static QJsonValue schema(const QString &name) {
        QFile file(QStringLiteral(FOVEA_SOURCE_DIR "/docs/schemas/%1.json").arg(name));
        return file.open(QIODevice::ReadOnly)
                   ? QJsonValue(QJsonDocument::fromJson(file.readAll()).object())
                   : QJsonValue();
    }

    QString photos() const { return m_cli.path("photos"); }

    Cli m_cli;
    Run m_indexed;

private Q_SLOTS:
    void initTestCase() {
        for (int i = 0; i < 6; ++i) {
            writePhoto(
                QStringLiteral("%1/%2/%3.jpg")
                    .arg(photos(), i % 2 == 0 ? QStringLiteral("red") : QStringLiteral("blue"))
                    .arg(i),
                i);
        }
        const auto write = [this](const char *name, const char *text) {
            QFile file(m_cli.path(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("photos/torn.jpg", "\xff\xd8\xff torn");
        write("labels.txt", "red\nblue\n");
        write("captions.csv", "file,caption\nphotos/red/0.jpg,a red one\n"
                              "photos/blue/1.jpg,\"blue, and round\"\n");
        m_indexed = m_cli.run({QStringLiteral("index"), photos(), QStringLiteral("--progress"),
                               QStringLiteral("json")});
        QVERIFY2(m_indexed.status == 0, qPrintable(m_indexed.err));
    }

    void answers_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *name, const QStringList &arguments) {
            QTest::newRow(qPrintable(arguments.join(QLatin1Char(' '))))
                << QString::fromLatin1(name) << arguments;
        };
        const auto words = [](const char *text) {
            return QString::fromUtf8(text).split(QLatin1Char(' '));
        };
        row("search", words("search red"));
        row("search", words("search red --sort date --limit 1"));
        row("search", words("similar photos/red/0.jpg"));
        row("embed", words("embed --text red --image photos/red/0.jpg"));
        row("classify", words("classify photos --labels labels.txt"));
        row("classify", words("classify photos --labels labels.txt --confusion matrix.png"));
        row("classify", words("classify photos --labels labels.txt --probe --curve curve.png"));
        row("recall", words("recall --data captions.csv"));
        row("albums-change", words("albums create Fido photos/red photos/blue/1.jpg"));
        row("albums-change", words("albums create Found --search red --limit 2"));
        row("albums-change", words("albums add Fido photos/blue"));
        row("albums-change", words("albums remove fido photos/blue/3.jpg"));
        row("albums-change", words("albums rename Found Lost"));
        row("caption", words("caption photos/red/0.jpg red zorbo"));
        row("caption", words("caption --data captions.csv"));
        row("caption", words("caption --album Fido --confirm"));
        row("search", words("search red --album Fido --explain"));
        row("albums-show", words("albums show Fido"));
        row("albums", words("albums"));
        row("albums-change", words("albums delete Lost"));
        row("status", words("status"));
        row("verify", words("verify"));
        row("models-list", words("models list"));
        row("models-check", words("models check fovea-starter"));
    }

    void answers() {
        QFETCH(QString, name);
        QFETCH(QStringList, arguments);
        for (QString &argument : arguments) {
            if (QFile::exists(m_cli.path(qPrintable(argument))) ||
                argument.endsWith(QStringLiteral(".png"))) {
                argument = m_cli.path(qPrintable(argument));
            }
        }
        const Run run = m_cli.run(arguments << QStringLiteral("--json"));
        QVERIFY2(run.status == 0, qPrintable(run.err));
        QCOMPARE(run.out.count('\n'), 1);
        QVERIFY(schema(name).isObject());
        QCOMPARE(schemaMismatch(run.json(), schema(name)), QString());
    }

    void progressOfIndexing() {
        const QList<QByteArray> lines = m_indexed.out.trimmed().split('\n');
        QSet<QString> events;
        for (const QByteArray &line : lines) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            events.insert(object.value(QStringLiteral("event")).toString());
            QCOMPARE(schemaMismatch(object, schema(QStringLiteral("index-progress"))), QString());
        }
        for (const char *event : {"started", "photo_failed", "finished"}) {
            QVERIFY2(events.contains(QString::fromLatin1(event)), event);
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonAnswers)
#include "tst_json_answers.moc"
