#pragma once

#include "ui/search_request.h"

#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QSlider;

namespace fovea::ui {

class SegmentedSwitch;
class TextLabel;

/// Between the search field and the photos: what is shown, its order, and the size of the photos.
/// It speaks only when it has something to say.
class InfoLine : public QWidget {
    Q_OBJECT

public:
    static constexpr int kHeight = 44;

    explicit InfoLine(QWidget *parent = nullptr);

    /// `name` in medium weight, then its circumstance.
    void setText(const QString &name, const QString &circumstance);
    /// The circumstance in the color of warnings.
    void setWarning(bool warning);
    /// Searches to try; a click on one emits suggestionChosen().
    void setSuggestions(const QStringList &suggestions);
    /// A link after the text; empty: none.
    void setAction(const QString &words);
    QString text() const; ///< both, as read aloud

    /// The order can be chosen while there are results.
    void setSortVisible(bool visible);
    SortBy sort() const;
    void setSort(SortBy sort); ///< without sortChosen()

    void setSizeRange(int minimum, int maximum);
    int photoSize() const;
    void setPhotoSize(int size); ///< without sizeChosen()

Q_SIGNALS:
    void sortChosen();
    void sizeChosen(int size);
    void suggestionChosen(const QString &words);
    void actionClicked();

private:
    TextLabel *m_name = nullptr;
    TextLabel *m_circumstance = nullptr;
    QPushButton *m_action = nullptr;
    QWidget *m_suggestionBox = nullptr;
    QHBoxLayout *m_suggestions = nullptr;
    SegmentedSwitch *m_sort = nullptr;
    QSlider *m_size = nullptr;
};

} // namespace fovea::ui
