#pragma once

#include "ui/photo_details.h"

#include <QScrollArea>

class QVBoxLayout;

namespace fovea::ui {

enum class Icon;

/// What is known of the photo, beside it: only rows that have something to say.
class ViewerPanel : public QScrollArea {
    Q_OBJECT

public:
    explicit ViewerPanel(QWidget *parent = nullptr);

    void setDetails(const PhotoDetails &details);

private:
    void addRow(QVBoxLayout *column, Icon icon, const QString &name, const QString &circumstance,
                const QString &meaning);
};

} // namespace fovea::ui
