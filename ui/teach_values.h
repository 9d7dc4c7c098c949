#pragma once

#include "engine/core/ids.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace fovea::ui {

/// What Fovea is to learn from.
struct TeachSource {
    enum class Kind { Album, Folder, File };
    Kind kind = Kind::Album;
    AlbumId album;
    FolderId folder;
    QString path; ///< of the folder or the caption file
    QString name; ///< as people call it

    bool chosen() const { return bool(album) || bool(folder) || !path.isEmpty(); }
    bool operator==(const TeachSource &) const = default;
};

/// A photo and what is said of it. A caption file may name pictures outside of the library; the
/// thumbnail source knows them under ids below 0.
struct CaptionItem {
    PhotoId photo;
    QString file;            ///< its path, for the tool tip and where a caption is stored by file
    QString caption;         ///< empty: none
    QStringList more;        ///< further captions that it has
    bool written = false;    ///< by a person in Fovea
    bool fromFolder = false; ///< it says no more than a folder's name, so another may be proposed
};

/// A caption that a photo without one, or with a folder's name alone, may have, because it looks
/// like one that has it.
struct CaptionProposal {
    PhotoId photo;
    QString caption;
};

/// The ways to teach, the cheapest first. Their names are those of `fovea train --method`.
enum class TeachMethod { Names, Projection, Lora, Full };
inline constexpr std::array kTeachMethods{TeachMethod::Names, TeachMethod::Projection,
                                          TeachMethod::Lora, TeachMethod::Full};
QString methodKey(TeachMethod method); ///< "names"
std::optional<TeachMethod> methodFromKey(const QString &key);

/// One way, with what it will take here.
struct MethodPlan {
    TeachMethod method = TeachMethod::Projection;
    qint64 etaSeconds = -1;
    qint64 memoryBytes = 0;
    int epochs = 0;
    int batch = 0;
    double learningRate = 0;
    double weightDecay = 0;
    int rank = 0;       ///< 0: the method has none
    double alpha = 0;   ///< with a rank
    double dropout = 0; ///< with a rank
};

/// What is known of the captions before anything is learned, and how it would be learned.
struct TeachPlan {
    qint64 photos = 0; ///< with a caption that can be used
    qint64 heldOut = 0;
    qint64 guard = 0;   ///< photos that watch over the other searches
    QString problem;    ///< a sentence where nothing can be learned; else empty
    QStringList advice; ///< sentences; none where all is well
    QStringList words;  ///< new words: names of their own
    TeachMethod proposed = TeachMethod::Projection;
    QString reason; ///< why that one: a sentence
    QList<MethodPlan> methods;
    double holdOut = .1; ///< share that is kept aside
    qint64 seed = 1;
};

/// How a person wants it learned. What is unset is left to Fovea.
struct TeachOptions {
    TeachMethod method = TeachMethod::Projection;
    std::optional<int> epochs;
    std::optional<int> batch;
    std::optional<double> learningRate;
    std::optional<double> weightDecay;
    std::optional<int> rank;
    std::optional<double> alpha;
    std::optional<double> dropout;
    std::optional<double> holdOut;
    std::optional<qint64> seed;
    QStringList words;
    bool onTop = false; ///< keep what was learned before
    QString name;       ///< of what is learned; empty: after the source
    bool fresh = false; ///< not from where an unfinished run stopped

    bool operator==(const TeachOptions &) const = default;
};

/// How often the right one is found, of 0 to 1.
struct RecallFigures {
    double r1 = 0;
    double r5 = 0;
    double r10 = 0;
    double medianRank = 0;
};
struct TeachFigures {
    qint64 photos = 0;
    qint64 captions = 0;
    RecallFigures textToImage;
    RecallFigures imageToText;
};

/// Points of the curves, in the order of their steps.
struct TeachStep {
    double epoch = 0;
    double loss = 0;
    double temperature = 0;
    double learningRate = 0;
};
struct TeachEvaluation {
    double epoch = 0;
    std::optional<double> heldOutLoss;
    std::optional<TeachFigures> heldOut;
    std::optional<TeachFigures> guard;
};
struct TeachCurves {
    QList<TeachStep> steps;
    QList<TeachEvaluation> evaluations;
    int epochs = 0; ///< that are planned
};

/// What goes on while it learns.
struct TeachProgress {
    enum class Phase { Starting, Reading, Encoding, Training, Evaluating, Refreshing };
    enum class Unit { Photos, Captions, Both, Steps, Strengths };
    enum class Hold { None, Asked, Battery }; ///< why it waits
    Phase phase = Phase::Starting;
    Unit unit = Unit::Photos; ///< what is counted
    Hold hold = Hold::None;
    bool stopping = false;
    bool slowed = false; ///< the machine is hot
    qint64 done = 0;
    qint64 total = 0;        ///< 0 while unknown
    qint64 etaSeconds = -1;  ///< -1 while unknown
    int batteryPercent = -1; ///< -1: on mains, or no battery
};

/// A query and its first photos.
struct TeachExample {
    struct Photo {
        PhotoId photo;
        bool right = false;
    };
    QString query;
    QList<Photo> photos;

    int rightCount() const;
};

/// How it would be at one strength, 0 as before to 1 as taught.
struct TeachStrength {
    double strength = 0;
    std::optional<TeachFigures> heldOut;
    std::optional<TeachFigures> guard;
    QList<TeachExample> examples;
};

struct TeachResult {
    QString adapter; ///< its name; empty: nothing was learned
    TeachMethod method = TeachMethod::Projection;
    QList<TeachStrength> strengths; ///< from 0 to 1
    double elapsedSeconds = 0;
    bool stoppedEarly = false;     ///< since other searches began to suffer
    QString ranAt;                 ///< "today, 2:02 PM"
    bool guardIsAgreement = false; ///< the guard counts the same photos as before
    TeachCurves curves;
};

} // namespace fovea::ui
