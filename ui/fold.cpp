#include "ui/fold.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kHeight = 40;
constexpr int kIcon = 16;
constexpr int kTextLeft = 24;
constexpr int kGap = 8;

} // namespace

class FoldHead : public QAbstractButton {
public:
    FoldHead(const QString &name, QWidget *parent)
        : QAbstractButton(parent) {
        setText(name);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setFixedHeight(kHeight);
        setAccessibleName(name);
        setCursor(Qt::PointingHandCursor);
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    void setCircumstance(const QString &circumstance) {
        m_circumstance = circumstance;
        setAccessibleDescription(circumstance);
        update();
    }
    QSize sizeHint() const override { return {200, kHeight}; }

protected:
    void paintEvent(QPaintEvent *) override {
        const ThemeColors &colors = Theme::instance().colors();
        const QFont strong = Theme::instance().bodyFont(QFont::Medium);
        const QFont plain = Theme::instance().bodyFont();
        const auto mirrored = [this](const QRect &area) {
            return QStyle::visualRect(layoutDirection(), rect(), area);
        };
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Icon chevron = isChecked()                            ? Icon::ChevronDown
                             : layoutDirection() == Qt::RightToLeft ? Icon::ChevronLeft
                                                                    : Icon::ChevronRight;
        paintIcon(&painter, chevron,
                  QRectF(mirrored({-2, (height() - kIcon) / 2, kIcon, kIcon})).adjusted(0, 0, 0, 0),
                  colors.text);
        const int nameWidth = QFontMetrics(strong).horizontalAdvance(text());
        const int align = int(Qt::AlignVCenter | Qt::AlignLeading);
        painter.setPen(colors.text);
        painter.setFont(strong);
        painter.drawText(mirrored({kTextLeft, 0, nameWidth + 2, height()}), align, text());
        const int left = kTextLeft + nameWidth + kGap;
        painter.setPen(colors.text2);
        painter.setFont(plain);
        const QString rest =
            QFontMetrics(plain).elidedText(m_circumstance, Qt::ElideRight, width() - left);
        painter.drawText(mirrored({left, 0, width() - left, height()}), align, rest);
        if (hasFocus() && m_keyboardFocus) {
            const int wide = left + QFontMetrics(plain).horizontalAdvance(rest) + kGap;
            painter.setPen(QPen(colors.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(mirrored({0, 4, std::min(width(), wide), height() - 8}))
                                        .adjusted(1, 1, -1, -1),
                                    5, 5);
        }
    }
    void keyPressEvent(QKeyEvent *event) override {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            click();
        } else {
            QAbstractButton::keyPressEvent(event);
        }
    }
    void focusInEvent(QFocusEvent *event) override {
        m_keyboardFocus = event->reason() != Qt::MouseFocusReason;
        QAbstractButton::focusInEvent(event);
    }

private:
    QString m_circumstance;
    bool m_keyboardFocus = false;
};

Fold::Fold(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_head(new FoldHead(name, this))
    , m_contents(new QWidget(this))
    , m_body(new QVBoxLayout(m_contents)) {
    m_body->setContentsMargins(0, 4, 0, 8);
    m_body->setSpacing(8);
    m_contents->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_contents);
    connect(m_head, &QAbstractButton::toggled, this, [this](bool open) {
        m_contents->setVisible(open);
        Q_EMIT toggled(open);
    });
}

void Fold::setCircumstance(const QString &circumstance) {
    m_head->setCircumstance(circumstance);
}

bool Fold::isOpen() const {
    return m_head->isChecked();
}

void Fold::setOpen(bool open) {
    m_head->setChecked(open);
}

} // namespace fovea::ui
