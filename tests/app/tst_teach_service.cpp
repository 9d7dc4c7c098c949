// Captions of albums, folders and tables as the page of teaching has them, and a real run of them.
#include "app/caption_proposals.h"
#include "app/decoders.h"
#include "app/paths.h"
#include "app/photo_folder.h"
#include "app/teach_captions.h"
#include "app/teach_service.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace fovea;
using namespace fovea::app;
using fovea::test::PhotoFolder;

namespace {

constexpr int kPhotos = 24;
constexpr int kPatienceMs = 120'000;

PhotoId noId(const QString &) {
    return PhotoId{-1};
}

QString captionOf(int number) {
    return QStringLiteral("disc number %1").arg(number);
}

} // namespace

class TestTeachService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_folder.addMany(kPhotos);
        QCOMPARE(m_folder.index(), 0);
        m_library = std::move(*library::Library::open(toPath(m_folder.library())));
        std::vector<PhotoId> photos;
        const auto all = *m_library->catalog().timeline();
        for (const auto &photo : all) {
            photos.push_back(photo.id);
        }
        m_count = static_cast<qsizetype>(photos.size()); // two of them may be one
        m_album.album = *m_library->albums().create("Discs", photos);
        m_album.name = QStringLiteral("Discs");
    }

    void captionsOfAnAlbumAreKeptWithThePhotos() {
        TeachCaptions captions(*m_library);
        QList<ui::CaptionItem> items = *captions.read(m_album);
        QCOMPARE(items.size(), m_count);
        for (int i = 0; i < items.size(); ++i) {
            items[i].caption = captionOf(i);
        }
        QVERIFY(captions.store(m_album, items));
        const QList<ui::CaptionItem> again = *captions.read(m_album);
        QVERIFY(std::ranges::equal(again, items, {}, &ui::CaptionItem::caption,
                                   &ui::CaptionItem::caption));
        QCOMPARE(*captions.trainingData(m_album),
                 (QStringList{QStringLiteral("--album"), QStringLiteral("Discs")}));
    }

    void captionsOfAFileStayOutOfIt() {
        QTemporaryDir folder;
        const QString picture = folder.filePath(QStringLiteral("a, b.png"));
        PhotoFolder::picture(99).save(picture);
        PhotoFolder::picture(98).save(folder.filePath(QStringLiteral("c.png")));
        const QByteArray before("file,caption\n\"a, b.png\",one\n\"a, b.png\",two\nc.png,three\n");
        const QString table = folder.filePath(QStringLiteral("captions.csv"));
        write(table, before);
        ui::TeachSource source;
        source.kind = ui::TeachSource::Kind::File;
        source.path = table;
        TeachCaptions captions(*m_library);
        QList<ui::CaptionItem> items = *captions.read(source);
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].caption, QStringLiteral("one"));
        QCOMPARE(items[0].more, QStringList{QStringLiteral("two")});
        QCOMPARE(captions.trainingData(source)->last(), table);

        items[0].caption = QStringLiteral("a \"quoted\" one, with a comma");
        QVERIFY(captions.store(source, {items[0]}));
        QFile file(table);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), before);
        const QList<ui::CaptionItem> again = *captions.read(source);
        QCOMPARE(again[0].caption, items[0].caption);
        QCOMPARE(again[0].more, items[0].more);
        QCOMPARE(again[1].caption, QStringLiteral("three"));

        ui::TeachSource whole = source;
        whole.path = captions.trainingData(source)->last();
        QVERIFY(whole.path != table);
        QCOMPARE(captions.read(whole)->size(), 2); // what the run learns from
        QCOMPARE((*captions.read(whole))[0].caption, items[0].caption);
    }

    void captionsInLooseFilesAreShown() {
        QTemporaryDir folder;
        for (int i = 0; i < 2; ++i) {
            PhotoFolder::picture(90 + i).save(folder.filePath(QStringLiteral("%1.png").arg(i)));
        }
        int reads = 0;
        TeachCaptions captions(*m_library, [&reads](const std::filesystem::path &file) {
            ++reads;
            image::Metadata metadata;
            metadata.caption = file.stem() == "0" ? "Luna in the snow" : "";
            metadata.keywords = {"Animals|Dog", "Winter"};
            return Result<image::Metadata>(metadata);
        });
        ui::TeachSource source;
        source.kind = ui::TeachSource::Kind::Folder;
        source.path = folder.path();
        const QList<ui::CaptionItem> items = *captions.read(source);
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].caption, QStringLiteral("Luna in the snow"));
        QCOMPARE(items[1].caption, QStringLiteral("Dog, Winter"));
        QVERIFY(captions.read(source));
        QCOMPARE(reads, 2); // files that have not changed are not decoded again

        StopToken stop;
        stop.stop();
        QCOMPARE(captions.read(source, &stop).error().code, ErrorCode::Stopped);
    }

    void anEmptyPathIsAProblem() {
        ui::TeachSource source;
        source.kind = ui::TeachSource::Kind::File;
        source.path = QStringLiteral("/nowhere/captions.csv");
        TeachCaptions captions(*m_library);
        QVERIFY(!captions.read(source));
    }

    void proposesTheCaptionOfAPhotoThatLooksAlike() {
        PhotoFolder folder;
        folder.addMany(2);
        const QImage first = PhotoFolder::picture(0);
        first.save(folder.file(QStringLiteral("again.jpg")), "JPEG", 60);
        QCOMPARE(folder.index(), 0);
        const auto library = std::move(*library::Library::open(toPath(folder.library())));
        TeachCaptions captions(*library);
        QList<ui::CaptionItem> items;
        for (const char *name : {"photo_000.jpg", "again.jpg"}) {
            ui::CaptionItem item;
            item.photo =
                **library->catalog().photoAt(toPath(folder.file(QString::fromLatin1(name))));
            items.append(item);
        }
        items[0].caption = QStringLiteral("a disc");
        const QList<ui::CaptionProposal> proposals = *captions.propose(items);
        QCOMPARE(proposals.size(), 1);
        QCOMPARE(proposals[0].photo, items[1].photo);
        QCOMPARE(proposals[0].caption, QStringLiteral("a disc"));
        items[1].caption = QStringLiteral("Holidays");
        QVERIFY(captions.propose(items)->isEmpty()); // somebody wrote that
        items[1].fromFolder = true;
        QCOMPARE(captions.propose(items)->size(), 1);
        std::swap(items[0].fromFolder, items[1].fromFolder);
        QCOMPARE(captions.propose(items)->first().photo, items[0].photo);
        items[1].fromFolder = true;
        QVERIFY(captions.propose(items)->isEmpty()); // a folder's name is no example to go by
    }

    void proposesAnewAfterAnEdit() {
        PhotoFolder folder;
        folder.addMany(2);
        PhotoFolder::picture(0).save(folder.file(QStringLiteral("again.jpg")), "JPEG", 60);
        QCOMPARE(folder.index(), 0);
        ui::TeachSource source;
        source.kind = ui::TeachSource::Kind::Folder;
        {
            const auto library = std::move(*library::Library::open(toPath(folder.library())));
            source.folder = library->catalog().roots()->front().id;
        }
        TeachService service(QStringLiteral(FOVEA_BINARY), toPath(folder.library()), noId,
                             std::make_shared<Decoders>(std::vector<std::string>(), 1));
        QList<ui::CaptionItem> items;
        connect(&service, &TeachService::captionsRead, this,
                [&items](const ui::TeachSource &, const QList<ui::CaptionItem> &read) {
                    items = read;
                });
        QList<QList<ui::CaptionProposal>> proposals;
        connect(&service, &TeachService::proposalsMade, this,
                [&proposals](const ui::TeachSource &, const QList<ui::CaptionProposal> &made) {
                    proposals.append(made);
                });
        service.readCaptions(source);
        QTRY_COMPARE_WITH_TIMEOUT(proposals.size(), 1, kPatienceMs);
        QVERIFY(proposals[0].isEmpty());
        const auto first = std::ranges::find_if(items, [](const ui::CaptionItem &item) {
            return item.file.endsWith(QStringLiteral("photo_000.jpg"));
        });
        first->caption = QStringLiteral("a disc");
        first->fromFolder = false;
        service.storeCaptions(source, {*first});
        QTRY_COMPARE_WITH_TIMEOUT(proposals.size(), 2, kPatienceMs);
        QCOMPARE(proposals[1].size(), 1);
        QCOMPARE(proposals[1][0].caption, QStringLiteral("a disc"));
    }

    void proposesTheNameOfThoseItIsCloseTo() {
        // Two groups around two axes; the names are those of the groups.
        constexpr std::size_t kDim = 3;
        const std::vector<float> luna[] = {{1, 0, 0}, {.8F, .6F, 0}, {.8F, 0, .6F}};
        const std::vector<float> bruno[] = {{0, 1, 0}, {.6F, .8F, 0}, {0, .8F, .6F}};
        std::vector<ExamplePhoto> examples;
        for (const auto &embedding : luna) {
            examples.push_back({{QStringLiteral("my Luna runs")}, embedding});
        }
        for (const auto &embedding : bruno) {
            examples.push_back({{QStringLiteral("Bruno's ball")}, embedding});
        }
        const std::vector<float> bare{.5F, .1F, .1F, .8F, .4F, .4F, .4F, .8F, .4F, 0, 0, 1};
        const auto proposals = proposeCaptions(
            examples, {QStringLiteral("luna"), QStringLiteral("bruno")}, bare, kDim);
        QVERIFY(proposals[0].isEmpty()); // farther off than they are from each other
        QCOMPARE(proposals[1], QStringLiteral("Luna"));
        QCOMPARE(proposals[2], QStringLiteral("Bruno"));
        QVERIFY(proposals[3].isEmpty());
    }

    void plansAndRunsForReal() {
#ifdef __SANITIZE_THREAD__
        QSKIP("The tensor library is not built for this sanitizer.");
#endif
        TeachService service(QStringLiteral(FOVEA_BINARY), toPath(m_folder.library()), noId,
                             std::make_shared<Decoders>(std::vector<std::string>(), 1));
        QSignalSpy read(&service, &TeachService::captionsRead);
        service.readCaptions(m_album);
        QTRY_COMPARE_WITH_TIMEOUT(read.size(), 1, kPatienceMs);

        QList<ui::TeachPlan> plans;
        connect(
            &service, &TeachService::planMade, this,
            [&plans](const ui::TeachSource &, const ui::TeachPlan &plan) { plans.append(plan); });
        service.makePlan(m_album, false);
        QTRY_COMPARE_WITH_TIMEOUT(plans.size(), 1, kPatienceMs);
        QVERIFY2(plans[0].problem.isEmpty(), qPrintable(plans[0].problem));
        QCOMPARE(plans[0].photos, m_count);
        QVERIFY(plans[0].methods.size() >= 3);

        ui::TeachOptions options;
        options.method = ui::TeachMethod::Projection;
        options.epochs = 3;
        QList<TrainFinished> results;
        QSignalSpy steps(&service.process(), &TrainProcess::stepped);
        connect(&service.process(), &TrainProcess::finished, this,
                [&results](const TrainFinished &result) { results.append(result); });
        QSignalSpy failed(&service, &TeachService::runFailed);
        service.start(m_album, options);
        QTRY_VERIFY_WITH_TIMEOUT(!results.isEmpty() || !failed.isEmpty(), kPatienceMs);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
        QVERIFY(steps.size() >= 3);
        QCOMPARE(results[0].result.strengths.size(), 11);
        QCOMPARE(results[0].result.strengths.first().strength, 0.);
        QVERIFY(!results[0].result.adapter.isEmpty());
        QVERIFY(results[0].model.contains(QLatin1Char('+')));
    }

private:
    static void write(const QString &path, const QByteArray &bytes) {
        QFile file(path);
        const bool opened = file.open(QIODevice::WriteOnly);
        Q_ASSERT(opened);
        file.write(bytes);
    }

    PhotoFolder m_folder;
    std::unique_ptr<library::Library> m_library;
    ui::TeachSource m_album;
    qsizetype m_count = 0;
};

QTEST_MAIN(TestTeachService)
#include "tst_teach_service.moc"
