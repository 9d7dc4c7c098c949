#include "ui/drop_overlay.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QPainter>
#include <QVariantAnimation>

namespace fovea::ui {

namespace {

constexpr int kVeilMs = 80;
constexpr int kInset = 8;
constexpr qreal kRadius = 8;
constexpr int kTextMargin = 12;

} // namespace

DropOverlay::DropOverlay(QWidget *parent)
    : QWidget(parent)
    , m_fade(new QVariantAnimation(this)) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    m_fade->setStartValue(0.);
    m_fade->setEndValue(1.);
    connect(m_fade, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_strength = value.toReal();
        update();
    });
    hide();
}

void DropOverlay::setAreas(const QRect &photos, const QRect &library, const QRect &spared) {
    m_photos = photos;
    m_library = library;
    m_spared = spared;
    update();
}

void DropOverlay::setContents(const DropContents &contents, const QString &joins) {
    m_contents = contents;
    m_joins = joins;
    update();
}

void DropOverlay::appear() {
    raise();
    show();
    const int duration = Theme::instance().motionMs(kVeilMs);
    m_fade->stop();
    m_strength = duration > 0 ? 0 : 1;
    if (duration > 0) {
        m_fade->setDuration(duration);
        m_fade->start();
    }
}

void DropOverlay::disappear() {
    m_fade->stop();
    m_under = Target::None;
    hide();
}

bool DropOverlay::accepts(Target target) const {
    switch (target) {
    case Target::None:
        return false;
    case Target::FindSimilar:
        return !m_photos.isEmpty() && m_contents.hasImages();
    case Target::AddToLibrary:
        return m_contents.hasFolders();
    }
    return false;
}

DropOverlay::Target DropOverlay::targetAt(QPoint position) const {
    const Target target = m_library.contains(position) ? Target::AddToLibrary : Target::FindSimilar;
    return accepts(target) ? target : Target::None;
}

void DropOverlay::setPosition(QPoint position) {
    const Target target = targetAt(position);
    if (target != m_under) {
        m_under = target;
        update();
    }
}

QString DropOverlay::sentence(Target target) const {
    const int images = m_contents.imageCount();
    if (target == Target::AddToLibrary) {
        if (m_contents.hasFolders()) {
            return tr("%Ln folder(s), with all photos below", nullptr,
                      int(m_contents.folders.size()));
        }
        if (!m_contents.photos.isEmpty()) {
            return tr("for folders; these photos are in the library");
        }
        if (images > 0) {
            return tr("for folders; this is %Ln photo(s)", nullptr, images);
        }
        return tr("for folders");
    }
    if (m_contents.hasImages()) {
        return m_joins.isEmpty() ? tr("Fovea compares it with your photos, on this computer")
                                 : tr("It joins %1 in the search field").arg(m_joins);
    }
    if (m_contents.hasFolders()) {
        return tr("for photos; this is a folder");
    }
    if (!m_contents.links.isEmpty()) {
        return tr(
            "This is only a link, and Fovea fetches nothing from the net. Save the picture first.");
    }
    return tr("for photos; Fovea does not know this kind of file");
}

void DropOverlay::paintTarget(QPainter &painter, Target target, const QRect &area, bool large) {
    const ThemeColors &colors = Theme::instance().colors();
    // Over the veil everything is dark in both themes.
    const ThemeColors ground = large ? themeColors(true) : colors;
    const bool accepted = accepts(target);
    const QRectF frame = QRectF(area);
    painter.setBrush(m_under == target
                         ? QColor(ground.focus.red(), ground.focus.green(), ground.focus.blue(), 28)
                         : QColor(Qt::transparent));
    if (accepted) {
        painter.setPen(QPen(ground.focus, 2));
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), kRadius, kRadius);
    } else {
        painter.setPen(QPen(ground.control, 1, Qt::DashLine));
        painter.drawRoundedRect(frame.adjusted(.5, .5, -.5, -.5), kRadius, kRadius);
    }

    const Theme &theme = Theme::instance();
    const QFont titleFont = large ? theme.titleFont() : theme.bodyFont(QFont::Medium);
    const QFont sentenceFont = large ? theme.bodyFont() : theme.smallFont();
    const int iconSize = large ? 40 : 20;
    const QRect words = area.adjusted(kTextMargin, 0, -kTextMargin, 0);
    const QRect sentenceArea =
        QFontMetrics(sentenceFont)
            .boundingRect(words, Qt::AlignHCenter | Qt::TextWordWrap, sentence(target));
    const int titleHeight = QFontMetrics(titleFont).height();
    const int gap = large ? 12 : 8;
    int y =
        area.center().y() - (iconSize + gap + titleHeight + gap / 2 + sentenceArea.height()) / 2;

    const QRectF iconArea(area.center().x() - iconSize / 2., y, iconSize, iconSize);
    paintIcon(&painter, target == Target::FindSimilar ? Icon::Similar : Icon::Folder, iconArea,
              accepted ? ground.focus : ground.text2);
    y += iconSize + gap;
    painter.setFont(titleFont);
    painter.setPen(accepted ? ground.text : ground.text2);
    painter.drawText(QRect(words.left(), y, words.width(), titleHeight), Qt::AlignCenter,
                     target == Target::FindSimilar ? tr("Find similar photos")
                                                   : tr("Add to library"));
    y += titleHeight + gap / 2;
    painter.setFont(sentenceFont);
    painter.setPen(ground.text2);
    painter.drawText(QRect(words.left(), y, words.width(), sentenceArea.height() + 2),
                     Qt::AlignHCenter | Qt::TextWordWrap, sentence(target));
}

void DropOverlay::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(m_strength);
    if (m_photos.isEmpty()) {
        painter.fillRect(rect(), colors.base);
        paintTarget(painter, Target::AddToLibrary,
                    m_library.adjusted(kInset, kInset, -kInset, -kInset), false);
        return;
    }
    QRegion veiled(rect());
    veiled -= m_spared;
    veiled -= m_library;
    painter.save();
    painter.setClipRegion(veiled);
    painter.fillRect(rect(), colors.dropVeil);
    painter.restore();
    painter.fillRect(m_library, colors.window);

    const int top = m_spared.bottom() + 1;
    paintTarget(painter, Target::FindSimilar,
                {m_photos.left() + kInset, top + kInset, m_photos.width() - 2 * kInset,
                 m_photos.bottom() - top - kInset},
                true);
    paintTarget(painter, Target::AddToLibrary,
                {m_library.left() + kInset, top + kInset, m_library.width() - 2 * kInset,
                 m_photos.bottom() - top - kInset},
                false);
}

} // namespace fovea::ui
