#include "app/cli_fixture.h"

using namespace fovea::test;

/// Albums and captions as a person or a script makes them.
class TestAlbumsCommand : public QObject {
    Q_OBJECT

private:
    static QStringList words(const char *text) {
        return QString::fromUtf8(text).split(QLatin1Char(' '));
    }

    /// Runs `fovea` with names of the fixture's files made absolute.
    Run run(QStringList arguments) const {
        for (QString &argument : arguments) {
            if (QFile::exists(m_cli.path(qPrintable(argument)))) {
                argument = m_cli.path(qPrintable(argument));
            }
        }
        return m_cli.run(arguments);
    }

    QStringList show(const char *album) const {
        const Run shown = run({QStringLiteral("albums"), QStringLiteral("show"),
                               QString::fromUtf8(album), QStringLiteral("--json")});
        QStringList names;
        for (const auto &photo : shown.json()[QStringLiteral("photos")].toArray()) {
            names << QFileInfo(photo[QStringLiteral("path")].toString()).fileName();
        }
        return names;
    }

    static QStringList names(std::initializer_list<const char *> list) {
        QStringList result;
        for (const char *name : list) {
            result << QString::fromUtf8(name);
        }
        return result;
    }

    Cli m_cli;

private Q_SLOTS:
    void initTestCase() {
        for (int i = 0; i < 6; ++i) {
            writePhoto(m_cli.path(qPrintable(
                           QStringLiteral("photos/%1/%2.jpg")
                               .arg(i < 3 ? QStringLiteral("dog") : QStringLiteral("cat"))
                               .arg(i))),
                       i);
        }
        writePhoto(m_cli.path("stranger.jpg"), 9);
        QVERIFY(QDir().mkpath(m_cli.path("empty")));
        QCOMPARE(run(words("index photos --quiet")).status, 0);
    }

    void aFolderBehindALink() {
        const Cli other;
        writePhoto(other.path("real/cats/1.jpg"), 1);
        QVERIFY(QDir().mkpath(other.path("linked")));
        QVERIFY(QFile::link(other.path("real/cats"), other.path("linked/cats")));
        const auto ends = [&other](QStringList arguments, const char *folder) {
            return other.run(arguments << other.path(folder)).status;
        };
        QCOMPARE(ends({QStringLiteral("index"), QStringLiteral("--quiet")}, "linked"), 0);
        QCOMPARE(ends(words("albums create Cats"), "linked/cats"), 0);
        QCOMPARE(ends(words("albums create Real"), "real/cats"), 1); // it is not in the library
    }

    void albumFromItsMakingToItsEnd() {
        QCOMPARE(run(words("albums create Fido photos/dog/2.jpg photos/dog")).status, 0);
        QCOMPARE(show("fido"), names({"2.jpg", "0.jpg", "1.jpg"}));
        QCOMPARE(run(words("albums add Fido --folder photos/cat 1")).status, 0);
        QCOMPARE(show("Fido").size(), 6);
        QCOMPARE(run(words("albums remove Fido photos/dog/2.jpg photos/cat")).status, 0);
        QCOMPARE(show("Fido"), names({"0.jpg", "1.jpg"}));
        QCOMPARE(run(words("albums rename Fido Rex")).status, 0);
        QCOMPARE(show("Rex").size(), 2);
        QVERIFY(run(words("albums")).out.contains("2  Rex"));
        QCOMPARE(run(words("albums delete Rex")).status, 0);
        QVERIFY(run(words("albums")).out.isEmpty());
        QCOMPARE(
            run(words("search dog --all --json")).json()[QStringLiteral("hits")].toArray().size(),
            6);
    }

    void albumFromASearch() {
        const Run found = run(words("albums create Found --search dog --limit 2 --json"));
        QCOMPARE(found.json()[QStringLiteral("changed")].toInt(), 2);
        const Run hits = run(words("search dog --limit 2 --json"));
        QStringList best;
        for (const auto &hit : hits.json()[QStringLiteral("hits")].toArray()) {
            best << QFileInfo(hit[QStringLiteral("path")].toString()).fileName();
        }
        QCOMPARE(show("Found"), best);
    }

    void searchStaysInItsAlbum() {
        QCOMPARE(run(words("albums create Cats photos/cat")).status, 0);
        const auto search = [this](const char *arguments) {
            const Run hits = run(words(arguments));
            QStringList found;
            for (const auto &hit : hits.json()[QStringLiteral("hits")].toArray()) {
                found << QFileInfo(hit[QStringLiteral("path")].toString()).fileName();
            }
            found.sort();
            return found;
        };
        QCOMPARE(search("search dog --album cats --all --json"),
                 names({"3.jpg", "4.jpg", "5.jpg"}));
        QCOMPARE(search("search \"1.jpg\" --album cats --json"), QStringList());
        QCOMPARE(search("search \"4.jpg\" --album cats --json"), names({"4.jpg"}));
        QCOMPARE(search("search a --sort date --limit 1 --album cats --json").size(), 1);
    }

    void captionsAreWrittenAndFound() {
        QCOMPARE(run({QStringLiteral("caption"), QStringLiteral("photos/dog/0.jpg"),
                      QStringLiteral("our Zorbo"), QStringLiteral("a dog")})
                     .status,
                 0);
        const auto found = [this](const char *text) {
            return run({QStringLiteral("search"), QString::fromUtf8(text),
                        QStringLiteral("--json")})
                .json()[QStringLiteral("hits")]
                .toArray()
                .size();
        };
        QCOMPARE(found("\"zorbo\""), 1);
        QVERIFY(run(words("caption photos/dog/0.jpg")).out.contains("our Zorbo"));
        QCOMPARE(run(words("caption photos/dog/0.jpg --clear")).status, 0);
        QCOMPARE(found("\"zorbo\""), 0);
        // An album at once, then from a table.
        QCOMPARE(run(words("albums create All photos")).status, 0);
        QCOMPARE(run(words("caption --album All quux")).status, 0);
        QCOMPARE(found("\"quux\""), 6);
        QFile table(m_cli.path("t.csv"));
        QVERIFY(table.open(QIODevice::WriteOnly));
        table.write("file,caption\nphotos/dog/1.jpg,one\nphotos/dog/1.jpg,two\nstranger.jpg,x\n");
        table.close();
        const Run taken = run(words("caption --data t.csv --json"));
        QVERIFY(taken.err.contains(QStringLiteral("1 of 2 pictures are not in the library")));
        const auto photo = taken.json()[QStringLiteral("photos")].toArray().at(0);
        QCOMPARE(photo[QStringLiteral("captions")].toArray().size(), 2);
        QCOMPARE(found("\"quux\""), 5);
    }

    void mistakesAreTold_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *arguments, int status, const char *sentence) {
            QTest::newRow(arguments)
                << QString::fromUtf8(arguments) << status << QString::fromUtf8(sentence);
        };
        row("albums show Nobody", 1, "There is no album called Nobody");
        row("albums create", 2, "NAME");
        row("albums create X stranger.jpg", 1, "is not in the library");
        row("albums create X empty", 1, "no photos of the folder");
        row("albums create X 999", 1, "No photo has the id 999");
        row("albums fly", 2, "fly");
        row("search dog --album Nobody", 1, "There is no album called Nobody");
        row("caption", 2, "Say which photo");
        row("caption photos/dog/1.jpg text --clear", 2, "at once");
        row("caption --data nowhere.csv", 1, "nowhere.csv");
    }

    void mistakesAreTold() {
        QFETCH(QString, arguments);
        QFETCH(int, status);
        QFETCH(QString, sentence);
        const Run told = run(arguments.split(QLatin1Char(' ')));
        QVERIFY2(told.status == status && told.err.contains(sentence), qPrintable(told.err));
    }

    void takenNameIsRefused() {
        QCOMPARE(run(words("albums create Twice")).status, 0);
        const Run again = run(words("albums create TWICE"));
        QCOMPARE(again.status, 2);
        QVERIFY(again.err.contains(QStringLiteral("already")));
    }
};

QTEST_GUILESS_MAIN(TestAlbumsCommand)
#include "tst_albums_command.moc"
