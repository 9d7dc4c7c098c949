#pragma once

#include "ui/search_request.h"

#include <QWidget>

namespace fovea::ui {

/// An image in the search field: thumbnail, "like NAME", and a cross that takes it away.
class ChipWidget : public QWidget {
    Q_OBJECT

public:
    static constexpr int kHeight = 28;
    static constexpr int kMinWidth = 52;
    static constexpr int kMaxWidth = 240;

    explicit ChipWidget(SearchChip chip, QWidget *parent = nullptr);

    const SearchChip &chip() const { return m_chip; }
    void setInfo(const QString &name, const QImage &thumbnail);

    QSize sizeHint() const override;

Q_SIGNALS:
    void removeRequested(int id);
    /// An arrow key: to the chip before (-1) or after (+1).
    void moved(int id, int by);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QString label() const;
    QRect closeRect() const;
    void describe();

    SearchChip m_chip;
    bool m_overClose = false;
};

} // namespace fovea::ui
