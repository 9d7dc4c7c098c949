#include "ui/caption_delegate.h"

#include "ui/caption_grid.h"
#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QTextLayout>

namespace fovea::ui {

namespace {

constexpr int kCaptionGap = 8; ///< between photo and caption
constexpr int kLine = 20;
constexpr int kNote = 16;
constexpr int kBox = 32; ///< where a caption can be written
constexpr int kMark = 20;
constexpr int kRadius = 4;

/// A text edit in a frame of our own, for two lines.
class CaptionEdit : public QPlainTextEdit {
public:
    explicit CaptionEdit(QWidget *parent)
        : QPlainTextEdit(parent) {
        setFrameShape(QFrame::NoFrame);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setTabChangesFocus(true);
        viewport()->setAutoFillBackground(false);
        document()->setDocumentMargin(CaptionGrid::kOverhang - 1);
        setPlaceholderText(CaptionGrid::tr("What is in this photo?"));
        setAccessibleName(CaptionGrid::tr("Caption"));
    }

protected:
    void paintEvent(QPaintEvent *event) override {
        const ThemeColors &colors = Theme::instance().colors();
        {
            QPainter painter(viewport());
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(colors.focus, 2));
            painter.setBrush(colors.edit);
            painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 5, 5);
        }
        QPlainTextEdit::paintEvent(event);
    }
};

/// Up to `lines` lines of text, the last one cut.
void drawLines(QPainter *painter, const QRect &area, const QString &text, int lines) {
    QTextLayout layout(text, painter->font());
    layout.beginLayout();
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(area.width());
        const QRect row(area.left(), area.top() + i * kLine, area.width(), kLine);
        const bool last = i == lines - 1;
        const QString part = last ? painter->fontMetrics().elidedText(text.mid(line.textStart()),
                                                                      Qt::ElideRight, area.width())
                                  : text.mid(line.textStart(), line.textLength()).trimmed();
        painter->drawText(row, int(Qt::AlignLeading | Qt::AlignVCenter), part);
    }
    layout.endLayout();
}

} // namespace

CaptionDelegate::CaptionDelegate(QObject *parent)
    : QStyledItemDelegate(parent) {}

void CaptionDelegate::setCell(QSize cell) {
    if (m_cell != cell) {
        m_cell = cell;
        m_pixels.clear();
    }
}

QRect CaptionDelegate::photoRect(const QRect &cell) const {
    return {cell.left() + CaptionGrid::kOverhang, cell.top(),
            m_cell.width() - 2 * CaptionGrid::kOverhang,
            m_cell.height() - CaptionGrid::kCaptionRoom};
}

QRect CaptionDelegate::captionRect(const QRect &cell) const {
    const QRect photo = photoRect(cell);
    return {photo.left(), photo.bottom() + 1 + kCaptionGap, photo.width(), 2 * kLine};
}

/// The marks of a proposal stand on the photo's lower corner, the last one outermost.
QRect CaptionDelegate::markRect(const QRect &cell, int place) const {
    const QRect photo = photoRect(cell);
    return {photo.right() - 4 - kMark - place * (kMark + 6), photo.bottom() - 5 - kMark, kMark + 2,
            kMark + 2};
}

CaptionDelegate::Part CaptionDelegate::partAt(const QRect &cell, const QModelIndex &index,
                                              QPoint position) const {
    if (!index.data(CaptionModel::ProposalRole).toString().isEmpty()) {
        if (markRect(cell, 0).contains(position)) {
            return Part::Decline;
        }
        if (markRect(cell, 1).contains(position)) {
            return Part::Confirm;
        }
    }
    return position.y() > photoRect(cell).bottom() ? Part::Caption : Part::Photo;
}

QSize CaptionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const {
    return m_cell;
}

void CaptionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool focused =
        (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_Active);
    paintPhoto(painter, photoRect(option.rect), index, focused);
    paintCaption(painter, option.rect, index);
    painter->restore();
}

void CaptionDelegate::paintPhoto(QPainter *painter, const QRect &area, const QModelIndex &index,
                                 bool focused) const {
    const ThemeColors &colors = Theme::instance().colors();
    const PhotoId photo{index.data(CaptionModel::PhotoRole).toLongLong()};
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QSize size(qRound(area.width() * ratio), qRound(area.height() * ratio));
    m_pixels.setFinish(colors.base, colors.photoLine, kRadius);
    QPixmap pixels = m_pixels.find(photo, size, ratio);
    if (pixels.isNull() && m_source != nullptr) {
        if (const QImage thumbnail = m_source->thumbnail(photo); !thumbnail.isNull()) {
            pixels = m_pixels.insert(photo, croppedTo(thumbnail, size), size, ratio);
        }
    }
    if (pixels.isNull()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.placeholder);
        painter->drawRoundedRect(area, kRadius, kRadius);
    } else {
        painter->drawPixmap(area.topLeft(), pixels);
    }
    if (focused) {
        painter->setPen(QPen(colors.focus, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), kRadius, kRadius);
    }
}

void CaptionDelegate::paintCaption(QPainter *painter, const QRect &cell,
                                   const QModelIndex &index) const {
    const ThemeColors &colors = Theme::instance().colors();
    const QRect area = captionRect(cell);
    const QString caption = index.data(Qt::DisplayRole).toString();
    const QString proposal = index.data(CaptionModel::ProposalRole).toString();
    const int equal = index.data(CaptionModel::EqualRole).toInt();
    painter->setFont(Theme::instance().bodyFont());
    if (!proposal.isEmpty()) {
        painter->setPen(colors.text2);
        drawLines(painter, area, proposal, 2);
        for (int place = 0; place < 2; ++place) {
            const QRectF mark = markRect(cell, place);
            painter->setPen(QPen(colors.isDark ? colors.line : colors.chipLine, 1));
            painter->setBrush(colors.raised);
            painter->drawEllipse(mark);
            paintIcon(painter, place == 0 ? Icon::Close : Icon::Check, mark.adjusted(4, 4, -4, -4),
                      colors.text);
        }
        return;
    }
    if (!caption.isEmpty()) {
        painter->setPen(colors.text);
        drawLines(painter, area, caption, equal > 0 ? 1 : 2);
        if (equal > 0) {
            painter->setFont(Theme::instance().smallFont());
            painter->setPen(colors.warning);
            painter->drawText(QRect(area.left(), area.top() + kLine + 2, area.width(), kNote),
                              int(Qt::AlignLeading | Qt::AlignVCenter),
                              CaptionGrid::tr("same as %Ln other(s)", nullptr, equal));
        }
        return;
    }
    const QRectF box(area.left(), area.top(), area.width(), kBox);
    painter->setPen(QPen(colors.control, 1));
    painter->setBrush(colors.edit);
    painter->drawRoundedRect(box.adjusted(.5, .5, -.5, -.5), 6, 6);
    painter->setPen(colors.text2);
    painter->drawText(box.adjusted(9, 0, -9, 0), int(Qt::AlignLeading | Qt::AlignVCenter),
                      painter->fontMetrics().elidedText(CaptionGrid::tr("What is in this photo?"),
                                                        Qt::ElideRight, area.width() - 18));
}

QWidget *CaptionDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                       const QModelIndex &) const {
    auto *edit = new CaptionEdit(parent);
    edit->setFont(Theme::instance().bodyFont());
    return edit;
}

/// A proposal is there to be confirmed by Enter, or written over.
void CaptionDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const {
    auto *edit = qobject_cast<QPlainTextEdit *>(editor);
    const QString caption = index.data(Qt::EditRole).toString();
    if (edit->toPlainText().isEmpty()) {
        const QString proposal = index.data(CaptionModel::ProposalRole).toString();
        edit->setPlainText(proposal.isEmpty() ? caption : proposal);
        edit->selectAll();
    }
}

void CaptionDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                   const QModelIndex &index) const {
    const auto *edit = qobject_cast<const QPlainTextEdit *>(editor);
    // A caption that was only looked at declines no proposal that came in the meantime.
    if (edit->document()->isModified() ||
        edit->toPlainText() != index.data(Qt::EditRole).toString()) {
        model->setData(index, edit->toPlainText(), Qt::EditRole);
    }
}

void CaptionDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                           const QModelIndex &) const {
    const QRect area = captionRect(option.rect);
    editor->setGeometry(option.rect.left(), area.top() - 4, m_cell.width(), 2 * kLine + 8);
}

bool CaptionDelegate::eventFilter(QObject *watched, QEvent *event) {
    auto *editor = qobject_cast<QWidget *>(watched);
    if (editor != nullptr && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && (key->modifiers() & Qt::ControlModifier) == 0) {
            Q_EMIT commitData(editor);
            Q_EMIT closeEditor(editor, NoHint);
            Q_EMIT moved((key->modifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
            return true;
        }
    }
    if (editor != nullptr && event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

} // namespace fovea::ui
