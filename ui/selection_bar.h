#pragma once

#include "ui/floating_bar.h"

#include <QList>
#include <QStringList>

class QPushButton;

namespace fovea::ui {

class TextLabel;

/// What can be done with the photos that are selected. Floats at the foot of the grid.
class SelectionBar : public FloatingBar {
    Q_OBJECT

public:
    explicit SelectionBar(QWidget *parent = nullptr);

    void setCount(int selected);
    /// Without words, icons alone: for narrow windows.
    void setNarrow(bool narrow);

Q_SIGNALS:
    void findSimilarRequested();
    void addToAlbumRequested(QPoint globalPos); ///< where a menu may stand
    void revealRequested();
    void copyRequested();
    void clearRequested();

private:
    TextLabel *m_count = nullptr;
    QList<QPushButton *> m_actions;
    QStringList m_words;
};

} // namespace fovea::ui
