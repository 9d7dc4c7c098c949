#include "ui/teach_source_step.h"

#include "ui/caption_grid.h"
#include "ui/empty_state.h"
#include "ui/icons.h"
#include "ui/page.h"
#include "ui/segmented_switch.h"
#include "ui/teach_source_chooser.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kLeft = CaptionGrid::kOverhang; ///< the grid reaches out on both sides
constexpr int kRight = Page::kMargin;
constexpr int kLeast = 2; ///< captions: fewer tell nothing apart

TextLabel *label(QWidget *parent, TextLabel::Color color, QFont::Weight weight = QFont::Normal,
                 TextLabel::Size size = TextLabel::Size::Body) {
    auto *text = new TextLabel(size, color, weight, parent);
    text->setElide(Qt::ElideRight);
    return text;
}

} // namespace

TeachSourceStep::TeachSourceStep(ThumbnailSource *thumbnails, QWidget *parent)
    : QWidget(parent)
    , m_model(new CaptionModel(this)) {
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_chooser = new TeachSourceChooser(this);
    m_chooser->setContentsMargins(kLeft, 0, kRight, 0);
    column->addWidget(m_chooser);
    column->addSpacing(16);
    column->addWidget(buildSummary());
    column->addSpacing(14);

    m_body = new QStackedWidget(this);
    m_grid = new CaptionGrid(m_body);
    m_grid->setSource(thumbnails);
    m_grid->setCaptions(m_model);
    auto *adviceBox = new QWidget(m_body);
    auto *adviceLayout = new QVBoxLayout(adviceBox);
    adviceLayout->setContentsMargins(kLeft, 0, kRight, 0);
    m_advice = new EmptyState(adviceBox);
    m_advice->setLeading(true);
    adviceLayout->addWidget(m_advice);
    m_body->addWidget(m_grid);
    m_body->addWidget(adviceBox);
    m_body->setMinimumHeight(164);
    column->addWidget(m_body, 1);
    column->addWidget(buildFoot());

    connect(m_model, &CaptionModel::countsChanged, this, &TeachSourceStep::refresh);
    connect(m_model, &CaptionModel::captionsEdited, this, [this](const QList<CaptionItem> &items) {
        m_plan.reset();
        Q_EMIT captionsEdited(source(), items);
    });
    connect(m_chooser, &TeachSourceChooser::sourceTaken, this, &TeachSourceStep::showSource);
    refresh();
}

QWidget *TeachSourceStep::buildSummary() {
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(kLeft, 0, kRight, 0);
    layout->setSpacing(0);
    m_summary = label(row, TextLabel::Color::Text, QFont::Medium);
    m_summaryRest = label(row, TextLabel::Color::Text2);
    m_filter = new SegmentedSwitch({tr("All"), tr("No caption"), tr("Equal")}, row);
    m_filter->setAccessibleName(tr("Which photos"));
    layout->addWidget(m_summary);
    layout->addWidget(m_summaryRest, 1);
    layout->addWidget(m_filter);
    row->setFixedHeight(28);
    connect(m_filter, &SegmentedSwitch::chosen, this,
            [this](int filter) { m_model->setFilter(CaptionModel::Filter(filter)); });
    return row;
}

QWidget *TeachSourceStep::buildFoot() {
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(kLeft, 16, kRight, 20);
    layout->setSpacing(12);
    m_continue = new QPushButton(tr("Continue"), row);
    m_continue->setDefault(true);
    m_continue->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_confirm = new QPushButton(row);
    m_confirm->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_confirm->setToolTip(tr("Photos that look much like one with a caption would get its caption; "
                             "each can be declined or written over"));
    for (QPushButton *button : {m_continue, m_confirm}) {
        button->setFixedHeight(32);
    }
    m_leftOut = label(row, TextLabel::Color::Text2);
    m_hint = label(row, TextLabel::Color::Text2, QFont::Normal, TextLabel::Size::Small);
    m_hint->setText(tr("Enter goes to the next caption"));
    layout->addWidget(m_continue);
    layout->addWidget(m_confirm);
    layout->addWidget(m_leftOut, 1);
    layout->addWidget(m_hint);
    connect(m_continue, &QPushButton::clicked, this, [this] {
        finishEditing();
        Q_EMIT continued();
    });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        m_model->confirmAll(); // and this button is gone
        m_continue->setFocus(Qt::OtherFocusReason);
    });
    return row;
}

void TeachSourceStep::takeFocus() {
    m_chooser->takeFocus();
}

void TeachSourceStep::finishEditing() {
    m_grid->finishEditing();
}

void TeachSourceStep::setAlbums(const QList<AlbumEntry> &albums) {
    m_chooser->setAlbums(albums);
    if (!source().chosen()) {
        refresh(); // there may be one to choose by now
    }
}

void TeachSourceStep::followAlbum() {
    m_chooser->followAlbum();
}

void TeachSourceStep::setFolders(const QList<FolderEntry> &folders) {
    m_chooser->setFolders(folders);
}

const TeachSource &TeachSourceStep::source() const {
    return m_chooser->source();
}

void TeachSourceStep::choose(const TeachSource &source) {
    m_chooser->take(source);
}

void TeachSourceStep::showSource(const TeachSource &source) {
    m_known = false;
    m_problem.clear();
    m_plan.reset();
    m_filter->setCurrent(0);
    m_model->setFilter(CaptionModel::Filter::All);
    m_model->setItems({});
    if (source.chosen()) {
        Q_EMIT sourceChosen(source);
    }
}

void TeachSourceStep::setCaptions(const TeachSource &source, const QList<CaptionItem> &captions) {
    if (source == this->source()) {
        m_known = true;
        m_problem.clear();
        m_model->setItems(captions);
    }
}

void TeachSourceStep::setProblem(const TeachSource &source, const QString &sentence) {
    if (source == this->source()) {
        m_known = true;
        m_problem = sentence;
        m_model->setItems({});
    }
}

void TeachSourceStep::setProposals(const TeachSource &source,
                                   const QList<CaptionProposal> &proposals) {
    if (source == this->source()) {
        m_model->setProposals(proposals);
    }
}

void TeachSourceStep::setPlan(const std::optional<TeachPlan> &plan) {
    m_plan = plan;
    refreshFoot();
}

void TeachSourceStep::refresh() {
    const CaptionModel::Counts counts = m_model->counts();
    const bool shown = counts.photos > 0;
    m_summary->setText(shown ? Wording::photos(counts.photos) : QString());
    if (!m_known && source().chosen()) {
        m_summaryRest->setText(tr("Reading the captions"));
    } else if (!shown) {
        m_summaryRest->setText({});
    } else {
        const QString captioned =
            counts.captioned == counts.photos
                ? tr(", all with a caption")
                : tr(", %Ln with a caption", nullptr, Wording::numerus(counts.captioned));
        const QString equal = counts.equal > 0 ? tr(", %Ln caption(s) are equal", nullptr,
                                                    Wording::numerus(counts.equal))
                                               : QString();
        m_summaryRest->setText(captioned + equal);
    }
    m_filter->setVisible(shown);
    m_filter->setWord(1, tr("No caption %1").arg(Wording::number(counts.missing())));
    m_filter->setWord(2, tr("Equal %1").arg(Wording::number(counts.equal)));
    if (shown) {
        m_body->setCurrentWidget(m_grid);
    } else {
        showAdvice();
    }
    refreshFoot();
}

void TeachSourceStep::refreshFoot() {
    const CaptionModel::Counts counts = m_model->counts();
    const bool enough = counts.captioned >= kLeast && (!m_plan || m_plan->problem.isEmpty());
    m_continue->setVisible(enough);
    m_confirm->setVisible(counts.proposed > 0);
    m_confirm->setText(tr("Confirm %Ln proposal(s)", nullptr, counts.proposed));
    m_hint->setVisible(counts.photos > 0);
    QString sentence;
    if (counts.photos == 0) {
    } else if (m_plan && !m_plan->problem.isEmpty()) {
        sentence = m_plan->problem;
    } else if (!enough) {
        sentence = tr("Write a caption for a few photos: at least two are needed, twenty or more "
                      "teach well.");
    } else if (counts.missing() > 0) {
        sentence = tr("The %Ln photo(s) without a caption are left out.", nullptr,
                      Wording::numerus(counts.missing()));
    } else if (m_plan && !m_plan->advice.isEmpty()) {
        sentence = m_plan->advice.constFirst();
    }
    m_leftOut->setText(sentence);
}

void TeachSourceStep::showAdvice() {
    using Kind = TeachSource::Kind;
    m_body->setCurrentWidget(m_advice->parentWidget());
    if (!m_problem.isEmpty()) {
        m_advice->setContent(tr("These captions cannot be read"), m_problem);
    } else if (source().chosen() && !m_known) {
        m_advice->setContent({}, {});
    } else if (source().kind == Kind::Album && !m_chooser->hasAlbums()) {
        m_advice->setContent(
            tr("No album yet"),
            tr("Select photos that belong together, such as those of one dog, and add them to an "
               "album; or learn from a whole folder."),
            {{Icon::Folder, tr("Learn from a folder"),
              tr("Folder names, captions in the photos and text files count"),
              tr("Choose a folder"), [this] { m_chooser->chooseKind(Kind::Folder); }}});
    } else if (source().kind == Kind::File && !source().chosen()) {
        m_advice->setContent(
            tr("Captions from a file"),
            tr("A table with the columns file and caption, one photo a line, or "
               "COCO captions."),
            {{Icon::File, tr("Choose the file"), tr("The photos are looked for beside it"),
              tr("Choose a file…"), [this] { m_chooser->chooseFile(); }}});
    } else if (source().chosen()) {
        m_advice->setContent(
            tr("No photos in %1").arg(source().name),
            source().kind == Kind::Album
                ? tr("Select photos, then drag them onto the album in the sidebar.")
                : tr("Fovea found no picture there that it can read."));
    } else {
        m_advice->setContent({}, {});
    }
}

void TeachSourceStep::resizeEvent(QResizeEvent *event) {
    m_grid->setContentWidth(width() - kLeft - kRight);
    QWidget::resizeEvent(event);
}

} // namespace fovea::ui
