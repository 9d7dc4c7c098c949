#include "ui/sidebar_row.h"

#include "ui/drop_contents.h"
#include "ui/theme.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>

#include <utility>

namespace fovea::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kIconSize = 20;
constexpr int kGap = 8;
constexpr qreal kRadius = 6;

} // namespace

SidebarRow::SidebarRow(Icon icon, const QString &name, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon) {
    setText(name);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFont(Theme::instance().bodyFont());
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SidebarRow::setIcon(Icon icon) {
    m_icon = icon;
    update();
}

void SidebarRow::setDetail(const QString &detail) {
    m_detail = detail;
    setAccessibleDescription(detail);
    update();
}

void SidebarRow::setFaint(bool faint) {
    m_faint = faint;
    update();
}

void SidebarRow::setTakesPhotos(bool takes) {
    setAcceptDrops(takes);
}

QRect SidebarRow::nameRect() const {
    const int left = kPadding + kIconSize + kGap / 2;
    return QStyle::visualRect(layoutDirection(), rect(),
                              {left, 2, width() - left - 2, kHeight - 4});
}

void SidebarRow::rename() {
    if (m_edit != nullptr) {
        return;
    }
    m_edit = new QLineEdit(text(), this);
    m_edit->setGeometry(nameRect());
    m_edit->setAccessibleName(tr("Name"));
    m_edit->installEventFilter(this);
    m_edit->selectAll();
    m_edit->show();
    m_edit->setFocus(Qt::OtherFocusReason);
}

void SidebarRow::endRename(bool keep) {
    if (m_edit == nullptr) {
        return;
    }
    QLineEdit *edit = std::exchange(m_edit, nullptr);
    edit->removeEventFilter(this);
    const QString name = edit->text().trimmed();
    const bool hadFocus = edit->hasFocus();
    edit->hide();
    edit->deleteLater(); // it may be the sender
    if (hadFocus) {
        setFocus(Qt::OtherFocusReason);
    }
    if (keep && !name.isEmpty() && name != text()) {
        Q_EMIT renamed(name);
    }
}

bool SidebarRow::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_edit && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
        endRename(true);
    } else if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter) {
            endRename(key != Qt::Key_Escape);
            return true; // a row would take Enter as a click
        }
    }
    return QAbstractButton::eventFilter(watched, event);
}

void SidebarRow::dragEnterEvent(QDragEnterEvent *event) {
    if (!readDrop(*event->mimeData()).photos.isEmpty()) {
        m_dragOver = true;
        update();
        event->setDropAction(Qt::CopyAction);
        event->accept();
    }
}

void SidebarRow::dragLeaveEvent(QDragLeaveEvent *) {
    m_dragOver = false;
    update();
}

void SidebarRow::dropEvent(QDropEvent *event) {
    m_dragOver = false;
    update();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    Q_EMIT photosDropped(readDrop(*event->mimeData()).photos);
}

QSize SidebarRow::sizeHint() const {
    return {208, kHeight};
}

QSize SidebarRow::minimumSizeHint() const {
    return {120, kHeight};
}

void SidebarRow::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (isChecked() || isDown()) {
        painter.setBrush(colors.current);
        painter.drawRoundedRect(rect(), kRadius, kRadius);
    } else if (underMouse()) {
        painter.setBrush(colors.hover);
        painter.drawRoundedRect(rect(), kRadius, kRadius);
    }
    const auto mirrored = [this](const QRect &area) {
        return QStyle::visualRect(layoutDirection(), rect(), area);
    };
    const QRect iconArea(kPadding, (height() - kIconSize) / 2, kIconSize, kIconSize);
    paintIcon(&painter, m_icon, QRectF(mirrored(iconArea)),
              isChecked() ? colors.text : colors.text2);

    const QFont small = Theme::instance().smallFont();
    const int detailWidth = QFontMetrics(small).horizontalAdvance(m_detail);
    const int right = width() - kPadding;
    const int left = kPadding + kIconSize + kGap;
    painter.setPen(m_faint ? colors.text2 : colors.text);
    painter.setFont(font());
    const int nameWidth = right - left - (m_detail.isEmpty() ? 0 : detailWidth + kGap);
    painter.drawText(mirrored({left, 0, nameWidth, height()}),
                     int(Qt::AlignVCenter | Qt::AlignLeading),
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, nameWidth));
    painter.setPen(colors.text2);
    painter.setFont(small);
    painter.drawText(mirrored({right - detailWidth, 0, detailWidth, height()}), Qt::AlignCenter,
                     m_detail);
    if (m_dragOver || (hasFocus() && m_keyboardFocus)) {
        painter.setPen(QPen(colors.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
    }
}

void SidebarRow::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    if (m_renamable && event->key() == Qt::Key_F2) {
        rename();
        return;
    }
    if (m_renamable && event->key() == Qt::Key_Delete) {
        Q_EMIT removeRequested();
        return;
    }
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        event->ignore(); // the sidebar goes to the next row
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void SidebarRow::contextMenuEvent(QContextMenuEvent *event) {
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    Q_EMIT menuRequested(byMouse ? event->globalPos() : mapToGlobal(rect().center()));
}

void SidebarRow::focusInEvent(QFocusEvent *event) {
    m_keyboardFocus = event->reason() != Qt::MouseFocusReason;
    QAbstractButton::focusInEvent(event);
}

} // namespace fovea::ui
