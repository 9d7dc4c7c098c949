// Every sentence has its German, and the compiled files are in the program.
#include "ui/language.h"
#include "ui/wording.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace fovea::ui;

namespace {

struct Entry {
    QString context;
    QString source;
    QStringList forms; ///< one, or as many as the language has
    bool unfinished = false;
};

QList<Entry> readTs(const QString &name) {
    QFile file(QStringLiteral(FOVEA_SOURCE_DIR "/translations/") + name);
    QList<Entry> entries;
    if (!file.open(QIODevice::ReadOnly)) {
        return entries;
    }
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) {
            continue;
        }
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("source")) {
            entries.append({context, xml.readElementText(), {}, false});
        } else if (xml.name() == QLatin1String("translation")) {
            entries.last().unfinished = xml.attributes().hasAttribute(QLatin1String("type"));
            entries.last().forms.append(
                xml.readElementText(QXmlStreamReader::IncludeChildElements));
        }
    }
    return entries;
}

/// %1, %Ln and so on: what a translation must keep.
QStringList placeholders(const QString &text) {
    static const QRegularExpression pattern(QStringLiteral("%L?[0-9n]"));
    QStringList found;
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        const QString placeholder = it.next().captured();
        // A form may say "one" for the number.
        if (!placeholder.endsWith(QLatin1Char('n')) && !found.contains(placeholder)) {
            found.append(placeholder);
        }
    }
    found.sort();
    return found;
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void complete_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("atLeast");
        QTest::newRow("German") << QStringLiteral("fovea_de.ts") << 200;
        QTest::newRow("English plural forms") << QStringLiteral("fovea_en.ts") << 15;
    }

    void complete() {
        QFETCH(QString, file);
        QFETCH(int, atLeast);
        const QList<Entry> entries = readTs(file);
        QVERIFY(entries.size() >= atLeast);
        for (const Entry &entry : entries) {
            QVERIFY2(!entry.unfinished && !entry.forms.join(QString()).trimmed().isEmpty(),
                     qPrintable(entry.context + QStringLiteral(": ") + entry.source));
            QVERIFY2(placeholders(entry.source) == placeholders(entry.forms.join(QString())),
                     qPrintable(entry.context + QStringLiteral(": ") + entry.source));
        }
    }

    void everySentenceOfTheSourcesIsListed() {
        QStringList listed;
        for (const Entry &entry : readTs(QStringLiteral("fovea_de.ts"))) {
            listed.append(entry.source);
        }
        static const QRegularExpression call(
            QStringLiteral("\\btr\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*)+)"));
        static const QRegularExpression piece(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));
        for (const char *folder : {"/ui", "/app"}) {
            const QDir directory(QStringLiteral(FOVEA_SOURCE_DIR) + QLatin1String(folder));
            for (const QString &name :
                 directory.entryList({QStringLiteral("*.cpp"), QStringLiteral("*.h")})) {
                QFile file(directory.filePath(name));
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QString text = QString::fromUtf8(file.readAll());
                for (auto it = call.globalMatch(text); it.hasNext();) {
                    QString sentence;
                    for (auto part = piece.globalMatch(it.next().captured(1)); part.hasNext();) {
                        sentence += part.next().captured(1);
                    }
                    sentence.replace(QLatin1String("\\\""), QLatin1String("\""));
                    sentence.replace(QLatin1String("\\n"), QLatin1String("\n"));
                    QVERIFY2(listed.contains(sentence),
                             qPrintable(name + QStringLiteral(": ") + sentence));
                }
            }
        }
    }

    void plurals_data() {
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<qint64>("count");
        QTest::addColumn<QString>("sentence");
        const QLocale german(QLocale::German, QLocale::Germany);
        const QLocale english(QLocale::English, QLocale::UnitedStates);
        QTest::newRow("English, none") << english << qint64(0) << QStringLiteral("0 photos");
        QTest::newRow("English, one") << english << qint64(1) << QStringLiteral("1 photo");
        QTest::newRow("English, many")
            << english << qint64(31902) << QStringLiteral("31,902 photos");
        QTest::newRow("German, one") << german << qint64(1) << QStringLiteral("1 Foto");
        QTest::newRow("German, many") << german << qint64(31902) << QStringLiteral("31.902 Fotos");
    }

    void plurals() {
        QFETCH(QLocale, locale);
        QFETCH(qint64, count);
        QFETCH(QString, sentence);
        QLocale::setDefault(locale);
        installLanguage(*QCoreApplication::instance(), locale);
        QCOMPARE(Wording::photos(count), sentence);
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
