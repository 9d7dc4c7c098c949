#pragma once

#include "ui/icons.h"

#include <QAbstractButton>

namespace fovea::ui {

/// A place in the sidebar: icon, name, and a count or word at its end. Checked, it is the current
/// one.
class SidebarRow : public QAbstractButton {
    Q_OBJECT

public:
    static constexpr int kHeight = 32;

    SidebarRow(Icon icon, const QString &name, QWidget *parent = nullptr);

    void setIcon(Icon icon);
    void setDetail(const QString &detail);
    QString detail() const { return m_detail; }
    void setFaint(bool faint); ///< for what is not there now

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void menuRequested(QPoint globalPos);

protected:
    void nextCheckState() override {} // the window says what is current
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    Icon m_icon;
    QString m_detail;
    bool m_faint = false;
    bool m_keyboardFocus = false;
};

} // namespace fovea::ui
