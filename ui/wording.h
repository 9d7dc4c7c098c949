#pragma once

#include <QCoreApplication>
#include <QString>

class QDateTime;

namespace fovea::ui {

/// Words that several places of the window share.
class Wording {
    Q_DECLARE_TR_FUNCTIONS(Wording)

public:
    static QString photos(qint64 count);       ///< "31,902 photos"
    static QString number(qint64 count);       ///< "31,902"
    static QString timeLeft(qint64 seconds);   ///< "8 min left"; empty for less than none
    static QString duration(qint64 seconds);   ///< "about 4 min"
    static QString fileSize(qint64 bytes);     ///< "151 MB"
    static QString path(const QString &path);  ///< "~/Pictures" for what lies at home
    static QString ago(const QDateTime &time); ///< "2 min ago"
    /// The count as lupdate's numerus wants it.
    static int numerus(qint64 count);
};

} // namespace fovea::ui
