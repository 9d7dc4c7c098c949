#pragma once

#include <QWidget>

namespace fovea::ui {

/// One line of text, cut in the middle when there is no room; the full text is then the tool tip.
class ElidedLabel : public QWidget {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setText(const QString &text);
    const QString &text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString elided() const;
    void updateToolTip();

    QString m_text;
};

} // namespace fovea::ui
