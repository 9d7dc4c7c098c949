#include "ui/folders_page.h"

#include "ui/icons.h"
#include "ui/small_widgets.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kRowHeight = 64;
constexpr qint64 kWideCount = 88'888; ///< a usual count at its widest: the columns stay in line

QVBoxLayout *twoLines(TextLabel *upper, TextLabel *lower) {
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addStretch(1);
    lines->addWidget(upper);
    lines->addWidget(lower);
    lines->addStretch(1);
    return lines;
}

TextLabel *bodyLabel(QWidget *parent, QFont::Weight weight = QFont::Normal) {
    auto *label = new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, weight, parent);
    label->setElide(Qt::ElideRight);
    return label;
}

TextLabel *smallLabel(QWidget *parent, Qt::TextElideMode elide = Qt::ElideRight) {
    auto *label =
        new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, parent);
    label->setElide(elide);
    return label;
}

} // namespace

/// One folder: name over path, count, state over its circumstance, buttons.
class FolderRow : public QWidget {
    Q_OBJECT

public:
    FolderRow(const FolderEntry &folder, QWidget *parent)
        : QWidget(parent)
        , m_icon(new IconLabel(Icon::Folder, this))
        , m_name(bodyLabel(this, QFont::Medium))
        , m_path(smallLabel(this, Qt::ElideMiddle))
        , m_count(bodyLabel(this))
        , m_state(bodyLabel(this))
        , m_detail(smallLabel(this))
        , m_lookAgain(new QPushButton(tr("Look again"), this)) {
        setFixedHeight(kRowHeight - 1);
        m_count->setElide(Qt::ElideNone);
        m_count->setMinimumWidth(
            m_count->fontMetrics().horizontalAdvance(Wording::photos(kWideCount)));
        m_lookAgain->setFixedHeight(28);
        QSizePolicy policy = m_lookAgain->sizePolicy();
        policy.setRetainSizeWhenHidden(true); // the columns of all rows stay in line
        m_lookAgain->setSizePolicy(policy);
        m_lookAgain->setFont(Theme::instance().bodyFont(QFont::Medium));
        auto *more = new QToolButton(this);
        more->setIcon(icon(Icon::More));
        more->setIconSize({20, 20});
        more->setAutoRaise(true);
        more->setFixedSize(32, 32);
        more->setToolTip(tr("More"));
        more->setAccessibleName(tr("More for %1").arg(folder.name));

        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(12);
        layout->addWidget(m_icon);
        layout->addLayout(twoLines(m_name, m_path), 30);
        layout->addWidget(m_count, 11);
        layout->addLayout(twoLines(m_state, m_detail), 32);
        layout->addWidget(m_lookAgain);
        layout->addWidget(more);
        connect(m_lookAgain, &QPushButton::clicked, this, &FolderRow::lookAgain);
        connect(more, &QToolButton::clicked, this,
                [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
        setFolder(folder);
    }

    void setFolder(const FolderEntry &folder) {
        m_online = folder.online;
        m_icon->setIcon(folder.online ? Icon::Folder : Icon::FolderOffline);
        m_name->setText(folder.name);
        m_name->setColor(folder.online ? TextLabel::Color::Text : TextLabel::Color::Text2);
        m_path->setText(Wording::path(folder.path));
        m_count->setText(Wording::photos(folder.photoCount));
        m_lookAgain->setVisible(!folder.online);
        m_state->setColor(folder.online ? TextLabel::Color::Text : TextLabel::Color::Warning);
        const auto [state, detail] = describe(folder);
        m_state->setText(state);
        m_detail->setText(detail);
        m_detail->setVisible(!detail.isEmpty());
    }

Q_SIGNALS:
    void lookAgain();
    void removed();
    void revealed();

private:
    static std::pair<QString, QString> describe(const FolderEntry &folder) {
        if (!folder.online) {
            return {tr("Offline"), tr("still searchable; the photos open when it is back")};
        }
        const QString progress =
            folder.total > 0 ? tr("%1 of %2 done")
                                   .arg(Wording::number(folder.done), Wording::number(folder.total))
                             : QString();
        switch (folder.state) {
        case FolderEntry::State::Waiting:
            return {tr("Waiting"), tr("its turn comes after the folder in hand")};
        case FolderEntry::State::Paused:
            return {tr("Paused"), progress};
        case FolderEntry::State::Indexing: {
            const QString left = Wording::timeLeft(folder.remainingSeconds);
            return {left.isEmpty() ? tr("Indexing") : tr("Indexing, %1").arg(left), progress};
        }
        case FolderEntry::State::UpToDate:
            break;
        }
        return {tr("Up to date"), folder.checked.isValid()
                                      ? tr("checked %1").arg(Wording::ago(folder.checked))
                                      : QString()};
    }

    void showMenu(QPoint at) {
        QMenu menu(this);
        menu.addAction(icon(Icon::ShowInFolder), tr("Show in file manager"), this,
                       &FolderRow::revealed)
            ->setEnabled(m_online);
        menu.addAction(icon(Icon::Refresh), tr("Look again"), this, &FolderRow::lookAgain);
        menu.addSeparator();
        menu.addAction(icon(Icon::Delete), tr("Remove from library"), this, &FolderRow::removed);
        menu.exec(at);
    }

    bool m_online = true;
    IconLabel *m_icon;
    TextLabel *m_name;
    TextLabel *m_path;
    TextLabel *m_count;
    TextLabel *m_state;
    TextLabel *m_detail;
    QPushButton *m_lookAgain;
};

FoldersPage::FoldersPage(QWidget *parent)
    : Page(tr("Folders"), parent) {
    auto *add = new QPushButton(icon(Icon::Add, Tint::OnAccent), tr("Add folder…"), this);
    add->setDefault(true);
    add->setFont(Theme::instance().bodyFont(QFont::Medium));
    head()->addWidget(add);
    connect(add, &QPushButton::clicked, this, &FoldersPage::addRequested);
    refreshSentence();
}

FolderRow *FoldersPage::makeRow(const FolderEntry &folder) {
    auto *row = new FolderRow(folder, inner());
    const FolderId id = folder.id;
    const QString path = folder.path;
    connect(row, &FolderRow::lookAgain, this, [this, id] { Q_EMIT lookAgainRequested(id); });
    connect(row, &FolderRow::removed, this, [this, id] { Q_EMIT removeRequested(id); });
    connect(row, &FolderRow::revealed, this, [this, path] { Q_EMIT revealRequested(path); });
    return row;
}

void FoldersPage::setFolders(const QList<FolderEntry> &folders) {
    const bool sameRows =
        std::ranges::equal(folders, m_folders, {}, &FolderEntry::id, &FolderEntry::id);
    m_folders = folders;
    refreshSentence();
    if (sameRows) {
        for (int i = 0; i < folders.size(); ++i) {
            m_rows[i]->setFolder(folders[i]);
        }
        return;
    }
    m_rows.clear();
    emptyLayout(body());
    for (const FolderEntry &folder : folders) {
        body()->addWidget(new Hairline(inner()));
        m_rows.append(makeRow(folder));
        body()->addWidget(m_rows.last());
    }
    if (!folders.isEmpty()) {
        body()->addWidget(new Hairline(inner()));
    }
}

void FoldersPage::setPhotoCount(qint64 photos) {
    m_photos = photos;
    refreshSentence();
}

void FoldersPage::refreshSentence() {
    setSentence(
        m_folders.isEmpty()
            ? tr("No folder yet. Indexing only reads the photos; your files stay as they are.")
            : tr("%1 in %Ln folder(s). Indexing only reads them; your files stay as they are.",
                 nullptr, int(m_folders.size()))
                  .arg(Wording::photos(m_photos)));
}

} // namespace fovea::ui

#include "folders_page.moc"
