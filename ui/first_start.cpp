#include "ui/first_start.h"

#include "ui/small_widgets.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kColumn = 560;
constexpr int kMargin = 32;
constexpr int kSample = 72;
constexpr int kSampleGap = 4;

QRectF middleSquare(const QSizeF &size) {
    const qreal side = std::min(size.width(), size.height());
    return {(size.width() - side) / 2, (size.height() - side) / 2, side, side};
}

/// A few photos of the folder, so that a person knows it again.
class SampleStrip : public QWidget {
public:
    explicit SampleStrip(QWidget *parent)
        : QWidget(parent) {
        setFixedHeight(kSample);
    }
    void setSamples(const QList<QImage> &samples) {
        m_samples = samples;
        setVisible(!samples.isEmpty());
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        int x = 0;
        for (const QImage &sample : m_samples) {
            const QRect area =
                QStyle::visualRect(layoutDirection(), rect(), {x, 0, kSample, kSample});
            QPainterPath rounded;
            rounded.addRoundedRect(area, 4, 4);
            painter.setClipPath(rounded);
            painter.drawImage(area, sample, middleSquare(sample.size()));
            painter.setClipping(false);
            painter.setPen(QPen(Theme::instance().colors().photoLine, 1));
            painter.drawRoundedRect(QRectF(area).adjusted(.5, .5, -.5, -.5), 4, 4);
            x += kSample + kSampleGap;
            if (x + kSample > width()) {
                break;
            }
        }
    }

private:
    QList<QImage> m_samples;
};

} // namespace

/// The folder that is offered, in a frame.
class FolderCard : public QWidget {
public:
    explicit FolderCard(QWidget *parent)
        : QWidget(parent)
        , m_name(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this))
        , m_facts(
              new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
        , m_samples(new SampleStrip(this)) {
        m_name->setElide(Qt::ElideMiddle);
        m_facts->setElide(Qt::ElideMiddle);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(0);
        texts->addWidget(m_name);
        texts->addWidget(m_facts);
        auto *head = new QHBoxLayout;
        head->setSpacing(12);
        head->addWidget(new IconLabel(Icon::Folder, this));
        head->addLayout(texts, 1);
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(16, 16, 16, 15);
        layout->setSpacing(12);
        layout->addLayout(head);
        layout->addWidget(m_samples);
    }

    void setFolder(const FolderSuggestion &folder) {
        m_name->setText(folder.name);
        QString facts = Wording::path(folder.path);
        if (folder.photoCount >= 0) {
            facts += QStringLiteral(" · ") + Wording::photos(folder.photoCount);
        }
        if (folder.photoCount > 0 && folder.readyInSeconds >= 0) {
            facts = FirstStart::tr("%1, ready in %2")
                        .arg(facts, Wording::duration(folder.readyInSeconds));
        }
        m_facts->setText(facts);
        m_samples->setSamples(folder.samples);
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::instance().colors().line, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5), 8, 8);
    }

private:
    TextLabel *m_name;
    TextLabel *m_facts;
    SampleStrip *m_samples;
};

FirstStart::FirstStart(QWidget *parent)
    : QWidget(parent)
    , m_column(new QWidget(this))
    , m_card(new FolderCard(m_column))
    , m_add(new QPushButton(m_column))
    , m_choose(new QPushButton(m_column)) {
    auto *title =
        new TextLabel(TextLabel::Size::Title, TextLabel::Color::Text, QFont::DemiBold, m_column);
    title->setText(tr("Find your photos by what is in them"));
    title->setWordWrap(true);
    auto *sentence =
        new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_column);
    sentence->setText(
        tr("Choose a folder. Fovea looks at each photo once, then you search in your own words."));
    sentence->setWordWrap(true);
    auto *orDrop =
        new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_column);
    orDrop->setText(tr("or drop folders anywhere in this window"));
    orDrop->setElide(Qt::ElideRight);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_add);
    buttons->addWidget(m_choose);
    buttons->addSpacing(8);
    buttons->addWidget(orDrop, 1);
    for (QPushButton *button : {m_add, m_choose}) {
        button->setAutoDefault(true); // Enter presses it, though this is no dialog
        button->setFont(Theme::instance().bodyFont(QFont::Medium));
    }

    auto *layout = new QVBoxLayout(m_column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addSpacing(4);
    layout->addWidget(sentence);
    layout->addSpacing(24);
    layout->addWidget(m_card);
    layout->addSpacing(16);
    layout->addLayout(buttons);
    layout->addSpacing(32);
    buildFacts(layout);

    connect(m_add, &QPushButton::clicked, this,
            [this] { Q_EMIT suggestionAccepted(m_folder.path); });
    connect(m_choose, &QPushButton::clicked, this, &FirstStart::chooseFolderRequested);
    setSuggestion({});
}

void FirstStart::buildFacts(QVBoxLayout *layout) {
    const auto add = [&](Icon icon, const QString &text) {
        auto *row = new QHBoxLayout;
        row->setSpacing(12);
        row->addWidget(new IconLabel(icon, m_column), 0, Qt::AlignTop);
        auto *label =
            new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_column);
        label->setText(text);
        label->setWordWrap(true);
        row->addWidget(label, 1);
        layout->addLayout(row);
    };
    add(Icon::Lock, tr("Photos are only read. No photo and no search leaves this computer."));
    layout->addSpacing(12);
    add(Icon::Model,
        tr("The starter model is built in, with no download. Sharper ones are in Settings."));
}

void FirstStart::setSuggestion(const FolderSuggestion &folder) {
    m_folder = folder;
    const bool offered = !folder.path.isEmpty();
    m_card->setVisible(offered);
    m_card->setFolder(folder);
    m_add->setVisible(offered);
    m_add->setDefault(offered);
    m_add->setText(tr("Add %1").arg(folder.name));
    m_choose->setDefault(!offered);
    if (offered && window()->focusWidget() == m_choose) {
        m_add->setFocus(); // the better of the two, as long as nobody has moved on
    }
    m_choose->setText(offered ? tr("Choose another folder…") : tr("Choose a folder…"));
    resizeEvent(nullptr);
}

void FirstStart::resizeEvent(QResizeEvent *) {
    const int wide = std::min(kColumn, width() - 2 * kMargin);
    const int high = m_column->heightForWidth(wide) > 0 ? m_column->heightForWidth(wide)
                                                        : m_column->sizeHint().height();
    // A little above the middle, where the eye starts.
    const int top = std::max(kMargin / 2, (height() - high) * 38 / 100);
    m_column->setGeometry((width() - wide) / 2, top, wide, std::min(high, height() - top));
}

void FirstStart::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().base);
}

} // namespace fovea::ui
