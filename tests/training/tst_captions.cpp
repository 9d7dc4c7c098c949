#include "engine/training/album_photos.h"
#include "engine/training/caption_report.h"
#include "engine/training/caption_text.h"
#include "engine/training/captions.h"
#include "engine/training/folder_captions.h"
#include "engine/training/text_captions.h"

#include "library/library_fixture.h"
#include "training/tar_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

using namespace fovea;
using namespace fovea::training;
using fovea::test::TarWriter;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(std::string)

/// A folder that a test fills and reads.
class Folder {
public:
    fs::path path(const std::string &name = {}) const {
        const auto root = fs::canonical(m_dir.path().toStdString());
        return name.empty() ? root : root / name;
    }

    fs::path write(const std::string &name, const std::string &bytes = "x") const {
        fs::create_directories(path(name).parent_path());
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

    CaptionSource source(const std::string &name = {}) const {
        CaptionSource source;
        source.data = path(name);
        return source;
    }

private:
    QTemporaryDir m_dir;
};

/// "name: caption | caption (origin)" of each photo.
static QStringList told(const Result<CaptionedSet> &set) {
    if (!set) {
        return {QStringLiteral("fails: ") + QString::fromStdString(set.error().message)};
    }
    QStringList lines;
    for (const CaptionedPhoto &photo : set->photos) {
        QStringList captions;
        for (const std::string &caption : photo.captions) {
            captions << QString::fromStdString(caption);
        }
        lines << QStringLiteral("%1: %2 (%3)")
                     .arg(QString::fromStdString(
                              photo.member.empty() ? photo.file.filename().string() : photo.member),
                          captions.join(QStringLiteral(" | ")),
                          QString::fromUtf8(originName(photo.origin).data()));
    }
    return lines;
}

class TestCaptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textsAreDecoded_data() {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<std::string>("caption");
        const auto row = [](const char *name, std::string bytes, std::string caption) {
            QTest::newRow(name) << bytes << caption;
        };
        row("plain", "a dog", "a dog");
        row("byte order mark and CRLF", "\xEF\xBB\xBF a  dog\t runs\r\n", "a dog runs");
        row("Latin-1", "gr\xFC\xDF Gott \x80", "grüß Gott €");
        row("UTF-16, little", std::string("\xFF\xFE\x61\0\x3D\xD8\x36\xDC", 8), "a🐶");
        row("UTF-16, big and torn", std::string("\xFE\xFF\0\x61\xD8", 5), "a");
        row("lone surrogate", std::string("\xFF\xFE\x3D\xD8\x61\0", 6),
            "\xEF\xBF\xBD"
            "a");
        row("controls",
            std::string("a\0b\x01"
                        "c\x7F",
                        6),
            "a b c");
        row("no-break spaces", "\xC2\xA0 x \xE3\x80\x80", "x");
        row("nothing", " \n\t ", "");
    }

    void textsAreDecoded() {
        QFETCH(std::string, bytes);
        QFETCH(std::string, caption);
        QCOMPARE(cleanCaption(bytes), caption);
    }

    void tablesAreRead_data() {
        QTest::addColumn<std::string>("csv");
        QTest::addColumn<QStringList>("wanted");
        const auto row = [](const char *name, std::string csv, const QStringList &wanted) {
            QTest::newRow(name) << csv << wanted;
        };
        row("several captions", "file,caption\na.jpg,one\nb.jpg,two\na.jpg,three\na.jpg,one\n",
            {QStringLiteral("a.jpg: one | three (table)"), QStringLiteral("b.jpg: two (table)")});
        row("quotes, BOM, CRLF",
            "\xEF\xBB\xBF"
            "caption,file\r\n\"a \"\"dog\"\", \r\nrunning\",a.jpg\r\n",
            {QStringLiteral("a.jpg: a \"dog\", running (table)")});
        row("semicolons", "file;caption\na.jpg;one, two\n",
            {QStringLiteral("a.jpg: one, two (table)")});
        row("OpenCLIP's tabs", "filepath\ttitle\na.jpg\tone\n",
            {QStringLiteral("a.jpg: one (table)")});
        row("Latin-1", "file,caption\na.jpg,K\xE4tzchen\n",
            {QStringLiteral("a.jpg: Kätzchen (table)")});
        row("blank captions", "file,caption\na.jpg,\nb.jpg,  \n",
            {QStringLiteral("a.jpg:  (none)"), QStringLiteral("b.jpg:  (none)")});
        row("a quote that never ends", "file,caption\na.jpg,\"one\nb.jpg,two\n",
            {QStringLiteral("a.jpg: one b.jpg,two (table)")});
    }

    void tablesAreRead() {
        QFETCH(std::string, csv);
        QFETCH(QStringList, wanted);
        Folder folder;
        folder.write("a.jpg");
        folder.write("b.jpg");
        folder.write("t.csv", csv);
        QCOMPARE(told(readCaptions(folder.source("t.csv"))), wanted);
    }

    void tablesThatCannotBeUsed_data() {
        QTest::addColumn<std::string>("csv");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no header") << std::string("a.jpg,one\n") << QStringLiteral("`file`");
        QTest::newRow("empty") << std::string() << QStringLiteral("`file`");
        QTest::newRow("too few columns")
            << std::string("file,caption\na.jpg\n") << QStringLiteral("Record 2");
        QTest::newRow("binary") << std::string("\0\1\2\3\xFF\xFE", 6) << QStringLiteral("`file`");
        QTest::newRow("only missing pictures")
            << std::string("file,caption\nz.jpg,one\n") << QStringLiteral("There is no picture");
    }

    void tablesThatCannotBeUsed() {
        QFETCH(std::string, csv);
        QFETCH(QString, sentence);
        Folder folder;
        folder.write("t.csv", csv);
        const auto lines = told(readCaptions(folder.source("t.csv")));
        QVERIFY2(lines.value(0).startsWith(QStringLiteral("fails")) &&
                     lines.value(0).contains(sentence),
                 qPrintable(lines.join(QLatin1Char('\n'))));
    }

    void missingPicturesAreListed() {
        Folder folder;
        folder.write("a.jpg");
        folder.write("t.csv", "file,caption\na.jpg,one\nz.jpg,two\n");
        const auto set = readCaptions(folder.source("t.csv")).value();
        QCOMPARE(set.photos.size(), std::size_t{1});
        QCOMPARE(set.unreadable.size(), std::size_t{1});
        QCOMPARE(set.unreadable[0].path, folder.path("z.jpg"));
    }

    void cocoFindsItsPictures_data() {
        QTest::addColumn<std::string>("json");
        QTest::addColumn<std::string>("pictures");
        QTest::newRow("beside") << std::string("captions_train2017.json") << std::string();
        QTest::newRow("the set's folder beside")
            << std::string("captions_train2017.json") << std::string("train2017/");
        QTest::newRow("annotations/ and train2017/")
            << std::string("annotations/captions_train2017.json") << std::string("train2017/");
        QTest::newRow("annotations/ and images/val2014/")
            << std::string("annotations/captions_val2014.json") << std::string("images/val2014/");
    }

    void cocoFindsItsPictures() {
        QFETCH(std::string, json);
        QFETCH(std::string, pictures);
        Folder folder;
        folder.write(pictures + "1.jpg");
        folder.write(pictures + "2.jpg");
        folder.write(json, R"({"info":{"year":2017},"licenses":[{"id":9}],
            "images":[{"id":7,"file_name":"1.jpg","width":3,"coco_url":"http"},
                      {"id":8,"file_name":"2.jpg"},{"id":9,"file_name":"3.jpg"},
                      {"id":10,"file_name":"../../etc/passwd"},{"id":11,"file_name":"/etc/passwd"},
                      {"id":12},{"file_name":"x"},3],
            "annotations":[{"id":1,"image_id":8,"caption":"two\n"},{"id":2,"image_id":7,"caption":"one"},
                           {"id":3,"image_id":7,"caption":"uno"},{"image_id":99,"caption":"nobody"},
                           {"image_id":10,"caption":"out"},{"image_id":7},{"image_id":8,"caption":5},4]})");
        const auto set = readCaptions(folder.source(json));
        QCOMPARE(told(set), (QStringList{QStringLiteral("1.jpg: one | uno (table)"),
                                         QStringLiteral("2.jpg: two (table)")}));
        QCOMPARE(set->unreadable.size(), std::size_t{3}); // two lead out, one is missing
        auto elsewhere = folder.source(json);
        elsewhere.images = folder.path(pictures);
        QCOMPARE(told(readCaptions(elsewhere)), told(set));
    }

    void cocoThatCannotBeUsed_data() {
        QTest::addColumn<std::string>("json");
        for (const char *json :
             {"", "{", "[]", "{\"images\":[]}", "{\"images\":3,\"annotations\":{}}",
              R"({"images":[{"id":1,"file_name":"a"}],"annotations":[]})", "\xFF\xFF\xFF"}) {
            QTest::newRow(json) << std::string(json);
        }
    }

    void cocoThatCannotBeUsed() {
        QFETCH(std::string, json);
        Folder folder;
        folder.write("c.json", json);
        QVERIFY(!readCaptions(folder.source("c.json")));
    }

    void noBytesMakeTheReadersCrash() {
        Folder folder;
        folder.write("a.jpg");
        const std::map<std::string, std::string> whole{
            {"t.csv", "file,caption\na.jpg,\"one, \"\"two\"\"\"\na.jpg,three\n"},
            {"c.json",
             R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"image_id":1,"caption":"x"}]})"},
            {"a.txt", "first\nde.utf8=zwei\nfr.utf8=trois\n"}};
        std::mt19937 random(3);
        for (int round = 0; round < 600; ++round) {
            for (auto [name, bytes] : whole) {
                for (int i = 0; i < 3; ++i) {
                    bytes[random() % bytes.size()] = static_cast<char>(random());
                }
                folder.write(name, bytes);
                static_cast<void>(readCaptions(folder.source(name == "a.txt" ? "" : name)));
            }
        }
    }

    void textsBesidePictures_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("language");
        QTest::addColumn<std::string>("caption");
        const std::string stamp = "A dog.\nde.utf8=Ein Hund.\npt.utf8=Um cão.\npt_BR.utf8=Um "
                                  "cachorro.\nfr.utf8=\nca@valencia.utf8=Un gos.\n";
        const auto row = [](const char *name, const std::string &text, const char *language,
                            const char *caption) {
            QTest::newRow(name) << text << std::string(language) << std::string(caption);
        };
        row("first line", "\xEF\xBB\xBF\r\n  Fido, our dog\r\nmore\r\n", "", "Fido, our dog");
        row("English of a stamp", stamp, "", "A dog.");
        row("language of a stamp", stamp, "de", "Ein Hund.");
        row("country falls back to language", stamp, "de_AT", "Ein Hund.");
        row("country before language", stamp, "pt_BR", "Um cachorro.");
        row("language that is not there", stamp, "xx", "A dog.");
        row("translation that is empty", stamp, "fr", "A dog.");
        row("old Macintosh", "one\rtwo\r", "de", "one");
        row("equals sign in a caption", "x = y\n", "", "x = y");
        row("only translations", "de.utf8=Ein Hund\n", "", "");
        row("empty", "", "", "");
    }

    void textsBesidePictures() {
        QFETCH(std::string, text);
        QFETCH(std::string, language);
        QFETCH(std::string, caption);
        Folder folder;
        const auto picture = folder.write("fido.jpg");
        folder.write("fido.txt", text);
        QCOMPARE(textCaption(picture, language), caption);
        folder.write("rex.jpg.txt", text);
        QCOMPARE(textCaption(folder.path("rex.jpg"), language), caption);
        QCOMPARE(textCaption(folder.path("fido_mirror.png"), language), caption);
        QCOMPARE(textCaption(folder.path("other.jpg"), language), std::string());
    }

    void folderNames_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<std::string>("caption");
        const auto row = [](const char *name, const char *caption) {
            QTest::newRow(name) << std::string(name) << std::string(caption);
        };
        row("golden_retriever", "golden retriever");
        row("2019-07-14 Beach trip", "Beach trip");
        row("20190714_Rom", "Rom");
        row("14 July 2019 - Zoë's birthday", "Zoë's birthday");
        row("May 2020", "May"); // a name as well as a month
        row("2020 May", "");
        row("R2D2", "R2D2");
        row("100CANON", "");
        row("101_PANA", "");
        row("DCIM", "");
        row("Camera", "");
        row("Neuer Ordner (2)", "");
        row("New Folder", "");
        row("Fotos 2021", "");
        row("12345", "");
        row("___", "");
        row("лето", "лето");
    }

    void folderNames() {
        QFETCH(std::string, name);
        QFETCH(std::string, caption);
        QCOMPARE(folderCaption(std::string_view(name)), caption);
    }

    void nearestFolderThatSaysSomethingCounts() {
        const fs::path root = "/photos/Pets";
        QCOMPARE(folderCaption(root / "Fido/DCIM/100CANON/1.jpg", root, true), std::string("Fido"));
        QCOMPARE(folderCaption(root / "DCIM/1.jpg", root, true), std::string("Pets"));
        QCOMPARE(folderCaption(root / "DCIM/1.jpg", root, false), std::string());
        QCOMPARE(folderCaption("/photos/2020/1.jpg", "/photos", true), std::string());
    }

    void folderIsReadByTheBestThatEachPictureHas() {
        Folder folder;
        for (const char *name :
             {"Rex/written.jpg", "Rex/text.jpg", "Rex/meta.jpg", "Rex/tagged.jpg", "Rex/plain.jpg",
              "Rex/.hidden.jpg", "Rex/notes.md", "Rex/torn.jpg", "2020/nothing.JPG"}) {
            folder.write(std::string("Photos/") + name);
        }
        folder.write("Photos/Rex/text.txt", "of a text file");
        folder.write("Photos/Rex/written.txt", "of a text file");
        fs::create_directory_symlink(folder.path("Photos"), folder.path("Photos/Rex/loop"));
        fs::create_symlink("/nowhere", folder.path("Photos/Rex/dangling.jpg"));
        auto source = folder.source("Photos/");
        source.written = [](const fs::path &file) {
            return file.filename() == "written.jpg" ? std::vector<std::string>{" by hand ", ""}
                                                    : std::vector<std::string>{};
        };
        source.metadata = [](const fs::path &file) -> Result<image::Metadata> {
            image::Metadata metadata;
            if (file.filename() == "torn.jpg") {
                return fail(ErrorCode::Damaged, "torn.jpg is torn.");
            }
            if (file.filename() == "meta.jpg") {
                metadata.caption = "in the file";
            }
            if (file.filename() == "meta.jpg" || file.filename() == "tagged.jpg") {
                metadata.keywords = {"Animals|Dogs", "", "grass"};
            }
            return metadata;
        };
        const auto set = readCaptions(source);
        QCOMPARE(told(set), (QStringList{QStringLiteral("nothing.JPG:  (none)"),
                                         QStringLiteral("meta.jpg: in the file (metadata)"),
                                         QStringLiteral("plain.jpg: Rex (folders)"),
                                         QStringLiteral("tagged.jpg: Dogs, grass (keywords)"),
                                         QStringLiteral("text.jpg: of a text file (text)"),
                                         QStringLiteral("written.jpg: by hand (person)")}));
        QCOMPARE(set->unreadable.size(), std::size_t{1});
        const auto only = [&](CaptionKind kind) {
            source.kind = kind;
            return told(readCaptions(source)).filter(QStringLiteral("(none)")).size();
        };
        QCOMPARE(only(CaptionKind::Text), 5); // torn.jpg is not opened for it
        QCOMPARE(only(CaptionKind::Metadata), 4);
        QCOMPARE(only(CaptionKind::Names), 1);
    }

    void foldersThatCannotBeUsed() {
        Folder folder;
        fs::create_directories(folder.path("empty"));
        folder.write("letters/a.txt", "dear aunt");
        for (const char *name : {"empty", "letters", "nowhere", "nowhere/{0..3}.tar"}) {
            QVERIFY2(!readCaptions(folder.source(name)), name);
        }
    }

    void shardsAreRead() {
        Folder folder;
        fs::create_directories(folder.path("shards"));
        TarWriter(folder.path("shards/0.tar"))
            .add("0.jpg", "x")
            .add("0.txt", "zero")
            .add("1.jpg", "x")
            .add("../2.jpg", "x");
        TarWriter(folder.path("shards/1.tar"))
            .add("3.png", "x")
            .add("3.json", R"({"caption":"three"})");
        folder.write("shards/2.tar", "no archive at all, but a letter of some length");
        const auto set = readCaptions(folder.source("shards"));
        QCOMPARE(told(set), (QStringList{QStringLiteral("0.jpg: zero (archive)"),
                                         QStringLiteral("1.jpg:  (none)"),
                                         QStringLiteral("3.png: three (archive)")}));
        QCOMPARE(set->unreadable.size(), std::size_t{2});
        QCOMPARE(set->photos[2].file, folder.path("shards/1.tar"));
        QVERIFY(told(readCaptions(folder.source("shards/{0..1}.tar"))).size() == 3);
        QVERIFY(!readCaptions(folder.source("shards/2.tar")));
    }

    void stoppedWhileReading() {
        Folder folder;
        folder.write("a/1.jpg");
        StopToken stop;
        stop.stop();
        auto source = folder.source();
        source.stop = &stop;
        const auto set = readCaptions(source);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Stopped);
    }

    void albumTakesWhatTheLibraryKnows() {
        test::LibraryFixture fixture;
        auto named = fixture.file("Fido/DCIM/1.jpg", 1);
        named.metadata.keywords = {"dog"};
        fixture.commit(named);
        fixture.commit(fixture.file("Fido/2.jpg", 2));
        fixture.commit(fixture.file("Fido/3.jpg", 3));
        const std::vector<PhotoId> photos{fixture.photoAt("Fido/3.jpg"),
                                          fixture.photoAt("Fido/DCIM/1.jpg"),
                                          fixture.photoAt("Fido/2.jpg"), PhotoId{99}};
        const std::vector<library::PhotoCaptions> written{
            {photos[0], {{"our Fido", "person", true}, {"a guess", "similar", false}}}};
        QVERIFY(fixture.library->captions().set(written));
        CaptionSource source;
        source.album = albumPhotos(*fixture.library, photos).value();
        const auto set = readCaptions(source);
        QCOMPARE(told(set), (QStringList{QStringLiteral("3.jpg: our Fido (person)"),
                                         QStringLiteral("1.jpg: dog (keywords)"),
                                         QStringLiteral("2.jpg: Fido (folders)")}));
        QCOMPARE(set->photos[1].photo, photos[1]);
    }

    void reportCountsAndAdvises_data() {
        QTest::addColumn<QStringList>("captions"); // one photo each, "|" between several
        QTest::addColumn<QString>("advice");
        const auto many = [](int count, const auto &caption) {
            QStringList captions;
            for (int i = 0; i < count; ++i) {
                captions << caption(i);
            }
            return captions;
        };
        const auto differing = [](int i) { return QStringLiteral("photo number %1").arg(i); };
        const auto none = [](int) { return QString(); };
        QTest::newRow("empty") << QStringList() << QStringLiteral("no photos");
        QTest::newRow("no captions") << many(9, none) << QStringLiteral("None of these");
        QTest::newRow("tiny") << many(3, differing) << QStringLiteral("too few");
        QTest::newRow("small") << many(12, differing) << QStringLiteral("a name can be learned");
        QTest::newRow("all equal") << many(40, [](int) { return QStringLiteral("our dog"); })
                                   << QStringLiteral("All captions are equal");
        QTest::newRow("mostly equal")
            << many(40, [](int i) { return QStringLiteral("dog %1").arg(i % 3); })
            << QStringLiteral("shared by several");
        QTest::newRow("one word") << many(40, [](int i) { return QStringLiteral("dog%1").arg(i); })
                                  << QStringLiteral("single word");
        QTest::newRow("too long") << many(40, [](int i) {
            return QStringLiteral("%1 ").arg(i).repeated(100);
        }) << QStringLiteral("longer than the model reads");
        QTest::newRow("mostly without")
            << many(40, differing) + many(50, none) << QStringLiteral("no caption and cannot");
        QTest::newRow("fine") << many(40, differing) << QString();
    }

    void reportCountsAndAdvises() {
        QFETCH(QStringList, captions);
        QFETCH(QString, advice);
        CaptionedSet set;
        for (const QString &caption : captions) {
            CaptionedPhoto photo;
            if (!caption.isEmpty()) {
                photo.captions = {caption.toStdString()};
            }
            set.photos.push_back(photo);
        }
        const auto countWords = [](std::string_view text) {
            return static_cast<std::size_t>(std::ranges::count(text, ' ')) + 3;
        };
        const auto report = reportOn(set, countWords, 77);
        QString given;
        for (const Advice &one : report.advice) {
            given += QString::fromStdString(adviceSentence(one)) + QLatin1Char('\n');
            QVERIFY(!adviceCode(one.kind).empty());
        }
        QVERIFY2(advice.isEmpty() ? given.isEmpty() : given.contains(advice), qPrintable(given));
    }

    void reportOfEqualCaptions() {
        CaptionedSet set;
        for (const auto &captions : std::vector<std::vector<std::string>>{
                 {"a", "b c"}, {"a"}, {"d"}, {}, {"d"}, {"a"}, {"very long indeed"}}) {
            CaptionedPhoto photo;
            photo.captions = captions;
            set.photos.push_back(photo);
        }
        set.unreadable.push_back({"/x.jpg", "It is torn."});
        const auto report = reportOn(
            set, [](std::string_view text) { return text.size(); }, 10);
        QCOMPARE(report.photos, 7);
        QCOMPARE(report.captioned, 6);
        QCOMPARE(report.captions, 7);
        QCOMPARE(report.distinct, 4);
        QCOMPARE(report.equal, 5);
        QCOMPARE(report.equalGroups, 2);
        QCOMPARE(report.noCaption, 1);
        QCOMPARE(report.tooLong, 1);
        QCOMPARE(report.unreadable.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestCaptions)
#include "tst_captions.moc"
