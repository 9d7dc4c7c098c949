// MainWindow: what is searched for, and what the grid shows.
#include "ui/main_window.h"

#include "ui/drop_contents.h"
#include "ui/empty_state.h"
#include "ui/info_line.h"
#include "ui/notice_bar.h"
#include "ui/search_field.h"
#include "ui/sidebar.h"
#include "ui/viewer.h"
#include "ui/wording.h"

#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

/// The word that says most, taken for the longest.
QString longestWord(const QString &text) {
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const auto longest = std::ranges::max_element(words, {}, &QString::size);
    return longest == words.end() ? QString() : *longest;
}

} // namespace

void MainWindow::connectSearch() {
    connect(m_search, &SearchField::textEdited, this, [this] { searchEdited(false); });
    connect(m_search, &SearchField::chipsEdited, this, [this] { searchEdited(true); });
    connect(m_search, &SearchField::returnPressed, this, [this] {
        if (m_debounce.isActive()) {
            sendSearch();
        }
    });
    connect(m_search, &SearchField::downPressed, this, &MainWindow::focusGrid);
    connect(m_search, &SearchField::addImageRequested, this, &MainWindow::chooseImage);
    connect(m_search, &SearchField::pastedData, this,
            [this](const QMimeData *mime) { takeImages(readDrop(*mime), *mime); });
    connect(&m_debounce, &QTimer::timeout, this, &MainWindow::sendSearch);
    connect(&m_busy, &QTimer::timeout, this, &MainWindow::refreshInfo);
    connect(m_info, &InfoLine::sortChosen, this, [this] { searchEdited(true); });
    connect(m_info, &InfoLine::suggestionChosen, this, &MainWindow::searchFor);
}

SearchRequest MainWindow::request() const {
    return {m_search->text(), m_search->chips(), m_info->sort()};
}

void MainWindow::searchEdited(bool atOnce) {
    refreshPlaceholder();
    if (m_search->isEmpty()) {
        m_debounce.stop();
        leaveResults();
        return;
    }
    Q_EMIT searchStarting();
    if (m_view != View::Photos || viewerOpen()) {
        setView(View::Photos);
    }
    refreshSidebar();
    m_debounce.start(atOnce ? 0 : m_debounce.interval());
}

void MainWindow::sendSearch() {
    m_debounce.stop();
    m_newSearch = true;
    m_waiting = true;
    m_firstSession = false;
    m_busy.start();
    Q_EMIT searchChanged(request());
}

void MainWindow::leaveResults() {
    const bool hadSearch = showsResults() || m_waiting;
    m_waiting = false;
    m_busy.stop();
    if (showsResults()) {
        m_results.reset();
        m_restoreScroll = true;
    }
    if (hadSearch) {
        Q_EMIT searchChanged(request());
    }
    showTimeline();
    refreshSidebar();
}

void MainWindow::searchFor(const QString &words) {
    m_search->setText(words);
    m_search->setFocus();
    sendSearch();
}

void MainWindow::setResults(const QList<PhotoItem> &photos) {
    if (m_search->isEmpty()) {
        return; // the search was left in the meantime
    }
    if (!showsResults() && m_body->currentWidget() == m_grid) {
        m_placeScroll[m_place] = m_grid->place();
    }
    m_waiting = false;
    m_busy.stop();
    m_results = photos;
    const KeepPlace keep = std::exchange(m_newSearch, false) ? KeepPlace::Top : KeepPlace::Photo;
    if (photos.isEmpty()) {
        showNothingFound();
    } else {
        m_grid->setMonthHeads(m_info->sort() == SortBy::Date);
        m_grid->setItems(photos, keep);
        m_body->setCurrentWidget(m_grid);
        if (viewerOpen()) {
            m_viewer->setItems(photos);
        }
    }
    refreshInfo();
    placeFloating();
}

void MainWindow::setSearchFailed(const QString &sentence) {
    if (m_search->isEmpty()) {
        return;
    }
    if (!showsResults() && m_body->currentWidget() == m_grid) {
        m_placeScroll[m_place] = m_grid->place();
    }
    m_waiting = false;
    m_busy.stop();
    m_results = QList<PhotoItem>();
    showNoAnswer(sentence);
    refreshInfo();
    placeFloating();
}

void MainWindow::setTimeline(Place place, const QList<PhotoItem> &photos) {
    if (place != m_place) {
        return;
    }
    m_timeline = photos;
    m_timelineKnown = true;
    if (!showsResults()) {
        if (viewerOpen()) {
            m_viewer->setItems(photos);
        }
        showTimeline();
    }
}

void MainWindow::choosePlace(Place place) {
    if (!showsResults() && m_timelineKnown && m_body->currentWidget() == m_grid) {
        m_placeScroll[m_place] = m_grid->place();
    }
    setView(View::Photos);
    const bool other = place != m_place;
    m_place = place;
    if (other) {
        m_timeline.clear();
        m_timelineKnown = false;
        m_restoreScroll = true;
    }
    m_search->clear(); // leaves the results too
    if (other) {
        Q_EMIT placeChosen(place);
    }
    refreshSidebar();
    refreshInfo();
}

void MainWindow::showTimeline() {
    if (showsResults() || !m_timelineKnown) {
        return; // the old photos stay until the new ones are known
    }
    if (m_timeline.isEmpty()) {
        showEmpty();
    } else {
        m_grid->setMonthHeads(true);
        m_grid->setItems(m_timeline, KeepPlace::Photo);
        m_body->setCurrentWidget(m_grid);
        if (std::exchange(m_restoreScroll, false)) {
            m_grid->restorePlace(m_placeScroll.value(m_place));
        }
    }
    refreshInfo();
    placeFloating();
}

void MainWindow::showEmpty() {
    const FolderEntry *folder = placeFolder();
    if (const AlbumEntry *album = placeAlbum()) {
        m_empty->setContent(
            tr("No photos in %1").arg(album->name),
            tr("Select photos, then drag them onto the album in the sidebar, or choose Add to "
               "album."),
            {{Icon::Image, tr("Look for photos to add"), tr("All photos of the library"),
              tr("Show all photos"), [this] { choosePlace({}); }}});
    } else if (m_job.active()) {
        m_empty->setContent(
            tr("Your photos are on their way"),
            tr("They appear here as Fovea looks at them. You can search the first of them "
               "within seconds."));
    } else if (folder != nullptr && !folder->online) {
        m_empty->setContent(
            tr("%1 is not connected").arg(folder->name),
            tr("Connect it, and Fovea looks through it."),
            {{Icon::Refresh, tr("It is connected now"), folder->path, tr("Look again"),
              [this] { Q_EMIT lookAgainRequested(m_place.folder); }}});
    } else if (folder != nullptr) {
        m_empty->setContent(
            tr("No photos in %1").arg(folder->name),
            tr("Fovea found no picture that it can read in this folder or below it."),
            {{Icon::Refresh, tr("Photos were added since"), folder->path, tr("Look again"),
              [this] { Q_EMIT lookAgainRequested(m_place.folder); }}});
    } else {
        m_empty->setContent(tr("No photos yet"),
                            tr("Fovea found no picture that it can read in your folders."),
                            {{Icon::Folder, tr("Add another folder"),
                              tr("Fovea only reads it; your files stay as they are"),
                              tr("Add folder…"), [this] { chooseFolder(); }},
                             {Icon::Refresh, tr("See what your folders hold"),
                              tr("How many photos each has, and whether it is connected"),
                              tr("Show folders"), [this] { showFolders(); }}});
    }
    m_body->setCurrentWidget(m_empty);
}

void MainWindow::showNothingFound() {
    const QString text = m_search->text();
    QList<EmptyState::Action> actions;
    QString bare = text;
    bare.remove(QLatin1Char('"'));
    if (text.contains(QLatin1Char('"'))) {
        actions.append({Icon::Image, tr("Search for what it looks like"),
                        tr("Without the quotation marks the words describe the photo"),
                        tr("Search pictures"), [this, bare] { searchFor(bare); }});
    } else if (!text.isEmpty()) {
        const QString word = longestWord(text);
        if (word != text) {
            actions.append({Icon::Text, tr("Use fewer words"),
                            tr("“%1” alone is easier to match").arg(word),
                            tr("Search “%1”").arg(word), [this, word] { searchFor(word); }});
        }
        actions.append({Icon::File, tr("Look in names and captions"),
                        tr("Finds the words as they are written, not what they look like"),
                        tr("Search text"),
                        [this, bare] { searchFor(QLatin1Char('"') + bare + QLatin1Char('"')); }});
    }
    const QString title = text.isEmpty() ? tr("Nothing here looks like this picture")
                                         : tr("Nothing here is like “%1”").arg(text);
    const QString sentence =
        m_searchable == 0
            ? tr("No photo can be searched yet: Fovea has to look at each of them once.")
            : tr("Fovea compared it with %1.").arg(Wording::photos(m_searchable));
    m_empty->setContent(title, sentence, actions);
    m_body->setCurrentWidget(m_empty);
}

void MainWindow::showNoAnswer(const QString &sentence) {
    const bool missing = m_model.phase == ModelState::Phase::Missing;
    QList<EmptyState::Action> actions;
    if (missing) {
        actions.append({Icon::Model, tr("Choose a model"),
                        tr("Settings lists those on this computer and those to install"),
                        tr("Show Settings"), [this] { showSettings(); }});
    } else {
        actions.append({Icon::Refresh, tr("Search again"), tr("With the same words and pictures"),
                        tr("Search again"), [this] { sendSearch(); }});
    }
    m_empty->setContent(missing ? tr("There is no model to search with")
                                : tr("This search has no answer"),
                        sentence, actions);
    m_body->setCurrentWidget(m_empty);
}

void MainWindow::refreshInfo() {
    const bool found = showsResults() && !m_results->isEmpty();
    m_info->setSortVisible(found || m_waiting);
    m_info->setWarning(false);
    m_info->setSuggestions({});
    m_info->setAction({});
    const FolderEntry *folder = placeFolder();
    if (m_waiting && !m_busy.isActive()) {
        m_info->setText(tr("Searching"), m_model.phase == ModelState::Phase::Loading
                                             ? tr("as soon as the model is loaded")
                                             : QString());
    } else if (found) {
        const int count = Wording::numerus(m_results->size());
        m_info->setText(tr("Best %Ln photo(s)", nullptr, count),
                        m_info->sort() == SortBy::Date ? tr(", newest first") : tr(", best first"));
        m_info->setAction(tr("Make an album"));
    } else if (showsResults() || !m_search->isEmpty()) {
        m_info->setText({}, {});
    } else if (const AlbumEntry *album = placeAlbum()) {
        m_info->setText(album->name, Wording::photos(album->photoCount));
        m_info->setAction(tr("Teach with this album"));
    } else if (folder != nullptr) {
        m_info->setWarning(!folder->online);
        m_info->setText(folder->name,
                        folder->online
                            ? Wording::photos(folder->photoCount)
                            : tr("offline; still searchable, and the photos open when it is back"));
    } else if (m_firstSession && m_searchable > 0) {
        m_info->setText(tr("You can search already."), tr("Try"));
        m_info->setSuggestions({tr("a dog"), tr("an old street"), tr("someone by the water")});
    } else {
        m_info->setText({}, {});
    }
}

void MainWindow::refreshPlaceholder() {
    if (m_job.active() && m_searchable > 0 && m_searchable < m_photoCount) {
        m_search->setPlaceholder(tr("Search the %Ln photo(s) that are ready, in your own words",
                                    nullptr, Wording::numerus(m_searchable)));
    } else if (m_photoCount > 0) {
        m_search->setPlaceholder(tr("Search your %Ln photo(s), in your own words", nullptr,
                                    Wording::numerus(m_photoCount)));
    } else {
        m_search->setPlaceholder(tr("Search your photos, in your own words"));
    }
}

} // namespace fovea::ui
