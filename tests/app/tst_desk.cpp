#include "app/desk.h"
#include "app/paths.h"
#include "app/photo_folder.h"
#include "ui/caption_model.h"
#include "ui/photo_grid.h"
#include "ui/teach_page.h"
#include "ui/theme.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace fovea;
using namespace fovea::app;
using fovea::test::PhotoFolder;

namespace {

constexpr int kPhotos = 12;
constexpr int kPatienceMs = 60'000;

} // namespace

class TestDesk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        ui::Theme::instance().install(*qApp);
        m_folder.addMany(kPhotos);
        QCOMPARE(m_folder.index(), 0);
    }

    void firstPaintNeedsNoTensorLibrary() {
        auto desk = makeDesk(m_folder);
        desk->show();
        QTRY_VERIFY(desk->window().isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(grid(*desk)->items().size(), kPhotos, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(desk->index().isIdle(), kPatienceMs);
        QVERIFY(!test::tensorLibraryLoaded());
        QCOMPARE(desk->search().modelState(), SearchService::ModelState::Asleep);
    }

    void addsFoldersFromTheCommandLine() {
        PhotoFolder folder;
        folder.addMany(5);
        QDir().mkpath(folder.library());
        auto desk = makeDesk(folder, {folder.photos()});
        desk->show();
        QTRY_COMPARE_WITH_TIMEOUT(grid(*desk)->items().size(), 5, kPatienceMs);
    }

    void removesAFolderWhileItIsIndexed() {
        PhotoFolder folder;
        folder.addMany(60);
        QDir().mkpath(folder.library());
        auto desk = makeDesk(folder, {folder.photos()});
        desk->show();
        QTRY_VERIFY_WITH_TIMEOUT(!desk->index().isIdle(), kPatienceMs);
        Q_EMIT desk->window().folderRemoved(FolderId{1});
        QTRY_VERIFY_WITH_TIMEOUT(desk->index().isIdle(), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(rootsOf(folder), 0, kPatienceMs);
    }

    void typingSearches() {
#ifdef __SANITIZE_THREAD__
        QSKIP("The tensor library is not built for this sanitizer.");
#endif
        auto desk = makeDesk(m_folder);
        desk->show();
        QTRY_VERIFY(desk->window().isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(grid(*desk)->items().size(), kPhotos, kPatienceMs);
        QSignalSpy searched(&desk->search(), &SearchService::searched);
        QTest::keyClicks(desk->window().focusWidget(), QStringLiteral("a red disc"));
        QTRY_VERIFY_WITH_TIMEOUT(!searched.isEmpty(), kPatienceMs);
        QTRY_COMPARE(desk->window().request().text, QStringLiteral("a red disc"));
        QCOMPARE(desk->search().modelState(), SearchService::ModelState::Ready);
        QVERIFY(test::tensorLibraryLoaded());
    }

    void anAlbumReachesThePageOfTeaching() {
        PhotoFolder folder;
        folder.addMany(4);
        QCOMPARE(folder.index(), 0);
        auto desk = makeDesk(folder);
        desk->show();
        QTRY_COMPARE_WITH_TIMEOUT(grid(*desk)->items().size(), 4, kPatienceMs);
        Q_EMIT desk->window().albumCreateRequested(QStringLiteral("Discs"), {}, FolderId{1});
        const ui::TeachPage &page = desk->window().teachPage();
        QTRY_VERIFY_WITH_TIMEOUT(page.source().album, kPatienceMs);
        const auto *captions = page.findChild<ui::CaptionModel *>();
        QTRY_COMPARE_WITH_TIMEOUT(captions->counts().photos, 4, kPatienceMs);
        QCOMPARE(page.source().name, QStringLiteral("Discs"));
    }

    void keepsHowTheWindowWasLeft() {
        QTemporaryDir settings;
        {
            auto desk = makeDesk(m_folder, {}, settings.path());
            desk->show();
            QTRY_VERIFY(desk->window().isVisible());
            desk->window().resize(1000, 700);
            grid(*desk)->setRowHeight(240);
            desk->window().close();
        }
        auto desk = makeDesk(m_folder, {}, settings.path());
        QCOMPARE(grid(*desk)->rowHeight(), 240);
        QCOMPARE(desk->window().size(), QSize(1000, 700));
    }

private:
    std::unique_ptr<Desk> makeDesk(const PhotoFolder &folder, const QStringList &folders = {},
                                   const QString &settings = {}) const {
        DeskOptions options;
        options.libraryFolder = toPath(folder.library());
        options.folders = folders;
        options.program = QStringLiteral(FOVEA_BINARY);
        options.settingsFile =
            toPath(settings.isEmpty() ? m_settings.path() : settings) / "window.ini";
        return std::make_unique<Desk>(std::move(options));
    }

    static ui::PhotoGrid *grid(Desk &desk) {
        return desk.window().findChild<ui::PhotoGrid *>();
    }

    static qsizetype rootsOf(const PhotoFolder &folder) {
        auto library = library::Library::open(toPath(folder.library()));
        const auto roots = (*library)->catalog().roots();
        return roots ? static_cast<qsizetype>(roots->size()) : -1;
    }

    PhotoFolder m_folder;
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestDesk)
#include "tst_desk.moc"
