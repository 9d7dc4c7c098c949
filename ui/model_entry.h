#pragma once

#include <QString>

namespace fovea::ui {

/// The model in use, as the status line tells it.
struct ModelState {
    enum class Phase {
        Asleep, ///< there, not loaded yet
        Loading,
        Ready,
        Missing, ///< none, or it could not be loaded: `problem` says why
    };
    Phase phase = Phase::Asleep;
    QString title;   ///< "Starter model"
    QString goodFor; ///< one sentence
    QString problem;
};

/// A model that is installed or that the catalogue offers.
struct ModelEntry {
    enum class State {
        Available, ///< in the catalogue, not on this machine
        Downloading,
        Checking, ///< downloaded; its checksum is being computed
        Installed,
        InUse,
        Failed, ///< the installation ended with `problem`; it can be tried again
    };
    QString name; ///< as on the command line
    QString title;
    QString goodFor; ///< one sentence
    QString license; ///< "MIT"
    State state = State::Available;
    qint64 sizeBytes = 0;
    qint64 doneBytes = 0; ///< while downloading
    QString problem;
    bool removable = false; ///< false for the built-in one and the one in use
};

} // namespace fovea::ui
