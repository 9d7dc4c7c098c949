#pragma once

#include "ui/folder_entry.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace fovea::ui {

class FolderCard;
class TextLabel;

/// What a person sees before there is any folder: one to begin with, and what happens to their
/// photos.
class FirstStart : public QWidget {
    Q_OBJECT

public:
    explicit FirstStart(QWidget *parent = nullptr);

    /// Without a path only "Choose a folder…" is offered.
    void setSuggestion(const FolderSuggestion &folder);

Q_SIGNALS:
    void suggestionAccepted(const QString &path);
    void chooseFolderRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildFacts(QVBoxLayout *layout);

    FolderSuggestion m_folder;
    QWidget *m_column = nullptr;
    FolderCard *m_card = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_choose = nullptr;
};

} // namespace fovea::ui
