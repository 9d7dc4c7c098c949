#pragma once

#include "engine/core/ids.h"
#include "ui/icons.h"

#include <QAbstractButton>
#include <QList>

class QLineEdit;

namespace fovea::ui {

/// A place in the sidebar: icon, name, and a count or word at its end. Checked, it is the current
/// one. It can let its name be written over, and take photos that are dropped on it.
class SidebarRow : public QAbstractButton {
    Q_OBJECT

public:
    static constexpr int kHeight = 32;

    SidebarRow(Icon icon, const QString &name, QWidget *parent = nullptr);

    void setIcon(Icon icon);
    void setDetail(const QString &detail);
    QString detail() const { return m_detail; }
    void setFaint(bool faint);                                     ///< for what is not there now
    void setRenamable(bool renamable) { m_renamable = renamable; } ///< by F2 too
    void rename();                                                 ///< in place
    void setTakesPhotos(bool takes);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void menuRequested(QPoint globalPos);
    void renamed(const QString &name);
    void photosDropped(const QList<fovea::PhotoId> &photos);
    void removeRequested(); ///< by Delete, where the row is renamable

protected:
    void nextCheckState() override {} // the window says what is current
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QRect nameRect() const;
    void endRename(bool keep);

    Icon m_icon;
    QString m_detail;
    bool m_faint = false;
    bool m_keyboardFocus = false;
    bool m_renamable = false;
    bool m_dragOver = false;
    QLineEdit *m_edit = nullptr; ///< while the name is being written
};

} // namespace fovea::ui
