#pragma once

#include "ui/icons.h"

#include <QWidget>

namespace fovea::ui {

/// A line of one px in the theme's color, between rows of a list.
class Hairline : public QWidget {
    Q_OBJECT

public:
    explicit Hairline(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// An icon that stands beside text and cannot be pressed.
class IconLabel : public QWidget {
    Q_OBJECT

public:
    explicit IconLabel(Icon name, QWidget *parent = nullptr);
    void setIcon(Icon name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Icon m_icon;
};

} // namespace fovea::ui
