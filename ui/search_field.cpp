#include "ui/search_field.h"

#include "ui/chip_widget.h"
#include "ui/drop_contents.h"
#include "ui/icons.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr int kIconLeft = 12;
constexpr int kIcon = 20;
constexpr int kChipsLeft = 40;
constexpr int kChipGap = 8;
constexpr int kMinText = 108;
constexpr int kTextInset = 10; ///< from the edit to its first letter
constexpr int kButton = 32;
constexpr int kButtonRight = 4;
constexpr qreal kRadius = 8;

int nextChipId() {
    static int last = 0;
    return ++last;
}

} // namespace

void SearchEdit::keyPressEvent(QKeyEvent *event) {
    const bool atStart = cursorPosition() == 0 && !hasSelectedText();
    const int back = layoutDirection() == Qt::LeftToRight ? Qt::Key_Left : Qt::Key_Right;
    if (event->matches(QKeySequence::Paste)) {
        const QMimeData *mime = QApplication::clipboard()->mimeData();
        if (mime != nullptr && isPicturePaste(*mime)) {
            Q_EMIT pastedData(mime);
            return;
        }
    }
    if (event->key() == Qt::Key_Escape) {
        event->ignore();
        return;
    }
    if (event->modifiers() == Qt::NoModifier && atStart && event->key() == Qt::Key_Backspace) {
        Q_EMIT backspaceAtStart();
        return;
    }
    if (event->modifiers() == Qt::NoModifier && atStart && event->key() == back) {
        Q_EMIT leftAtStart();
        return;
    }
    if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_Down) {
        Q_EMIT downPressed();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

SearchField::SearchField(QWidget *parent)
    : QWidget(parent)
    , m_edit(new SearchEdit(this))
    , m_addImage(new QToolButton(this)) {
    m_edit->setFrame(false);
    m_edit->setFont(Theme::instance().bodyFont());
    m_edit->setAcceptDrops(false); // the window takes what is dropped
    m_edit->setAccessibleName(tr("Search"));
    m_edit->installEventFilter(this);
    QPalette clear = m_edit->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(clear);
    setFocusProxy(m_edit);
    setCursor(Qt::IBeamCursor);

    m_addImage->setIcon(icon(Icon::AddImage));
    m_addImage->setIconSize({kIcon, kIcon});
    m_addImage->setAutoRaise(true);
    m_addImage->setCursor(Qt::ArrowCursor);
    m_addImage->setFocusPolicy(Qt::TabFocus);
    m_addImage->setToolTip(tr("Search with a picture…"));
    m_addImage->setAccessibleName(tr("Search with a picture"));
    m_addImage->resize(kButton, kButton);

    connect(m_addImage, &QToolButton::clicked, this, &SearchField::addImageRequested);
    connect(m_edit, &QLineEdit::textChanged, this, &SearchField::textEdited);
    connect(m_edit, &QLineEdit::returnPressed, this, &SearchField::returnPressed);
    connect(m_edit, &SearchEdit::downPressed, this, &SearchField::downPressed);
    connect(m_edit, &SearchEdit::pastedData, this, &SearchField::pastedData);
    connect(m_edit, &SearchEdit::leftAtStart, this, [this] { focusChip(int(m_chips.size()) - 1); });
    connect(m_edit, &SearchEdit::backspaceAtStart, this, [this] {
        if (!m_chips.isEmpty()) {
            removeChip(m_chips.last()->chip().id);
        }
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QString SearchField::text() const {
    return m_edit->text().trimmed();
}

void SearchField::setText(const QString &text) {
    m_edit->setText(text);
}

QList<SearchChip> SearchField::chips() const {
    QList<SearchChip> chips;
    for (const ChipWidget *widget : m_chips) {
        chips.append(widget->chip());
    }
    return chips;
}

int SearchField::addChip(SearchChip chip) {
    if (m_chips.size() >= kMaxChips) {
        return 0;
    }
    chip.id = nextChipId();
    auto *widget = new ChipWidget(std::move(chip), this);
    connect(widget, &ChipWidget::removeRequested, this, &SearchField::removeChip);
    connect(widget, &ChipWidget::moved, this,
            [this, widget](int, int by) { focusChip(int(m_chips.indexOf(widget)) + by); });
    widget->installEventFilter(this);
    m_chips.append(widget);
    widget->show();
    refreshPlaceholder();
    relayout();
    Q_EMIT chipsEdited();
    return widget->chip().id;
}

void SearchField::removeChip(int id) {
    const auto found = std::find_if(m_chips.begin(), m_chips.end(), [id](const ChipWidget *widget) {
        return widget->chip().id == id;
    });
    if (found == m_chips.end()) {
        return;
    }
    ChipWidget *widget = *found;
    if (widget->hasFocus()) {
        m_edit->setFocus();
    }
    m_chips.erase(found);
    widget->hide();
    widget->deleteLater(); // it may be the sender
    refreshPlaceholder();
    relayout();
    Q_EMIT chipsEdited();
}

void SearchField::setChipInfo(int id, const QString &name, const QImage &thumbnail) {
    for (ChipWidget *widget : std::as_const(m_chips)) {
        if (widget->chip().id == id) {
            widget->setInfo(name, thumbnail);
            relayout();
        }
    }
}

void SearchField::clear() {
    while (!m_chips.isEmpty()) {
        removeChip(m_chips.last()->chip().id);
    }
    m_edit->clear();
}

void SearchField::setPlaceholder(const QString &placeholder) {
    m_placeholder = placeholder;
    refreshPlaceholder();
}

void SearchField::refreshPlaceholder() {
    // What is dragged shows as chips in this very place.
    m_edit->setPlaceholderText(!m_ghosts.isEmpty() ? QString()
                               : m_chips.isEmpty() ? m_placeholder
                                                   : tr("Add words, or drop a photo"));
}

void SearchField::setGhostChips(const QStringList &labels) {
    m_ghosts = labels;
    refreshPlaceholder();
    update();
}

void SearchField::takeFocus() {
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

QSize SearchField::sizeHint() const {
    return {480, kHeight};
}

QSize SearchField::minimumSizeHint() const {
    return {kChipsLeft + kMinText + kButton + kButtonRight, kHeight};
}

bool SearchField::hasFocusInside() const {
    return m_edit->hasFocus() ||
           std::any_of(m_chips.begin(), m_chips.end(),
                       [](const ChipWidget *chip) { return chip->hasFocus(); });
}

void SearchField::focusChip(int index) {
    if (index >= m_chips.size()) {
        m_edit->setFocus();
    } else if (index >= 0) {
        m_chips[index]->setFocus();
    }
}

QList<int> SearchField::chipWidths(int available) const {
    QList<int> hints;
    for (const ChipWidget *chip : m_chips) {
        hints.append(chip->sizeHint().width());
    }
    const auto total = [&hints](int cap) {
        int sum = 0;
        for (const int hint : hints) {
            sum += std::min(hint, cap) + kChipGap;
        }
        return sum;
    };
    // The widest give way first.
    int cap = ChipWidget::kMaxWidth;
    while (cap > ChipWidget::kMinWidth && total(cap) > available) {
        --cap;
    }
    for (int &hint : hints) {
        hint = std::min(hint, cap);
    }
    return hints;
}

void SearchField::relayout() {
    const auto place = [this](QWidget *widget, const QRect &area) {
        widget->setGeometry(QStyle::visualRect(layoutDirection(), rect(), area));
    };
    const int right = width() - kButtonRight - kButton;
    place(m_addImage, {right, (height() - kButton) / 2, kButton, kButton});
    int x = kChipsLeft;
    const QList<int> widths = chipWidths(right - kChipsLeft - kMinText);
    for (int i = 0; i < m_chips.size(); ++i) {
        place(m_chips[i],
              {x, (height() - ChipWidget::kHeight) / 2, widths[i], ChipWidget::kHeight});
        x += widths[i] + kChipGap;
    }
    m_textStart = x;
    // Clear of the focus ring.
    place(m_edit, {x, 3, std::max(0, right - kChipGap - x), height() - 6});
    update();
}

int SearchField::ghostWidth(const QString &label) const {
    return std::min(ChipWidget::kMaxWidth, m_edit->fontMetrics().horizontalAdvance(label) + 44);
}

void SearchField::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.field);
    painter.drawRoundedRect(rect(), kRadius, kRadius);
    if (hasFocusInside()) {
        painter.setPen(QPen(colors.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
    }
    const auto mirrored = [this](const QRect &area) {
        return QRectF(QStyle::visualRect(layoutDirection(), rect(), area));
    };
    paintIcon(&painter, Icon::Search, mirrored({kIconLeft, (height() - kIcon) / 2, kIcon, kIcon}),
              colors.text2);

    int x = m_textStart;
    if (!m_edit->text().isEmpty()) {
        x += kTextInset + m_edit->fontMetrics().horizontalAdvance(m_edit->text()) + kChipGap;
    }
    painter.setFont(m_edit->font());
    for (const QString &label : m_ghosts) {
        const int ghost = ghostWidth(label);
        if (x + ghost > width() - kButton - kChipGap) {
            break;
        }
        const QRectF area =
            mirrored({x, (height() - ChipWidget::kHeight) / 2, ghost, ChipWidget::kHeight});
        painter.setBrush(colors.field);
        painter.setPen(QPen(colors.focus, 1, Qt::DashLine));
        painter.drawRoundedRect(area.adjusted(.5, .5, -.5, -.5), 6, 6);
        paintIcon(&painter, Icon::Image, mirrored({x + 8, (height() - 16) / 2, 16, 16}),
                  colors.focus);
        painter.setPen(colors.link);
        const QRectF words = mirrored({x + 32, 0, ghost - 40, height()});
        painter.drawText(
            words, int(Qt::AlignVCenter | Qt::AlignLeading),
            m_edit->fontMetrics().elidedText(label, Qt::ElideMiddle, int(words.width())));
        x += ghost + kChipGap;
    }
}

void SearchField::resizeEvent(QResizeEvent *) {
    relayout();
}

void SearchField::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange) {
        relayout();
    }
}

bool SearchField::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return QWidget::eventFilter(watched, event);
}

void SearchField::mousePressEvent(QMouseEvent *event) {
    m_edit->setFocus(Qt::MouseFocusReason);
    event->accept();
}

} // namespace fovea::ui
