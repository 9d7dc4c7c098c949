#pragma once

#include <QStringList>
#include <QWidget>

namespace fovea::ui {

/// Keywords as tags that wrap to as many lines as they need.
class TagRow : public QWidget {
    Q_OBJECT

public:
    explicit TagRow(const QStringList &tags, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Tag {
        QString text;
        QRect rect;
    };
    QList<Tag> layOut(int width) const;

    QStringList m_tags;
};

} // namespace fovea::ui
