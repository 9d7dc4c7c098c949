#include "ui/chip_widget.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <utility>

namespace fovea::ui {

namespace {

constexpr int kThumbnail = 22;
constexpr int kThumbnailInset = 3;
constexpr int kGap = 8;
constexpr int kCloseArea = 26;
constexpr int kCloseIcon = 16;
constexpr qreal kRadius = 6;

/// The middle of an image, square.
QRectF middleSquare(const QSizeF &size) {
    const qreal side = std::min(size.width(), size.height());
    return {(size.width() - side) / 2, (size.height() - side) / 2, side, side};
}

} // namespace

ChipWidget::ChipWidget(SearchChip chip, QWidget *parent)
    : QWidget(parent)
    , m_chip(std::move(chip)) {
    setFocusPolicy(Qt::ClickFocus);
    setMouseTracking(true);
    setFont(Theme::instance().bodyFont());
    setCursor(Qt::ArrowCursor);
    describe();
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChipWidget::setInfo(const QString &name, const QImage &thumbnail) {
    if (!name.isEmpty()) {
        m_chip.name = name;
    }
    if (!thumbnail.isNull()) {
        m_chip.thumbnail = thumbnail;
    }
    describe();
    updateGeometry();
    update();
}

void ChipWidget::describe() {
    setToolTip(label());
    setAccessibleName(label());
    setAccessibleDescription(tr("Photos should be like this image. Delete takes it away."));
}

QString ChipWidget::label() const {
    return m_chip.name.isEmpty() ? tr("like this photo") : tr("like %1").arg(m_chip.name);
}

QSize ChipWidget::sizeHint() const {
    const int text = fontMetrics().horizontalAdvance(label()) + 1; // it may be rounded down
    const int width = kThumbnailInset + kThumbnail + kGap + text + kCloseArea;
    return {std::min(width, kMaxWidth), kHeight};
}

QRect ChipWidget::closeRect() const {
    const QRect right(width() - kCloseArea, 0, kCloseArea, height());
    return QStyle::visualRect(layoutDirection(), rect(), right);
}

void ChipWidget::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);

    painter.setPen(hasFocus() ? QPen(colors.focus, 2) : QPen(colors.chipLine, 1));
    painter.setBrush(colors.chip);
    const qreal inset = hasFocus() ? 1 : .5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), kRadius,
                            kRadius);

    const QRect picture = QStyle::visualRect(
        layoutDirection(), rect(), QRect(kThumbnailInset, kThumbnailInset, kThumbnail, kThumbnail));
    QPainterPath rounded;
    rounded.addRoundedRect(picture, 4, 4);
    painter.save();
    painter.setClipPath(rounded);
    if (m_chip.thumbnail.isNull()) {
        painter.fillRect(picture, colors.placeholder);
        paintIcon(&painter, Icon::Image, QRectF(picture).adjusted(3, 3, -3, -3), colors.text2);
    } else {
        painter.drawImage(picture, m_chip.thumbnail, middleSquare(m_chip.thumbnail.size()));
    }
    painter.restore();

    const int left = kThumbnailInset + kThumbnail + kGap;
    const QRect words = QStyle::visualRect(layoutDirection(), rect(),
                                           QRect(left, 0, width() - left - kCloseArea, height()));
    painter.setPen(colors.text);
    if (words.width() > 0) {
        painter.drawText(words, int(Qt::AlignVCenter | Qt::AlignLeading),
                         fontMetrics().elidedText(label(), Qt::ElideRight, words.width()));
    }

    QRectF cross(0, 0, kCloseIcon, kCloseIcon);
    cross.moveCenter(QRectF(closeRect()).center());
    paintIcon(&painter, Icon::Close, cross, m_overClose ? colors.text : colors.text2);
}

void ChipWidget::mousePressEvent(QMouseEvent *event) {
    event->accept();
}

void ChipWidget::mouseReleaseEvent(QMouseEvent *event) {
    const bool middle = event->button() == Qt::MiddleButton && rect().contains(event->pos());
    if (middle || (event->button() == Qt::LeftButton && closeRect().contains(event->pos()))) {
        Q_EMIT removeRequested(m_chip.id);
    }
}

void ChipWidget::mouseMoveEvent(QMouseEvent *event) {
    const bool over = closeRect().contains(event->pos());
    if (over != m_overClose) {
        m_overClose = over;
        update();
    }
}

void ChipWidget::leaveEvent(QEvent *) {
    m_overClose = false;
    update();
}

void ChipWidget::keyPressEvent(QKeyEvent *event) {
    const int forward = layoutDirection() == Qt::LeftToRight ? 1 : -1;
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        Q_EMIT removeRequested(m_chip.id);
        return;
    case Qt::Key_Left:
        Q_EMIT moved(m_chip.id, -forward);
        return;
    case Qt::Key_Right:
        Q_EMIT moved(m_chip.id, forward);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ChipWidget::focusInEvent(QFocusEvent *) {
    update();
}

void ChipWidget::focusOutEvent(QFocusEvent *) {
    update();
}

} // namespace fovea::ui
