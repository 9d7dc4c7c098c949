#pragma once

#include "ui/photo_details.h"
#include "ui/photo_item.h"

#include <QHash>
#include <QImage>
#include <QList>
#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace fovea::ui {

class ElidedLabel;
class ThumbnailSource;
enum class Icon;
class ViewerCanvas;
class ViewerPanel;
class ViewerStrip;

/// One photo at a time, in the window, dark in both themes. It opens at once on the thumbnail, then
/// takes the preview, then the full pixels when zoomed beyond it; the neighbors are fetched ahead.
///
/// Keys: Left and Right (or Page Up and Down) go on, Home and End to the ends, + - zoom, 0 fits, 1
/// is 100 %, I shows or hides the panel, Esc goes one step back. Other keys are ignored.
class Viewer : public QWidget {
    Q_OBJECT

public:
    explicit Viewer(QWidget *parent = nullptr);
    ~Viewer() override;

    void setSource(ThumbnailSource *source);

    /// Shows `current`, one of `items`. "n of N" counts in these.
    void open(const QList<PhotoItem> &items, PhotoId current);
    /// The list behind has changed (indexing goes on). The photo shown stays, at its new number.
    void setItems(const QList<PhotoItem> &items);
    /// Lets go of all pixels and requests; the widget can be hidden.
    void release();

    PhotoId current() const;
    const QList<PhotoItem> &items() const { return m_items; }

    /// Answers detailsRequested(). Details of another photo than the one shown are dropped.
    void setDetails(const PhotoDetails &details);
    /// Answers similarRequested(), best first, without the photo itself. Dropped if `of` is not
    /// shown.
    void setSimilar(PhotoId of, const QList<PhotoItem> &photos);

    void setPanelVisible(bool visible);
    bool panelVisible() const;

Q_SIGNALS:
    /// Esc or Back; `last` is the photo of the opened list that was shown last, for the grid to
    /// show.
    void closed(fovea::PhotoId last);
    void currentChanged(fovea::PhotoId id);
    /// The panel wants setDetails().
    void detailsRequested(fovea::PhotoId id);
    /// The strip wants setSimilar().
    void similarRequested(fovea::PhotoId id);
    /// The person wants a search for photos like this one.
    void findSimilarRequested(fovea::PhotoId id);
    void showInFolderRequested(fovea::PhotoId id);
    void copyRequested(fovea::PhotoId id);
    void contextMenuRequested(fovea::PhotoId id, QPoint globalPos);
    /// The person dragged the photo out (Ctrl+drag, or any drag while the whole photo is visible).
    void dragStarted(const QList<fovea::PhotoId> &ids);
    void panelVisibleChanged(bool visible);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// A list that is gone through, and where in it. Following a similar photo puts one on top.
    struct Sequence {
        QList<PhotoItem> items;
        int index = 0;
    };
    struct Preview {
        QImage image;
        QSize fullSize;
    };

    QToolButton *addButton(Icon name, const QString &text);
    void buildBar();
    void applyTheme();
    void showPhoto(int index);
    void goBack();
    void followStrip(PhotoId id);
    void requestPreview();
    void requestFull();
    void takePreview(PhotoId id, const QImage &image, QSize fullSize);
    void takeFailure(PhotoId id, const QString &sentence);
    void takeThumbnails(const QList<PhotoId> &ids);
    void prefetch();
    void updateNote();
    void updateBar();
    void updateParts();
    void showNeighbors();
    void wantThumbnails();
    bool keyMoves(int key);

    QList<PhotoItem> m_items;
    int m_index = -1;
    QList<Sequence> m_below;
    QList<PhotoItem> m_similar;
    ThumbnailSource *m_source = nullptr;
    PhotoDetails m_details;
    QHash<PhotoId, Preview> m_previews; ///< of the photo shown and its neighbors
    QSize m_askedSize;
    bool m_fullAsked = false;
    bool m_panelWanted = false;
    QString m_failure;
    QTimer m_loadingTimer;
    QTimer m_neighborTimer;

    // Parts.
    QWidget *m_bar = nullptr;
    QHBoxLayout *m_barLayout = nullptr;
    ElidedLabel *m_name = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_zoom = nullptr;
    QToolButton *m_infoButton = nullptr;
    ViewerCanvas *m_canvas = nullptr;
    ViewerStrip *m_strip = nullptr;
    ViewerPanel *m_panel = nullptr;
};

} // namespace fovea::ui
