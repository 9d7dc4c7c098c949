#pragma once

#include "ui/photo_item.h"
#include "ui/scaled_thumbnails.h"

#include <QList>
#include <QWidget>

class QLabel;
class QToolButton;

namespace fovea::ui {

class ThumbnailSource;

/// The row of photos below the viewer's photo: photos like it or, where none are known, its
/// neighbors. Left and Right move, Enter opens, the wheel scrolls.
class ViewerStrip : public QWidget {
    Q_OBJECT

public:
    explicit ViewerStrip(QWidget *parent = nullptr);

    void setSource(ThumbnailSource *source);
    /// Shows photos under a title. `marked` is the index that is ringed and scrolled to, or -1.
    void setPhotos(const QString &title, const QList<PhotoItem> &photos, int marked,
                   bool offersAll);
    void clear();
    /// What is on screen, for ThumbnailSource::want().
    QList<PhotoId> visiblePhotos() const;
    /// These thumbnails have come.
    void thumbnailsReady(const QList<PhotoId> &ids);

Q_SIGNALS:
    void activated(fovea::PhotoId id);
    void showAllClicked();
    /// Other photos have come into view.
    void scrolled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QRect photoRect(int index) const;
    std::pair<int, int> visibleRange() const;
    void scrollTo(int offset);
    void scrollToShow(int index);
    void paintPhoto(QPainter &painter, int index);

    QList<PhotoItem> m_photos;
    QList<int> m_edges; ///< where each photo begins, from the first; one more for the end
    ThumbnailSource *m_source = nullptr;
    ScaledThumbnails m_scaled;
    int m_offset = 0;
    int m_marked = -1;
    int m_cursor = -1;
    QLabel *m_title = nullptr;
    QLabel *m_count = nullptr;
    QToolButton *m_all = nullptr;
};

} // namespace fovea::ui
