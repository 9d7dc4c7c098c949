#include "app/desk.h"
#include "app/model_choice.h"
#include "app/paths.h"
#include "ui/teach_page.h"

#include <QDateTime>
#include <QLocale>

namespace fovea::app {

namespace {

// What the next start finds of a run that did not end.
const QString kRunKey = QStringLiteral("teach/unfinished");
const QString kSourceKey = QStringLiteral("teach/source");

/// A source as the settings keep it.
QStringList toList(const ui::TeachSource &source) {
    return {QString::number(int(source.kind)), QString::number(source.album.value),
            QString::number(source.folder.value), source.path, source.name};
}

ui::TeachSource toSource(const QStringList &list) {
    ui::TeachSource source;
    if (list.size() == 5) {
        source.kind = ui::TeachSource::Kind(list[0].toInt());
        source.album = AlbumId{list[1].toLongLong()};
        source.folder = FolderId{list[2].toLongLong()};
        source.path = list[3];
        source.name = list[4];
    }
    return source;
}

/// "today, 2:02 PM"
QString nowInWords() {
    return Desk::tr("today, %1")
        .arg(QLocale().toString(QTime::currentTime(), QLocale::ShortFormat));
}

} // namespace

void Desk::connectTeaching() {
    ui::TeachPage *page = &m_window->teachPage();
    TeachService *teach = m_teach.get();
    connect(page, &ui::TeachPage::sourceChosen, teach, &TeachService::readCaptions);
    connect(page, &ui::TeachPage::captionsEdited, teach, &TeachService::storeCaptions);
    connect(page, &ui::TeachPage::planWanted, teach, &TeachService::makePlan);
    connect(teach, &TeachService::captionsRead, page, &ui::TeachPage::setCaptions);
    connect(teach, &TeachService::captionsFailed, page, &ui::TeachPage::setCaptionProblem);
    connect(teach, &TeachService::proposalsMade, page, &ui::TeachPage::setProposals);
    connect(teach, &TeachService::planMade, page, &ui::TeachPage::setPlan);
    connect(teach, &TeachService::failed, this,
            [this](const QString &sentence) { m_window->showNotice(sentence); });
    const QString library = m_options.libraryFolder == defaultLibraryFolder()
                                ? QString()
                                : toQString(m_options.libraryFolder);
    page->setCommandWriter([teach, library](const ui::TeachSource &source,
                                            const ui::TeachOptions &options) {
        return TrainProcess::commandLine(TeachService::optionsOf(teach->dataOf(source), options),
                                         library);
    });
    page->setResumeCheck([this](const ui::TeachSource &source, const ui::TeachOptions &options) {
        const QStringList unfinished = m_settings.value(kRunKey).toStringList();
        const QStringList same = TeachService::optionsOf({}, options);
        return !unfinished.isEmpty() &&
               toSource(m_settings.value(kSourceKey).toStringList()) == source &&
               unfinished.mid(2) == same;
    });
    connect(page, &ui::TeachPage::keepRequested, this, &Desk::keepTaught);
    connect(page, &ui::TeachPage::discardRequested, this, &Desk::discardTaught);
    connect(m_catalog.get(), &CatalogService::modelChosen, this, [this] {
        if (const auto told = std::exchange(m_modelUsed, nullptr)) {
            told();
        }
    });
    connect(m_catalog.get(), &CatalogService::adapterRemoved, this, &Desk::takeDiscarded);
    connect(m_catalog.get(), &CatalogService::adapterRestored, this, &Desk::takeRestored);
    connectRun();
}

void Desk::connectRun() {
    ui::TeachPage *page = &m_window->teachPage();
    TeachService *teach = m_teach.get();
    TrainProcess *process = &teach->process();
    connect(page, &ui::TeachPage::startRequested, teach, &TeachService::start);
    connect(page, &ui::TeachPage::pauseRequested, process, &TrainProcess::pause);
    connect(page, &ui::TeachPage::resumeRequested, process, &TrainProcess::resume);
    connect(page, &ui::TeachPage::cancelRequested, process, &TrainProcess::stop);
    connect(teach, &TeachService::runStarted, this, [this, page] {
        rememberRun(true);
        page->startRun();
    });
    connect(process, &TrainProcess::progressed, page, &ui::TeachPage::setProgress);
    connect(process, &TrainProcess::epochsKnown, page, &ui::TeachPage::setEpochs);
    connect(process, &TrainProcess::stepped, page, &ui::TeachPage::addStep);
    connect(process, &TrainProcess::evaluated, page, &ui::TeachPage::addEvaluation);
    connect(process, &TrainProcess::finished, this, &Desk::takeTaught);
    connect(process, &TrainProcess::stopped, this, [this, page] {
        page->endRun({});
        m_window->showNotice(tr("Learning is stopped. It can go on from there."));
    });
    connect(teach, &TeachService::runFailed, this, [this, page](const QString &sentence) {
        page->endRun(sentence);
        m_window->showNotice(sentence, tr("Show"), [this] { m_window->showTeach(); });
    });
}

/// For the next start of the program, and for the button that goes on.
void Desk::rememberRun(bool unfinished) {
    if (!unfinished) {
        m_settings.remove(kRunKey);
        return;
    }
    QStringList options = m_teach->runOptions();
    options.removeAll(QStringLiteral("--fresh"));
    m_settings.setValue(kRunKey, options);
    m_settings.setValue(kSourceKey, toList(m_window->teachPage().source()));
}

void Desk::offerUnfinishedRun() {
    const QStringList options = m_settings.value(kRunKey).toStringList();
    const ui::TeachSource source = toSource(m_settings.value(kSourceKey).toStringList());
    if (options.isEmpty() || !source.chosen() || !m_window->teachPage().choose(source)) {
        return;
    }
    m_window->showNotice(tr("Fovea had not finished learning from %1.").arg(source.name),
                         tr("Go on"), [this, options] {
                             m_window->showTeach();
                             m_teach->startAgain(options);
                         });
}

void Desk::takeTaught(const TrainFinished &finished) {
    rememberRun(false);
    ui::TeachResult result = finished.result;
    result.ranAt = nowInWords();
    m_taughtModel = finished.model;
    ui::TeachPage &page = m_window->teachPage();
    if (result.adapter.isEmpty()) {
        page.endRun(result.stoppedEarly
                        ? tr("Other searches began to suffer before anything was learned that is "
                             "worth keeping.")
                        : tr("Nothing was learned that is worth keeping."));
        return;
    }
    page.setResult(result);
    if (!page.isVisible()) {
        m_window->showNotice(tr("Fovea has learned from %1.").arg(page.source().name), tr("Show"),
                             [this] { m_window->showTeach(); });
    }
}

/// `sentence` stands in for what is told of a choice of model otherwise.
void Desk::useModel(const QString &name, const QString &sentence, std::function<void()> undo) {
    m_modelUsed = [this, sentence, undo = std::move(undo)] {
        m_window->showNotice(sentence, undo ? tr("Undo") : QString(), undo);
    };
    m_catalog->chooseModel(name);
}

void Desk::keepTaught(const QString &adapter, double strength) {
    const QString base = m_taughtModel.section(QLatin1Char('+'), 0, 0);
    QString name = base + QLatin1Char('+') + adapter;
    if (strength < 1) {
        name += QLatin1Char('@') + QString::number(strength, 'g', 6);
    }
    const QString before = m_overview.chosenModel.isEmpty() ? base : m_overview.chosenModel;
    m_window->teachPage().setKept(strength);
    useModel(name, tr("Kept. Searches know your words from now on."), [this, before] {
        m_window->teachPage().setKept({});
        useModel(before, tr("Undone. Searches are as they were before."), {});
    });
}

/// On which something else may be taught.
void Desk::showAdapterInUse() {
    const auto model = ModelReference::parse(m_overview.chosenModel.toStdString());
    m_window->teachPage().setAdapter(model ? QString::fromStdString(model->adapter) : QString());
}

/// Its notice, with Undo, is that of every adapter that is removed.
void Desk::discardTaught(const QString &adapter) {
    m_discarding = adapter;
    m_catalog->removeAdapter(adapter);
}

/// Also where it was removed in Settings.
void Desk::takeDiscarded(const QString &adapter, const QString &modelBefore) {
    ui::TeachPage &page = m_window->teachPage();
    if (page.step() == ui::TeachPage::Step::Result && page.result() &&
        page.result()->adapter == adapter) {
        m_discarding = adapter;
        m_keptBefore = modelBefore;
        page.setDiscarded(true);
    }
}

void Desk::takeRestored() {
    if (m_discarding.isEmpty()) {
        return;
    }
    m_discarding.clear();
    ui::TeachPage &page = m_window->teachPage();
    if (page.step() != ui::TeachPage::Step::Method) {
        return; // something else is being taught by now
    }
    page.setDiscarded(false);
    if (!m_keptBefore.isEmpty()) {
        const QString strength = m_keptBefore.section(QLatin1Char('@'), 1);
        page.setKept(strength.isEmpty() ? 1 : strength.toDouble());
    }
}

} // namespace fovea::app
