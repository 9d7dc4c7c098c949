#include "app/picture_survey.h"

#include "app/paths.h"
#include "indexer/scanner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <cmath>

namespace fovea::app {

namespace {

constexpr std::size_t kSamples = 7;
constexpr int kSampleSide = 256; ///< px
constexpr double kEncodeSeconds =
    0.03; ///< of the starter model on one core of an ordinary computer

/// Evenly over the list, which is in the order of folders: photos of different days.
std::vector<std::filesystem::path> sampleOf(const std::vector<std::filesystem::path> &files) {
    const std::size_t count = std::min(kSamples, files.size());
    std::vector<std::filesystem::path> samples;
    for (std::size_t i = 0; i < count; ++i) {
        samples.push_back(files[i * files.size() / count]);
    }
    return samples;
}

} // namespace

PictureSurvey::PictureSurvey(std::shared_ptr<Decoders> decoders, int threads, QObject *parent)
    : QObject(parent)
    , m_decoders(std::move(decoders))
    , m_threads(threads)
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("survey"))) {}

PictureSurvey::~PictureSurvey() {
    stop();
    m_thread->finish();
}

void PictureSurvey::start(const QString &folder) {
    m_thread->post([this, folder] { survey(folder); });
}

void PictureSurvey::stop() {
    m_stop.stop();
}

void PictureSurvey::survey(const QString &folder) {
    std::vector<std::filesystem::path> files;
    indexer::ScanEvents events;
    events.photo = [&files](const indexer::ScannedFile &file) { files.push_back(file.path); };
    const auto scanned = indexer::scanFolder(toPath(folder), m_stop, events);
    if (!scanned || files.empty() || m_stop.stopRequested()) {
        return; // the first start has its other button
    }
    ui::FolderSuggestion suggestion;
    suggestion.path = folder;
    suggestion.name = QDir(folder).dirName();
    suggestion.photoCount = static_cast<qint64>(files.size());
    tell(suggestion);

    QElapsedTimer timer;
    timer.start();
    std::size_t tried = 0;
    for (const std::filesystem::path &file : sampleOf(files)) {
        if (m_stop.stopRequested()) {
            return;
        }
        image::DecodeRequest request;
        request.file = file;
        request.thumbnailSide = kSampleSide;
        const auto decoded = m_decoders->decode(request);
        ++tried;
        if (decoded) {
            suggestion.samples.append(fromThumbnailJpeg(decoded->thumbnailJpeg));
        }
    }
    const double decodeSeconds =
        static_cast<double>(timer.elapsed()) / 1000.0 / static_cast<double>(tried);
    suggestion.readyInSeconds = static_cast<qint64>(std::ceil(
        static_cast<double>(files.size()) * (decodeSeconds + kEncodeSeconds) / m_threads));
    tell(suggestion);
}

void PictureSurvey::tell(const ui::FolderSuggestion &suggestion) {
    QMetaObject::invokeMethod(
        this, [this, suggestion] { Q_EMIT learned(suggestion); }, Qt::QueuedConnection);
}

} // namespace fovea::app
