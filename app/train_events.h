#pragma once

#include "ui/teach_values.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <variant>

namespace fovea::app {

// The lines that `fovea train --progress json` writes; docs/formats.md tells of them.

struct TrainStarted {
    QString run; ///< its folder
    bool resumed = false;
    qint64 step = 0; ///< behind which it goes on
};
/// The code of training::adviceCode(); `sentence` in English for codes that are not known.
struct TrainAdvice {
    QString code;
    qint64 count = 0;
    QString sentence;
};
struct TrainReported {
    qint64 photos = 0;
    qint64 captioned = 0;
    qint64 tooLong = 0;
    qint64 unreadable = 0;
    qint64 learn = 0;
    qint64 heldOut = 0;
    qint64 guard = 0;
    bool guardIsAgreement = false;
    QList<TrainAdvice> advice;
};
struct TrainPlanned {
    ui::TeachMethod proposed = ui::TeachMethod::Projection;
    QString reason; ///< in English
    QString reasonCode;
    QStringList words;
    QList<ui::MethodPlan> methods; ///< the one that is run first, where the others are not told
    int epochs = 0;                ///< of that one
};
/// Why nothing is learned; the child ends after it.
struct TrainRefused {
    QString code;
    qint64 count = 0;
    qint64 available = 0;
    QString text;
    QString sentence; ///< in English
};
struct TrainProgressed {
    ui::TeachProgress::Phase phase = ui::TeachProgress::Phase::Starting;
    ui::TeachProgress::Unit unit = ui::TeachProgress::Unit::Photos;
    qint64 done = 0;
    qint64 total = 0;
    qint64 etaSeconds = -1;
};
struct TrainPaused {
    bool battery = false;
    int batteryPercent = -1;
};
struct TrainResumed {};
struct TrainSlowed {
    bool slowed = true; ///< false: it has cooled down
};
struct TrainFinished {
    ui::TeachResult result;
    QString model; ///< as `fovea models use` takes it; empty: the events of a run without a library
    bool stopped = false;
};
using TrainEvent = std::variant<TrainStarted, TrainReported, TrainPlanned, TrainRefused,
                                TrainProgressed, ui::TeachStep, ui::TeachEvaluation, TrainPaused,
                                TrainResumed, TrainSlowed, TrainFinished>;

/// The id that a file outside of the library has for the views.
using FileIds = std::function<PhotoId(const QString &path)>;

/// Nothing for a line that is no event, or one of a kind that this version does not know.
std::optional<TrainEvent> parseTrainEvent(const QByteArray &line, const FileIds &fileIds);

/// Steps and evaluations of a run that goes on, up to where it does.
QList<TrainEvent> curveBefore(const TrainStarted &started);

} // namespace fovea::app
