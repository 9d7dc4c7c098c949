#pragma once

#include <QList>
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
    QString title;   ///< "Starter model", "Starter model + fido"
    QString goodFor; ///< one sentence
    QString problem;
};

/// Something that a model was taught, kept with the library.
struct AdapterEntry {
    QString name;
    QString facts; ///< "New words: zorbo · taught on August 3, 2026 · found 41% before, 93% now"
    QString problem; ///< why it cannot be used; empty where it can
    bool on = false;
    double strength = 1; ///< 0 to 1, while it is on or when it last was

    bool operator==(const AdapterEntry &) const = default;
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
    QList<AdapterEntry> adapters;
};

} // namespace fovea::ui
