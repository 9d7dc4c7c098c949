#pragma once

#include <QFont>
#include <QLabel>

namespace fovea::ui {

/// A label in one of the three sizes and in a color of the theme, which it follows. Elided, it cuts
/// its text where room is short and tells the whole as its tool tip.
class TextLabel : public QLabel {
    Q_OBJECT

public:
    enum class Size { Small, Body, Title };
    enum class Color { Text, Text2, Warning, OnDark, OnDark2 };

    explicit TextLabel(Size size = Size::Body, Color color = Color::Text,
                       QFont::Weight weight = QFont::Normal, QWidget *parent = nullptr);

    void setColor(Color color);
    /// Qt::ElideNone (the default) shows the text whole.
    void setElide(Qt::TextElideMode mode);
    void setWeight(QFont::Weight weight);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void refresh();
    QString shownText() const;

    Size m_size;
    Color m_color;
    QFont::Weight m_weight;
    Qt::TextElideMode m_elide = Qt::ElideNone;
};

} // namespace fovea::ui
