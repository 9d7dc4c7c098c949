#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;

namespace fovea::ui {

/// A choice of a few short words, one of which is always on. Left and Right move it.
class SegmentedSwitch : public QWidget {
    Q_OBJECT

public:
    explicit SegmentedSwitch(const QStringList &words, QWidget *parent = nullptr);

    int current() const;
    void setCurrent(int index); ///< without chosen()
    void setWord(int index, const QString &word);

Q_SIGNALS:
    void chosen(int index); ///< by the person

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group = nullptr;
};

} // namespace fovea::ui
