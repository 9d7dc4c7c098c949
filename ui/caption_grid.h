#pragma once

#include "ui/caption_model.h"

#include <QListView>

namespace fovea::ui {

class CaptionDelegate;
class ThumbnailSource;

/// Photos with their captions below, to be written one after the other: Enter goes to the next,
/// Shift+Enter to the one before, Esc gives up. Typing on a photo begins its caption.
class CaptionGrid : public QListView {
    Q_OBJECT

public:
    static constexpr int kOverhang = 8; ///< how far a cell reaches out on both sides of its photo
    static constexpr int kCaptionRoom = 64; ///< below a photo

    explicit CaptionGrid(QWidget *parent = nullptr);

    void setSource(ThumbnailSource *source);
    void setCaptions(CaptionModel *model);
    /// The width that the photos share; what is beyond it is left to the scroll bar.
    void setContentWidth(int width);
    /// Ends what is being written and keeps it.
    void finishEditing();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void layOutCells();
    void editBeside(int by);
    CaptionModel *captions() const;

    CaptionDelegate *m_delegate = nullptr;
    int m_contentWidth = 0;
    QPersistentModelIndex m_pressed;
};

} // namespace fovea::ui
