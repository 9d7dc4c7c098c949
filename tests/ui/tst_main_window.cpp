// The window as a person meets it: keys, steps back, drops, notices, the smallest size.
#include "ui/main_window.h"

#include "painted_source.h"

#include "ui/drop_contents.h"
#include "ui/empty_state.h"
#include "ui/first_start.h"
#include "ui/folders_page.h"
#include "ui/info_line.h"
#include "ui/notice_bar.h"
#include "ui/search_field.h"
#include "ui/selection_bar.h"
#include "ui/sidebar.h"
#include "ui/sidebar_row.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/viewer.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace fovea;
using namespace fovea::ui;

namespace {

constexpr int kPhotos = 300;
const FolderId kPictures{1};
const FolderId kArchive{2};

QList<PhotoItem> itemsFrom(int first, int count) {
    QList<PhotoItem> items;
    for (int i = 0; i < count; ++i) {
        items.append(
            {PhotoId{first + i}, i % 3 == 0 ? 0.75F : 1.5F, 1'700'000'000'000 - i * 3'600'000LL});
    }
    return items;
}

QList<FolderEntry> folders() {
    FolderEntry pictures;
    pictures.id = kPictures;
    pictures.name = QStringLiteral("Pictures");
    pictures.path = QStringLiteral("/home/anna/Pictures");
    pictures.photoCount = kPhotos;
    FolderEntry archive;
    archive.id = kArchive;
    archive.name = QStringLiteral("NAS archive");
    archive.path = QStringLiteral("/media/nas");
    archive.online = false;
    return {pictures, archive};
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qobject_cast<QApplication *>(qApp)); }

    void init() {
        m_window = std::make_unique<MainWindow>(&m_source);
        m_window->resize(1000, 700);
        m_window->setFolders(folders());
        m_window->setPhotoCounts(kPhotos, kPhotos);
        m_window->setTimeline({}, itemsFrom(1, kPhotos));
        // The program behind: answers at once.
        connect(m_window.get(), &MainWindow::searchChanged, m_window.get(),
                [this](const SearchRequest &request) {
                    m_requests.append(request);
                    if (!request.empty() && m_answers) {
                        m_window->setResults(itemsFrom(100, 200));
                    }
                });
        connect(m_window.get(), &MainWindow::placeChosen, m_window.get(), [this](Place place) {
            m_window->setTimeline(place, place ? itemsFrom(50, 200) : itemsFrom(1, kPhotos));
        });
        m_requests.clear();
        m_answers = true;
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void theFieldHasTheFocusAtStart() { QVERIFY(field()->edit()->hasFocus()); }

    void typingSearchesOnceAfterTheLastKey() {
        QSignalSpy starting(m_window.get(), &MainWindow::searchStarting);
        QTest::keyClicks(field()->edit(), QStringLiteral("a dog"));
        QVERIFY(!starting.isEmpty());
        QTRY_COMPARE(m_requests.size(), 1);
        QCOMPARE(m_requests.first().text, QStringLiteral("a dog"));
        QCOMPARE(grid()->items().size(), 200);
        QVERIFY(m_window->findChild<InfoLine *>()->text().contains(QLatin1String("best first")));
    }

    void typingAnywhereStartsASearch_data() {
        QTest::addColumn<QString>("from");
        for (const char *from : {"grid", "sidebar", "folders", "settings", "problems"}) {
            QTest::newRow(from) << QString::fromLatin1(from);
        }
    }

    void typingAnywhereStartsASearch() {
        QFETCH(QString, from);
        if (from == QLatin1String("grid")) {
            grid()->setFocus();
        } else if (from == QLatin1String("sidebar")) {
            m_window->findChild<SidebarRow *>()->setFocus();
        } else if (from == QLatin1String("folders")) {
            m_window->showFolders();
            m_window->findChild<FoldersPage *>()->findChild<QAbstractButton *>()->setFocus();
        } else if (from == QLatin1String("settings")) {
            m_window->showSettings();
        } else {
            m_window->showProblems();
        }
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_window.get(), Qt::Key_D);
        QTRY_COMPARE(field()->text(), QStringLiteral("d"));
        QVERIFY(field()->edit()->hasFocus());
        QVERIFY(field()->isVisible());
    }

    void keysGoToTheField_data() {
        QTest::addColumn<QKeySequence>("keys");
        for (const char *keys : {"Ctrl+L", "Ctrl+F", "/"}) {
            QTest::newRow(keys) << QKeySequence(QLatin1String(keys));
        }
    }

    void keysGoToTheField() {
        QFETCH(QKeySequence, keys);
        m_window->showFolders();
        m_window->findChild<FoldersPage *>()->findChild<QAbstractButton *>()->setFocus();
        QTest::keySequence(m_window.get(), keys);
        QVERIFY(field()->edit()->hasFocus());
        QCOMPARE(field()->text(), QString());
    }

    void escGoesOneStepBackEach() {
        clickRow(1); // the folder
        QCOMPARE(m_window->place().folder, kPictures);
        grid()->verticalScrollBar()->setValue(400);
        const PhotoId folderTop = grid()->place().photo;

        QTest::keyClicks(field()->edit(), QStringLiteral("dog"));
        QTRY_COMPARE(m_requests.size(), 1);
        QCOMPARE(grid()->verticalScrollBar()->value(), 0);
        grid()->verticalScrollBar()->setValue(300);
        const PhotoId resultTop = grid()->place().photo;

        const PhotoId opened = grid()->items().at(8).id;
        Q_EMIT grid()->openRequested(opened);
        auto *viewer = m_window->findChild<Viewer *>();
        QVERIFY(viewer->isVisible());

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); // the viewer
        QVERIFY(!viewer->isVisible());
        QVERIFY(grid()->isVisible());
        QCOMPARE(field()->text(), QStringLiteral("dog"));
        Q_UNUSED(resultTop);

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); // the results
        QCOMPARE(field()->text(), QString());
        QCOMPARE(m_window->place().folder, kPictures);
        QCOMPARE(grid()->place().photo, folderTop);

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); // the folder
        QVERIFY(!m_window->place());
        QCOMPARE(grid()->items().size(), kPhotos);
    }

    void escLeavesAPage() {
        m_window->showSettings();
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(grid()->isVisible());
    }

    void downGoesToThePhotosAndUpComesBack() {
        QTest::keyClick(field()->edit(), Qt::Key_Down);
        QVERIFY(grid()->hasFocus());
        QVERIFY(bool(grid()->current()));
        QTest::keyClick(grid(), Qt::Key_Up);
        QVERIFY(field()->edit()->hasFocus());
    }

    void f6GoesAround() {
        ModelState model;
        model.title = QStringLiteral("Starter model");
        m_window->setModelState(model);
        QList<QWidget *> seen;
        for (int i = 0; i < 4; ++i) {
            QTest::keySequence(m_window.get(), QKeySequence(Qt::Key_F6));
            QVERIFY(QApplication::focusWidget() != nullptr);
            QVERIFY(!seen.contains(QApplication::focusWidget()));
            seen.append(QApplication::focusWidget());
        }
        QVERIFY(seen.contains(grid()));
        QVERIFY(seen.contains(field()->edit()));
    }

    void resultsComingLateAreDropped() {
        m_answers = false;
        QTest::keyClicks(field()->edit(), QStringLiteral("dog"));
        QTRY_COMPARE(m_requests.size(), 1);
        field()->clear();
        m_window->setResults(itemsFrom(100, 20));
        QCOMPARE(grid()->items().size(), kPhotos);
    }

    void theGridKeepsItsPlaceWhenPhotosComeIn() {
        grid()->verticalScrollBar()->setValue(600);
        const PhotoId top = grid()->place().photo;
        m_window->setTimeline({}, itemsFrom(1000, 40) + itemsFrom(1, kPhotos));
        QCOMPARE(grid()->place().photo, top);
    }

    void findSimilarSearchesWithThePhoto() {
        QSignalSpy added(m_window.get(), &MainWindow::chipAdded);
        field()->setText(QStringLiteral("dog"));
        grid()->setCurrent(PhotoId{5}, true);
        auto *bar = m_window->findChild<SelectionBar *>();
        QVERIFY(bar->isVisible());
        Q_EMIT bar->findSimilarRequested();
        QCOMPARE(added.size(), 1);
        QCOMPARE(field()->chips().first().photo, PhotoId{5});
        QCOMPARE(field()->text(), QString());
        m_window->setChipInfo(field()->chips().first().id, QStringLiteral("IMG_5"), {});
        QCOMPARE(field()->chips().first().name, QStringLiteral("IMG_5"));
        QTRY_VERIFY(!m_requests.isEmpty() && m_requests.last().images.size() == 1);
    }

    void aRejectedChipGoesWithASentence() {
        field()->addChip({});
        m_window->rejectChip(field()->chips().first().id,
                             QStringLiteral("This file is no picture."));
        QVERIFY(field()->chips().isEmpty());
        QCOMPARE(notice()->sentence(), QStringLiteral("This file is no picture."));
    }

    void droppedPhotosBecomeChips() {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("a.jpg"))),
                      QUrl::fromLocalFile(m_folder.filePath(QStringLiteral("b.jpg")))});
        QVERIFY(drop(mime, {600, 400}));
        QCOMPARE(field()->chips().size(), 2);
        QTRY_VERIFY(!m_requests.isEmpty());
    }

    void droppedFoldersAreAdded() {
        QSignalSpy chosen(m_window.get(), &MainWindow::foldersChosen);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_folder.path())});
        QVERIFY(!drop(mime, {600, 400})); // not where photos go
        QVERIFY(drop(mime, {100, 400}));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toStringList(), QStringList{m_folder.path()});
    }

    void aPastedLinkToANetImageIsWords() {
        QApplication::clipboard()->setText(QStringLiteral("a red kite"));
        grid()->setFocus();
        QTest::keySequence(m_window.get(), QKeySequence::Paste);
        QCOMPARE(field()->text(), QStringLiteral("a red kite"));
    }

    void removingAFolderCanBeUndone_data() {
        QTest::addColumn<bool>("undo");
        QTest::newRow("undone") << true;
        QTest::newRow("left to happen") << false;
    }

    void removingAFolderCanBeUndone() {
        QFETCH(bool, undo);
        QSignalSpy removed(m_window.get(), &MainWindow::folderRemoved);
        auto *sidebar = m_window->findChild<Sidebar *>();
        Q_EMIT sidebar->removeFolderRequested(kPictures);
        QVERIFY(notice()->hasAction());
        QCOMPARE(removed.size(), 0);
        if (undo) {
            grid()->setFocus();
            QTest::keySequence(m_window.get(), QKeySequence::Undo);
        } else {
            m_window->close();
        }
        QCOMPARE(removed.size(), undo ? 0 : 1);
    }

    void whatIsShownWhenThereAreNoPhotos_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("word");
        QTest::newRow("nothing found") << QStringLiteral("nothing") << QStringLiteral("submarine");
        QTest::newRow("model missing") << QStringLiteral("model") << QStringLiteral("no model");
        QTest::newRow("folder offline")
            << QStringLiteral("offline") << QStringLiteral("not connected");
        QTest::newRow("no photos yet")
            << QStringLiteral("empty") << QStringLiteral("No photos yet");
        QTest::newRow("indexing") << QStringLiteral("indexing") << QStringLiteral("on their way");
    }

    void whatIsShownWhenThereAreNoPhotos() {
        QFETCH(QString, state);
        QFETCH(QString, word);
        m_answers = false;
        if (state == QLatin1String("nothing") || state == QLatin1String("model")) {
            ModelState model;
            model.phase = state == QLatin1String("model") ? ModelState::Phase::Missing
                                                          : ModelState::Phase::Ready;
            m_window->setModelState(model);
            field()->setText(QStringLiteral("a submarine"));
            QTRY_COMPARE(m_requests.size(), 1);
            if (state == QLatin1String("model")) {
                m_window->setSearchFailed(QStringLiteral("Install one."));
            } else {
                m_window->setResults({});
            }
        } else {
            JobState job;
            job.phase = state == QLatin1String("indexing") ? JobState::Phase::Running
                                                           : JobState::Phase::Idle;
            m_window->setJob(job);
            const bool offline = state == QLatin1String("offline");
            if (offline) {
                clickRow(2);
            }
            m_window->setTimeline(offline ? Place{kArchive, {}} : Place{}, {});
        }
        auto *empty = emptyState();
        QVERIFY(empty->isVisible());
        QVERIFY2(empty->title().contains(word), qPrintable(empty->title()));
        QVERIFY(!empty->sentence().isEmpty());
    }

    void theFirstStartOffersAFolder() {
        QSignalSpy chosen(m_window.get(), &MainWindow::foldersChosen);
        m_window->setFolders({});
        FolderSuggestion folder;
        folder.name = QStringLiteral("Pictures");
        folder.path = QStringLiteral("/home/anna/Pictures");
        m_window->setSuggestedFolder(folder);
        auto *first = m_window->findChild<FirstStart *>();
        QVERIFY(first->isVisible());
        QTest::mouseClick(first->findChild<QAbstractButton *>(), Qt::LeftButton);
        QCOMPARE(chosen.first().first().toStringList(), QStringList{folder.path});
        m_window->setFolders(folders());
        QVERIFY(!first->isVisible());
    }

    void theStateIsFoundAgain() {
        grid()->setRowHeight(240);
        const QByteArray state = m_window->saveState();
        MainWindow other(&m_source);
        other.restoreState(state);
        QCOMPARE(other.findChild<PhotoGrid *>()->rowHeight(), 240);
        other.restoreState(QByteArray("no state at all")); // ignored
        QCOMPARE(other.findChild<PhotoGrid *>()->rowHeight(), 240);
    }

    void nothingIsCutOffInTheSmallestWindow_data() {
        QTest::addColumn<QString>("view");
        for (const char *view :
             {"photos", "results", "folders", "problems", "settings", "teach", "first"}) {
            QTest::newRow(view) << QString::fromLatin1(view);
        }
    }

    void nothingIsCutOffInTheSmallestWindow() {
        QFETCH(QString, view);
        m_window->resize(800, 500);
        if (view == QLatin1String("results")) {
            field()->setText(QStringLiteral("dog"));
            QTRY_COMPARE(m_requests.size(), 1);
            grid()->setCurrent(grid()->items().first().id, true);
        } else if (view == QLatin1String("folders")) {
            m_window->showFolders();
        } else if (view == QLatin1String("problems")) {
            m_window->setFailures(
                {{QStringLiteral("/p/a.jpg"), QStringLiteral("The file ends too early.")}});
            m_window->showProblems();
        } else if (view == QLatin1String("settings")) {
            m_window->showSettings();
        } else if (view == QLatin1String("teach")) {
            m_window->showTeach();
        } else if (view == QLatin1String("first")) {
            m_window->setFolders({});
        }
        QCoreApplication::processEvents();
        QCOMPARE(m_window->size(), QSize(800, 500));
        QVERIFY(m_window->minimumSizeHint().width() <= 800);
        for (QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && !button->text().isEmpty() &&
                !button->visibleRegion().isEmpty()) {
                QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                         qPrintable(button->text()));
                const QPoint left = button->mapTo(m_window.get(), QPoint(0, 0));
                QVERIFY2(left.x() >= 0 && left.x() + button->width() <= 800,
                         qPrintable(button->text()));
            }
        }
        for (TextLabel *label : m_window->findChildren<TextLabel *>()) {
            if (label->isVisible() && !label->visibleRegion().isEmpty()) {
                QVERIFY2(label->width() >= label->minimumSizeHint().width(),
                         qPrintable(label->text()));
            }
        }
    }

    void upAndDownGoThroughTheSidebar() {
        showAlbums();
        SidebarRow *album = row(QStringLiteral("Luna"));
        album->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QCOMPARE(QApplication::focusWidget(), row(QStringLiteral("Pictures")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QCOMPARE(QApplication::focusWidget(), album);
    }

    void anAlbumIsAPlace() {
        showAlbums();
        QTest::mouseClick(row(QStringLiteral("Luna")), Qt::LeftButton);
        QCOMPARE(m_window->place().album, AlbumId{7});
        QVERIFY(m_window->findChild<InfoLine *>()->text().contains(QLatin1String("Luna")));
        QTest::keyClick(grid(), Qt::Key_Escape);
        QVERIFY(!m_window->place());
    }

    void anAlbumIsRenamedInPlace_data() {
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("renamed");
        QTest::newRow("Enter keeps") << int(Qt::Key_Return) << 1;
        QTest::newRow("Esc gives up") << int(Qt::Key_Escape) << 0;
    }

    void anAlbumIsRenamedInPlace() {
        QFETCH(int, end);
        QFETCH(int, renamed);
        showAlbums();
        QSignalSpy asked(m_window.get(), &MainWindow::albumRenameRequested);
        SidebarRow *album = row(QStringLiteral("Luna"));
        album->setFocus();
        QTest::keyClick(album, Qt::Key_F2);
        auto *edit = album->findChild<QLineEdit *>();
        QVERIFY(edit != nullptr);
        QTest::keyClicks(edit, QStringLiteral("Bruno"));
        QTest::keyClick(edit, Qt::Key(end));
        QCOMPARE(asked.size(), renamed);
        if (renamed == 1) {
            QCOMPARE(asked.first().at(1).toString(), QStringLiteral("Bruno"));
        }
    }

    void photosDroppedOnAnAlbumAreAdded() {
        showAlbums();
        QSignalSpy asked(m_window.get(), &MainWindow::albumAddRequested);
        const std::unique_ptr<QMimeData> mime(photosMimeData({PhotoId{3}, PhotoId{4}}, {}));
        SidebarRow *album = row(QStringLiteral("Luna"));
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(album, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent dropped({5, 5}, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(album, &dropped);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).value<AlbumId>(), AlbumId{7});
        QCOMPARE(asked.first().at(1).value<QList<PhotoId>>().size(), 2);
    }

    void aDeletedAlbumComesBackByUndo() {
        showAlbums();
        QSignalSpy removed(m_window.get(), &MainWindow::albumRemoved);
        QTest::keyClick(row(QStringLiteral("Luna")), Qt::Key_Delete);
        QVERIFY(row(QStringLiteral("Luna")) == nullptr);
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(row(QStringLiteral("Luna")) != nullptr);
        QTest::keyClick(row(QStringLiteral("Luna")), Qt::Key_Delete);
        notice()->end();
        QCOMPARE(removed.size(), 1);
    }

    void resultsBecomeAnAlbumUnderAFreeName() {
        showAlbums();
        QSignalSpy asked(m_window.get(), &MainWindow::albumCreateRequested);
        QTest::keyClicks(field()->edit(), QStringLiteral("luna"));
        QTRY_COMPARE(m_requests.size(), 1);
        QPushButton *make = nullptr;
        for (QPushButton *button :
             m_window->findChild<InfoLine *>()->findChildren<QPushButton *>()) {
            make = button->isVisible() ? button : make;
        }
        QVERIFY(make != nullptr);
        make->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).toString(), QStringLiteral("luna 2"));
        QCOMPARE(asked.first().at(1).value<QList<PhotoId>>().size(), 200);
    }

    void deleteTakesPhotosOutOfTheAlbum() {
        showAlbums();
        QTest::mouseClick(row(QStringLiteral("Luna")), Qt::LeftButton);
        QSignalSpy asked(m_window.get(), &MainWindow::albumTakeOutRequested);
        grid()->setFocus();
        grid()->setCurrent(grid()->items().first().id);
        QTest::keyClick(grid(), Qt::Key_Space, Qt::ControlModifier);
        QTest::keyClick(grid(), Qt::Key_Delete);
        QCOMPARE(asked.size(), 1);
    }

    void everyButtonHasAName() {
        for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
            if (button->isHidden()) {
                continue;
            }
            const QByteArray where = button->parentWidget()->metaObject()->className();
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     where.constData());
        }
    }

private:
    SearchField *field() const { return m_window->findChild<SearchField *>(); }
    PhotoGrid *grid() const { return m_window->findChild<PhotoGrid *>(); }
    /// The one to be seen; else that of the photos, which comes first.
    EmptyState *emptyState() const {
        const auto all = m_window->findChildren<EmptyState *>();
        const auto seen = std::find_if(all.begin(), all.end(),
                                       [](const EmptyState *one) { return one->isVisible(); });
        return seen == all.end() ? all.first() : *seen;
    }
    void showAlbums() { m_window->setAlbums({{AlbumId{7}, QStringLiteral("Luna"), 200}}); }
    SidebarRow *row(const QString &name) const {
        for (SidebarRow *row : m_window->findChildren<SidebarRow *>()) {
            if (row->text() == name && !row->isHidden()) {
                return row;
            }
        }
        return nullptr;
    }
    NoticeBar *notice() const { return m_window->findChild<NoticeBar *>(); }

    /// 0 is all photos, then the folders.
    void clickRow(int index) {
        QTest::mouseClick(m_window->findChildren<SidebarRow *>().at(index == 0 ? 0 : rowOf(index)),
                          Qt::LeftButton);
    }
    int rowOf(int folder) const {
        const QString name = folders().at(folder - 1).name;
        const auto rows = m_window->findChildren<SidebarRow *>();
        for (int i = 0; i < rows.size(); ++i) {
            if (rows[i]->text() == name) {
                return i;
            }
        }
        return 0;
    }

    /// True if the window took it.
    bool drop(const QMimeData &mime, QPoint at) {
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &move);
        if (!move.isAccepted()) {
            QDragLeaveEvent leave;
            QApplication::sendEvent(m_window.get(), &leave);
            return false;
        }
        QDropEvent dropped(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &dropped);
        return dropped.isAccepted();
    }

    PaintedSource m_source;
    QTemporaryDir m_folder;
    QList<SearchRequest> m_requests;
    bool m_answers = true;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
